import type { Kind } from './draft-store.ts';

interface Trigger {
  mark: '/' | '@';
  words: string;
  /** Where the mark stands. */
  at: number;
}

/** What is being looked for where the cursor stands: a mark at the beginning of a word. */
export function triggerAt(text: string, cursor: number, kind: Kind): Trigger | undefined {
  const found = /(?:^|\s)([/@])([^\s/@]*)$/.exec(text.slice(0, cursor));
  const [, mark, words = ''] = found ?? [];
  if (mark === '/' || (mark === '@' && kind === 'note'))
    return { mark, words, at: cursor - words.length - 1 };
  return undefined;
}
