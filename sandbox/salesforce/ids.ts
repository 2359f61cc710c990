import type { World } from '../world.ts';
import { prefixOf } from './schema.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** 15 characters where case matters, and three that say which of them are capitals. */
export function newId(world: World, type: string): string {
  const number = world.nextNumber('salesforceRecords', 46_657).toString(36).toUpperCase();
  const short = `${prefixOf(type)}5g${number.padStart(10, '0')}`;
  const suffix = [0, 5, 10].map((at) => {
    const bits = Array.from(short.slice(at, at + 5), (it, bit) =>
      /[A-Z]/.test(it) ? 1 << bit : 0,
    );
    return alphabet[bits.reduce((sum, it) => sum + it, 0)] ?? 'A';
  });
  return short + suffix.join('');
}

/** Both lengths are the same record. */
export const isSameId = (a: string, b: string): boolean => a.slice(0, 15) === b.slice(0, 15);
