/**
 * One of two customers is erased, while the worker that does it is killed: nothing they said, sent or are called is in a table, a
 * file, a log, a live stream or Temporal's store afterwards; the other's is where it was.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConversationJson } from '../../api/schemas/conversation.ts';
import type { MessageJson } from '../../api/schemas/message.ts';
import type { ErasureJson } from '../../api/schemas/privacy.ts';
import { listen, type Listening } from '../api/support/live.ts';
import { png } from '../files/support.ts';
import { ask, until } from '../support/client.ts';
import { tablesWith } from '../support/everywhere.ts';
import { differencesFromLog } from '../support/read-model.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';

let desk: RunningDesk;
let pool: pg.Pool;
let connection: Connection;
let temporal: Client;
let agent: string;
beforeAll(async () => {
  desk = await startDesk();
  pool = new pg.Pool({ connectionString: desk.databaseUrl, max: 2 });
  connection = await Connection.connect({ address: desk.temporalAddress });
  temporal = new Client({ connection });
  agent = desk.credentials.users.find(({ role }) => role === 'agent')?.token ?? '';
}, 180_000);
afterAll(async () => {
  await connection.close();
  await pool.end();
  await desk.stop();
}, 60_000);

interface Person {
  /** In all that is theirs, and nowhere else. */
  mark: string;
  telegram: string;
  facebook: string;
}
const ada: Person = { mark: 'kanariada', telegram: '731000111', facebook: '731000222' };
const bob: Person = { mark: 'kanaribob', telegram: '842000111', facebook: '842000222' };
const knownBy = ({ mark, telegram, facebook }: Person) => [mark, telegram, facebook];

const picture = (mark: string) => Buffer.concat([png, Buffer.from(mark)]);
const writes = (platform: 'telegram' | 'facebook', person: Person, text: string, files: object[]) =>
  ask(desk.sandbox, 'POST', `/sandbox/${platform}/inbound`, {
    body: {
      customer: { id: person[platform], name: `Name ${person.mark}`, handle: `${person.mark}_h` },
      ...{ text: `${text} ${person.mark}`, attachments: files },
    },
  });
const inbox = async () =>
  (await desk.asAdmin<{ data: ConversationJson[] }>('GET', '/conversations?limit=100')).data;
const conversationOf = async (platform: string, { mark }: Person) => {
  const found = await until(inbox, (all) =>
    all.some((it) => it.platform === platform && it.customerName.includes(mark)),
  );
  const conversation = found.find(
    (it) => it.platform === platform && it.customerName.includes(mark),
  );
  if (!conversation) throw new Error('it was there');
  return conversation;
};
const messages = async (id: string) =>
  (await desk.asAdmin<{ data: MessageJson[] }>('GET', `/conversations/${id}/messages?limit=100`))
    .data;
const asAgent = (method: string, path: string, body: object) =>
  ask(desk.api, method, `/api/v1${path}`, { token: agent, body });

/** On two platforms, known for one, with something of everything that the desk keeps. */
async function lives(person: Person) {
  const { mark } = person;
  const base64 = picture(mark).toString('base64');
  await writes('telegram', person, 'Where is my parcel? It should have come', [
    { kind: 'image', base64 },
  ]);
  await writes('facebook', person, 'Hello again, it is', []);
  const [first, second] = [
    await conversationOf('telegram', person),
    await conversationOf('facebook', person),
  ];
  await desk.asAdmin('POST', `/customers/${first.customerId}/link`, {
    customerId: second.customerId,
  });
  await asAgent('POST', `/conversations/${first.id}/messages`, {
    content: `On its way, ${mark}`,
  });
  await asAgent('POST', `/conversations/${first.id}/notes`, { content: `Careful with ${mark}` });
  await asAgent('PUT', `/conversations/${first.id}/draft`, {
    ...{ kind: 'reply', content: `Dear ${mark}` },
  });
  await asAgent('POST', `/conversations/${first.id}/tags`, {
    add: [`of ${mark}`, 'vip'],
    remove: [],
  });
  await asAgent('POST', `/customers/${first.customerId}/notes`, { content: `Knows ${mark}` });
  await asAgent('PUT', `/customers/${first.customerId}/contact-points`, {
    ...{ kind: 'email', value: `${mark}@example.org` },
  });
  await asAgent('POST', '/views', { name: 'Theirs', filter: { q: `Name ${mark}` } });
  await until(
    () => messages(first.id),
    (all) =>
      all.some(({ direction, deliveryStatus }) => {
        return direction === 'outbound' && ['sent', 'delivered', 'read'].includes(deliveryStatus);
      }) && all.some(({ attachments }) => attachments[0]?.status === 'stored'),
  );
  await until(
    async () =>
      (await pool.query('select from triages where conversation_id = $1', [first.id])).rowCount,
    (n) => (n ?? 0) > 0,
  );
  return { first, second };
}

/** A busy desk may ask to come again. */
async function listening(since?: string): Promise<Listening> {
  const options = { token: desk.credentials.adminToken, ...(since !== undefined && { since }) };
  const stream = await until(
    () => listen(desk.api, options).catch(() => undefined),
    (it) => it !== undefined,
  );
  if (!stream) throw new Error('unreachable');
  return stream;
}

/** Below a folder, the files that hold one of these. */
async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(folder, { recursive: true })) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    if (texts.some((text) => bytes.includes(text))) found.push(name);
  }
  return found;
}
const logsWith = async (texts: readonly string[]) =>
  // The platforms' own are another company's.
  (await filesWith(join(desk.home, 'logs'), texts)).filter((name) => !name.startsWith('sandbox'));
const temporalFilesWith = async (texts: readonly string[]) => {
  const found: string[] = [];
  for (const name of await readdir(desk.home)) {
    if (!name.startsWith('temporal.db')) continue;
    const bytes = await readFile(join(desk.home, name));
    for (const text of texts) if (bytes.includes(text)) found.push(`${name}: ${text}`);
  }
  return found;
};
const runsOf = async ({ workflowId }: ConversationJson) => {
  const found: string[] = [];
  const query = `WorkflowId = '${workflowId}'`;
  for await (const { runId } of temporal.workflow.list({ query })) found.push(runId);
  return found;
};

test('nothing of who is erased is left, and all of the other', async () => {
  const [adas, bobs] = [await lives(ada), await lives(bob)];
  const before = await tablesWith(pool, ...knownBy(bob));
  expect(await tablesWith(pool, ...knownBy(ada))).toEqual(before);
  expect(await filesWith(join(desk.home, 'files'), [ada.mark])).toHaveLength(1);
  expect(await temporalFilesWith([ada.mark])).not.toEqual([]);
  expect(await logsWith(['ready'])).not.toEqual([]);
  // Words and names never were in a history.
  const { events } = await temporal.workflow.getHandle(adas.first.workflowId).fetchHistory();
  expect(JSON.stringify(events)).not.toMatch(/Name kanariada|parcel|On its way/);
  const live = await listening();
  await live.next('hello');

  const asked = await desk.asAdmin<ErasureJson>(
    'POST',
    `/customers/${adas.first.customerId}/erase`,
    {},
  );
  const look = () => desk.asAdmin<ErasureJson>('GET', `/erasures/${asked.id}`);
  await until(look, ({ step }) => step === 'removing' || step === 'closing');
  await desk.signal('assist', 'SIGKILL');
  const done = await until(look, ({ status }) => status === 'done', 120_000);
  expect(done).toMatchObject({
    proof: { found: [] },
    counts: { messageBodies: 4, files: 1, views: 1 },
  });

  const known = knownBy(ada);
  expect(await tablesWith(pool, ...known)).toEqual([]);
  expect(await filesWith(join(desk.home, 'files'), known)).toEqual([]);
  expect(await logsWith(known)).toEqual([]);
  for (const conversation of [adas.first, adas.second]) {
    await until(
      () => runsOf(conversation),
      (runs) => runs.length === 0,
    );
  }
  expect(await differencesFromLog(pool)).toEqual([]);
  for (const { id } of [adas.first, adas.second]) {
    const shown = await desk.asAdmin<ConversationJson>('GET', `/conversations/${id}`);
    expect(shown).toMatchObject({ status: 'closed', customerName: '', customerHandle: '' });
  }

  // Whoever listened has heard to forget; whoever comes back hears nothing else.
  const heard = live.of('change').map(({ what, conversationId }) => [what, conversationId]);
  expect(heard).toContainEqual(['erased', adas.first.id]);
  expect(heard.map(([what]) => what)).toContain('customer.erased');
  const hello = live.of('hello')[0]?.seq ?? '';
  const again = await listening(hello);
  await again.next('change', ({ what }) => what === 'customer.erased');
  expect(known.filter((text) => JSON.stringify(again.frames).includes(text))).toEqual([]);
  for (const it of [live, again]) it.cut();

  expect(await tablesWith(pool, ...knownBy(bob))).toEqual(before);
  expect(await filesWith(join(desk.home, 'files'), [bob.mark])).toHaveLength(1);
  const kept = await messages(bobs.first.id);
  expect(kept.filter(({ content }) => content.includes(bob.mark)).length).toBeGreaterThan(1);
  expect((await runsOf(bobs.first)).length).toBeGreaterThan(0);

  await writes('telegram', ada, 'I am new here', []);
  const next = await conversationOf('telegram', ada);
  expect(next.customerId).not.toBe(adas.first.customerId);
  expect(next.metadata.previousConversations).toBe(0);

  // What Temporal let go of is overwritten when SQLite copies its log into the file: 4 MB later, or when the server stops.
  await desk.signal('temporal', 'SIGTERM');
  await until(
    () => temporalFilesWith(known),
    (found) => found.length === 0,
    60_000,
  );
  expect(await temporalFilesWith([bobs.first.id])).not.toEqual([]);
}, 240_000);
