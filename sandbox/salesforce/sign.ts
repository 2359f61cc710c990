import { createHmac } from 'node:crypto';

/**
 * Salesforce has no webhook of its own that is signed: what an organisation's trigger would send, with an HMAC as Apex's
 * `Crypto.generateMac('hmacSHA256', …)` makes it, over time and body.
 */
export function signed(changes: unknown[], secret: string, now: number) {
  const body = Buffer.from(JSON.stringify({ changes }));
  const signature = createHmac('sha256', secret).update(`${now}.`).update(body).digest('hex');
  return {
    headers: { 'x-careline-timestamp': String(now), 'x-careline-signature': signature },
    body,
  };
}
