/** How many characters of one text were added, taken away or exchanged to make the other. */
export function editDistance(one: string, other: string): number {
  const [a, b] = [Array.from(one.trim()), Array.from(other.trim())];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) {
    end += 1;
  }
  return between(a.slice(start, a.length - end), b.slice(start, b.length - end));
}

/** Beyond it nobody asks how much, and counting would take long: the longer text's length is near enough. */
const longestCounted = 4_000;

function between(a: readonly string[], b: readonly string[]): number {
  const longer = Math.max(a.length, b.length);
  if (a.length === 0 || b.length === 0 || longer > longestCounted) return longer;
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [row, char] of a.entries()) {
    const line = [row + 1];
    for (let at = 0; at < b.length; at += 1) {
      const exchanged = (above[at] ?? 0) + (char === b[at] ? 0 : 1);
      line.push(Math.min(exchanged, (above[at + 1] ?? 0) + 1, (line[at] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
