/** Conversations whose workflow should have woken and did not: for those who see to it that they do. */
import { z } from 'zod';
import { conversationWorkflowId } from '../../workflows/contract.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { iso, present } from '../reads/present.ts';
import { id, instant, page, platform, status } from '../schemas/common.ts';

const Stuck = z
  .object({
    conversationId: id,
    workflowId: z.string(),
    platform,
    customerName: z.string(),
    status,
    assignedTo: id.optional(),
    teamId: id.optional(),
    nextWakeAt: instant.meta({ description: 'When it should have woken.' }),
    lateSeconds: z.int(),
  })
  .meta({ id: 'StuckConversation' });
export type StuckJson = z.output<typeof Stuck>;

interface Row {
  id: string;
  thread_id: string;
  platform: z.output<typeof platform>;
  customer_name: string | null;
  status: z.output<typeof status>;
  assigned_to: string | null;
  team_id: string | null;
  next_wake_at: Date;
  late_seconds: number;
}

/** More than this is an outage, and no list of conversations. */
const most = 100;

export function stuckOperations({ pool }: Parts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/stuck-conversations',
      id: 'listStuckConversations',
      summary:
        'Conversations that should have woken more than a minute ago, the latest first; at most 100',
      tag: 'Conversations',
      permission: 'inbox.manage',
      answer: page(Stuck),
      async handle() {
        const { rows } = await pool.query<Row>(
          `select c.id, c.thread_id, c.platform, cu.name as customer_name, c.status, c.assigned_to, c.team_id,
                  c.next_wake_at, extract(epoch from now() - c.next_wake_at)::int as late_seconds
             from conversations c left join customers cu on cu.id = c.customer_id
            where c.status <> 'closed' and c.next_wake_at < now() - interval '1 minute'
            order by c.next_wake_at, c.id limit ${String(most)}`,
        );
        return { body: { data: rows.map(toStuck), nextCursor: null } };
      },
    }),
  ];
}

const toStuck = (row: Row): z.input<typeof Stuck> => ({
  conversationId: row.id,
  workflowId: conversationWorkflowId(row.platform, row.thread_id),
  platform: row.platform,
  customerName: row.customer_name ?? '',
  status: row.status,
  ...present('assignedTo', row.assigned_to),
  ...present('teamId', row.team_id),
  nextWakeAt: iso(row.next_wake_at),
  lateSeconds: row.late_seconds,
});
