import type { Platform } from '../platform.ts';
import { direct, directsRead, directTyped, newDirectId, xFeed } from './events.ts';
import { newMediaId } from './ids.ts';
import { signatureOf } from './sign.ts';

const second = 1_000;

/** Direct messages, posts that name an account, and answers to its posts. */
export const xPlatform = (clockFactor: number): Platform => ({
  name: 'x',
  sources: ['dm', 'comment', 'mention'],
  typingLastsMs: 3_000,
  files: { by: 'url', max: 1, newId: newMediaId },
  maxEdits: 0,
  newMessageId: newDirectId,
  isCustomerId: (id) => /^[1-9]\d{0,18}$/.test(id),

  wrote: (setting, message) => direct(setting, message, 'dm.received'),
  echoed: (setting, message) => direct(setting, message, 'dm.sent'),
  ...{ edited: nothing, reacted: nothing, pressed: nothing, delivered: nothing, blocked: nothing },
  read: directsRead,
  typed: directTyped,
  feed: xFeed,

  request({ credentials }, { payload }) {
    const body = Buffer.from(JSON.stringify(payload));
    const signature = signatureOf(credentials['consumerSecret'] ?? '', body);
    return { body, headers: { 'x-twitter-webhooks-signature': signature } };
  },
  // How X tries again is documented nowhere for v2: it is assumed to, for a day.
  delivery: {
    timeoutMs: 10 * second,
    isAccepted: (status) => status >= 200 && status < 300,
    isOrdered: false,
    immediateAttempts: 1,
    delayAfter: (attempts) => (Math.min(2 ** attempts, 300) * second) / clockFactor,
    honoursRetryAfter: false,
    expiresAfter: (24 * 60 * 60 * second) / clockFactor,
  },
});

const nothing = () => undefined;
