import { createHmac } from 'node:crypto';

/** JSON as Meta puts it on the wire: everything that is not ASCII as `\uXXXX`, and every slash escaped. */
export const escapedJson = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function signatureHeaders(appSecret: string, body: Buffer): Record<string, string> {
  const mac = (algorithm: string) => createHmac(algorithm, appSecret).update(body).digest('hex');
  return {
    'x-hub-signature-256': `sha256=${mac('sha256')}`,
    'x-hub-signature': `sha1=${mac('sha1')}`,
  };
}
