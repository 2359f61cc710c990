import { z } from 'zod';
import type { InboxLogLine, LedgerLine } from '../model.ts';
import type { World } from '../world.ts';

const Filter = z.object({
  platform: z.string().optional(),
  account: z.string().optional(),
  customer: z.string().optional(),
  metadata: z.string().optional(),
  kind: z.string().optional(),
  /** Only what came after this `seq`. */
  after: z.coerce.number().int().default(0),
});

/** Every send that a platform took, oldest first. */
export function ledger(world: World, query: unknown): LedgerLine[] {
  const { metadata, ...filter } = Filter.parse(query);
  return [...world.tables.ledger.values()].filter(
    (it) => matches(it, filter) && (metadata === undefined || it.metadata === metadata),
  );
}

/** Every event that the desk acknowledged, by the time of its acknowledgement. */
export function inboxLog(world: World, query: unknown): InboxLogLine[] {
  const { kind, ...filter } = Filter.parse(query);
  return [...world.tables.inboxLog.values()].filter(
    (it) => matches(it, filter) && (kind === undefined || it.kind === kind),
  );
}

const matches = (
  it: LedgerLine | InboxLogLine,
  filter: Pick<z.infer<typeof Filter>, 'platform' | 'account' | 'customer' | 'after'>,
) =>
  (filter.platform === undefined || it.platform === filter.platform) &&
  (filter.account === undefined || it.account === filter.account) &&
  (filter.customer === undefined || it.customer === filter.customer) &&
  it.seq > filter.after;
