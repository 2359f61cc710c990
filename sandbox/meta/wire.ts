import type { Account, WebhookEvent } from '../model.ts';
import type { DeliveryPolicy } from '../platform.ts';
import { escapedJson, signatureHeaders } from './sign.ts';

/** A queued event as Meta posts it, about an object of this kind. */
export const requestAbout =
  (object: 'page' | 'instagram') => (account: Account, event: WebhookEvent) => {
    // Changes go by the second, messages by the millisecond.
    const list = isChange(event.payload)
      ? { time: Math.floor(Date.now() / 1000), changes: [event.payload] }
      : { time: Date.now(), messaging: [event.payload] };
    const entry = { id: event.account, ...list };
    const body = Buffer.from(escapedJson({ object, entry: [entry] }));
    return { body, headers: signatureHeaders(account.credentials['appSecret'] ?? '', body) };
  };

const isChange = (payload: unknown) =>
  typeof payload === 'object' && payload !== null && 'field' in payload;

/** Meta's retries, divided by the clock factor. What they are exactly is not documented. */
const retryDelays = [0, 200, 1000, 5000, 10_000, 20_000, 40_000, 60_000];

export const deliveryOf = (clockFactor: number): DeliveryPolicy => ({
  timeoutMs: 5000,
  isAccepted: (status) => status === 200,
  isOrdered: false,
  immediateAttempts: 3,
  delayAfter: (attempts) => (retryDelays[attempts] ?? 60_000) / clockFactor,
  honoursRetryAfter: false,
  givesUpAfter: 3_600_000 / clockFactor,
});
