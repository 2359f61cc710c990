/** Where else the person is named by what is surely theirs: letters that could not be read, searches that were kept, the audit. */
import type { Pool } from 'pg';
import {
  bytesPatternOf,
  holdsAnyOf,
  patternOf,
  type KnownBy,
} from '../../domain/privacy/known-by.ts';
import { withoutTheirs } from '../../domain/privacy/scrub.ts';
import { json } from '../../runtime/rows.ts';
import { pagesOf } from './pages.ts';
import type { Scope } from './scope.ts';

export async function* removeMentions(
  pool: Pool,
  { threadIds }: Scope,
  known: KnownBy,
): AsyncGenerator<Record<string, number>> {
  const [words, bytes] = [patternOf(known.sure), bytesPatternOf(known.sure)];
  if (words !== undefined && bytes !== undefined) {
    for await (const n of inBatches(pool, 'dead_letters', {
      change: 'delete from dead_letters x',
      where: `encode(x.raw, 'escape') ~* $3 or x.detail ~* $4`,
      values: [bytes, words],
    })) {
      yield { deadLetters: n };
    }
    // What others wrote stays in their messages; how it came is needed by nobody once it is applied.
    for await (const n of inBatches(pool, 'inbox_events', {
      change: `update inbox_events x set raw = ''`,
      where: `encode(x.raw, 'escape') ~* $3 and x.applied_at is not null and x.thread_id <> all($4::uuid[])`,
      values: [bytes, threadIds],
    })) {
      yield { othersInboxEvents: n };
    }
  }
  const isTheirs = holdsAnyOf([...known.sure, ...known.likely]);
  const views = { table: 'saved_views', id: 'uuid', column: 'filter' } as const;
  for await (const n of cleanJson(pool, views, isTheirs)) yield { views: n };
  // Names in the audit are colleagues', but where it tells of searches and customers.
  const told = `action like any (array['view.%', 'customer.%'])`;
  const audit = { table: 'audit', id: 'bigint', column: 'data' } as const;
  for await (const n of cleanJson(pool, { ...audit, where: told }, isTheirs)) yield { audit: n };
  const others = { ...audit, where: `not (${told})` };
  for await (const n of cleanJson(pool, others, holdsAnyOf(known.sure))) yield { audit: n };
  // Which of a platform's conversations a reading back is through with is of no use once it has ended.
  const { rowCount } = await pool.query(
    `update backfills set done = '{}' where ended_at is not null and done <> '{}'`,
  );
  yield { backfills: rowCount ?? 0 };
}

/** A table is read in pieces, as it lies on the disk: no statement takes long, whatever its size. */
async function* inBatches(
  pool: Pool,
  table: string,
  { change, where, values }: { change: string; where: string; values: unknown[] },
): AsyncGenerator<number> {
  for await (const [from, to] of pagesOf(pool, table)) {
    const { rowCount } = await pool.query(
      `${change} where x.ctid >= $1::tid and x.ctid < $2::tid and (${where})`,
      [from, to, ...values],
    );
    yield rowCount ?? 0;
  }
}

/** Gives how many rows of each piece were changed. */
async function* cleanJson(
  pool: Pool,
  {
    table,
    id: idType,
    column,
    where = 'true',
  }: { table: string; id: 'uuid' | 'bigint'; column: string; where?: string },
  isTheirs: (text: string) => boolean,
): AsyncGenerator<number> {
  for await (const [from, to] of pagesOf(pool, table)) {
    const { rows } = await pool.query<{ id: string; value: unknown }>(
      `select id::text, ${column} as value from ${table} where ctid >= $1::tid and ctid < $2::tid and ${where}`,
      [from, to],
    );
    let changed = 0;
    for (const { id, value } of rows) {
      const clean = json(withoutTheirs(value, isTheirs));
      if (clean === json(value)) continue;
      await pool.query(`update ${table} set ${column} = $2 where id = $1::${idType}`, [id, clean]);
      changed += 1;
    }
    yield changed;
  }
}
