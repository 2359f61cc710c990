/** Keys of events and threads, from ids that a platform may make as long and odd as it likes. */
import { createHash } from 'node:crypto';

const maxLength = 200;

/**
 * `a:b:c` where that is short, printable and can only mean so many parts; a digest of them where not.
 * Only the last part may hold colons of its own, so each kind of key has its fixed number of parts.
 */
export function keyOf(...parts: (string | number)[]): string {
  const texts = parts.map(String);
  const key = texts.join(':');
  const isPlain =
    key.length <= maxLength &&
    /^[\x21-\x7e]+$/.test(key) &&
    texts.slice(0, -1).every((part) => !part.includes(':'));
  return isPlain ? key : `sha256:${digest(JSON.stringify(texts))}`;
}

/** A short digest of free text, for keys where the platform gives no id. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
