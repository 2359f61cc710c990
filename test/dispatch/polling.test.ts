/** Accounts that are asked for news: committed before the cursor moves, one worker at a time, failures held apart. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Pool } from 'pg';
import type { CallOptions, Channel } from '../../channels/channel.ts';
import { facebook } from '../../channels/facebook/index.ts';
import { NoAnswer } from '../../channels/http.ts';
import { ChannelError } from '../../channels/outcome.ts';
import { createPolling } from '../../dispatch/polling.ts';
import { createAccounts } from '../../ingest/accounts.ts';
import * as desk from './desk.ts';
import { addAccount, pageBody, said, secretKeys } from '../ingest/fixtures.ts';
import { openDatabase } from '../support/database.ts';

let pool: Pool;
beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  for (const table of [...desk.tables, 'account_polls', 'account_paces', 'notifications']) {
    await pool.query(`delete from ${table}`);
  }
});

type Poll = NonNullable<Channel['poll']>;
const pollerOf = (poll: Poll, pages = pool) =>
  createPolling({
    ...{ pool: pages, logger: desk.silent, everyMs: 0 },
    channels: { facebook: { ...facebook, poll } },
    accounts: createAccounts({ pool, secretKeys, maxAge: 0 }),
  });
const keys = async () =>
  (
    await pool.query<{ key: string }>('select dedupe_key as key from inbox_events order by id')
  ).rows.map(({ key }) => key);
const cursor = async () =>
  (await pool.query<{ cursor: string | null }>('select cursor from account_polls')).rows[0]?.cursor;
const news = (...mids: string[]) => mids.map((mid) => pageBody(said('page', 'ada', mid)));
const account = (externalId = 'page') => addAccount(pool, { platform: 'facebook', externalId });
/** As if the last pause were over. */
const later = () => pool.query('update account_polls set not_before = null');

test('what is told is in the inbox before the cursor moves, and goes on from there', async () => {
  await account();
  const seen: (string | undefined)[] = [];
  const pass = pollerOf((_account, from) => {
    seen.push(from);
    return Promise.resolve({ bodies: news(`m${seen.length}`), cursor: `c${seen.length}` });
  });
  await pass();
  await pass();
  expect(seen).toEqual([undefined, 'c1']);
  expect(await keys()).toEqual(['m1', 'm2']);
  expect(await cursor()).toBe('c2');
});

test('a crash between the inbox and the cursor brings the same again, and it is there once', async () => {
  await account();
  const poll: Poll = (_account, from) =>
    Promise.resolve(
      from === undefined
        ? { bodies: news('m1', 'm2'), cursor: 'c1' }
        : { bodies: news('m3'), cursor: 'c2' },
    );
  const broken = new Proxy(pool, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name) as unknown;
      return (query: { name?: string }, ...rest: unknown[]) => {
        if (query.name === 'move-poll-on') throw new Error('killed');
        return (target.query as (...all: unknown[]) => unknown)(query, ...rest);
      };
    },
  });
  await expect(pollerOf(poll, broken)()).rejects.toThrow('killed');
  expect(await keys()).toEqual(['m1', 'm2']);
  expect(await cursor()).toBeNull();
  await later();
  await pollerOf(poll)();
  await pollerOf(poll)();
  expect(await keys()).toEqual(['m1', 'm2', 'm3']);
});

test('an account is one worker’s at a time; one that hangs holds nobody up', async () => {
  await account('page');
  await account('slow');
  let release: () => void = () => undefined;
  const asked: string[] = [];
  const poll: Poll = async ({ externalId }) => {
    asked.push(externalId);
    if (externalId === 'slow') await new Promise<void>((resolve) => (release = resolve));
    return { bodies: [], cursor: 'c' };
  };
  const mine = pollerOf(poll);
  const first = mine();
  await expect.poll(() => asked.length).toBe(2);
  // Neither another worker nor the next pass of this one asks about it; the others go on.
  await pollerOf(poll)();
  await first;
  await mine();
  expect(asked.filter((it) => it === 'slow')).toHaveLength(1);
  expect(asked.filter((it) => it === 'page')).toHaveLength(3);
  release();
});

test('an outage makes the pauses grow, a throttle says how long, a dead token stops it', async () => {
  await account();
  await desk.addAgent(pool, { role: 'admin' });
  const pauses: number[] = [];
  const failing = async (error: Error) => {
    const before = Date.now();
    await pollerOf(() => Promise.reject(error))();
    const { rows } = await pool.query<{ at: Date }>('select not_before as at from account_polls');
    pauses.push(Math.round(((rows[0]?.at.getTime() ?? 0) - before) / 1_000));
    await later();
    await pool.query('delete from account_paces');
  };
  const silent = new NoAnswer('lost', 'no answer');
  for (let n = 0; n < 3; n += 1) await failing(silent);
  await failing(new ChannelError('rate_limited', 'Slow down.', { retryAfterMs: 300_000 }));
  expect(pauses).toEqual([2, 4, 8, 300]);
  await failing(new ChannelError('token_dead', 'It is void.'));
  const { rows } = await pool.query('select status from accounts');
  expect(rows).toEqual([{ status: 'needs_attention' }]);
  let calls = 0;
  await pollerOf(() => {
    calls += 1;
    return Promise.resolve({ bodies: [], cursor: 'c' });
  })();
  expect(calls).toBe(0);
});

test('what can’t be read is a dead letter, and costs no neighbour', async () => {
  await account();
  await pollerOf((_account, _from, _options: CallOptions) =>
    Promise.resolve({ bodies: [Buffer.from('not json'), ...news('m1')], cursor: 'c' }),
  )();
  expect(await keys()).toEqual(['m1']);
  const { rows } = await pool.query('select reason from dead_letters');
  expect(rows).toEqual([{ reason: 'unparsable' }]);
});
