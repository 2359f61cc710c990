/** What conversations bring for the CRM becomes tasks: once each, however often it is heard. */
import type { Pool } from 'pg';
import { enqueue, type NewTask } from '../crm/outbox.ts';
import { isToldToCrm } from '../domain/crm/resolve.ts';
import type { Followed, Following } from './follow.ts';

export const createCrmNews = ({ pool }: { pool: Pool }): Following => ({
  name: 'crm',
  types: ['opened', 'status_changed'],
  async take(events) {
    const resolved = events.filter(
      ({ type, data }) =>
        type === 'status_changed' && data['to'] === 'resolved' && isToldToCrm(data['reason']),
    );
    await enqueue(pool, [
      ...events.filter(({ type }) => type === 'opened').map(contactTask),
      ...(await engagementTasks(pool, resolved)),
    ]);
  },
});

const contactTask = ({ conversationId, data }: Followed): NewTask => ({
  customerId: String(data['customerId']),
  kind: 'contact',
  key: `contact:${conversationId}`,
  conversationId,
});

interface Resolved {
  conversationId: string;
  cause: string;
  customerId: string;
  /** How often it has been resolved, this one included. */
  n: number;
}

/** Of one that is merged it is its survivor that is dealt with. */
async function engagementTasks(pool: Pool, resolved: readonly Followed[]): Promise<NewTask[]> {
  if (resolved.length === 0) return [];
  const { rows } = await pool.query<Resolved>({
    name: 'crm-resolved',
    text: `select e.conversation_id as "conversationId", e.cause, c.customer_id as "customerId", (
                    select count(*)::int from events r
                     where r.conversation_id = e.conversation_id and r.type = 'status_changed' and r.data->>'to' = 'resolved'
                       and r.version <= e.version) as n
             from unnest($1::uuid[], $2::text[]) as told (conversation_id, cause)
             join events e on e.conversation_id = told.conversation_id and e.cause = told.cause
             join conversations c on c.id = e.conversation_id
            where c.merged_into is null`,
    values: [
      resolved.map(({ conversationId }) => conversationId),
      resolved.map(({ cause }) => cause),
    ],
  });
  return rows.flatMap(({ conversationId, cause, customerId, n }): NewTask[] => {
    const event = resolved.find((it) => it.conversationId === conversationId && it.cause === cause);
    if (!event) return [];
    const { at, actor, data } = event;
    const payload = {
      ...{ at: at.getTime(), reason: String(data['reason']) },
      ...(actor.type === 'agent' && actor.id !== undefined && { agentId: actor.id }),
    };
    const key = `crm:${conversationId}:${String(n)}`;
    return [{ customerId, kind: 'engagement', key, conversationId, payload }];
  });
}
