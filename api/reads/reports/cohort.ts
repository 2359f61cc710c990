/** The conversations that a report is about, in SQL. */
import type { Put } from '../conversation-conditions.ts';
import type { Span } from '../../schemas/report.ts';

/** Of a team and of platforms. Reports are for those who see every team. */
export function belonging({ teamId, platform }: Span, put: Put): string {
  const conditions = ['true'];
  if (teamId === 'none') conditions.push('c.team_id is null');
  else if (teamId !== undefined) conditions.push(`c.team_id = ${put(teamId)}::uuid`);
  if (platform !== undefined) conditions.push(`c.platform = any(${put(platform)}::text[])`);
  return conditions.join(' and ');
}

/** Those that began in the span, with when the first answer was owed from, and when a person gave it. */
export function begun(span: Span, put: Put): string {
  return `select c.*, c.sla->'firstResponse'->>'status' as promise,
      case when answered_at < started_at then 0 else extract(epoch from answered_at - started_at)::float8 end as seconds,
      extract(epoch from now() - started_at)::float8 as had_seconds
    from (
      select c.*, (c.sla->'firstResponse'->>'startedAt')::timestamptz as started_at, ${answeredAt} as answered_at
        from conversations c
       where c.created_at >= ${put(span.from)} and c.created_at < ${put(span.to)} and ${belonging(span, put)}
    ) c`;
}

/** What came after its deadline is in the messages only. */
const answeredAt = `coalesce(c.first_response_at, (
  select min(m.timestamp) from messages m
   where m.conversation_id = c.id and m.direction = 'outbound' and m.sender_type = 'agent'
     and m.delivery_status in ('sent', 'delivered', 'read')))`;

export function statement(): { values: unknown[]; put: Put } {
  const values: unknown[] = [];
  return { values, put: (it) => `$${String(values.push(it))}` };
}
