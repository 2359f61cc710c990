/** Places in a text, and a text with something else in them. */
export interface Span {
  from: number;
  to: number;
}

export const overlaps = (one: Span, other: Span): boolean =>
  one.from < other.to && one.to > other.from;

/** @param parts from left to right, none within another */
export function splice(text: string, parts: Iterable<Span & { put: string }>): string {
  let spliced = '';
  let at = 0;
  for (const { from, to, put } of parts) {
    spliced += text.slice(at, from) + put;
    at = to;
  }
  return spliced + text.slice(at);
}
