/** Files over the api: who may have them, how they go out, and what is taken. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertFiles } from '../../activities/record/new-files.ts';
import type { Attachment } from '../../channels/channel.ts';
import { objectKey, spoolOf } from '../../files/store.ts';
import { spool } from '../../files/spool.ts';
import { newId, randomKey, uuidFrom } from '../../runtime/ids.ts';
import { png } from '../files/support.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

let api: TestApi;
let desk: DeskRows;
const logged: string[] = [];

beforeAll(async () => {
  const logger = pino({ level: 'trace' }, { write: (line: string) => logged.push(line) });
  api = await startApi({ env: { FILES_MAX_MB: '1' }, logger });
  desk = await addDesk(api.parts.pool);
});
afterAll(() => api.end());

type Role = keyof TestApi['tokens'];
const upload = (
  body: NonNullable<RequestInit['body']>,
  call: { as?: Role; query?: string; headers?: Record<string, string> } = {},
) => {
  const { as = 'agent', query = '', headers } = call;
  return fetch(`${api.url}/api/v1/files${query}`, {
    ...{ method: 'POST', body, duplex: 'half' },
    headers: { authorization: `Bearer ${api.tokens[as]}`, ...headers },
  });
};
interface Uploaded {
  fileId: string;
  kind: string;
  name?: string;
  mimeType: string;
  size: number;
}
const uploaded = async (...call: Parameters<typeof upload>) => {
  const response = await upload(...call);
  expect(response.status).toBe(201);
  return (await response.json()) as Uploaded;
};
const get = (
  id: string,
  as: Role = 'agent',
  more = '',
  { method = 'GET', headers }: { method?: string; headers?: Record<string, string> } = {},
) =>
  fetch(`${api.url}/api/v1/files/${id}${more}`, {
    method,
    headers: { authorization: `Bearer ${api.tokens[as]}`, ...headers },
  });
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('content-disposition')).toBeNull();
  return (await response.json()) as { code: string; reason?: string; errors?: { field: string }[] };
};

/** A customer's message with a file, as the record and the loop leave it. */
async function received(
  status: string,
  attachment: Attachment = { kind: 'image', url: 'https://cdn.example/p.png?token=theirs' },
) {
  const { pool, store, config } = api.parts;
  const conversation = await addConversation(pool, desk);
  const messageId = await addMessage(pool, conversation, desk, { content: 'Look' });
  await pool.query('update message_bodies set attachments = $2 where message_id = $1', [
    ...[messageId, JSON.stringify([attachment])],
  ]);
  await insertFiles(pool, desk.accountId, [{ messageId, attachments: [attachment] }]);
  const id = uuidFrom('file', messageId, 0);
  const key = randomKey();
  const file = await spool(
    spoolOf(config.files),
    (async function* () {
      yield await Promise.resolve(png);
    })(),
  );
  await store.keep(objectKey(key, 1), file);
  await pool.query(
    `update files set status = $2, reason = $3, storage_key = $4, attempts = 1,
       size = case when $2 = 'stored' then $5::bigint end, sha256 = $6,
       mime_type = case when $2 = 'stored' then 'image/png' end where id = $1`,
    [id, status, status === 'stored' ? null : 'http_503', key, file.size, file.sha256],
  );
  return { id, key, messageId, conversationId: conversation.id };
}
const shown = async (conversationId: string) => {
  const path = `/api/v1/conversations/${conversationId}/messages`;
  const { body } = await api.call<{ data: { attachments: Record<string, unknown>[] }[] }>(
    ...(['GET', path, { as: 'viewer' }] as const),
  );
  return body.data[0]?.attachments;
};

describe('a customer’s file', () => {
  test('is shown with our address, and theirs to nobody', async () => {
    const { id, conversationId } = await received('stored');
    expect(await shown(conversationId)).toEqual([
      {
        ...{ kind: 'image', fileId: id, url: `/api/v1/files/${id}`, status: 'stored' },
        ...{ mimeType: 'image/png', size: png.length },
      },
    ]);
    const response = await get(id, 'viewer');
    expect(response.status).toBe(200);
    expect(await bytesOf(response)).toEqual(png);
  });

  test.each([
    ['waiting', 409, 'not_ready'],
    ['failed', 410, 'gone'],
    ['refused', 410, 'gone'],
    ['discarded', 410, 'gone'],
  ])('that is %s is shown as such, and is no file', async (status, code, name) => {
    const { id, conversationId } = await received(status);
    const attachment = { kind: 'image', fileId: id, url: `/api/v1/files/${id}` };
    expect(await shown(conversationId)).toEqual([{ ...attachment, status, reason: 'http_503' }]);
    const response = await get(id, 'viewer');
    expect(response.status).toBe(code);
    expect((await problemOf(response)).code).toBe(name);
    if (status === 'waiting') expect(response.headers.get('retry-after')).toBe('2');
  });

  test('that the store has lost is gone, and the problem is no download', async () => {
    const { id, key } = await received('stored');
    await api.parts.store.remove(objectKey(key, 1));
    const response = await get(id);
    expect(response.status).toBe(410);
    expect((await problemOf(response)).code).toBe('gone');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('places and links are what the platform says; its handles are told to nobody', async () => {
    const place: Attachment = { kind: 'location', url: 'https://map.example/', name: 'Here' };
    const { conversationId } = await received('stored', place);
    expect(await shown(conversationId)).toEqual([place]);
    const bare = await received('stored', { kind: 'contact', fileId: 'theirs', name: 'Ada' });
    expect(await shown(bare.conversationId)).toEqual([{ kind: 'contact', name: 'Ada' }]);
  });
});

describe('whose it is', () => {
  test('an upload is its uploader’s until a message shows it, then everybody’s who may read that', async () => {
    const { fileId } = await uploaded(png);
    expect((await get(fileId)).status).toBe(200);
    for (const as of ['viewer', 'supervisor', 'admin'] as const) {
      const response = await get(fileId, as);
      expect(response.status).toBe(404);
      expect((await problemOf(response)).code).toBe('not_found');
    }
    const { pool } = api.parts;
    const conversation = await addConversation(pool, desk);
    // A draft is no message yet.
    const draft = newId();
    await pool.query('insert into file_uses values ($1, 0, $2)', [draft, fileId]);
    expect((await get(fileId, 'viewer')).status).toBe(404);
    const message = await addMessage(pool, conversation, desk, { content: 'x' });
    await pool.query('insert into file_uses values ($1, 0, $2)', [message, fileId]);
    expect((await get(fileId, 'viewer')).status).toBe(200);
  });

  test('nobody’s without a token, and no id that is none', async () => {
    const { id } = await received('stored');
    const bare = await fetch(`${api.url}/api/v1/files/${id}`);
    expect(bare.status).toBe(401);
    for (const wrong of [newId(), 'x', '..%2F..%2Fetc%2Fpasswd', `${id}%00`]) {
      expect((await get(wrong)).status).toBe(404);
    }
  });

  test('a customer’s file whose message is gone is nobody’s', async () => {
    const { id, messageId } = await received('stored');
    await api.parts.pool.query('delete from messages where id = $1', [messageId]);
    expect((await get(id, 'admin')).status).toBe(404);
  });
});

describe('it goes out', () => {
  const strict = {
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=300',
  };
  const headersOf = (response: Response) => Object.fromEntries(response.headers);

  test('as a download that nothing can run in', async () => {
    const { fileId } = await uploaded(png, { query: '?name=Foto.png' });
    const response = await get(fileId);
    expect(headersOf(response)).toMatchObject({
      ...strict,
      ...{ 'content-type': 'image/png', 'content-length': String(png.length) },
      'content-disposition': `attachment; filename="Foto.png"; filename*=UTF-8''Foto.png`,
    });
  });

  test.each([
    ['a picture', png, 'inline', 'image/png'],
    ['a drawing', '<svg onload="alert(1)"/>', 'attachment', 'application/octet-stream'],
    [
      'a page',
      '<!doctype html><script>alert(1)</script>',
      'attachment',
      'application/octet-stream',
    ],
    ['a document', '%PDF-1.7\n', 'attachment', 'application/pdf'],
  ])('inline only where it is a picture: %s', async (_what, body, how, type) => {
    const { fileId } = await uploaded(body, { headers: { 'content-type': 'image/png' } });
    const response = await get(fileId, 'agent', '?inline=1');
    expect(headersOf(response)).toMatchObject({ ...strict, 'content-type': type });
    expect(response.headers.get('content-disposition')).toMatch(new RegExp(`^${how}; `));
    const download = (await get(fileId)).headers.get('content-disposition');
    expect(download).toMatch(/^attachment; /);
    expect((await get(fileId, 'agent', '?inline=yes')).status).toBe(422);
  });

  test.each([
    ['Rechnung für Zoë.pdf', 'Rechnung f_r Zo_.pdf', 'Rechnung%20f%C3%BCr%20Zo%C3%AB.pdf'],
    ['../../etc/passwd', '_.._etc_passwd', '_.._etc_passwd'],
    [
      'a"; x=\r\nset-cookie: a=b',
      'a__ x=set-cookie_ a=b'.replaceAll('=', '_'),
      'a_%3B%20x%3Dset-cookie_%20a%3Db',
    ],
    ['photo\u202Egpj.exe', 'photogpj.exe', 'photogpj.exe'],
    ["it's (1)*.png", 'it_s (1)_.png', 'it%27s%20%281%29_.png'],
    ['.htaccess', 'htaccess', 'htaccess'],
    ['...', 'file', 'file'],
  ])('with a name that is only a name: %j', async (name, plain, encoded) => {
    const { fileId } = await uploaded('x', { query: `?name=${encodeURIComponent(name)}` });
    const disposition = (await get(fileId)).headers.get('content-disposition');
    expect(disposition).toBe(`attachment; filename="${plain}"; filename*=UTF-8''${encoded}`);
  });

  test('without one as what it is, and a long one with its ending', async () => {
    const bare = await uploaded(png);
    expect((await get(bare.fileId)).headers.get('content-disposition')).toContain('"file.png"');
    const long = await uploaded(png, { query: `?name=${'x'.repeat(190)}.png` });
    expect((await get(long.fileId)).headers.get('content-disposition')).toMatch(/"x{130}x+\.png"/);
  });

  test('once: who has it already is told so, and who asks for its head gets that', async () => {
    const { fileId } = await uploaded(png);
    const first = await get(fileId);
    const tag = first.headers.get('etag') ?? '';
    expect(await bytesOf(first)).toEqual(png);
    const again = await get(fileId, 'agent', '', { headers: { 'if-none-match': tag } });
    expect([again.status, (await bytesOf(again)).length]).toEqual([304, 0]);
    const head = await get(fileId, 'agent', '', { method: 'HEAD' });
    expect(headersOf(head)).toMatchObject({ ...strict, 'content-length': String(png.length) });
  });
});

describe('an upload', () => {
  test('is what its bytes are', async () => {
    const file = await uploaded(png, {
      query: '?name=x.svg',
      headers: { 'content-type': 'image/svg+xml' },
    });
    expect(file).toEqual({
      ...{ fileId: expect.any(String) as string, kind: 'image', name: 'x.svg' },
      ...{ mimeType: 'image/png', size: png.length },
    });
  });

  const mega = Buffer.alloc(1_000_000, 1);
  test('may be as large as the limit, and no byte larger, whether it says so or not', async () => {
    expect(await uploaded(mega)).toMatchObject({ size: 1_000_000, kind: 'file' });
    const declared = await upload(Buffer.concat([mega, Buffer.from('x')]));
    expect(declared.status).toBe(413);
    expect((await problemOf(declared)).code).toBe('too_large');
    const silent = await upload(
      new ReadableStream({
        start(controller) {
          controller.enqueue(mega);
          controller.enqueue(Buffer.from('x'));
          controller.close();
        },
      }),
    );
    expect(silent.status).toBe(413);
    expect(await readdir(join(api.parts.config.files.folder, 'incoming'))).toEqual([]);
  });

  test('that is empty or packed is refused', async () => {
    const empty = await upload('');
    expect([empty.status, (await problemOf(empty)).errors]).toEqual([
      422,
      [{ field: 'body', message: 'must not be empty' }],
    ]);
    const packed = await upload(png, { headers: { 'content-encoding': 'gzip' } });
    expect(packed.status).toBe(415);
  });

  test('twice with one key is one file; other bytes with it are refused', async () => {
    const headers = { 'idempotency-key': 'photo-1' };
    const [first, again] = [await uploaded(png, { headers }), await uploaded(png, { headers })];
    expect(again).toEqual(first);
    const other = await upload('other', { headers });
    expect(other.status).toBe(422);
    expect((await problemOf(other)).code).toBe('idempotency_key_reused');
  });

  test('leaves nothing where it is refused by role', async () => {
    expect((await upload(png, { as: 'viewer' })).status).toBe(403);
  });

  test('waits for others to be sent when there are too many', async () => {
    await api.parts.pool.query(
      `insert into files (id, kind, status, storage_key, uploaded_by, unused_since)
       select gen_random_uuid(), 'file', 'stored', n::text, $1, now() from generate_series(1, 200) n`,
      [`agent:${api.agents.supervisor}`],
    );
    expect((await upload(png, { as: 'supervisor' })).status).toBe(429);
    expect((await upload(png)).status).toBe(201);
  });
});

describe('the address that platforms get', () => {
  test('gives the same bytes to whoever has it, as strictly, for an hour', async () => {
    const { fileId } = await uploaded(png, { query: '?name=Foto.png' });
    const { links } = api.parts;
    const response = await fetch(api.url + links.pathTo(fileId));
    expect(response.status).toBe(200);
    expect(await bytesOf(response)).toEqual(png);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' },
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': `attachment; filename="Foto.png"; filename*=UTF-8''Foto.png`,
    });
    const hour = 3_600_000;
    const over = await fetch(api.url + links.pathTo(fileId, Date.now() - hour - 1_000));
    expect(over.status).toBe(404);
    expect((await problemOf(over)).code).toBe('not_found');
  });

  test('is good for one file only, cannot be made up, and is in no log', async () => {
    const { fileId } = await uploaded(png);
    const path = api.parts.links.pathTo(fileId);
    for (const wrong of [
      path.replace(fileId, newId()),
      `${path}x`,
      path.slice(0, -1),
      '/files/x',
    ]) {
      expect((await fetch(api.url + wrong)).status).toBe(404);
    }
    expect((await fetch(api.url + api.parts.links.pathTo(newId()))).status).toBe(404);
    const { pool, config } = api.parts;
    await rm(config.files.folder, { recursive: true });
    await pool.query(`update files set storage_key = 'no key' where id = $1`, [fileId]);
    expect((await fetch(api.url + path)).status).toBe(503);
    expect(logged.join('')).toContain('/files/{token}');
    expect(logged.join('')).not.toContain(path.split('.').at(-1));
  });
});
