/** The JSON that a text holds: alone, between fences, or among words. Undefined: none. */
export function jsonIn(text: string): unknown {
  for (const candidate of [text, text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)]) {
    try {
      return JSON.parse(candidate) as unknown;
    } catch {
      // The next one.
    }
  }
  return undefined;
}
