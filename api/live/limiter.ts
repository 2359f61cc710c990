/** So many at once; the others wait their turn. The answer is called when one is through. */
export function limiter(most: number): () => Promise<() => void> {
  let free = most;
  const waiting: (() => void)[] = [];
  const done = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return done;
  };
}
