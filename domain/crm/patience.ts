/** How long a person's work for the CRM rests after it failed: longer each time, and for ever at most a quarter of an hour. */

const firstMs = 5_000;
export const longestMs = 15 * 60_000;

/**
 * @param failures in a row, from 1
 * @param chance 0 to 1: spreads those who wait for the same CRM
 * @param askedForMs by the CRM: never before
 */
export function restMs(failures: number, chance: number, askedForMs = 0): number {
  const doubled = Math.min(firstMs * 2 ** Math.min(failures - 1, 20), longestMs);
  return Math.round(Math.max(doubled * (0.75 + chance / 4), askedForMs));
}
