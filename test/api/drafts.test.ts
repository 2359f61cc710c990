/** What agents have begun to write is kept, theirs alone, and follows what they say. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepFiles } from '../../dispatch/file-sweep.ts';
import { until } from '../support/client.ts';
import type { Call } from './support/api.ts';
import { startWorkingDesk, type Opened, type WorkingDesk } from './support/working-desk.ts';

let it: WorkingDesk;
beforeAll(async () => {
  it = await startWorkingDesk();
}, 120_000);
afterAll(() => it.end());

interface Draft {
  content: string;
  attachments: { fileId: string }[];
  version: number;
  updatedAt: string;
}
interface Drafts {
  reply?: Draft;
  note?: Draft;
  code?: string;
  errors?: { field: string }[];
}

const call = <T>(method: string, path: string, options: Call = {}) =>
  it.api.call<T>(method, `/api/v1${path}`, { as: 'agent', ...options });
const read = async ({ id }: Opened, options: Call = {}) =>
  (await call<Drafts>('GET', `/conversations/${id}/draft`, options)).body;
const keep = ({ id }: Opened, body: object, options: Call = {}) =>
  call<Drafts>('PUT', `/conversations/${id}/draft`, { body, ...options });
const post = <T = { id: string }>(path: string, body: object = {}, options: Call = {}) =>
  call<T>('POST', path, { body, ...options });

async function upload(as: Call['as'] = 'agent'): Promise<string> {
  const response = await fetch(`${it.api.url}/api/v1/files?name=note.txt`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${it.api.tokens[as as 'agent']}`,
      'content-type': 'application/octet-stream',
    },
    body: 'Some words.',
  });
  return ((await response.json()) as { fileId: string }).fileId;
}

describe('a draft', () => {
  test('is kept for each kind, and gone when it is empty', async () => {
    const conversation = await it.opened();
    expect(await read(conversation)).toEqual({});
    await keep(conversation, { kind: 'note', content: 'Ask Ben.' });
    const { body } = await keep(conversation, { kind: 'reply', content: 'It leav' });
    expect(body).toMatchObject({
      reply: { content: 'It leav', attachments: [], version: 1 },
      note: { content: 'Ask Ben.' },
    });
    await keep(conversation, { kind: 'reply', content: '' });
    expect(Object.keys(await read(conversation))).toEqual(['note']);
  });

  test('is its agent’s alone, and a token’s that is nobody’s not at all', async () => {
    const conversation = await it.opened();
    await keep(conversation, { kind: 'reply', content: 'Mine.' });
    expect(await read(conversation, { as: 'supervisor' })).toEqual({});
    await keep(conversation, { kind: 'reply', content: 'Hers.' }, { as: 'supervisor' });
    expect((await read(conversation)).reply?.content).toBe('Mine.');
    expect(await read(conversation, { as: 'admin' })).toEqual({});
    const refused = await keep(conversation, { kind: 'reply', content: 'x' }, { as: 'admin' });
    expect(refused.status).toBe(403);
  });

  test('of two windows the last holds, unless one names what it writes over', async () => {
    const conversation = await it.opened();
    await keep(conversation, { kind: 'reply', content: 'One' });
    await keep(conversation, { kind: 'reply', content: 'Two' });
    expect((await read(conversation)).reply).toMatchObject({ content: 'Two', version: 2 });
    const headers = { 'if-match': '"1"' };
    const stale = await keep(conversation, { kind: 'reply', content: 'Three' }, { headers });
    expect(stale).toMatchObject({ status: 412, body: { code: 'version_mismatch', version: 2 } });
    const none = await keep(
      conversation,
      { kind: 'note', content: 'x' },
      { headers: { 'if-match': '"0"' } },
    );
    expect(none.status).toBe(200);
    expect((await read(conversation)).reply?.content).toBe('Two');
  });

  test('names files of its agent’s, which no sweep takes', async () => {
    const conversation = await it.opened();
    const [fileId, theirs] = [await upload(), await upload('supervisor')];
    const foreign = { kind: 'reply', content: '', attachments: [{ fileId: theirs }] };
    expect(await keep(conversation, foreign)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'attachments[0].fileId' }] },
    });
    const { body } = await keep(conversation, {
      kind: 'reply',
      content: '',
      attachments: [{ fileId }],
    });
    expect(body.reply?.attachments).toMatchObject([{ fileId, name: 'note.txt', size: 11 }]);
    const { pool, store } = it.api.parts;
    await pool.query(`update files set unused_since = now() - interval '2 days'`);
    const sweep = () => sweepFiles({ pool, store, spoolFolder: '/nowhere/at-all' });
    await sweep();
    const left = await pool.query<{ id: string }>('select id from files');
    expect(left.rows.map(({ id }) => id)).toEqual([fileId]);
    // Taken out it has another day, to be put back.
    await keep(conversation, { kind: 'reply', content: 'Without.' });
    await sweep();
    expect((await pool.query('select from files where id = $1', [fileId])).rowCount).toBe(1);
    await pool.query(`update files set unused_since = now() - interval '2 days'`);
    await sweep();
    expect((await pool.query('select from files')).rowCount).toBe(0);
  });

  test('is listed with its first words, the newest first', async () => {
    const [one, two] = [await it.opened(), await it.opened()];
    await keep(one, { kind: 'reply', content: `${'Long '.repeat(100)}end` });
    await keep(two, { kind: 'note', content: ' Two\n\nlines ' });
    const { body } = await call<{
      data: { conversationId: string; kind: string; excerpt: string }[];
      nextCursor: string | null;
    }>('GET', '/drafts?limit=2');
    expect(body.data[0]).toMatchObject({
      conversationId: two.id,
      kind: 'note',
      excerpt: 'Two lines',
    });
    expect(body.data[1]?.conversationId).toBe(one.id);
    expect(body.data[1]?.excerpt).toMatch(/^Long .*…$/);
    const next = await call<typeof body>('GET', `/drafts?limit=2&cursor=${body.nextCursor ?? ''}`);
    const ids = next.body.data.map(({ conversationId }) => conversationId);
    expect(ids).not.toContain(one.id);
    const none = await call<typeof body>('GET', '/drafts', { as: 'admin' });
    expect(none.body.data).toEqual([]);
  });

  test('of a conversation that is not there, or of no kind, is refused', async () => {
    const conversation = await it.opened();
    const path = `/conversations/${crypto.randomUUID()}/draft`;
    const body = { kind: 'reply', content: 'x' };
    expect((await call('PUT', path, { body })).status).toBe(404);
    expect((await call('GET', path)).status).toBe(404);
    expect((await keep(conversation, { kind: 'poem', content: 'x' })).status).toBe(422);
  });
});

describe('what is said', () => {
  test('clears its draft with the very record, and no other', async () => {
    const conversation = await it.opened();
    await keep(conversation, { kind: 'reply', content: 'It leaves today.' });
    await keep(conversation, { kind: 'note', content: 'Ask Ben.' });
    await keep(conversation, { kind: 'reply', content: 'Hers.' }, { as: 'supervisor' });
    await post(`/conversations/${conversation.id}/messages`, { content: 'It leaves today.' });
    expect(Object.keys(await read(conversation))).toEqual(['note']);
    await post(`/conversations/${conversation.id}/notes`, { content: 'Ask Ben.' });
    expect(await read(conversation)).toEqual({});
    expect((await read(conversation, { as: 'supervisor' })).reply?.content).toBe('Hers.');
  });

  test('leaves a draft that was begun after it', async () => {
    const conversation = await it.opened();
    const said = await it.withoutWorkers(async () => {
      const asked = post(`/conversations/${conversation.id}/messages`, { content: 'One.' });
      await new Promise((resolve) => setTimeout(resolve, 300));
      await keep(conversation, { kind: 'reply', content: 'Two' });
      return { asked };
    });
    await said.asked;
    await until(
      () =>
        it.api.parts.pool.query(`select from messages where conversation_id = $1`, [
          conversation.id,
        ]),
      ({ rowCount }) => rowCount === 2,
    );
    expect((await read(conversation)).reply?.content).toBe('Two');
  });

  test('called back is a draft again, with its files, unless there is another', async () => {
    const conversation = await it.opened();
    const files = [{ fileId: await upload() }, { fileId: await upload() }];
    const wish = { content: 'It leaves today.', attachments: files, undoSeconds: 60 };
    const path = `/conversations/${conversation.id}/messages`;
    const { body } = await post(path, wish);
    expect(await read(conversation)).toEqual({});
    await post(`/messages/${body.id}/cancel`);
    expect((await read(conversation)).reply).toMatchObject({
      content: 'It leaves today.',
      attachments: files,
    });
    const again = await post(path, { content: 'Once more.', undoSeconds: 60 });
    await keep(conversation, { kind: 'reply', content: 'By the way' });
    await post(`/messages/${again.body.id}/cancel`, {}, { as: 'supervisor' });
    expect((await read(conversation)).reply?.content).toBe('By the way');
    expect(await read(conversation, { as: 'supervisor' })).toEqual({});
  });
});
