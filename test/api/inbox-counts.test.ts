/** What came in and went out, counted: a witness outside holds its own count against it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customerWrites, seedDesk, seedThread } from '../support/desk.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage } from './support/rows.ts';

interface Counts {
  data: {
    platform: string;
    received: number;
    applied: number;
    deadLetters: number;
    sent: number;
  }[];
}

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.end());

const counts = async (query = '') =>
  (await api.call<Counts>('GET', `/api/v1/inbox/counts${query}`, { as: 'viewer' })).body.data;

test('an empty desk has none', async () => {
  expect(await counts()).toEqual([]);
});

test('what came in, what of it stands in a conversation, what could not be read, what went out', async () => {
  const { pool } = api.parts;
  const desk = await seedDesk(pool);
  const thread = await seedThread(pool, desk.accountId, 9001);
  const first = await customerWrites(pool, thread, 'one');
  await customerWrites(pool, thread, 'two');
  await pool.query('update inbox_events set applied_at = now() where id = $1', [first.eventId]);
  await pool.query(
    `insert into inbox_events (account_id, kind, dedupe_key, thread_id, raw) values ($1, 'echo', 'e', $2, '')`,
    [desk.accountId, thread.id],
  );
  await pool.query(
    `insert into dead_letters (id, platform, reason, detail, raw, fingerprint)
     values (gen_random_uuid(), 'telegram', 'unparsable', 'no chat', '', 'f')`,
  );
  const rows = await addDesk(pool);
  const conversation = await addConversation(pool, rows);
  const reply = { content: 'Hello', direction: 'outbound' } as const;
  await addMessage(pool, conversation, rows, reply);
  const elsewhere = await addMessage(pool, conversation, rows, reply);
  const queued = await addMessage(pool, conversation, rows, reply);
  await pool.query(`update messages set metadata = '{"external":true}' where id = $1`, [elsewhere]);
  await pool.query(`update messages set delivery_status = 'queued' where id = $1`, [queued]);
  const telegram = { platform: 'telegram', received: 2, applied: 1, deadLetters: 1, sent: 0 };
  const facebook = { platform: 'facebook', received: 0, applied: 0, deadLetters: 0, sent: 1 };
  expect(await counts()).toEqual([facebook, telegram]);
  expect(await counts('?since=2001-01-01T00:00:00Z')).toEqual([facebook, telegram]);
  expect(await counts(`?since=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
});

test('who sees one team only has no business with counts of the whole desk', async () => {
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'own_team' } });
  const asked = await api.call('GET', '/api/v1/inbox/counts', { as: 'agent' });
  expect(asked.status).toBe(403);
  expect((await api.call('GET', '/api/v1/inbox/counts', { as: 'supervisor' })).status).toBe(200);
});

test('a moment that is none is refused', async () => {
  const { status, body } = await api.call('GET', '/api/v1/inbox/counts?since=yesterday');
  expect(status).toBe(422);
  expect(body.errors[0]?.field).toBe('since');
});
