import type { Pool } from 'pg';
import type { Figures, Span } from '../../schemas/report.ts';
import { iso, present } from '../present.ts';
import { begun, belonging, statement } from './cohort.ts';

/** How a span went. */
export async function figuresOf(pool: Pool, span: Span): Promise<Figures> {
  const [answers, byPlatform, resolvedConversations, attainment] = [
    await answersOf(pool, span),
    await platformsOf(pool, span),
    await resolvedIn(pool, span),
    await attainmentOf(pool, span),
  ];
  return {
    from: iso(span.from),
    to: iso(span.to),
    newConversations: answers.created,
    resolvedConversations,
    resolutionRate: shareOf(answers.resolved, answers.created),
    firstResponseSeconds: { ...present('median', answers.median), ...present('p90', answers.p90) },
    answeredWithin: {
      hour: shareOf(answers.in_hour, answers.of_hour),
      day: shareOf(answers.in_day, answers.of_day),
    },
    attainment,
    byPlatform,
  };
}

/** The span of the same length before. */
export const previous = (span: Span): Span => ({
  ...span,
  from: new Date(2 * span.from.getTime() - span.to.getTime()),
  to: span.from,
});

const shareOf = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : part / whole;

interface Answers {
  created: number;
  resolved: number;
  median: number | null;
  p90: number | null;
  in_hour: number;
  of_hour: number;
  in_day: number;
  of_day: number;
}

async function answersOf(pool: Pool, span: Span): Promise<Answers> {
  const { values, put } = statement();
  // One that nobody owed an answer counts in neither.
  const within = (seconds: number) => {
    const owed = `(seconds is not null or (promise <> 'cancelled' and had_seconds > ${String(seconds)}))`;
    return [
      `count(*) filter (where seconds <= ${String(seconds)})::int`,
      `count(*) filter (where ${owed})::int`,
    ];
  };
  const [inHour, ofHour] = within(3_600);
  const [inDay, ofDay] = within(86_400);
  // `offset 0` has each answer looked up once, and not anew for every figure that is made of it.
  const { rows } = await pool.query<Answers>(
    `select count(*)::int as created, count(*) filter (where status in ('resolved', 'closed'))::int as resolved,
            percentile_cont(0.5) within group (order by seconds) as median,
            percentile_cont(0.9) within group (order by seconds) as p90,
            ${inHour} as in_hour, ${ofHour} as of_hour, ${inDay} as in_day, ${ofDay} as of_day
       from (${begun(span, put)} offset 0) c`,
    values,
  );
  const [row] = rows;
  if (!row) throw new Error('an aggregate has one row');
  return row;
}

async function platformsOf(pool: Pool, span: Span): Promise<Record<string, number>> {
  const { values, put } = statement();
  const { rows } = await pool.query<{ platform: string; n: number }>(
    `select c.platform, count(*)::int as n from conversations c
      where c.created_at >= ${put(span.from)} and c.created_at < ${put(span.to)} and ${belonging(span, put)}
      group by 1 order by 1`,
    values,
  );
  return Object.fromEntries(rows.map(({ platform, n }) => [platform, n]));
}

async function resolvedIn(pool: Pool, span: Span): Promise<number> {
  const { values, put } = statement();
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from conversations c
      where c.resolved_at >= ${put(span.from)} and c.resolved_at < ${put(span.to)} and ${belonging(span, put)}`,
    values,
  );
  return rows[0]?.n ?? 0;
}

async function attainmentOf(pool: Pool, span: Span): Promise<Figures['attainment']> {
  const { values, put } = statement();
  const { rows } = await pool.query<{ metric: string; outcome: string; n: number }>(
    `select e.data->>'metric' as metric, e.data->>'outcome' as outcome, count(*)::int as n
       from events e join conversations c on c.id = e.conversation_id
      where e.type = 'commitment_ended' and e.at >= ${put(span.from)} and e.at < ${put(span.to)}
        and ${belonging(span, put)}
      group by 1, 2`,
    values,
  );
  const of = (metric: string) => {
    const count = (outcome: string) =>
      rows.find((row) => row.metric === metric && row.outcome === outcome)?.n ?? 0;
    const [met, breached] = [count('met'), count('breached')];
    return { met, breached, share: shareOf(met, met + breached) };
  };
  return {
    firstResponse: of('first_response'),
    nextResponse: of('next_response'),
    resolution: of('resolution'),
  };
}
