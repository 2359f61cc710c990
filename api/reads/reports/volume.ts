/** When conversations came and went, and how the promise of a first answer fared by the hour of the week. */
import type { Pool } from 'pg';
import type { z } from 'zod';
import type { HeatMap, Span, Volume } from '../../schemas/report.ts';
import { iso, present } from '../present.ts';
import { begun, belonging, statement } from './cohort.ts';

export async function volumeOf(
  pool: Pool,
  span: Span,
  { by, timezone }: { by: 'day' | 'hour'; timezone: string },
): Promise<z.input<typeof Volume>> {
  const { values, put } = statement();
  const [from, to, unit, zone] = [put(span.from), put(span.to), put(by), put(timezone)];
  const counted = (column: string) => `
    select date_trunc(${unit}, c.${column}, ${zone}) as at, count(*)::int as n from conversations c
     where c.${column} >= ${from}::timestamptz and c.${column} < ${to}::timestamptz and ${belonging(span, put)}
     group by 1`;
  const { rows } = await pool.query<{ at: Date; created: number; resolved: number }>(
    `with began as (${counted('created_at')}), ended as (${counted('resolved_at')})
     select bucket as at, coalesce(began.n, 0) as created, coalesce(ended.n, 0) as resolved
       from generate_series(date_trunc(${unit}, ${from}::timestamptz, ${zone}), ${to}::timestamptz - interval '1 ms',
                            ('1 ' || ${unit})::interval, ${zone}) as bucket
            left join began on began.at = bucket left join ended on ended.at = bucket
      order by 1`,
    values,
  );
  return { buckets: rows.map(({ at, ...counts }) => ({ at: iso(at), ...counts })) };
}

interface Cell {
  weekday: number;
  hour: number;
  conversations: number;
  met: number;
  breached: number;
  median: number | null;
}

export async function heatMapOf(
  pool: Pool,
  span: Span,
  timezone: string,
): Promise<z.input<typeof HeatMap>> {
  const { values, put } = statement();
  const zone = put(timezone);
  const { rows } = await pool.query<Cell>(
    `select extract(isodow from local)::int as weekday, extract(hour from local)::int as hour,
            count(*)::int as conversations, count(*) filter (where promise = 'met')::int as met,
            count(*) filter (where promise = 'breached')::int as breached,
            percentile_cont(0.5) within group (order by seconds) as median
       from (select c.*, c.created_at at time zone ${zone} as local from (${begun(span, put)}) c) c
      group by 1, 2 order by 1, 2`,
    values,
  );
  return {
    cells: rows.map(({ median, ...cell }) => ({
      ...cell,
      ...present('medianFirstResponseSeconds', median),
    })),
  };
}
