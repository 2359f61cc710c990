/** Erasures and exports are begun by the loop that looks for them; what somebody wrote before they were erased does not come back. */
import type { Pool } from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { channels } from '../../channels/index.ts';
import { createDispatcher } from '../../dispatch/dispatcher.ts';
import { createPrivacy } from '../../dispatch/privacy.ts';
import { rememberErased } from '../../ingest/erased-identities.ts';
import { newId } from '../../runtime/ids.ts';
import { openDatabase } from '../support/database.ts';
import * as desk from './desk.ts';

let pool: Pool;
let accountId: string;
let workflows: desk.Workflows;
beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  await pool.query('delete from erasures');
  await pool.query('delete from data_exports');
  accountId = await desk.emptyDesk(pool);
  workflows = new desk.Workflows();
});

const asked = async (table: 'erasures' | 'data_exports', columns: Record<string, unknown>) => {
  const id = newId();
  await desk.insert(pool, table, { id, customer_ids: [newId()], requested_by: '{}', ...columns });
  return id;
};

test('what is asked for is begun, once a minute until it is done; what is over is not', async () => {
  const erasure = await asked('erasures', {});
  await asked('erasures', { status: 'done' });
  const made = await asked('data_exports', {});
  await asked('data_exports', { status: 'ready', expires_at: new Date(Date.now() + 60_000) });
  const over = await asked('data_exports', { status: 'ready', expires_at: new Date(0) });
  await asked('data_exports', { status: 'expired', expires_at: new Date(0) });
  const pass = createPrivacy({ pool, signals: workflows });
  await pass();
  const begun = [`erasure ${erasure}`, `export ${made}`, `export ${over}`];
  expect(workflows.privacy.toSorted()).toEqual(begun.toSorted());
  await pass();
  expect(workflows.privacy).toHaveLength(3);
  await pool.query(`update erasures set next_look_at = now() - interval '1 second'`);
  await pass();
  expect(workflows.privacy.slice(3)).toEqual([`erasure ${erasure}`]);
});

test('while Temporal is away it stays to be begun', async () => {
  const erasure = await asked('erasures', {});
  workflows.failure = new Error('away');
  const pass = createPrivacy({ pool, signals: workflows });
  await expect(pass()).rejects.toThrow('away');
  workflows.failure = undefined;
  await pass();
  expect(workflows.privacy).toEqual([`erasure ${erasure}`]);
});

test('of who was erased what they wrote before is dropped, and what they write from then on is taken', async () => {
  const keys = [Buffer.alloc(32, 7)];
  await rememberErased(pool, keys, [{ accountId, externalId: 'ada' }]);
  // With a newer key in front the old one still tells.
  const secretKeys = [Buffer.alloc(32, 8), ...keys];
  const round = createDispatcher({
    ...{ pool, channels, signals: workflows, logger: desk.silent, secretKeys },
  });
  const soon = Date.now() + 60_000;
  await desk.arrive(pool, accountId, desk.message('ada', 'm1'));
  await desk.arrive(pool, accountId, { ...desk.message('ada', 'm2'), timestamp: soon });
  await desk.arrive(pool, accountId, desk.message('bob', 'm3'));
  while (await round());
  const { rows } = await pool.query<{ key: string }>(
    'select dedupe_key as key from inbox_events order by id',
  );
  expect(rows).toHaveLength(2);
  const [ada, bob] = [await desk.threadOf(pool, 'ada'), await desk.threadOf(pool, 'bob')];
  expect(workflows.itemsOf(ada.threadId).map(({ platformAt }) => platformAt)).toEqual([soon]);
  expect(workflows.itemsOf(bob.threadId)).toHaveLength(1);
});
