/** Comparisons that take the same time wherever they differ. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from './channel.ts';

/** Is `hex` the HMAC-SHA256 of the body by one of the secrets? All are tried; an empty secret vouches for nothing. */
export function isHmacOf(secrets: readonly string[], body: Buffer, hex: string): boolean {
  if (!/^[0-9a-f]{64}$/i.test(hex)) return false;
  const given = Buffer.from(hex, 'hex');
  let found = false;
  for (const secret of secrets) {
    if (secret === '') continue;
    const expected = createHmac('sha256', secret).update(body).digest();
    found = timingSafeEqual(given, expected) || found;
  }
  return found;
}

/** Is `given` one of the secrets? Compared by digest, so that lengths don't show. */
export function isOneOf(secrets: readonly string[], given: string): boolean {
  const digest = sha256(given);
  let found = false;
  for (const secret of secrets) {
    if (secret === '') continue;
    found = timingSafeEqual(sha256(secret), digest) || found;
  }
  return found;
}

/** A header by its lower-case name, given once; undefined where it is missing or given several times. */
export function headerOf({ headers }: WebhookRequest, name: string): string | undefined {
  const value =
    headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  if (Array.isArray(value)) return value.length === 1 ? value[0] : undefined;
  return value;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
