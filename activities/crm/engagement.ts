import type { Pool } from 'pg';
import type { Engagement } from '../../crm/crm.ts';
import { summaryOf, titleOf, type Told } from '../../domain/crm/summary.ts';

interface Row extends Omit<Told, 'reason'> {
  createdAt: Date;
  tags: string[];
  agentEmail: string | null;
}

/** What is told of a conversation that was resolved; undefined: erased meanwhile. Times in ms. */
export async function engagementOf(
  pool: Pool,
  {
    conversationId,
    ...resolved
  }: { conversationId: string; key: string; at: number; reason: string; agentId?: string },
  { contactId, link }: { contactId: string; link: string },
): Promise<Engagement | undefined> {
  const { rows } = await pool.query<Row>({
    name: 'crm-engagement',
    text: `with said as (
             select m.direction, m.sender_type, m.sender_id, m.timestamp, m.ordinal, b.content
               from messages m join message_bodies b on b.message_id = m.id
              where m.conversation_id in (select id from conversations where id = $1 or merged_into = $1)
                and m.direction in ('inbound', 'outbound') and m.delivery_status not in ('failed', 'cancelled')
                and m.timestamp <= $2),
           replies as (select * from said where direction = 'outbound' and sender_type <> 'bot')
           select c.platform, c.source, c.tags, c.created_at as "createdAt",
                  (select content from said where direction = 'inbound' and content <> '' order by timestamp, ordinal limit 1) as question,
                  (select count(*)::int from replies) as replies,
                  (select content from replies where content <> '' order by timestamp desc, ordinal desc limit 1) as "lastReply",
                  by.name as "agentName", by.email as "agentEmail"
             from conversations c
             left join agents by on by.id::text = coalesce($3, (select sender_id from replies where sender_type = 'agent'
                                                                order by timestamp desc, ordinal desc limit 1))
            where c.id = $1`,
    values: [conversationId, new Date(resolved.at), resolved.agentId ?? null],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { createdAt, tags, agentEmail, ...facts } = row;
  const told: Told = {
    ...facts,
    question: facts.question ?? undefined,
    lastReply: facts.lastReply ?? undefined,
    agentName: facts.agentName ?? undefined,
    reason: resolved.reason,
  };
  return {
    ...{ key: resolved.key, contactId, link, tags },
    ...{ title: titleOf(told), summary: summaryOf(told) },
    ...{ startedAt: createdAt.getTime(), endedAt: resolved.at },
    ...(agentEmail !== null && { agentEmail }),
  };
}
