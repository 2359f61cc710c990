/** What customers attach is fetched once, through any crash, and let go of when nobody shows it any more. */
import { readdir } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertFiles, letGoOfFiles } from '../../activities/record/new-files.ts';
import type { Attachment } from '../../channels/channel.ts';
import { channels } from '../../channels/index.ts';
import { createFileFetching } from '../../dispatch/files.ts';
import { takeFiles } from '../../dispatch/file-rows.ts';
import { sweepFiles } from '../../dispatch/file-sweep.ts';
import { sweepDrafts } from '../../dispatch/housekeeping.ts';
import { createFetcher, type Fetcher } from '../../files/fetch.ts';
import { folderStore } from '../../files/folder-store.ts';
import type { FileStore } from '../../files/store.ts';
import { createAccounts } from '../../ingest/accounts.ts';
import { newId } from '../../runtime/ids.ts';
import { allOf, png, serve, temporaryFolder, type TestServer } from '../files/support.ts';
import { addAccount, secretKeys } from '../ingest/fixtures.ts';
import { openDatabase } from '../support/database.ts';
import * as desk from './desk.ts';

let pool: Pool;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: FileStore;
let platform: TestServer;
let answer: RequestListener;
let accountId: string;
let fetchers: Fetcher[];
let logged: string[];

beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  folder = await temporaryFolder();
  store = folderStore(folder.path);
  fetchers = [];
  logged = [];
  answer = (_request, response) => response.end(png);
  platform = await serve((request, response) => answer(request, response));
  await at(accountId, platform);
});
afterEach(async () => {
  await Promise.all(fetchers.map((it) => it.close()));
  await platform.end();
  await folder.remove();
});

const at = (id: string, { origin }: TestServer) =>
  pool.query('update accounts set base_url = $2 where id = $1', [id, `${origin}/v1`]);
const fetching = (more: { store?: FileStore; pool?: Pool; leaseMs?: number } = {}) => {
  const fetcher = createFetcher({ maxBytes: 1_000, withinMs: 5_000 });
  fetchers.push(fetcher);
  return createFileFetching({
    ...{ pool, channels, fetcher, store, spoolFolder: `${folder.path}/incoming`, ...more },
    accounts: createAccounts({ pool, secretKeys, maxAge: 0 }),
    fetchWithinMs: 5_000,
    logger: pino({}, { write: (line: string) => logged.push(line) }),
  });
};
/** A message of the customer's as `record` leaves it. */
const bring = async (attachments: Attachment[], account = accountId): Promise<string> => {
  const messageId = newId();
  await pool.query(
    'insert into message_bodies (message_id, content, attachments) values ($1, $2, $3)',
    [messageId, '', JSON.stringify(attachments)],
  );
  await insertFiles(pool, account, [{ messageId, attachments }]);
  return messageId;
};
const photo = (path = '/photo'): Attachment => ({ kind: 'image', url: platform.origin + path });
interface Row {
  id: string;
  status: string;
  reason: string | null;
  attempts: number;
  size: number | null;
  sha256: string | null;
  mime_type: string | null;
  name: string | null;
  storage_key: string;
  wait: number | null;
}
const rows = async () =>
  (
    await pool.query<Row>(
      `select *, extract(epoch from next_try_at - now())::int as wait from files order by created_at, kind`,
    )
  ).rows;
const kept = async () =>
  (await readdir(folder.path, { recursive: true })).filter((name) => /\.\d+$/.test(name));
const later = () =>
  pool.query(`update files set next_try_at = now() - interval '1 s' where status = 'waiting'`);

test('a file is fetched once, and known by its bytes', async () => {
  await bring([photo(), { kind: 'file', url: `${platform.origin}/x.svg`, name: 'x.svg' }]);
  answer = (request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(request.url === '/photo' ? png : '<svg/>');
  };
  const { pass } = fetching();
  expect(await pass()).toBe(true);
  expect(await pass()).toBe(false);
  await fetching().pass();
  const [document, picture] = await rows();
  expect(picture).toMatchObject({ status: 'stored', size: png.length, mime_type: 'image/png' });
  expect(picture?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(document).toMatchObject({ name: 'x.svg', mime_type: 'application/octet-stream' });
  expect(platform.asked.sort()).toEqual(['/photo', '/x.svg']);
  expect(await allOf((await store.read(`${picture?.storage_key ?? ''}.1`))!)).toEqual(png);
  expect(await readdir(`${folder.path}/incoming`)).toEqual([]);
});

test('places, contacts and links bring nothing to fetch', async () => {
  await bring([
    { kind: 'location', url: `${platform.origin}/map` },
    { kind: 'contact', name: 'Ada' },
    { kind: 'link', url: `${platform.origin}/page` },
    { kind: 'image' },
  ]);
  expect(await rows()).toEqual([]);
});

test('Telegram is asked where the file is; the address with its token is in no row and no log', async () => {
  const bot = await addAccount(pool, {
    ...{ platform: 'telegram', externalId: 'bot', credentials: { botToken: '9:secret' } },
  });
  await at(bot, platform);
  answer = (request, response) => {
    if (request.url?.endsWith('/getFile')) {
      response.end(JSON.stringify({ ok: true, result: { file_path: 'photos/1.png' } }));
    } else if (logged.length === 0) response.writeHead(503).end();
  };
  await bring([{ kind: 'image', fileId: 'AgAC', mimeType: 'image/png' }], bot);
  await fetching().pass();
  expect(platform.asked).toEqual(['/v1/bot9:secret/getFile', '/v1/file/bot9:secret/photos/1.png']);
  expect(await rows()).toMatchObject([{ status: 'waiting', reason: 'http_503' }]);
  const whole = await pool.query('select f::text, b::text from files f, message_bodies b');
  expect(JSON.stringify([whole.rows, logged])).not.toContain('secret');
});

test.each([
  ['too big', 'Bad Request: file is too big', { status: 'refused', reason: 'too_large' }],
  ['unknown', 'Bad Request: invalid file_id', { status: 'failed', reason: 'gone' }],
])('a file that is %s to Telegram is not asked for again', async (_what, description, outcome) => {
  const bot = await addAccount(pool, {
    ...{ platform: 'telegram', externalId: 'bot', credentials: { botToken: '9:secret' } },
  });
  await at(bot, platform);
  answer = (_request, response) =>
    response.writeHead(400).end(JSON.stringify({ ok: false, error_code: 400, description }));
  await bring([{ kind: 'video', fileId: 'BAAD' }], bot);
  await fetching().pass();
  expect(await rows()).toMatchObject([outcome]);
});

test('what fails is tried again after pauses that grow, and not for ever', async () => {
  await bring([photo()]);
  answer = (_request, response) => response.writeHead(503).end();
  const { pass } = fetching();
  const waits: (number | null)[] = [];
  for (let n = 0; n < 4; n += 1) {
    await pass();
    waits.push((await rows())[0]?.wait ?? null);
    await later();
  }
  expect(waits).toEqual([5, 20, 80, 320]);
  answer = (_request, response) => response.writeHead(429, { 'retry-after': '3000' }).end();
  await pass();
  expect(await rows()).toMatchObject([{ status: 'waiting', reason: 'http_429', wait: 3_000 }]);
  await pool.query('update files set attempts = 11');
  await later();
  await pass();
  expect(await rows()).toMatchObject([{ status: 'failed', reason: 'http_429', attempts: 12 }]);
  expect(await pass()).toBe(false);
});

test.each<[string, RequestListener, object]>([
  ['gone', (_q, a) => a.writeHead(404).end(), { status: 'failed', reason: 'gone' }],
  ['too large', (_q, a) => a.end(Buffer.alloc(2_000)), { status: 'refused', reason: 'too_large' }],
  [
    'behind a redirect inside',
    (_q, a) => a.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
    { status: 'refused', reason: 'address_not_public' },
  ],
])('a file that is %s is not tried again', async (_what, listener, outcome) => {
  await bring([photo()]);
  answer = listener;
  await fetching().pass();
  await later();
  await fetching().pass();
  expect(await rows()).toMatchObject([{ ...outcome, attempts: 1 }]);
  expect(platform.asked).toHaveLength(1);
});

test('two workers fetch nothing twice', async () => {
  for (let n = 0; n < 12; n += 1) await bring([photo(`/${n}`)]);
  const [one, other] = [fetching(), fetching()];
  for (let n = 0; n < 6; n += 1) await Promise.all([one.pass(), other.pass()]);
  expect(new Set(platform.asked).size).toBe(12);
  expect(platform.asked).toHaveLength(12);
  expect((await rows()).every(({ status }) => status === 'stored')).toBe(true);
});

test('a worker that dies while it fetches leaves the file to another, once its time is over', async () => {
  await bring([photo()]);
  // All that a killed worker leaves.
  const [lost] = await takeFiles(pool, { limit: 8, limitForOne: 8, without: [], leaseMs: 60_000 });
  await fetching().pass();
  expect(platform.asked).toEqual([]);
  await later();
  await fetching().pass();
  expect(await rows()).toMatchObject([{ id: lost?.id, status: 'stored', attempts: 2 }]);
  expect(await kept()).toHaveLength(1);
});

test('a file that takes long stays with the worker that fetches it', async () => {
  await bring([photo()]);
  let release: () => void = () => undefined;
  answer = (_request, response) => (release = () => response.end(png));
  const nextTry = async () =>
    (await pool.query<{ at: Date }>('select next_try_at as at from files')).rows[0]?.at.getTime();
  const slow = fetching({ leaseMs: 600 }).pass();
  await expect.poll(() => platform.asked.length).toBe(1);
  const first = await nextTry();
  await expect.poll(nextTry).toBeGreaterThan(first ?? Infinity);
  await expect.poll(nextTry).toBeGreaterThan((first ?? Infinity) + 300);
  release();
  await slow;
  await expect.poll(async () => (await rows())[0]).toMatchObject({ status: 'stored', attempts: 1 });
});

test('a worker that dies between the store and the row leaves nothing behind', async () => {
  await bring([photo()]);
  const broken = new Proxy(pool, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name) as unknown;
      return (query: { name?: string }, ...rest: unknown[]) => {
        if (/^file-/.test(query.name ?? '')) throw new Error('killed');
        return (target.query as (...all: unknown[]) => unknown)(query, ...rest);
      };
    },
  });
  await fetching({ pool: broken }).pass();
  expect(await kept()).toHaveLength(1);
  await later();
  await fetching().pass();
  const [row] = await rows();
  expect(row).toMatchObject({ status: 'stored', attempts: 2 });
  expect(await kept()).toEqual([expect.stringContaining(`${row?.storage_key ?? ''}.2`)]);
});

test('one that overstayed its time changes nothing', async () => {
  await bring([photo()]);
  let release: () => void = () => undefined;
  answer = (_request, response) => (release = () => response.end('old'));
  const slow = fetching();
  const first = slow.pass();
  await expect.poll(() => platform.asked.length).toBe(1);
  await later();
  answer = (_request, response) => response.end(png);
  await fetching().pass();
  release();
  await first;
  await expect.poll(kept).toHaveLength(1);
  const [row] = await rows();
  expect(row).toMatchObject({ status: 'stored', attempts: 2, size: png.length });
  expect(await allOf((await store.read(`${row?.storage_key ?? ''}.2`))!)).toEqual(png);
});

test('while the store is down files wait', async () => {
  await bring([photo()]);
  const keep = () => Promise.reject(new Error('the disk is full'));
  await fetching({ store: { ...store, keep } }).pass();
  expect(await rows()).toMatchObject([{ status: 'waiting', reason: 'not_kept' }]);
  expect(await readdir(`${folder.path}/incoming`)).toEqual([]);
  expect(logged.join()).toContain('the disk is full');
  await later();
  await fetching().pass();
  expect(await rows()).toMatchObject([{ status: 'stored', reason: null }]);
});

test('a server that hangs holds up no other account, and no end', async () => {
  const other = await addAccount(pool, { platform: 'facebook', externalId: 'page-2' });
  const quick = await serve((_request, response) => response.end(png));
  await at(other, quick);
  answer = () => undefined;
  for (let n = 0; n < 10; n += 1) await bring([photo(`/${n}`)]);
  await bring([{ kind: 'image', url: `${quick.origin}/quick` }], other);
  const files = fetching();
  void files.pass();
  await expect.poll(() => quick.asked).toEqual(['/quick']);
  await files.pass();
  await files.pass();
  // Its share, and no more.
  expect(platform.asked.length).toBeLessThanOrEqual(4);
  await files.close();
  const all = await rows();
  expect(all.filter(({ status }) => status === 'stored')).toHaveLength(1);
  expect(all.filter(({ reason }) => reason === 'not_reached').length).toBeGreaterThan(0);
  await quick.end();
}, 20_000);

test('what a customer takes back is gone, even while it comes', async () => {
  const sweep = () => sweepFiles({ pool, store, spoolFolder: `${folder.path}/incoming` });
  const seen = await bring([photo('/seen')]);
  await fetching().pass();
  await letGoOfFiles(pool, seen);
  await sweep();
  expect(await rows()).toEqual([]);
  expect(await kept()).toEqual([]);

  const coming = await bring([photo('/coming')]);
  let release: () => void = () => undefined;
  answer = (_request, response) => (release = () => response.end(png));
  const files = fetching();
  void files.pass();
  await expect.poll(() => platform.asked.length).toBe(2);
  await letGoOfFiles(pool, coming);
  // It is being written: the sweep waits for that.
  await sweep();
  expect(await rows()).toHaveLength(1);
  release();
  await expect.poll(async () => (await rows())[0]?.status).toBe('stored');
  await sweep();
  expect([await rows(), await kept()]).toEqual([[], []]);
});

test('an upload that no reply names is gone after a day, a draft’s a day after the draft', async () => {
  const sweep = () => sweepFiles({ pool, store, spoolFolder: `${folder.path}/incoming` });
  const upload = (unusedSince: string | null) => {
    const id = newId();
    const row = { id, kind: 'image', status: 'stored', storage_key: id.replaceAll('-', '') };
    return desk
      .insert(pool, 'files', { ...row, uploaded_by: 'agent:a', unused_since: unusedSince })
      .then(() => id);
  };
  const days = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString();
  await upload(days(2));
  const [young, drafted] = [await upload(days(0.5)), await upload(null)];
  await sweep();
  expect((await rows()).map(({ id }) => id).sort()).toEqual([young, drafted].sort());
  const draft = newId();
  await pool.query(
    `insert into message_bodies (message_id, content, created_at) values ($1, '', $2)`,
    [draft, days(2)],
  );
  await pool.query('insert into file_uses values ($1, 0, $2)', [draft, drafted]);
  expect(await sweepDrafts(pool)).toBe(1);
  await sweep();
  expect(await rows()).toHaveLength(2);
  await pool.query('update files set unused_since = $1', [days(2)]);
  await sweep();
  expect(await rows()).toEqual([]);
});
