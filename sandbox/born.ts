import type { World, WorldChange } from './world.ts';

const name = 'born-at';

/** Since when this world counts, ms since 1970: what the desk had before is not of it. */
export const bornAt = (world: World): number => world.tables.counters.get(name) ?? 0;

export const isBorn = (world: World): boolean => world.tables.counters.has(name);

export const birth = (world: World): WorldChange => ['counters', name, world.now()];
