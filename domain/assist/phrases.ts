import { folded, type Word } from './text.ts';

/** Phrases of words, ready to be found; each stands for a value. */
export interface Phrases<Value> {
  readonly root: Node<Value>;
}

interface Node<Value> {
  exact: Map<string, Node<Value>>;
  /** Beginnings of words. */
  stems: Map<string, Node<Value>>;
  /** A word with a digit in it. */
  number?: Node<Value>;
  /** Any word. */
  any?: Node<Value>;
  value?: Value;
}

export interface Hit<Value> {
  value: Value;
  /** Index of its first word, and of the one after its last. */
  from: number;
  to: number;
  /** As the customer wrote it. */
  words: string;
}

/**
 * Phrases as the lists of words write them: parted by commas or line ends, with accents or without. In a phrase `refund*` is any word that
 * begins so, `#` one with a digit, `_` any word.
 */
export function phrases<Value>(
  lists: Iterable<readonly [list: string, value: Value]>,
): Phrases<Value> {
  const root: Node<Value> = { exact: new Map(), stems: new Map() };
  for (const [list, value] of lists) {
    for (const phrase of list.split(/[,\n]/u)) {
      let node = root;
      for (const part of phrase.match(/#|_|[\p{L}\p{M}\p{N}]+\*?/gu) ?? [])
        node = child(node, part);
      if (node !== root) node.value = value;
    }
  }
  return { root };
}

function child<Value>(node: Node<Value>, part: string): Node<Value> {
  const made = (): Node<Value> => ({ exact: new Map(), stems: new Map() });
  if (part === '#') return (node.number ??= made());
  if (part === '_') return (node.any ??= made());
  const [map, key] = part.endsWith('*')
    ? [node.stems, folded(part.slice(0, -1))]
    : [node.exact, folded(part)];
  const next = map.get(key) ?? made();
  map.set(key, next);
  return next;
}

/** Every place where a phrase stands within one sentence; where two overlap, the longer, then the earlier. */
export function find<Value>({ root }: Phrases<Value>, words: readonly Word[]): Hit<Value>[] {
  const hits: Hit<Value>[] = [];
  for (let from = 0; from < words.length;) {
    const found = longest(root, words, from);
    if (!found) {
      from += 1;
      continue;
    }
    const { to, value } = found;
    hits.push({ value, from, to, words: written(words.slice(from, to)) });
    from = to;
  }
  return hits;
}

function longest<Value>(
  node: Node<Value>,
  words: readonly Word[],
  at: number,
): { to: number; value: Value } | undefined {
  const word = words[at];
  let best: { to: number; value: Value } | undefined;
  if (word) {
    for (const next of steps(node, word)) {
      const isSame = words[at + 1]?.sentence === word.sentence;
      const further = isSame ? longest(next, words, at + 1) : undefined;
      const found =
        further ?? (next.value === undefined ? undefined : { to: at + 1, value: next.value });
      if (found && (!best || found.to > best.to)) best = found;
    }
  }
  return best;
}

/** Longer words are no words of the lists. */
const longestStem = 16;

function* steps<Value>(node: Node<Value>, word: Word): Generator<Node<Value>> {
  for (const form of word.shortened ? [word.folded, word.shortened] : [word.folded]) {
    const exact = node.exact.get(form);
    if (exact) yield exact;
    if (node.stems.size > 0) {
      for (let length = Math.min(form.length, longestStem); length >= 2; length -= 1) {
        const stem = node.stems.get(form.slice(0, length));
        if (stem) yield stem;
      }
    }
  }
  if (node.number && /\p{N}/u.test(word.folded)) yield node.number;
  if (node.any) yield node.any;
}

const written = (words: readonly Word[]): string => words.map((word) => word.written).join(' ');
