/** How much came in and went out, by platform: what a witness outside the desk compares with its own count. */
import { z } from 'zod';
import { CareError } from '../../domain/errors.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { instant, platform } from '../schemas/common.ts';

const Counts = z
  .object({
    platform,
    received: z.int().meta({ description: 'Messages, comments, mentions and reviews taken in.' }),
    applied: z.int().meta({ description: 'Of these, how many stand in a conversation.' }),
    deadLetters: z.int().meta({ description: 'Taken in, could not be read, listed for replay.' }),
    sent: z.int().meta({ description: 'Replies that went out, or may have.' }),
  })
  .meta({ id: 'InboxCounts' });

/** One snapshot. What was written in the platform's own app is not ours, and no reply of ours. */
const counts = `
  select platform, sum(received)::int as received, sum(applied)::int as applied,
         sum(letters)::int as "deadLetters", sum(sent)::int as sent
    from (
      select a.platform, count(*) as received, count(e.applied_at) as applied, 0 as letters, 0 as sent
        from inbox_events e join accounts a on a.id = e.account_id
       where e.kind = 'message' and e.received_at >= $1 group by 1
      union all
      select platform, 0, 0, count(*), 0 from dead_letters where received_at >= $1 group by 1
      union all
      select platform, 0, 0, 0, count(*) from messages
       where direction = 'outbound' and delivery_status in ('sending', 'sent', 'delivered', 'read', 'unknown')
         and metadata->>'external' is distinct from 'true' and recorded_at >= $1 group by 1
    ) counted group by platform order by platform`;

export const inboxCounts = ({ pool }: Pick<Parts, 'pool'>): Operation[] => [
  operation({
    method: 'get',
    path: '/inbox/counts',
    id: 'countInbox',
    summary: 'How many messages came in, stand in conversations and went out, by platform',
    tag: 'Inbox',
    permission: 'desk.read',
    query: z.strictObject({ since: instant.optional() }),
    answer: z.object({ data: z.array(Counts) }),
    async handle({ query: { since }, caller }) {
      if (caller.scope !== 'all') {
        throw new CareError('forbidden', 'These are counts of the whole desk, not of one team.');
      }
      // Not from a replica: what it does not have yet would look lost.
      const { rows } = await pool.query<z.input<typeof Counts>>(counts, [since ?? '-infinity']);
      return { body: { data: rows } };
    },
  }),
];
