import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createFollow, type Followed } from '../../dispatch/follow.ts';
import { newId } from '../../runtime/ids.ts';
import { openDatabase } from '../support/database.ts';

let pool: Pool;
let taken: Followed[];
beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  taken = [];
  await pool.query('delete from followers');
});

type Query = Pick<Pool, 'query'>;
const write = (db: Query, type = 'message_received', data: object = {}) =>
  db.query(
    `insert into events (conversation_id, version, type, data, actor, cause, at)
     values ($1, 1, $2, $3, '{"type":"customer"}', 'x', now())`,
    [newId(), type, JSON.stringify(data)],
  );
const follow = (take?: (events: readonly Followed[]) => Promise<void>) =>
  createFollow(pool, {
    name: 'test',
    types: ['message_received'],
    take: async (events) => {
      await take?.(events);
      taken.push(...events);
    },
  });
const numbers = () => taken.map(({ data }) => data['n']);

test('one that is new begins with what happens from now on, and hears of what it asked for', async () => {
  await write(pool, 'message_received', { n: 0 });
  const pass = follow();
  expect(await pass()).toBe(false);
  await write(pool, 'read', { n: 1 });
  await write(pool, 'message_received', { n: 2 });
  await pass();
  await pass();
  expect(taken).toMatchObject([
    { type: 'message_received', data: { n: 2 }, actor: { type: 'customer' }, cause: 'x' },
  ]);
});

test('who commits late is not passed over, whatever was written meanwhile', async () => {
  const pass = follow();
  await pass();
  const late = await pool.connect();
  await late.query('begin');
  await write(late, 'message_received', { n: 'late' });
  for (let n = 0; n < 5; n += 1) await write(pool, 'message_received', { n });
  await pass();
  expect(numbers()).toEqual([]);
  await late.query('commit');
  late.release();
  await pass();
  expect(numbers()).toEqual(['late', 0, 1, 2, 3, 4]);
});

test('writers at once, and more than one pass holds: each once, in the order of the log', async () => {
  const pass = follow();
  await pass();
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = 0; n < 80; n += 1) {
      const client = await pool.connect();
      await client.query('begin');
      await write(client, 'message_received', { n: writer * 1_000 + n });
      if (n % 7 === 0) await sleep(Math.random() * 20);
      await client.query(n % 11 === 0 ? 'rollback' : 'commit');
      client.release();
    }
  });
  const writing = { isOver: false };
  const reading = (async () => {
    while (!writing.isOver) await pass();
  })();
  await Promise.all(writers);
  writing.isOver = true;
  await reading;
  while (await pass());
  await pass();
  const { rows } = await pool.query<{ n: number }>(
    `select (data->>'n')::int as n from events where data->>'n' ~ '^[0-9]+$' and (data->>'n')::int >= 1000 order by xid, id`,
  );
  expect(numbers().filter((n) => Number(n) >= 1_000)).toEqual(rows.map(({ n }) => n));
}, 60_000);

test('what a pass could not deal with is dealt with by the next', async () => {
  let isDown = true;
  const pass = follow(() => (isDown ? Promise.reject(new Error('down')) : Promise.resolve()));
  await pass();
  await write(pool, 'message_received', { n: 1 });
  await expect(pass()).rejects.toThrow('down');
  isDown = false;
  await pass();
  expect(numbers()).toEqual([1]);
});

test('one at a time; what somebody died in is taken over', async () => {
  let go: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  const first = follow(() => held);
  await first();
  await write(pool, 'message_received', { n: 1 });
  const busy = first();
  const second = follow();
  await sleep(100);
  await second();
  expect(numbers()).toEqual([]);
  await pool.query(`update followers set lease_until = now() - interval '1 second'`);
  await second();
  expect(numbers()).toEqual([1]);
  await write(pool, 'message_received', { n: 2 });
  go();
  await busy;
  // Whoever came back late does not set it back.
  await second();
  expect(numbers()).toEqual([1, 1, 2]);
});
