/** How both sides sign: as Standard Webhooks say (standardwebhooks.com), so that the other side has a library for it. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older or younger than that is not believed. */
const toleranceMs = 5 * 60_000;

export interface Signed {
  /** Of the message: the same for each of its repetitions. */
  id: string;
  /** Seconds since 1970. */
  timestamp: string;
  body: Uint8Array;
}

export function signatureOf(secret: string, { id, timestamp, body }: Signed): string {
  const hmac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body);
  return `v1,${hmac.digest('base64')}`;
}

/** @param signatures as the header has them, apart by spaces. @param now ms */
export function isSigned(secret: string, signed: Signed, signatures: string, now: number): boolean {
  if (!/^\d{1,12}$/.test(signed.timestamp)) return false;
  if (Math.abs(Number(signed.timestamp) * 1000 - now) > toleranceMs) return false;
  const expected = Buffer.from(signatureOf(secret, signed));
  return signatures.split(' ').some((given) => {
    const bytes = Buffer.from(given);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
}

const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
