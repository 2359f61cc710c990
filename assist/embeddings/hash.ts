import { createHash } from 'node:crypto';

/** What an embedded text is known by: while it is the same, its vector is. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
