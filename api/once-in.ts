/** For what many ask at once and again: it is worked out at most once in so many ms, and they share the answer. */
export function onceIn<T>(ms: number, work: () => Promise<T>): () => Promise<T> {
  let kept: { at: number; answer: Promise<T> } | undefined;
  return () => {
    if (kept && performance.now() - kept.at < ms) return kept.answer;
    const answer = work();
    const mine = { at: performance.now(), answer };
    kept = mine;
    answer.catch(() => {
      // The next one who asks tries again.
      if (kept === mine) kept = undefined;
    });
    return answer;
  };
}
