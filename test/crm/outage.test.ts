/** A CRM that limits, breaks, forgets to answer and is away for a day: nothing is lost, and nothing is there twice. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import { until } from '../support/client.ts';
import { secret, startOtherCrm, type Fault, type OtherCrm } from './other-crm.ts';
import { startEngine, type Engine } from './support/engine.ts';

let engine: Engine;
let crm: OtherCrm;
let mine: string;

beforeAll(async () => {
  crm = await startOtherCrm();
  engine = await startEngine([crm.url]);
  mine = await connect();
  for (const [role, email] of [
    ['admin', 'adam@example.org'],
    ['supervisor', 'sue@example.org'],
  ]) {
    await query(
      `insert into agents (id, name, email, role, skills) values ($1, $2, $3, $4, '[]')`,
      [...[newId(), email, email, role]],
    );
  }
}, 120_000);
afterAll(async () => {
  await engine.end();
  await crm.end();
});
beforeEach(async () => {
  await engine.forget();
  await query('delete from notifications');
  crm.fault = 'none';
  crm.asked.length = 0;
  for (const it of [crm.contacts, crm.engagements, crm.cases, crm.merged]) it.clear();
});

const connect = () =>
  engine.connect({ kind: 'webhook', baseUrl: crm.url, credentials: { secret } });
const query = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await engine.pool.query<T>(text, values)).rows;

test('a conversation that opens has its contact, one that is resolved its engagement; heard twice, once each', async () => {
  const conversation = await engine.begins();
  await engine.ends(conversation.id);
  await engine.pass();
  await engine.pool.query('update followers set xid = $1', ['0']);
  await engine.pass();
  await engine.allDone();
  expect([...crm.contacts.values()].map(({ person }) => person.name)).toEqual(['Carla Customer']);
  const [engagement] = crm.engagements.values();
  expect(engagement).toMatchObject({
    title: 'Facebook message: Where is my parcel?',
    link: `https://desk.example/inbox/all/${conversation.id}`,
  });
  expect([...crm.engagements.keys()]).toEqual([`crm:${conversation.id}:1`]);
  // Resolved once more: another one; of spam nothing.
  await engine.ends(conversation.id, 'spam');
  await engine.ends(conversation.id);
  await engine.pass();
  await engine.allDone();
  expect([...crm.engagements.keys()]).toEqual([
    ...[`crm:${conversation.id}:1`, `crm:${conversation.id}:3`],
  ]);
}, 60_000);

test.each<[Fault, RegExp]>([
  ['limit', /429: slow down/],
  ['broken', /503: maintenance/],
  ['drop', /not reached/],
  ['garbage', /not understood/],
])(
  '%s: tried again later, and done once',
  async (fault, error) => {
    const conversation = await engine.begins();
    await engine.ends(conversation.id);
    crm.fault = fault;
    await engine.pass();
    const [first] = await until(engine.waiting, ([task]) => (task?.attempts ?? 0) > 0);
    expect(first?.error).toMatch(error);
    if (fault === 'limit') {
      const now = await engine.env.currentTimeMs();
      expect((first?.at?.getTime() ?? 0) - now).toBeGreaterThan(100_000);
      // Nobody asks before.
      const before = crm.asked.length;
      await engine.env.sleep('90s');
      expect(crm.asked.length).toBe(before);
    }
    if (fault !== 'drop') crm.fault = 'none';
    await engine.env.sleep('20m');
    await engine.allDone();
    expect([crm.contacts.size, crm.engagements.size]).toEqual([1, 1]);
    // What was done already and asked for again went by the same name.
    const asked = (wanted: string) =>
      crm.asked.filter(({ operation }) => operation === wanted).map(({ key }) => key);
    for (const operation of ['findOrCreate', 'logEngagement']) {
      expect(new Set(asked(operation)).size).toBe(1);
      if (fault === 'drop') expect(asked(operation)).toHaveLength(2);
    }
  },
  60_000,
);

test('away for a day: asked seldom, and told all of it in order once it is back', async () => {
  crm.fault = 'broken';
  const conversations = [await engine.begins(), await engine.begins()];
  await engine.pass();
  await engine.env.sleep('8h');
  for (const { id } of conversations) await engine.ends(id);
  await engine.pass();
  await engine.env.sleep('16h');
  // Whoever answers customers saw nothing of it but this.
  const before = await engine.waiting();
  expect(before.map(({ key }) => key.split(':')[0])).toEqual([
    ...['contact', 'contact', 'crm', 'crm'],
  ]);
  expect(crm.asked.length).toBeGreaterThan(20);
  expect(crm.asked.length).toBeLessThan(400);
  crm.fault = 'none';
  await engine.env.sleep('1h');
  await engine.allDone();
  expect([crm.contacts.size, crm.engagements.size]).toEqual([2, 2]);
  expect([...crm.engagements.keys()].sort()).toEqual(
    conversations.map(({ id }) => `crm:${id}:1`).sort(),
  );
}, 120_000);

test('who is not let in is not asked again until somebody sees to it', async () => {
  crm.fault = 'unauthorized';
  await engine.begins();
  await engine.pass();
  await until(
    () => query<{ status: string }>('select status from crm_connections where id = $1', [mine]),
    ([row]) => row?.status === 'needs_attention',
  );
  const asked = crm.asked.length;
  await engine.env.sleep('6h');
  await engine.pass();
  expect(crm.asked.length).toBe(asked);
  expect(await told()).toEqual([{ reason: 'unauthorized', to: 'adam@example.org' }]);
  crm.fault = 'none';
  await query(`update crm_connections set status = 'active', problem = null where id = $1`, [mine]);
  await query('update crm_tasks set told_at = null');
  await engine.pass();
  await engine.allDone();
  expect(crm.contacts.size).toBe(1);
}, 60_000);

/** Who heard that a CRM does not take what it is told, and why; no words of the CRM's. */
const told = async () => {
  const rows = await query<{ to: string; data: Record<string, string> }>(
    `select a.email as to, n.data from notifications n join agents a on a.id = n.recipient_id
      where n.kind = 'crm_needs_attention' order by n.created_at`,
  );
  return rows.map(({ to, data: { reason, link, connectionId } }) => {
    expect([link, connectionId]).toEqual(['https://desk.example/settings/crm', mine]);
    return { to, reason };
  });
};

test('of what it refuses administrators hear once an hour, however much that is', async () => {
  const [one, two] = [await engine.begins(), await engine.begins()];
  await engine.pass();
  await engine.allDone();
  crm.fault = 'refuse';
  for (const { id } of [one, two, one]) await engine.ends(id);
  await engine.pass();
  await engine.allDone();
  const refused = await query<{ error: string }>(
    `select last_error as error from crm_tasks where state = 'refused'`,
  );
  expect(refused).toHaveLength(3);
  expect(refused[0]?.error).toContain('too many words');
  const heard = { reason: 'refused', to: 'adam@example.org' };
  expect(await told()).toEqual([heard]);
  await query(
    `update notifications set created_at = created_at - interval '61 minutes', cause = cause || '-'`,
  );
  await engine.ends(two.id);
  await engine.pass();
  await engine.allDone();
  expect(await told()).toEqual([heard, heard]);
}, 60_000);

const contactOf = async (customerId: string) => {
  const [row] = await query<{ externalId: string; card: { name: string } | null }>(
    `select external_id as "externalId", card from crm_contacts where person_key = $1`,
    [customerId],
  );
  return row;
};

test('a contact that was merged into another one is that one from then on, whether the CRM says so or not', async () => {
  const { id, customerId } = await engine.begins('Mia Merged');
  await engine.pass();
  await engine.allDone();
  const { externalId = '' } = (await contactOf(customerId)) ?? {};
  const before = crm.contacts.get(externalId);
  if (!before) throw new Error('it was made');
  const kept = { ...before, person: { ...before.person, name: 'Mia Kept' } };
  crm.contacts.set('kept', kept);
  crm.contacts.delete(externalId);
  crm.merged.set(externalId, 'kept');
  await engine.ends(id);
  await engine.pass();
  await engine.allDone();
  expect([...crm.engagements.values()].map((it) => it.contactId)).toEqual(['kept']);
  expect((await contactOf(customerId))?.externalId).toBe('kept');
  await engine.asks({ customerId, kind: 'card', key: `card:${customerId}` });
  await engine.pass();
  await engine.allDone();
  expect((await contactOf(customerId))?.card?.name).toBe('Mia Kept');
  expect(crm.asked.filter(({ operation }) => operation === 'findOrCreate')).toHaveLength(1);
}, 60_000);

test('where the contact is gone it is made anew, and what was to be told of it is not lost', async () => {
  const { id, customerId } = await engine.begins();
  await engine.pass();
  await engine.allDone();
  crm.contacts.clear();
  await engine.ends(id);
  await engine.asks({
    ...{ customerId, kind: 'case', key: `case:${id}`, conversationId: id },
    payload: { title: 'Lost parcel', description: '', priority: 'high' },
  });
  await engine.pass();
  await engine.allDone();
  expect([crm.contacts.size, crm.engagements.size, crm.cases.size]).toEqual([1, 1, 1]);
}, 60_000);

test('of two CRMs of one kind, one has the person: what waits for the other goes there, once', async () => {
  const first = await engine.begins('Ida Two');
  await engine.pass();
  await engine.allDone();
  const other = await connect();
  await query(`update crm_connections set status = 'paused' where id = $1`, [mine]);
  const second = await engine.begins('Ida Two');
  await engine.pass();
  await engine.allDone();
  const owners = () =>
    query<{ id: string; key: string }>(
      `select connection_id as id, person_key as key from crm_contacts where person_key = any($1) order by created_at`,
      [[first.customerId, second.customerId]],
    );
  expect(await owners()).toEqual([
    { id: mine, key: first.customerId },
    { id: other, key: second.customerId },
  ]);
  crm.fault = 'broken';
  await engine.ends(second.id);
  await engine.pass();
  await until(engine.waiting, ([task]) => (task?.attempts ?? 0) > 0);
  // Somebody finds out that they are one person.
  await query(`update crm_connections set status = 'active' where id = $1`, [mine]);
  await query('update customers set person_id = $2 where id = any($1)', [
    ...[[first.customerId, second.customerId], newId()],
  ]);
  crm.fault = 'none';
  await engine.env.sleep('1h');
  await engine.pass();
  await engine.allDone();
  const [engagement, ...more] = crm.engagements.values();
  expect([engagement?.contactId, more]).toEqual([`c-${first.customerId}`, []]);
  const done = await query<{ id: string; state: string }>(
    `select connection_id as id, state from crm_tasks where kind = 'engagement'`,
  );
  expect(done).toEqual([{ id: mine, state: 'done' }]);
  // Both are asked for somebody new at once: one has them, and both are content.
  const { customerId } = await engine.begins('Rita Rush');
  for (const id of [mine, other]) {
    await engine.asks({ customerId, kind: 'contact', key: `contact:${customerId}` }, id);
  }
  await engine.pass();
  await engine.allDone();
  const rows = await query('select from crm_contacts where person_key = $1', [customerId]);
  expect(rows).toHaveLength(1);
  await query('delete from crm_connections where id = $1', [other]);
}, 60_000);
