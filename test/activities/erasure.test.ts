/** A person's rows and files are gone, wherever they lay; others' are as they were. On a real database and a real folder. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inCrms } from '../../activities/crm/erase.ts';
import { createDetach } from '../../activities/privacy/detach.ts';
import { createElsewhere } from '../../activities/privacy/elsewhere.ts';
import { createProve } from '../../activities/privacy/prove.ts';
import { createRemove } from '../../activities/privacy/remove.ts';
import { createConnections } from '../../crm/connections.ts';
import { kitsOf } from '../../crm/kits.ts';
import { folderStore } from '../../files/folder-store.ts';
import { objectKey, type FileStore } from '../../files/store.ts';
import { createPool } from '../../runtime/database.ts';
import { newId, randomKey } from '../../runtime/ids.ts';
import { insert } from '../dispatch/desk.ts';
import { temporaryFolder } from '../files/support.ts';
import { startPostgres, testConfig, type TestPostgres } from '../support/environment.ts';
import { tablesWith } from '../support/everywhere.ts';

let postgres: TestPostgres;
let pool: Pool;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: FileStore;
const secretKeys = [Buffer.alloc(32, 7)];
const heartbeat = () => undefined;

beforeAll(async () => {
  postgres = await startPostgres();
  pool = createPool(testConfig({ postgres }).database, { applicationName: 'careline-test' });
  folder = await temporaryFolder();
  store = folderStore(folder.path);
});
afterAll(async () => {
  await pool.end();
  await postgres.drop();
  await folder.remove();
});

const account = newId();
const agentId = newId();
const fieldId = newId();
const crmId = newId();
beforeAll(async () => {
  await insert(pool, 'accounts', {
    ...{ id: account, platform: 'telegram', name: 'Bot', external_id: 'bot', secrets: 'v1:none' },
  });
  await insert(pool, 'crm_connections', { id: crmId, kind: 'builtin', name: 'Ours' });
  await insert(pool, 'customer_fields', { id: fieldId, key: 'street', label: 'S', type: 'text' });
});

const json = (value: unknown) => JSON.stringify(value);

/** Bytes in the store and their row. */
async function addFile(mark: string, messageId: string): Promise<string> {
  const [id, key] = [newId(), randomKey()];
  const path = join(folder.path, 'spooled');
  await writeFile(path, `bytes of ${mark}`);
  const spooled = { path, size: 1, sha256: 'x', mimeType: 'text/plain' };
  await store.keep(objectKey(key, 1), spooled);
  await insert(pool, 'files', {
    ...{ id, account_id: account, kind: 'file', name: `${mark}.txt`, status: 'stored' },
    ...{ attempts: 1, storage_key: key },
  });
  await insert(pool, 'file_uses', { message_id: messageId, position: 0, file_id: id });
  return id;
}

interface Person {
  customerId: string;
  threadId: string;
  conversationId: string;
  messageId: string;
  fileId: string;
}

/** Somebody with something in every table; what is theirs carries `mark`. */
async function aPerson(mark: string, externalId: string): Promise<Person> {
  const [customerId, threadId, conversationId, messageId, replyId, moderationId] = [
    ...[newId(), newId(), newId(), newId(), newId(), newId()],
  ] as [string, string, string, string, string, string];
  await insert(pool, 'customers', {
    ...{ id: customerId, account_id: account, platform: 'telegram', external_id: externalId },
    ...{ name: `Name ${mark}`, handle: `handle${mark}`, avatar_url: `https://x.example/${mark}` },
  });
  await insert(pool, 'threads', {
    ...{ id: threadId, account_id: account, platform: 'telegram', key: `mention:${mark}` },
    ...{ kind: 'mention', customer_external_id: externalId, post_id: `post-${mark}` },
    post_url: `https://x.example/post/${mark}`,
  });
  await insert(pool, 'posts', {
    ...{ id: newId(), account_id: account, external_id: `post-${mark}`, text: `post of ${mark}` },
    fetched_at: new Date(),
  });
  await insert(pool, 'conversations', {
    ...{ id: conversationId, thread_id: threadId, platform: 'telegram', account_id: account },
    ...{ customer_id: customerId, source: 'mention', status: 'closed', priority: 'low' },
    ...{ priority_rank: 0, version: 2, tags: ['vip', `of handle${mark}`] },
    ...{ created_at: new Date(), updated_at: new Date() },
  });
  const said = [
    [messageId, 'inbound', 'customer', externalId, `${externalId}:1`],
    [replyId, 'outbound', 'agent', agentId, `${externalId}:2`],
  ] as const;
  for (const [id, direction, senderType, senderId, platformMessageId] of said) {
    await insert(pool, 'messages', {
      ...{ id, conversation_id: conversationId, thread_id: threadId, account_id: account },
      ...{ platform: 'telegram', direction, content_type: 'text', sender_id: senderId },
      ...{ sender_type: senderType, platform_message_id: platformMessageId, attempt: 1 },
      ...{ timestamp: new Date(), delivery_status: 'sent' },
      metadata: json({ replyTo: `${externalId}:9`, rating: { stars: 4 } }),
    });
    const body = { message_id: id, content: `words of ${mark}`, attachments: '[]' };
    await insert(pool, 'message_bodies', body);
  }
  const fileId = await addFile(mark, messageId);
  const log = [
    { type: 'tags_changed', tags: ['vip', `of handle${mark}`] },
    { type: 'reply_sent', messageId: replyId, platformMessageId: `${externalId}:2`, sentAt: 1 },
  ];
  for (const [index, { type, ...data }] of log.entries()) {
    await insert(pool, 'events', {
      ...{ conversation_id: conversationId, version: index + 1, type, data: json(data) },
      ...{ actor: json({ type: 'system' }), cause: String(index), at: new Date() },
    });
  }
  await insert(pool, 'inbox_events', {
    ...{ account_id: account, kind: 'message', dedupe_key: `${externalId}/1`, thread_id: threadId },
    ...{ thread_seq: 1, raw: Buffer.from(json({ text: mark })), applied_at: new Date() },
    dispatched_at: new Date(),
  });
  await insert(pool, 'dead_letters', {
    ...{ id: newId(), platform: 'telegram', account_id: account, reason: 'unparsable', detail: '' },
    raw: Buffer.from(`{"from":{"id":${externalId}},"text":"${mark}"`),
    fingerprint: Buffer.from(mark),
  });
  const ofConversation = { conversation_id: conversationId };
  await insert(pool, 'drafts', {
    ...{ ...ofConversation, agent_id: agentId, kind: 'reply', content: `Dear ${mark}` },
    updated_at: new Date(),
  });
  await insert(pool, 'triages', {
    ...{ ...ofConversation, message_id: messageId, sentiment: 'neutral', urgency: 'low' },
    ...{ reasons: json([{ words: [mark] }]), made_by: 'rules' },
  });
  const roundId = newId();
  await insert(pool, 'suggestion_rounds', {
    ...{ ...ofConversation, id: roundId, message_id: messageId, status: 'ready' },
    ...{ made_by: 'search', took_ms: 1 },
  });
  await insert(pool, 'suggestions', {
    ...{ id: newId(), round_id: roundId, position: 1, language: 'en', confidence: 1 },
    ...{ content: `Hello ${mark}`, sources: '[]' },
  });
  await insert(pool, 'proposals', {
    ...{ ...ofConversation, id: newId(), kind: 'tags', value: json([mark]), reasons: '[]' },
  });
  await insert(pool, 'answer_drafts', {
    ...{ ...ofConversation, id: newId(), message_id: messageId, policy_id: newId() },
    ...{ article_id: newId(), article_version: 1, language: 'en', content: `Hello ${mark}` },
  });
  await insert(pool, 'summaries', {
    ...{ ...ofConversation, id: newId(), occasion: 'resolve', language: 'en' },
    ...{ content: `${mark} asked for a lamp`, made_by: 'a model' },
  });
  await insert(pool, 'translations', {
    ...{ message_id: messageId, language: 'de', of_hash: 'x', content: `Worte von ${mark}` },
    made_by: 'a model',
  });
  const ofPerson = { connection_id: crmId, person_key: customerId };
  await insert(pool, 'crm_contacts', {
    ...{ ...ofPerson, id: newId(), kind: 'builtin', external_id: customerId },
    card: json({ name: `Name ${mark}` }),
  });
  await insert(pool, 'crm_tasks', {
    ...{ ...ofPerson, ...ofConversation, id: newId(), kind: 'case', key: `case of ${customerId}` },
    payload: json({ title: mark }),
  });
  await insert(pool, 'crm_cases', {
    ...{ id: newId(), key: `case of ${customerId}`, contact_id: customerId, title: mark },
    ...{ description: mark, priority: 'low', link: 'https://desk.example' },
  });
  await insert(pool, 'moderations', {
    ...{ ...ofConversation, id: moderationId, message_id: messageId, action: 'edit_own' },
    ...{ actor: '{}', failure: json({ code: 'x', message: mark }), created_at: new Date() },
  });
  const edited = { message_id: moderationId, content: `Edited ${mark}`, attachments: '[]' };
  await insert(pool, 'message_bodies', edited);
  await insert(pool, 'contact_points', {
    ...{ id: newId(), customer_id: customerId, kind: 'email', value: `${mark}@example.org` },
  });
  await insert(pool, 'customer_notes', {
    ...{ id: newId(), customer_id: customerId, content: `Knows ${mark}` },
  });
  await insert(pool, 'customer_field_values', {
    ...{ customer_id: customerId, field_id: fieldId, value: json(`Street of ${mark}`) },
  });
  await insert(pool, 'idempotency_keys', {
    ...{ key: `key of ${customerId}`, request_hash: 'x', status: 200 },
    body: json({ answer: { id: customerId, name: mark } }),
  });
  await insert(pool, 'saved_views', {
    ...{ id: newId(), name: 'Mine', filter: json({ q: `handle${mark}`, status: ['open'] }) },
  });
  await insert(pool, 'audit', {
    ...{ actor: '{}', action: 'customer.x', target: customerId },
    data: json({ email: `${mark}@example.org`, n: 1 }),
  });
  return { customerId, threadId, conversationId, messageId, fileId };
}

async function erase(...customerIds: string[]): Promise<string> {
  const erasureId = newId();
  await pool.query(
    `insert into erasures (id, customer_ids, requested_by) values ($1, $2, '{"type":"agent"}')`,
    [erasureId, customerIds],
  );
  return erasureId;
}
const steps = () => {
  const parts = { pool, store, secretKeys, heartbeat };
  const connections = createConnections({
    ...{ pool, secretKeys, kits: kitsOf({ pool, trustedOrigins: [] }) },
  });
  const elsewhere = createElsewhere({ ...parts, elsewhere: [inCrms({ pool, connections })] });
  const remove = createRemove(parts);
  return {
    detach: createDetach(parts),
    remove: async (input: { erasureId: string }) => {
      await remove(input);
      await elsewhere(input);
    },
    prove: createProve(parts),
  };
};

let ada: Person;
let bob: Person;
/** Unlike any other text, and no part of one another. */
let marks: [string, string];
let ids: [string, string];
let n = 0;
beforeEach(async () => {
  n += 1;
  marks = [`kanariada${String(n)}x`, `kanaribob${String(n)}x`];
  ids = [String(71_000_000 + n), String(82_000_000 + n)];
  ada = await aPerson(marks[0], ids[0]);
  bob = await aPerson(marks[1], ids[1]);
  // What was suggested to Bob's agent out of what was said to Ada.
  await pool.query(
    `update suggestions s set sources = $2, content = $3 from suggestion_rounds r where r.id = s.round_id and r.conversation_id = $1`,
    [
      bob.conversationId,
      json([{ kind: 'conversation', id: ada.conversationId, quote: `words of ${marks[0]}` }]),
      `words of ${marks[0]}`,
    ],
  );
  await pool.query(
    `insert into suggestions (id, round_id, position, language, confidence, content, sources)
     select $2, id, 2, 'en', 1, $3, '[]' from suggestion_rounds where conversation_id = $1`,
    [bob.conversationId, newId(), `Hello ${marks[1]}`],
  );
});

const storedFiles = async () =>
  (await readdir(folder.path, { recursive: true })).filter((name) => /\.\d+$/.test(name)).length;

test('nothing of theirs is in any table or in the store; the other’s is, everywhere it was', async () => {
  const before = await tablesWith(pool, marks[1], ids[1]);
  expect(await tablesWith(pool, marks[0], ids[0])).toEqual(expect.arrayContaining(before));
  expect(before.length).toBeGreaterThan(20);
  const files = await storedFiles();
  const input = { erasureId: await erase(ada.customerId) };
  const { detach, remove, prove } = steps();
  await detach(input);
  await remove(input);
  expect(await tablesWith(pool, marks[0], ids[0])).toEqual([]);
  expect(await prove(input)).toEqual({ isDone: true });
  expect(await storedFiles()).toBe(files - 1);

  expect(await tablesWith(pool, marks[1], ids[1])).toEqual(before);
  const { rows } = await pool.query<Record<string, unknown>>(
    'select status, step, evidence, counts, proof from erasures where id = $1',
    [input.erasureId],
  );
  expect(rows[0]).toMatchObject({
    ...{ status: 'done', step: null, evidence: null, proof: { found: [] } },
    counts: { messageBodies: 3, files: 1, customerNotes: 1, deadLetters: 1 },
  });
});

test('what figures count stays: the conversation, its messages, their ratings and its log', async () => {
  const input = { erasureId: await erase(ada.customerId) };
  const { detach, remove } = steps();
  await detach(input);
  await remove(input);
  const { rows } = await pool.query<{ direction: string; metadata: unknown; sender_id: string }>(
    'select direction, metadata, sender_id from messages where conversation_id = $1 order by direction',
    [ada.conversationId],
  );
  expect(rows).toEqual([
    { direction: 'inbound', metadata: { rating: { stars: 4 } }, sender_id: 'erased' },
    { direction: 'outbound', metadata: { rating: { stars: 4 } }, sender_id: agentId },
  ]);
  const { rows: log } = await pool.query<{ data: { tags?: string[] }; tags: string[] }>(
    `select e.data, c.tags from events e join conversations c on c.id = e.conversation_id
      where c.id = $1 order by e.version`,
    [ada.conversationId],
  );
  expect(log.map(({ data }) => data.tags)).toEqual([['vip'], undefined]);
  expect(log[0]?.tags).toEqual(['vip']);
});

test('it can be stopped anywhere and done again', async () => {
  const input = { erasureId: await erase(ada.customerId) };
  const { detach, remove, prove } = steps();
  await detach(input);
  await expect(
    createRemove({
      ...{ pool, store, secretKeys },
      heartbeat: countdown(3),
    })(input),
  ).rejects.toThrow('killed');
  expect(await prove(input)).toEqual({ isDone: false });
  await detach(input);
  await remove(input);
  await remove(input);
  expect(await prove(input)).toEqual({ isDone: true });
  expect(await prove(input)).toEqual({ isDone: true });
  expect(await tablesWith(pool, marks[0], ids[0])).toEqual([]);
});

/** Dies at the n-th sign of life. */
function countdown(left: number): () => void {
  let rest = left;
  return () => {
    rest -= 1;
    if (rest <= 0) throw new Error('killed');
  };
}

test('who writes by the same id afterwards is somebody new, and what was written meanwhile goes too', async () => {
  const input = { erasureId: await erase(ada.customerId) };
  const { detach, remove, prove } = steps();
  await detach(input);
  await insert(pool, 'threads', {
    ...{ id: newId(), account_id: account, platform: 'telegram', key: `mention:${marks[0]}` },
    ...{ kind: 'mention', customer_external_id: ids[0] },
  });
  await remove(input);
  // A statement that had begun before: an event of the old thread, and a name that a platform had been asked for.
  await insert(pool, 'inbox_events', {
    ...{
      account_id: account,
      kind: 'message',
      dedupe_key: `${ids[0]}/2`,
      raw: Buffer.from('late'),
    },
    thread_id: ada.threadId,
  });
  await pool.query(`update customers set name = 'Late' where id = $1`, [ada.customerId]);
  expect(await prove(input)).toEqual({ isDone: false });
  await detach(input);
  await remove(input);
  expect(await prove(input)).toEqual({ isDone: true });
  const { rowCount } = await pool.query('select from threads where customer_external_id = $1', [
    ids[0],
  ]);
  expect(rowCount).toBe(1);
});

test('a file that others were sent too is theirs still', async () => {
  const use = { message_id: bob.messageId, position: 1, file_id: ada.fileId };
  await insert(pool, 'file_uses', use);
  const files = await storedFiles();
  const input = { erasureId: await erase(ada.customerId) };
  await steps().detach(input);
  await steps().remove(input);
  expect(await storedFiles()).toBe(files);
});

test('what others wrote of them stays theirs, and the proof says where', async () => {
  await insert(pool, 'customer_notes', {
    ...{ id: newId(), customer_id: bob.customerId, content: `A friend of handle${marks[0]}` },
  });
  const input = { erasureId: await erase(ada.customerId) };
  const { detach, remove, prove } = steps();
  await detach(input);
  await remove(input);
  await prove(input);
  const { rows } = await pool.query<{ found: unknown }>(
    `select proof->'found' as found from erasures where id = $1`,
    [input.erasureId],
  );
  expect(rows[0]?.found).toEqual([
    { table: 'customer_notes', column: 'content', rows: 1, isSure: true },
  ]);
});

test('one who is linked with others is taken out of the person; a last one is alone again', async () => {
  const person = newId();
  await pool.query('update customers set person_id = $2 where id = any($1::uuid[])', [
    [ada.customerId, bob.customerId],
    person,
  ]);
  const input = { erasureId: await erase(ada.customerId) };
  await steps().detach(input);
  const { rows } = await pool.query('select person_id from customers where id = any($1::uuid[])', [
    [ada.customerId, bob.customerId],
  ]);
  expect(rows).toEqual([{ person_id: null }, { person_id: null }]);
});

test('what becomes of every table is written down', async () => {
  const page = await readFile(new URL('../../docs/erasure.md', import.meta.url), 'utf8');
  const listed = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name).sort();
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> '_prisma_migrations'`,
  );
  expect(listed).toEqual(rows.map(({ name }) => name).sort());
});
