import { createHmac } from 'node:crypto';

/** `sha256=` and the base64 of the HMAC by the app's consumer secret: of challenges and of bodies alike. */
export const signatureOf = (consumerSecret: string, text: string | Buffer): string =>
  `sha256=${createHmac('sha256', consumerSecret).update(text).digest('base64')}`;
