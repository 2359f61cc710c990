/** JSON of strangers: any bytes, any depth. */

/** The value, or undefined where the bytes hold none. Bytes that are no UTF-8 read as U+FFFD. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Back to bytes. What is nested too deep for JSON.stringify is left out from a depth that no platform uses. */
export function toJson(value: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(value));
  } catch {
    return Buffer.from(JSON.stringify(shallow(value, maxDepth)));
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const maxDepth = 64;

function shallow(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((item) => shallow(item, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, shallow(item, depth - 1)]),
  );
}
