/** Chance that repeats: the same seed draws the same. */
export function randomOf(seed: number) {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (limit: number) => Math.floor(next() * limit);
  return {
    upTo,
    pick: <Item>(items: readonly Item[]): Item => items[upTo(items.length)]!,
    digits: (count: number) => Array.from({ length: count }, () => upTo(10)).join(''),
  };
}

export type Random = ReturnType<typeof randomOf>;
