/** Notifications, in the same transaction as their cause: exactly one for each recipient (docs/decisions). */
import type { Recorded } from '../../domain/conversation/events.ts';
import type { Conversation } from '../../domain/conversation/state.ts';
import { toldOfNotifications } from '../../runtime/changes.ts';
import { json, type Queryable } from '../../runtime/rows.ts';

export async function writeNotifications(
  db: Queryable,
  conversation: Conversation,
  entries: readonly Recorded[],
): Promise<void> {
  for (const entry of entries) {
    const notice = noticeOf(conversation, entry);
    if (!notice) continue;
    await db.query({
      text: toldOfNotifications(`insert into notifications (id, recipient_id, conversation_id, kind, cause, data)
             select gen_random_uuid(), a.id, $1, $2, $3, $4 from agents a
              where a.deactivated_at is null and (${notice.who})
             on conflict (recipient_id, cause) do nothing`),
      values: [
        conversation.id,
        notice.kind,
        `${conversation.id}/${entry.cause}`,
        json(notice.data),
        notice.argument,
      ],
    });
  }
}

interface Notice {
  kind: string;
  /** A condition on agents `a`, with $5 as its argument. */
  who: string;
  argument: unknown;
  data: Record<string, unknown>;
}

/** The team's supervisors; all of them where the team has none. */
const supervisors = `a.role = 'supervisor' and (a.team_id = $5::uuid or not exists
  (select from agents s where s.role = 'supervisor' and s.team_id = $5::uuid and s.deactivated_at is null))`;

/** Of these agents the first who is still with us. */
const firstThere = `a.id = (
  select k.id from unnest($5::uuid[]) with ordinality as i (id, n) join agents k on k.id = i.id
   where k.deactivated_at is null order by i.n limit 1)`;

/** The agent who wrote a reply that is on its way: one for later may long be another's conversation. */
function authorOf({ outbox }: Conversation, messageId: string): string | undefined {
  const by = outbox.find((outbound) => outbound.messageId === messageId)?.by;
  return by?.type === 'agent' ? by.id : undefined;
}

function noticeOf(conversation: Conversation, { event, actor }: Recorded): Notice | undefined {
  switch (event.type) {
    case 'escalated':
      return {
        kind: 'sla_breached',
        who: supervisors,
        argument: event.teamId ?? null,
        data: { metric: event.metric, commitmentId: event.commitmentId, step: event.step },
      };
    case 'commitment_warned':
      if (!conversation.assignedTo) return undefined;
      return {
        kind: 'sla_warning',
        who: 'a.id = $5::uuid',
        argument: conversation.assignedTo,
        data: { metric: event.metric, dueAt: new Date(event.dueAt).toISOString() },
      };
    case 'assigned':
      if (actor.id === event.agentId) return undefined;
      return { kind: 'assigned', who: 'a.id = $5::uuid', argument: event.agentId, data: {} };
    case 'note_added':
      if (event.mentions.length === 0) return undefined;
      return {
        kind: 'mentioned',
        who: 'a.id = any($5::uuid[])',
        argument: event.mentions,
        data: { messageId: event.messageId },
      };
    case 'reply_failed':
    case 'reply_held':
    case 'reply_unknown': {
      const concerned = [authorOf(conversation, event.messageId), conversation.assignedTo];
      return {
        kind: event.type,
        who: firstThere,
        argument: concerned.filter((id) => id !== undefined),
        data: { messageId: event.messageId },
      };
    }
    default:
      return undefined;
  }
}
