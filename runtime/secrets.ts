import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const version = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/** A sealed value that no key of ours opens: another key sealed it, or it was changed. */
export class SealError extends Error {
  override name = 'SealError';
}

/**
 * Encrypts a JSON value with AES-256-GCM: `v1:` and base64 of iv, tag and ciphertext.
 * @param keys 32 bytes each; the first one seals.
 */
export function seal(keys: readonly Buffer[], value: unknown): string {
  const [key] = keys;
  if (!key) throw new SealError('there is no key to seal with');
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return `${version}:${Buffer.concat([iv, cipher.getAuthTag(), ciphertext]).toString('base64')}`;
}

/**
 * Opens what `seal` made, with whichever of the keys fits: so a new key is put first, and the old one kept until
 * everything has been sealed anew.
 * @throws SealError when none fits, or the text is not ours.
 */
export function open<T>(keys: readonly Buffer[], sealed: string): T {
  const [prefix, body = ''] = sealed.split(':', 2);
  const bytes = Buffer.from(body, 'base64');
  if (prefix !== version || bytes.length < ivBytes + tagBytes) {
    throw new SealError('this is not a sealed value');
  }
  for (const key of keys) {
    const text = decrypt(key, bytes);
    if (text !== undefined) return JSON.parse(text) as T;
  }
  throw new SealError('none of the keys opens this value');
}

function decrypt(key: Buffer, bytes: Buffer): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    const plain = Buffer.concat([
      decipher.update(bytes.subarray(ivBytes + tagBytes)),
      decipher.final(),
    ]);
    return plain.toString('utf8');
  } catch {
    return undefined; // GCM's check failed: not this key, or not the bytes that were sealed.
  }
}

/** Was it sealed with the first key? Else the keys were rotated since, and it is to be sealed anew. */
export function isSealedAfresh(keys: readonly Buffer[], sealed: string): boolean {
  try {
    open(keys.slice(0, 1), sealed);
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}
