import type { Pool } from 'pg';
import { settingsFrom } from '../../../domain/settings.ts';
import type { AssistReportJson } from '../../schemas/assist-report.ts';
import type { Span } from '../../schemas/report.ts';
import { iso, present } from '../present.ts';

export async function assistFigures(
  pool: Pool,
  { from, to }: Pick<Span, 'from' | 'to'>,
  model: string | undefined,
): Promise<AssistReportJson> {
  const calls = await callsIn(pool, from, to);
  const sum = (of: (call: (typeof calls)[number]) => number) =>
    calls.reduce((all, call) => all + of(call), 0);
  return {
    from: iso(from),
    to: iso(to),
    ...present('model', model),
    suggestions: await suggestionsIn(pool, from, to),
    bySource: await sourcesIn(pool, from, to),
    byAccount: await accountsIn(pool, from, to),
    calls,
    tokens: sum(({ tokensIn, tokensOut }) => tokensIn + tokensOut),
    cost: sum(({ cost }) => cost),
    today: await todayOf(pool),
  };
}

interface Rounds {
  rounds: number;
  nothingFound: number;
  byModel: number;
  bySearch: number;
  fallbacks: Record<string, number> | null;
  offered: number;
  used: number;
  unchanged: number;
  dismissed: number;
  median: number | null;
}

/** What was sent and called back again was not used. */
async function suggestionsIn(
  pool: Pool,
  from: Date,
  to: Date,
): Promise<AssistReportJson['suggestions']> {
  const { rows } = await pool.query<Rounds>({
    name: 'assist-rounds',
    text: `with looked as (
             select r.id, r.made_by, r.reason, offers.*
               from suggestion_rounds r cross join lateral (
                 select count(*) as offers, coalesce(bool_or(s.verdict = 'wrong'), false) as is_wrong,
                        min(s.edit_distance) filter (where m.id is not null) as distance
                   from suggestions s left join messages m on m.id = s.used_message_id and m.delivery_status <> 'cancelled'
                  where s.round_id = r.id) offers
              where r.created_at >= $1 and r.created_at < $2)
           select count(*)::int as rounds, count(*) filter (where offers = 0)::int as "nothingFound",
                  count(*) filter (where offers > 0 and made_by <> 'search')::int as "byModel",
                  count(*) filter (where offers > 0 and made_by = 'search')::int as "bySearch",
                  count(*) filter (where offers > 0)::int as offered,
                  count(distance)::int as used, count(*) filter (where distance = 0)::int as unchanged,
                  count(*) filter (where is_wrong and distance is null)::int as dismissed,
                  percentile_cont(0.5) within group (order by distance) as median,
                  (select json_object_agg(reason, n) from (
                     select reason, count(*)::int as n from looked where reason is not null group by reason) why) as fallbacks
             from looked`,
    values: [from, to],
  });
  const [row] = rows;
  if (!row) throw new Error('an aggregate has one row');
  const { median, fallbacks, ...counts } = row;
  const { offered, used, unchanged } = counts;
  return {
    ...counts,
    fallbacks: fallbacks ?? {},
    edited: used - unchanged,
    ...present('acceptance', offered === 0 ? undefined : used / offered),
    ...present('medianEditDistance', median),
  };
}

/** Of which kinds of source, over all that were named as such. */
async function sourcesIn(pool: Pool, from: Date, to: Date): Promise<AssistReportJson['bySource']> {
  const { rows } = await pool.query<AssistReportJson['bySource'][number]>({
    name: 'assist-by-source',
    text: `select source ->> 'kind' as kind, count(distinct r.id)::int as offered,
                  count(distinct r.id) filter (where m.id is not null)::int as used
             from suggestion_rounds r join suggestions s on s.round_id = r.id
                  left join messages m on m.id = s.used_message_id and m.delivery_status <> 'cancelled'
                  cross join lateral jsonb_array_elements(s.sources) source
            where r.created_at >= $1 and r.created_at < $2
            group by kind order by offered desc, kind`,
    values: [from, to],
  });
  return rows.map((it) => ({ ...it, acceptance: it.used / it.offered }));
}

async function accountsIn(
  pool: Pool,
  from: Date,
  to: Date,
): Promise<AssistReportJson['byAccount']> {
  const { rows } = await pool.query<
    Omit<AssistReportJson['byAccount'][number], 'medianEditDistance'> & { median: number | null }
  >({
    name: 'assist-by-account',
    text: `with offers as (
             select r.id, c.account_id, min(s.edit_distance) filter (where m.id is not null) as distance
               from suggestion_rounds r join conversations c on c.id = r.conversation_id join suggestions s on s.round_id = r.id
                    left join messages m on m.id = s.used_message_id and m.delivery_status <> 'cancelled'
              where r.created_at >= $1 and r.created_at < $2
              group by r.id, c.account_id)
           select a.id, a.name, a.platform, count(*)::int as offered, count(distance)::int as used,
                  percentile_cont(0.5) within group (order by distance) as median
             from offers join accounts a on a.id = offers.account_id
            group by a.id order by offered desc, a.name, a.id`,
    values: [from, to],
  });
  return rows.map(({ median, ...it }) => ({
    ...it,
    acceptance: it.used / it.offered,
    ...present('medianEditDistance', median),
  }));
}

async function callsIn(pool: Pool, from: Date, to: Date): Promise<AssistReportJson['calls']> {
  const { rows } = await pool.query<
    AssistReportJson['calls'][number] & { medianMs: number | null }
  >({
    name: 'assist-calls',
    text: `select purpose, outcome, count(*)::int as calls, sum(tokens_in)::float8 as "tokensIn",
                  sum(tokens_out)::float8 as "tokensOut", sum(cost) as cost,
                  percentile_cont(0.5) within group (order by ms) as "medianMs"
             from model_calls where created_at >= $1 and created_at < $2
            group by purpose, outcome order by purpose, outcome`,
    values: [from, to],
  });
  return rows.map(({ medianMs, ...call }) => ({ ...call, ...present('medianMs', medianMs) }));
}

async function todayOf(pool: Pool): Promise<AssistReportJson['today']> {
  const { rows } = await pool.query<{ tokens: number; cost: number; data: unknown }>({
    name: 'assist-today',
    text: `select coalesce(sum(tokens_in + tokens_out), 0)::float8 as tokens, coalesce(sum(cost), 0) as cost,
                  (select data from settings where id = 1) as data
             from model_calls where created_at >= date_trunc('day', now(), 'UTC')`,
  });
  const [row] = rows;
  const { budget } = settingsFrom(row?.data).assist;
  return {
    tokens: row?.tokens ?? 0,
    tokensAllowed: budget.tokensPerDay,
    cost: row?.cost ?? 0,
    ...present('costAllowed', budget.costPerDay),
  };
}
