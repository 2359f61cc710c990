/** An account's life against a simulated Facebook over HTTP, and against channels that say what a test wants. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Pool } from 'pg';
import { backfill, NotNow } from '../../accounts/backfill.ts';
import { wantBackfill } from '../../accounts/backfill-rows.ts';
import type { CareParts } from '../../accounts/care.ts';
import { readHealth } from '../../accounts/health.ts';
import { lookAfter } from '../../accounts/look.ts';
import { refreshToken } from '../../accounts/refresh.ts';
import type { AccountLife, Channel } from '../../channels/channel.ts';
import { facebook } from '../../channels/facebook/index.ts';
import { NoAnswer } from '../../channels/http.ts';
import { ChannelError } from '../../channels/outcome.ts';
import { createAccounts } from '../../ingest/accounts.ts';
import { open, seal } from '../../runtime/secrets.ts';
import { inTheDesksForm } from '../../sandbox/accounts.ts';
import * as desk from '../dispatch/desk.ts';
import { addAccount, secretKeys } from '../ingest/fixtures.ts';
import { page, startTestSandbox, type TestSandbox } from '../sandbox/support/sandbox.ts';
import { openDatabase } from '../support/database.ts';

let pool: Pool;
let sandbox: TestSandbox;
let clock = 0;
beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  const more = ['account_healths', 'backfills', 'account_paces', 'notifications'];
  for (const table of [...desk.tables, ...more]) await pool.query(`delete from ${table}`);
  clock = Date.now();
});

const hour = 3_600_000;
const partsWith = (channel: Channel, keys = secretKeys): CareParts => ({
  pool,
  channelOf: () => channel,
  accountOf: (id) => createAccounts({ pool, secretKeys: keys }).byId(id),
  secretKeys: keys,
  publicUrl: 'https://desk.example',
  now: () => clock,
});
const statusOf = async (id: string) =>
  (await pool.query<{ status: string }>('select status from accounts where id = $1', [id])).rows[0]
    ?.status;
const rowsOf = async <Row>(text: string, ...values: unknown[]) =>
  (await pool.query(text, values)).rows as unknown as Row[];
const there = async (parts: CareParts, id: string) => {
  const found = await lookAfter(parts, id);
  if (found.is === 'gone') throw new Error('it is gone');
  return found;
};

describe('on Facebook', () => {
  let id: string;
  let parts: CareParts;
  beforeEach(async () => {
    parts = partsWith(facebook);
    sandbox = await startTestSandbox();
    const { externalId, credentials, baseUrl } = inTheDesksForm(page, sandbox.url);
    id = await addAccount(pool, { platform: 'facebook', externalId, credentials });
    await pool.query('update accounts set base_url = $2 where id = $1', [id, baseUrl]);
    return () => sandbox.close();
  });
  const unsubscribe = () => sandbox.graph('DELETE', `/${page.externalId}/subscribed_apps`);
  const inbox = () =>
    rowsOf<{ kind: string; dedupe_key: string }>(
      'select kind, dedupe_key from inbox_events order by id',
    );
  const readBack = async (backfillId: string) => {
    await backfill(parts, backfillId);
    return (await rowsOf<object>('select * from backfills where id = $1', backfillId))[0];
  };

  test('is found well, and looked at again in an hour', async () => {
    const found = await there(parts, id);
    expect(found).toEqual({ is: 'there', nextLookAt: clock + hour, backfillIds: [] });
    expect(await readHealth(pool, id)).toMatchObject({
      ...{ isWorking: true, isSubscribed: true, problems: [], workedAt: clock },
    });
  });

  test('is subscribed again, and what was missed is read back once, in order', async () => {
    await there(parts, id);
    await unsubscribe();
    const customer = '2400500';
    for (const text of ['One', 'Two', 'Three'])
      await sandbox.inbound('facebook', { customer, text });
    clock += hour;
    const found = await there(parts, id);
    expect(await readHealth(pool, id)).toMatchObject({ isWorking: true, isSubscribed: true });
    expect(
      (await sandbox.graph('GET', `/${page.externalId}/subscribed_apps`)).body['data'],
    ).toHaveLength(1);
    const [backfillId = ''] = found.backfillIds;
    expect(await inbox()).toEqual([]);
    const told = {
      status: 'done',
      reason: 'resubscribed',
      conversations: 1,
      messages: 3,
      added: 3,
    };
    expect(await readBack(backfillId)).toMatchObject(told);
    const first = await inbox();
    expect(first.map(({ kind }) => kind)).toEqual(['message', 'message', 'message']);
    const shown = await rowsOf<{ raw: Buffer }>('select raw from inbox_events order by id');
    expect(shown.map(({ raw }) => /"content":"(\w+)"/.exec(raw.toString())?.[1])).toEqual([
      'One',
      'Two',
      'Three',
    ]);
    expect((await there(parts, id)).backfillIds).toEqual([]);
    // Once more adds nothing: the keys are those of webhooks.
    const again = await wantBackfill(pool, id, { since: clock - 2 * hour, reason: 'requested' });
    expect(await readBack(again)).toMatchObject({ status: 'done', messages: 3, added: 0 });
    expect(await inbox()).toEqual(first);
  });

  test('is read back by whoever comes after a worker that was killed', async () => {
    for (const customer of ['2400501', '2400502', '2400503']) {
      await sandbox.inbound('facebook', { customer, text: 'Hello' });
    }
    const wish = await wantBackfill(pool, id, { since: clock - hour, reason: 'requested' });
    let calls = 0;
    const killed = () => {
      calls += 1;
      if (calls > 2) throw new Error('killed');
    };
    await expect(backfill(parts, wish, killed)).rejects.toThrow('killed');
    expect((await there(parts, id)).backfillIds).toEqual([wish]);
    expect(await readBack(wish)).toMatchObject({ status: 'done', conversations: 3, added: 3 });
    expect(await inbox()).toHaveLength(3);
  });

  test('keeps to its pace while it is read back', async () => {
    await pool.query('insert into account_paces (account_id, not_before) values ($1, $2)', [
      id,
      new Date(clock + 60_000),
    ]);
    const wish = await wantBackfill(pool, id, { since: clock - hour, reason: 'requested' });
    await expect(backfill(parts, wish)).rejects.toEqual(new NotNow(clock + 60_000));
    clock += 60_000;
    expect(await readBack(wish)).toMatchObject({ status: 'done' });
  });

  test('whose token died needs attention, and works again with a new one', async () => {
    await there(parts, id);
    const admin = await desk.addAgent(pool, { role: 'admin' });
    const { credentials } = inTheDesksForm(page, sandbox.url);
    const store = (pageAccessToken: string) =>
      pool.query('update accounts set secrets = $2 where id = $1', [
        id,
        seal(secretKeys, { credentials: { ...credentials, pageAccessToken }, webhookSecrets: [] }),
      ]);
    await store('revoked');
    expect((await there(parts, id)).nextLookAt).toBe(clock + hour / 4);
    expect(await statusOf(id)).toBe('needs_attention');
    expect(await readHealth(pool, id)).toMatchObject({
      ...{ isWorking: false, problems: [{ code: 'token_dead' }] },
    });
    await there(parts, id);
    expect(await rowsOf('select recipient_id, kind from notifications')).toEqual([
      { recipient_id: admin, kind: 'account_needs_attention' },
    ]);
    await store(credentials['pageAccessToken'] ?? '');
    expect((await there(parts, id)).backfillIds).toHaveLength(1);
    expect(await statusOf(id)).toBe('active');
    expect(await rowsOf('select reason from backfills')).toEqual([{ reason: 'reconnected' }]);
  });

  test('that does not answer is asked sooner, and is not thought to be broken', async () => {
    await there(parts, id);
    await sandbox.close();
    expect((await there(parts, id)).nextLookAt).toBe(clock + 30_000);
    expect((await there(parts, id)).nextLookAt).toBe(clock + 60_000);
    expect(await readHealth(pool, id)).toMatchObject({
      ...{ isWorking: true, failures: 2, problems: [{ code: 'no_answer' }] },
    });
    expect(await statusOf(id)).toBe('active');
  });

  test('that is paused rests; one that is gone is gone', async () => {
    await pool.query(`update accounts set status = 'paused'`);
    await sandbox.close();
    expect(await there(parts, id)).toMatchObject({ nextLookAt: clock + hour });
    await pool.query('delete from accounts');
    expect(await lookAfter(parts, id)).toEqual({ is: 'gone' });
  });

  test('is not subscribed where no platform could reach the desk', async () => {
    await unsubscribe();
    await pool.query('update accounts set base_url = null');
    const onlyHere = { ...parts, publicUrl: 'http://localhost:3000' };
    const direct = { ...facebook, life: { ...facebook.life, ...answers } };
    await lookAfter({ ...onlyHere, channelOf: () => direct }, id);
    expect(await readHealth(pool, id)).toMatchObject({
      ...{ isWorking: false, problems: [{ code: 'no_public_address' }] },
    });
  });
});

/** Facebook's answers without a stand-in's address on the account. */
const answers: Partial<AccountLife> = {
  check: () => Promise.resolve({ externalId: page.externalId, name: 'Shop', lacking: [] }),
  isSubscribed: () => Promise.resolve(false),
};

describe('a token', () => {
  const channelWith = (life: Partial<AccountLife>): Channel => ({
    ...facebook,
    life: {
      check: () => Promise.resolve({ externalId: 'page', name: 'Shop', lacking: [] }),
      ...life,
    },
  });
  let id: string;
  beforeEach(async () => {
    const credentials = { pageAccessToken: 'old', refreshToken: 'r1' };
    id = await addAccount(pool, { platform: 'facebook', externalId: 'page', credentials });
  });
  const credentialsOf = async (keys = secretKeys) => {
    const [row] = await rowsOf<{ secrets: string }>('select secrets from accounts');
    return open<{ credentials: object }>(keys, row?.secrets ?? '').credentials;
  };
  const renewal = (more: object = {}) =>
    Promise.resolve({
      credentials: { pageAccessToken: 'new', refreshToken: 'r2' },
      expiresAt: clock + 2 * hour,
      ...more,
    });

  test('is renewed in time, stored at once, and its new end is known', async () => {
    const parts = partsWith(channelWith({ refreshToken: () => renewal() }));
    const found = await there(parts, id);
    const health = await readHealth(pool, id);
    expect(found.refreshAt).toBe((health?.tokenSince ?? 0) + hour);
    expect(await refreshToken(parts, id)).toEqual({ is: 'renewed' });
    expect(await credentialsOf()).toEqual({ pageAccessToken: 'new', refreshToken: 'r2' });
    expect((await there(parts, id)).refreshAt).toBe(clock + 2 * hour - 24 * 60_000);
    expect(await rowsOf('select action from audit')).toEqual([{ action: 'account.token_renewed' }]);
  });

  test('that an administrator replaced meanwhile is not overwritten', async () => {
    const theirs = { pageAccessToken: 'theirs', refreshToken: 'r9' };
    const parts = partsWith(
      channelWith({
        async refreshToken() {
          await pool.query('update accounts set secrets = $1', [
            seal(secretKeys, { credentials: theirs, webhookSecrets: [] }),
          ]);
          return renewal();
        },
      }),
    );
    expect(await refreshToken(parts, id)).toEqual({ is: 'kept' });
    expect(await credentialsOf()).toEqual(theirs);
  });

  test('that can’t be renewed now is tried again later; one that is refused is told', async () => {
    await desk.addAgent(pool, { role: 'admin' });
    const failing = (error: Error) =>
      partsWith(channelWith({ refreshToken: () => Promise.reject(error) }));
    const later = failing(new NoAnswer('lost', 'no answer'));
    await there(later, id);
    expect(await refreshToken(later, id)).toEqual({ is: 'not_now' });
    expect((await there(later, id)).refreshAt).toBeGreaterThanOrEqual(clock + hour / 6);
    const dead = failing(new ChannelError('token_dead', 'It is void.'));
    expect(await refreshToken(dead, id)).toEqual({ is: 'dead' });
    expect(await statusOf(id)).toBe('needs_attention');
    expect(await rowsOf('select kind from notifications')).toHaveLength(1);
  });

  test('that ran out while the desk was away is renewed before anybody hears of it', async () => {
    await desk.addAgent(pool, { role: 'admin' });
    const parts = partsWith(
      channelWith({
        check: () => Promise.reject(new ChannelError('token_dead', 'It ran out.')),
        refreshToken: () => renewal(),
      }),
    );
    expect((await there(parts, id)).refreshAt).toBe(clock);
    expect(await statusOf(id)).toBe('active');
    expect(await rowsOf('select kind from notifications')).toEqual([]);
  });

  test('that only people can renew is told of 14, 7 and 1 days before its end, once each', async () => {
    await desk.addAgent(pool, { role: 'admin' });
    const tokenExpiresAt = clock + 20 * 24 * hour;
    const finding = { externalId: 'page', name: 'Shop', lacking: [], tokenExpiresAt };
    const parts = partsWith(channelWith({ check: () => Promise.resolve(finding) }));
    const warned: number[] = [];
    for (let day = 0; day < 20; day += 1, clock += 24 * hour) {
      const before = warned.length;
      const count = async () => (await rowsOf('select 1 from notifications')).length;
      await there(parts, id);
      await there(parts, id);
      if ((await count()) > before) warned.push(20 - day);
    }
    expect(warned).toEqual([14, 7, 1]);
  });

  test('sealed with an older key is sealed with the newest, so that the old one can go', async () => {
    const newest = Buffer.alloc(32, 9);
    const parts = partsWith(channelWith({}), [newest, ...secretKeys]);
    await there(parts, id);
    expect(await credentialsOf([newest])).toEqual({ pageAccessToken: 'old', refreshToken: 'r1' });
  });
});
