import { z } from 'zod';
import type { World, WorldChange } from '../world.ts';
import type { CrmHook, CrmLedgerLine, CrmName } from './model.ts';

const row = (seq: number) => String(seq).padStart(12, '0');

export function noted(world: World, line: Omit<CrmLedgerLine, 'seq' | 'at'>): WorldChange {
  const seq = world.nextNumber('crmLedger');
  return ['crmLedger', row(seq), { seq, at: world.now(), ...line }];
}

export function queued(world: World, platform: CrmName, event: unknown): WorldChange {
  const seq = world.nextNumber('crmHooks');
  return ['crmHooks', row(seq), { seq, platform, at: world.now(), attempts: 0, event }];
}

export const dropped = ({ seq }: CrmHook): WorldChange => ['crmHooks', row(seq), null];
export const triedAgain = (hook: CrmHook): WorldChange => [
  'crmHooks',
  row(hook.seq),
  { ...hook, attempts: hook.attempts + 1 },
];

const Filter = z.object({
  action: z.string().optional(),
  objectType: z.string().optional(),
  key: z.string().optional(),
  /** Only what came after this `seq`. */
  after: z.coerce.number().int().default(0),
});

/** Oldest first. */
export function crmLedger(world: World, platform: CrmName, query: unknown): CrmLedgerLine[] {
  const { action, objectType, key, after } = Filter.parse(query);
  return [...world.tables.crmLedger.values()].filter(
    (it) =>
      it.platform === platform &&
      it.seq > after &&
      (action === undefined || it.action === action) &&
      (objectType === undefined || it.objectType === objectType) &&
      (key === undefined || it.key === key),
  );
}
