import type { Pool } from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { channels } from '../../channels/index.ts';
import { createAccounts } from '../../ingest/accounts.ts';
import { createDeadLetters } from '../../ingest/dead-letters.ts';
import { createInbox } from '../../ingest/group-commit.ts';
import { handshake, receiveWebhook, type IngestParts } from '../../ingest/receive-webhook.ts';
import { replayDeadLetter } from '../../ingest/replay-dead-letter.ts';
import { openDatabase } from '../support/database.ts';
import * as given from './fixtures.ts';

let pool: Pool;
let parts: IngestParts;
let receive: ReturnType<typeof receiveWebhook>;
let replay: ReturnType<typeof replayDeadLetter>;

beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  for (const table of ['accounts', 'threads', 'inbox_events', 'dead_letters', 'audit']) {
    await pool.query(`delete from ${table}`);
  }
  await given.addAccount(pool, {
    platform: 'facebook',
    externalId: 'page-1',
    credentials: { appSecret: 's1', verifyToken: 'v1' },
  });
  await given.addAccount(pool, {
    platform: 'facebook',
    externalId: 'page-2',
    credentials: { appSecret: 's2', verifyToken: 'v2' },
    webhookSecrets: ['older'],
  });
  const deadLetters = createDeadLetters(pool);
  committed = [];
  parts = {
    channels,
    accounts: createAccounts({ pool, secretKeys: given.secretKeys, maxAge: 0 }),
    deadLetters,
    inbox: createInbox({
      pool,
      queueLimit: 100,
      onBadRow: () => Promise.resolve(),
      onCommitted: (...counts) => committed.push(counts),
    }),
    relaySecrets: { facebook: ['relay'], linkedin: ['relay'] },
  };
  receive = receiveWebhook(parts);
  replay = replayDeadLetter({ ...parts, pool });
});

/** Of each commit: how many were new, how many were there already. */
let committed: [number, number][] = [];

const inbox = async () =>
  (
    await pool.query<{ kind: string; dedupe_key: string; page: string; thread: string }>(
      `select e.kind, e.dedupe_key, a.external_id as page, t.key as thread
         from inbox_events e join accounts a on a.id = e.account_id join threads t on t.id = e.thread_id order by e.id`,
    )
  ).rows;
const letters = async () => (await parts.deadLetters.list({ limit: 50 })).letters;

test('each event of a body is a row, once, in the order they came', async () => {
  const entries = [given.said('page-1', 'ada', 'm.z'), given.said('page-1', 'ada', 'm.a')];
  const body = given.signedBy('s1', given.pageBody(...entries));
  expect(await receive('facebook', body)).toEqual({
    status: 'accepted',
    events: 2,
    deadLetters: 0,
    ignored: 0,
  });
  await receive('facebook', body);
  expect(await inbox()).toEqual([
    { kind: 'message', dedupe_key: 'm.z', page: 'page-1', thread: 'dm:ada' },
    { kind: 'message', dedupe_key: 'm.a', page: 'page-1', thread: 'dm:ada' },
  ]);
  expect((await pool.query('select 1 from threads')).rowCount).toBe(1);
});

test.each([
  ['no signature', given.request(given.pageBody(given.said('page-1', 'ada', 'm1')))],
  ['another secret', given.signedBy('wrong', given.pageBody(given.said('page-1', 'ada', 'm1')))],
  [
    "another account's secret",
    given.signedBy('s2', given.pageBody(given.said('page-1', 'a', 'm'))),
  ],
])('%s: unauthorised, and nothing is kept', async (_, request) => {
  expect(await receive('facebook', request)).toEqual({ status: 'unauthorised' });
  expect(await inbox()).toEqual([]);
  expect(await letters()).toEqual([]);
});

test("in one body, an account's secret vouches for its own entries only", async () => {
  const body = given.pageBody(given.said('page-1', 'ada', 'm1'), given.said('page-2', 'ada', 'm2'));
  expect(await receive('facebook', given.signedBy('s1', body))).toMatchObject({ deadLetters: 1 });
  expect((await inbox()).map(({ page }) => page)).toEqual(['page-1']);
  const [letter] = await letters();
  expect(letter).toMatchObject({ reason: 'unverified' });
  // Nor does a replay make it true.
  expect(await replay(letter!.id, { type: 'agent', id: 'me' })).toBe('unverified');
  expect(await inbox()).toHaveLength(1);
});

test('an older secret still counts while it is being replaced', async () => {
  const body = given.pageBody(given.said('page-2', 'ada', 'm1'));
  expect(await receive('facebook', given.signedBy('older', body))).toMatchObject({ events: 1 });
});

test('an unknown account is a dead letter, and its replay works once the account is there', async () => {
  const body = given.signedBy('s1', given.pageBody(given.said('page-9', 'ada', 'm1')));
  expect(await receive('facebook', body)).toMatchObject({ events: 0, deadLetters: 1 });
  await receive('facebook', body);
  const [letter, ...more] = await letters();
  expect(more).toEqual([]);
  expect(letter).toMatchObject({ reason: 'unknown_account', count: 2, replayedAt: null });
  expect(await replay(letter!.id, { type: 'agent', id: 'me' })).toBe('unknown_account');
  await given.addAccount(pool, { platform: 'facebook', externalId: 'page-9' });
  expect(await replay(letter!.id, { type: 'agent', id: 'me' })).toBe('accepted');
  expect(await inbox()).toHaveLength(1);
  expect(await letters()).toMatchObject([{ outcome: 'accepted', replayedBy: 'me', count: 2 }]);
  const { rows } = await pool.query('select actor, action, target from audit order by id');
  expect(rows).toHaveLength(2);
  expect(rows[1]).toEqual({
    actor: { type: 'agent', id: 'me' },
    action: 'dead_letter.replayed',
    target: letter!.id,
  });
});

test('broken parts are dead letters beside the good ones', async () => {
  const broken = { id: 'page-1', messaging: [{ message: { text: 'nobody \u0000 \ud800' } }] };
  const body = given.pageBody(broken, given.said('page-1', 'ada', 'm1'));
  expect(await receive('facebook', given.signedBy('s1', body))).toMatchObject({
    events: 1,
    deadLetters: 1,
  });
  expect(await letters()).toMatchObject([{ reason: 'unparsable' }]);
});

test('what an account does not want is ignored and counted', async () => {
  await pool.query(`update accounts set features = '{comments}' where external_id = 'page-1'`);
  const body = given.pageBody(given.said('page-1', 'ada', 'm1'));
  expect(await receive('facebook', given.signedBy('s1', body))).toEqual({
    status: 'accepted',
    events: 0,
    deadLetters: 0,
    ignored: 1,
  });
});

test('a platform that the workspace has switched off is ignored and counted', async () => {
  await pool.query(
    `insert into settings (id, data) values (1, '{"platforms": ["telegram"]}')
     on conflict (id) do update set data = excluded.data`,
  );
  const body = given.pageBody(given.said('page-1', 'ada', 'm1'));
  const answer = await receive('facebook', given.signedBy('s1', body));
  await pool.query('delete from settings');
  expect(answer).toMatchObject({ status: 'accepted', events: 0, ignored: 1 });
});

test('what is there already is told apart from what is new', async () => {
  const body = given.pageBody(given.said('page-1', 'ada', 'm1'), given.said('page-1', 'ada', 'm2'));
  await receive('facebook', given.signedBy('s1', body));
  const more = given.pageBody(given.said('page-1', 'ada', 'm2'), given.said('page-1', 'bob', 'm3'));
  await receive('facebook', given.signedBy('s1', more));
  expect(committed).toEqual([
    [2, 0],
    [1, 1],
  ]);
});

test("a relay's signature vouches for all accounts of its platform", async () => {
  const body = given.pageBody(given.said('page-1', 'ada', 'm1'), given.said('page-2', 'bo', 'm2'));
  const relayed = given.request(body, { 'x-webhook-signature': given.hmac('relay', body) });
  expect(await receive('facebook', relayed)).toMatchObject({ events: 2 });
  const other = given.request(body, { 'x-webhook-signature': given.hmac('s1', body) });
  expect(await receive('facebook', other)).toEqual({ status: 'unauthorised' });
});

test('an account in relay mode is vouched for by its own secret, not by the platform', async () => {
  await given.addAccount(pool, {
    platform: 'facebook',
    externalId: 'page-3',
    credentials: { appSecret: 's3' },
    webhookSecrets: ['mine'],
    relay: true,
  });
  const body = given.pageBody(given.said('page-3', 'ada', 'm1'));
  expect(await receive('facebook', given.signedBy('s3', body))).toEqual({ status: 'unauthorised' });
  const relayed = given.request(body, { 'x-webhook-signature': given.hmac('mine', body) });
  expect(await receive('facebook', relayed)).toMatchObject({ events: 1 });
});

test('a platform without an adapter is kept as a dead letter when its relay vouches', async () => {
  const body = Buffer.from('{}');
  expect(await receive('linkedin', given.request(body))).toEqual({ status: 'unauthorised' });
  const relayed = given.request(body, { 'x-webhook-signature': given.hmac('relay', body) });
  expect(await receive('linkedin', relayed)).toMatchObject({ events: 0, deadLetters: 1 });
});

test('a bot is known by its secret; two with the same one by the address', async () => {
  const bot = (externalId: string, secret: string) =>
    given.addAccount(pool, { platform: 'telegram', externalId, webhookSecrets: [secret] });
  await bot('bot-1', 'one');
  await bot('bot-2', 'same');
  await bot('bot-3', 'same');
  await receive('telegram', given.fromTelegram('one', given.update(1, 7, 'hi')));
  await receive('telegram', given.fromTelegram('same', given.update(2, 7, 'hi'), 'bot-3'));
  await receive('telegram', given.fromTelegram('same', given.update(3, 7, 'hi')));
  expect((await inbox()).map(({ page }) => page)).toEqual(['bot-1', 'bot-3']);
  expect(await letters()).toMatchObject([{ reason: 'unknown_account' }]);
  expect(await receive('telegram', given.fromTelegram('no', given.update(4, 7, 'hi')))).toEqual({
    status: 'unauthorised',
  });
});

test('a handshake is answered by the account whose token it is', async () => {
  const query = (token: string) => ({
    'hub.mode': 'subscribe',
    'hub.challenge': '42',
    'hub.verify_token': token,
  });
  const answer = handshake(parts);
  const asked = (token: string) =>
    answer('facebook', given.request(Buffer.alloc(0), {}, query(token)));
  expect(await asked('v2')).toEqual({ status: 200, body: '42' });
  expect(await asked('v3')).toBeUndefined();
});

test('dead letters are listed newest first, page by page', async () => {
  for (const detail of ['first', 'second', 'third']) {
    await parts.deadLetters.add([
      { platform: 'x', reason: 'unparsable', detail, raw: Buffer.from(detail) },
    ]);
    // Within one millisecond they are in no order.
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
  const page = await parts.deadLetters.list({ limit: 2 });
  expect(page.letters.map(({ detail }) => detail)).toEqual(['third', 'second']);
  const next = await parts.deadLetters.list({ limit: 2, cursor: page.nextCursor });
  expect(next.letters.map(({ detail }) => detail)).toEqual(['first']);
  expect(next.nextCursor).toBeUndefined();
});
