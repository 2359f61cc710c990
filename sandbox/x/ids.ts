/** X's ids are snowflakes: the time they were made at in their upper bits, so that their order is that of time. */
import type { World } from '../world.ts';

const epoch = 1_288_834_974_657n;

/** @param at ms since 1970 */
export const snowflake = (at: number, number: number): string =>
  String(((BigInt(Math.trunc(at)) - epoch) << 22n) + (BigInt(number) & 0x3fffffn));

export const newMediaId = (world: World): string =>
  snowflake(world.now(), world.nextNumber('x-id'));

/** A direct conversation of two is named by both, the smaller id first. */
export const conversationId = (one: string, two: string): string =>
  (BigInt(one) < BigInt(two) ? [one, two] : [two, one]).join('-');
