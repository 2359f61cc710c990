import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createInbox, IngestOverloaded, type Inbox } from '../../ingest/group-commit.ts';
import type { InboxRow } from '../../ingest/inbox-rows.ts';
import { newId } from '../../runtime/ids.ts';
import { createPool } from '../../runtime/database.ts';
import { startPostgres, testConfig, type TestPostgres } from '../support/environment.ts';

let postgres: TestPostgres;
let pool: Pool;
beforeAll(async () => {
  postgres = await startPostgres();
  const { database } = testConfig({ postgres }, { DATABASE_STATEMENT_TIMEOUT_MS: '500' });
  pool = createPool(database, { applicationName: 'careline-test', max: 4 });
});
afterAll(async () => {
  await pool.end();
  await postgres.drop();
});
beforeEach(async () => {
  await pool.query('delete from inbox_events');
  await pool.query('delete from threads');
});

const accountId = newId();
const row = (thread: string, dedupeKey: string, raw = Buffer.from(dedupeKey)): InboxRow => ({
  accountId,
  platform: 'facebook',
  threadKey: `dm:${thread}`,
  threadKind: 'dm',
  customerExternalId: thread,
  kind: 'message',
  dedupeKey,
  raw,
});
const inboxOf = (more: Partial<Parameters<typeof createInbox>[0]> = {}): Inbox =>
  createInbox({ pool, queueLimit: 1000, onBadRow: () => Promise.resolve(), ...more });
const kept = async () =>
  (
    await pool.query<{ key: string; thread: string; raw: Buffer }>(
      `select e.dedupe_key as key, t.key as thread, e.raw from inbox_events e join threads t on t.id = e.thread_id
        order by e.id`,
    )
  ).rows;

test('many at once are committed whole, each payload with its own event', async () => {
  const inbox = inboxOf();
  const rows = Array.from({ length: 300 }, (_, n) => row(`c${n % 7}`, `m${n}`));
  await Promise.all(rows.map((it) => inbox.add([it])));
  const all = await kept();
  expect(all).toHaveLength(300);
  for (const { key, raw } of all) expect(raw.toString()).toBe(key);
  // Of each thread in the order they came.
  for (let thread = 0; thread < 7; thread += 1) {
    const numbers = all
      .filter((it) => it.thread === `dm:c${thread}`)
      .map(({ key }) => Number(key.slice(1)));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  }
});

test('payloads of any bytes, empty ones too', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
  await inboxOf().add([row('a', '1', bytes), row('a', '2', Buffer.alloc(0)), row('a', '3', bytes)]);
  expect((await kept()).map(({ raw }) => raw.length)).toEqual([256, 0, 256]);
});

test('the same event twice, in one batch or in two at once, is one row', async () => {
  const inboxes = [inboxOf(), inboxOf(), inboxOf()];
  const keys = Array.from({ length: 40 }, (_, n) => `m${n}`);
  await Promise.all(
    inboxes.flatMap((inbox, index) => {
      const order = index === 1 ? keys.toReversed() : keys;
      return order.map((key) => inbox.add([row('a', key), row('b', `${key}b`), row('a', key)]));
    }),
  );
  expect(await kept()).toHaveLength(80);
});

test('a row that the database will never take costs the others nothing', async () => {
  const bad: string[] = [];
  const inbox = inboxOf({
    onBadRow: ({ dedupeKey }, error) => {
      bad.push(`${JSON.stringify(dedupeKey)} ${error.message}`);
      return Promise.resolve();
    },
  });
  await Promise.all([
    inbox.add([row('a', 'good')]),
    inbox.add([row('a', 'b\0d'), row('a', 'too')]),
  ]);
  expect(bad).toHaveLength(1);
  expect(bad[0]).toContain('"b\\u0000d"');
  expect((await kept()).map(({ key }) => key).sort()).toEqual(['good', 'too']);
});

test('what the database does not commit is not acknowledged, and works when it is sent again', async () => {
  const inbox = inboxOf();
  await inbox.add([row('a', 'first')]);
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('lock table inbox_events in access exclusive mode');
    await expect(inbox.add([row('a', 'second')])).rejects.toThrow('statement timeout');
    await client.query('rollback');
  } finally {
    client.release();
  }
  expect(await kept()).toHaveLength(1);
  await inbox.add([row('a', 'second')]);
  expect(await kept()).toHaveLength(2);
});

test('more than may wait is refused at once', async () => {
  const inbox = inboxOf({ queueLimit: 10 });
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, (_, n) => inbox.add([row('a', `m${n}`)])),
  );
  const refused = results.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(20);
  expect(refused[0]).toMatchObject({ reason: expect.any(IngestOverloaded) as unknown });
  await inbox.add([row('a', 'later')]);
  expect(await kept()).toHaveLength(11);
});

test('the commit waits for the disk whatever the session says', async () => {
  const { database } = testConfig({ postgres });
  const lax = createPool(database, { applicationName: 'careline-test-lax', max: 1 });
  try {
    await lax.query('set synchronous_commit to off');
    const settings: unknown[] = [];
    const query = lax.query.bind(lax) as (...args: unknown[]) => Promise<{ rows: unknown[] }>;
    lax.query = (async (...args: unknown[]) => {
      const result = await query(...args);
      settings.push(...result.rows);
      return result;
    }) as typeof lax.query;
    await inboxOf({ pool: lax }).add([row('a', 'm1')]);
    expect(settings).toContainEqual({ written: 1, missing: [], durability: 'on' });
  } finally {
    await lax.end();
  }
});
