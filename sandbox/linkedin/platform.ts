import type { Account, WebhookEvent } from '../model.ts';
import type { Platform } from '../platform.ts';
import { toWire } from './json.ts';
import { notificationType } from './names.ts';
import { linkedinFeed } from './notices.ts';
import { signatureOf } from './sign.ts';

const minute = 60_000;

/** Pages hear of what is said in public; their messages are for approved partners only. */
export function linkedinPlatform(clockFactor: number): Platform {
  const request = (account: Account, events: readonly WebhookEvent[]) => {
    const notifications = events.map(({ payload }) => payload);
    const body = toWire({ type: notificationType, notifications });
    const { clientSecret = '', signatureVariant } = account.credentials;
    const signature = signatureOf(clientSecret, body, signatureVariant);
    return { body, headers: { 'x-li-signature': signature } };
  };
  return {
    name: 'linkedin',
    sources: ['comment', 'mention'],
    typingLastsMs: 0,
    files: { by: 'url', max: 1 },
    ...{ newMessageId: () => '', wrote: nothing, echoed: nothing, edited: nothing },
    ...{ reacted: nothing, pressed: nothing, delivered: nothing, read: nothing, blocked: nothing },
    isCustomerId: (id) => /^urn:li:(person:[\w-]{1,40}|organization:\d{1,19})$/.test(id),
    feed: linkedinFeed,
    request: (account, event) => request(account, [event]),
    batch: { max: 10, lingersMs: 50, request },
    delivery: {
      timeoutMs: 10_000,
      isAccepted: (status) => status >= 200 && status < 300,
      isOrdered: false,
      immediateAttempts: 1,
      delayAfter: () => (5 * minute) / clockFactor,
      honoursRetryAfter: false,
      expiresAfter: (8 * 60 * minute) / clockFactor,
    },
  };
}

const nothing = () => undefined;
