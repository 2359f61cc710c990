import { loadEvents } from '../../activities/record/log.ts';
import { fold } from '../../domain/conversation/apply.ts';
import { project } from '../../domain/conversation/project.ts';
import type { Queryable } from '../../runtime/rows.ts';

/** I9: where the read model differs from the fold of the events, in sentences. */
export async function differencesFromLog(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<Record<string, unknown>>(
    `select id, status, priority, assigned_to as "assignedTo", team_id as "teamId", unread, sla, version, tags,
            merged_into as "mergedInto",
            (extract(epoch from updated_at) * 1000)::float8 as "updatedAt",
            (extract(epoch from waiting_since) * 1000)::float8 as "waitingSince",
            (extract(epoch from unanswered_since) * 1000)::float8 as "unansweredSince",
            (extract(epoch from next_due_at) * 1000)::float8 as "nextDueAt",
            (extract(epoch from owed_by) * 1000)::float8 as "owedBy" from conversations`,
  );
  const findings: string[] = [];
  for (const { version, ...row } of rows) {
    const events = await loadEvents(db, String(row['id']));
    const state = fold(events);
    if (!state) {
      findings.push(`I9: ${String(row['id'])} has no events`);
      continue;
    }
    if (events.length !== version)
      findings.push(`I9: ${state.id} has ${events.length} events, version ${String(version)}`);
    const expected: Record<string, unknown> = { ...project(state) };
    for (const [column, value] of Object.entries(row)) {
      if (sortedText(value) === sortedText(expected[column])) continue;
      findings.push(
        `I9: ${state.id}.${column} is ${sortedText(value)}, its events say ${sortedText(expected[column])}`,
      );
    }
  }
  return findings;
}

/** A text that is equal for equal values, whatever the order of keys. */
export const sortedText = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
