import { createHmac, timingSafeEqual } from 'node:crypto';

/** Is `signature` the HMAC-SHA256 of these parts, one after the other? An empty secret vouches for nothing. */
export function isSignedBy(
  secret: string | undefined,
  parts: readonly (string | Uint8Array)[],
  signature: string | undefined,
  encoding: 'hex' | 'base64',
): boolean {
  if (secret === undefined || secret === '' || signature === undefined) return false;
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  const given = Buffer.from(signature, encoding);
  const expected = hmac.digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const freshForMs = 5 * 60_000;
/** Clocks differ. */
const aheadByMs = 60_000;

/** Was it signed just now? An old one may have been overheard, and is sent again by somebody else. */
export function isFresh(timestamp: string | undefined, now: number): boolean {
  if (timestamp === undefined || !/^\d{13}$/.test(timestamp)) return false;
  const age = now - Number(timestamp);
  return age <= freshForMs && age >= -aheadByMs;
}
