/** How far an erasure is, as its record shows it live. */
import type { Pool } from 'pg';
import { hintLive } from '../../runtime/changes.ts';
import { json } from '../../runtime/rows.ts';

export type Step = 'detaching' | 'closing' | 'removing' | 'forgetting' | 'elsewhere' | 'proving';

export async function atStep(pool: Pool, erasureId: string, step: Step): Promise<void> {
  await pool.query({
    name: 'erasure-step',
    text: `with moved as (
             update erasures set step = $2 where id = $1 and step is distinct from $2 returning id)
           insert into changes (kind, data) select 'erasure.moved', jsonb_build_object('target', id) from moved`,
    values: [erasureId, step],
  });
  hintLive(pool);
}

/** Adds to what was counted before: a step that is done again counts what it still found. */
export async function count(
  pool: Pool,
  erasureId: string,
  counted: Readonly<Record<string, number>>,
): Promise<void> {
  const found = Object.entries(counted).filter(([, n]) => n > 0);
  if (found.length === 0) return;
  await pool.query({
    name: 'erasure-count',
    text: `update erasures set counts = (
             select jsonb_object_agg(what, n) from (
               select what, sum(n::bigint) as n from (
                 select * from jsonb_each_text(counts) union all select * from jsonb_each_text($2::jsonb)) both_of (what, n)
               group by what) summed)
            where id = $1`,
    values: [erasureId, json(Object.fromEntries(found))],
  });
}
