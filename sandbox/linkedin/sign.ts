import { createHmac } from 'node:crypto';

export const hmac = (secret: string, text: string | Buffer) =>
  createHmac('sha256', secret).update(text).digest('hex');

const prefix = 'hmacsha256=';

/**
 * The documentation signs the prefix and the body. Two other ways are seen elsewhere, and are an account's by its
 * `signatureVariant`: `prefixed_header`, the prefix in the header too, and `body`, over the body alone.
 */
export function signatureOf(
  clientSecret: string,
  body: Buffer,
  variant: string | undefined,
): string {
  if (variant === 'body') return hmac(clientSecret, body);
  const signature = hmac(clientSecret, Buffer.concat([Buffer.from(prefix), body]));
  return variant === 'prefixed_header' ? `${prefix}${signature}` : signature;
}
