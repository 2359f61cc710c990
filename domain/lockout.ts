/** How long nothing more is tried after so many wrong passwords in a row. */

const everySo = 10;
const firstMs = 15 * 60_000;
const longestMs = 24 * 3_600_000;

/** After the tenth a quarter of an hour, after the twentieth twice as long, and so on up to a day. */
export function lockedForMs(wrongInARow: number): number {
  if (wrongInARow < everySo || wrongInARow % everySo !== 0) return 0;
  const times = wrongInARow / everySo;
  return Math.min(firstMs * 2 ** (times - 1), longestMs);
}
