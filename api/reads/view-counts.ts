/** How many conversations each view holds, in one statement that stops counting at a thousand. */
import type { Pool } from 'pg';
import type { z } from 'zod';
import { platformNames } from '../../channels/channel.ts';
import type { ConversationFilter } from '../schemas/conversation-filter.ts';
import type { ViewCounts } from '../schemas/view.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import { conditionsOf } from './conversation-conditions.ts';
import { isScheduled } from './scheduled.ts';

/** More than this nobody reads off a badge. */
const most = 1000;

export async function countViews(
  pool: Pool,
  caller: Looker,
  views: readonly { id: string; filter: ConversationFilter }[],
): Promise<z.input<typeof ViewCounts>> {
  const values: unknown[] = [];
  const put = (it: unknown) => `$${String(values.push(it))}`;
  const count = (kind: string, key: string, filter: ConversationFilter) => {
    const conditions = conditionsOf(filter, caller, put);
    // What says nothing of it means open work; somebody who is mentioned is, whatever became of it.
    const isOpenWork = filter.status === undefined && filter.mentioned === undefined;
    if (isOpenWork) conditions.push(`c.status <> 'closed'`);
    return `select '${kind}' as kind, ${put(key)}::text as key, count(*)::int as n from (
      select from conversations c where ${conditions.join(' and ')} limit ${String(most)}) counted`;
  };
  const counts = [
    `select 'later' as kind, 'mine' as key, count(*)::int as n from (
       select from messages m join conversations c on c.id = m.conversation_id
        where ${isScheduled} and m.sender_id = ${put(caller.agentId ?? '')} and ${visibleTo(caller, put)}
        limit ${String(most)}) counted`,
    // A search reads many messages: nothing for every few seconds.
    ...views
      .filter(({ filter }) => filter.q === undefined)
      .map(({ id, filter }) => count('view', id, filter)),
    ...platformNames.map((it) => count('platform', it, { platform: [it], status: [...open] })),
    ...(['breached', 'warning'] as const).map((it) => count('sla', it, { slaState: [it] })),
  ];
  const { rows } = await pool.query<{ kind: string; key: string; n: number }>(
    counts.join(' union all '),
    values,
  );
  const of = (kind: string) =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map(({ key, n }) => [key, n]));
  const { breached = 0, warning = 0 } = of('sla');
  const { mine: scheduled = 0 } = of('later');
  return { views: of('view'), platforms: of('platform'), breached, atRisk: warning, scheduled };
}

const open = ['open', 'pending'] as const;
