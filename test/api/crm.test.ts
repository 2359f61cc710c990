/** The customer's record in a CRM: connected by admins, shown and asked by agents, and what follows from what it says. */
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inCrms } from '../../activities/crm/erase.ts';
import { createCrmActivities } from '../../activities/crm/index.ts';
import { createOpen } from '../../activities/open.ts';
import type { ConversationJson } from '../../api/schemas/conversation.ts';
import type {
  CrmConnectionJson,
  CrmContactJson,
  CrmJson,
  CrmTaskJson,
} from '../../api/schemas/crm.ts';
import { createCrmNews } from '../../dispatch/crm-news.ts';
import { createCrmOutbox } from '../../dispatch/crm-outbox.ts';
import { createFollow } from '../../dispatch/follow.ts';
import { createSignals } from '../../dispatch/signals.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import * as contract from '../../workflows/contract.ts';
import { startBench, type Bench } from '../crm/adapters/support/bench.ts';
import { table, type Row } from '../crm/adapters/support/table.ts';
import { secret, signedNews, startOtherCrm, type OtherCrm } from '../crm/other-crm.ts';
import { until } from '../support/client.ts';
import { customerWrites, seedThread } from '../support/desk.ts';
import { settled } from '../support/settled.ts';
import type { Shape } from './support/api.ts';
import { startWorkingDesk, type WorkingDesk } from './support/working-desk.ts';

let crm: OtherCrm;
let benches: Map<Row['kind'], Bench>;
let working: WorkingDesk;
let worker: Worker;
let native: NativeConnection;
let runs: Promise<void>;
let connection: CrmConnectionJson;
let passes: (() => Promise<boolean>)[];

const api = () => working.api;
const builtin = '0c000000-0000-4000-8000-000000000001';
const connect = (body: object) =>
  api().call<CrmConnectionJson & Shape>('POST', '/api/v1/crm-connections', { body });

beforeAll(async () => {
  crm = await startOtherCrm();
  benches = new Map(
    await Promise.all(table.map(async (row) => [row.kind, await startBench(row)] as const)),
  );
  const origins = [...benches.values()].map(({ told }) => new URL(told.baseUrl).origin);
  working = await startWorkingDesk({ CRM_TRUSTED_ORIGINS: [crm.url, ...origins].join(',') });
  const { pool, config, temporal, crm: parts } = api().parts;
  const { taskQueuePrefix } = config.temporal;
  native = await NativeConnection.connect({ address: config.temporal.address });
  const { connections } = parts;
  worker = await Worker.create({
    connection: native,
    taskQueue: contract.assistQueue(taskQueuePrefix),
    workflowBundle: await workflowBundle(config.home),
    activities: createCrmActivities({
      pool,
      client: temporal,
      connections,
      publicUrl: config.publicUrl,
    }),
  });
  runs = worker.run();
  const signals = createSignals({ client: temporal, taskQueuePrefix, maxItems: 500 });
  passes = [createFollow(pool, createCrmNews({ pool })), createCrmOutbox({ pool, signals })];
  await passes[0]?.();
  connection = (
    await connect({
      ...{ kind: 'webhook', name: 'Other', baseUrl: crm.url, credentials: { secret } },
      fields: { plan: 'Plan__c', email: 'Email' },
    })
  ).body;
}, 120_000);
afterAll(async () => {
  worker.shutdown();
  await runs;
  await native.close();
  await working.end();
  await crm.end();
  for (const { sandbox } of benches.values()) await sandbox.close();
});
beforeEach(() => {
  crm.fault = 'none';
  crm.newContact = {};
});

/** What happened is told, and done. */
const settle = async () => {
  await settled(api().parts.pool);
  for (const it of passes) while (await it());
};
const read = async (conversationId: string) =>
  (
    await api().call<CrmJson>('GET', `/api/v1/conversations/${conversationId}/crm`, {
      as: 'viewer',
    })
  ).body;
const cardOf = async (conversationId: string) => {
  await settle();
  const { contacts } = await until(
    () => read(conversationId),
    (it) => it.contacts[0]?.waiting === 0,
  );
  return contacts[0];
};
/** Of its customer, as whoever lists conversations sees it. */
const contactOf = async (conversationId: string) =>
  (await api().call<ConversationJson>('GET', `/api/v1/conversations/${conversationId}`)).body
    .metadata.crmContactId;
const state = (conversationId: string) =>
  api().parts.prisma.conversation.findUniqueOrThrow({ where: { id: conversationId } });

test('a CRM is connected once it answers, and tells no secret; the built-in contacts stand back', async () => {
  expect(connection).toMatchObject({
    ...{
      kind: 'webhook',
      name: 'Other',
      status: 'active',
      credentialNames: ['secret'],
      waiting: 0,
    },
    webhookUrl: expect.stringMatching(new RegExp(`/webhooks/crm/${connection.id}$`)) as string,
  });
  expect(JSON.stringify(connection)).not.toContain(secret);
  const { credentials: _, ...bare } = {
    kind: 'webhook',
    name: 'B',
    baseUrl: crm.url,
    credentials: 0,
  };
  const wrong = [
    [{ ...bare, credentials: {} }, 'credentials.secret'],
    [{ ...bare, credentials: { secret, other: 'x' } }, 'credentials.other'],
    [{ ...bare, credentials: { secret: 'another' } }, 'credentials'],
    [{ kind: 'webhook', name: 'B', credentials: { secret } }, 'baseUrl'],
    [{ ...bare, baseUrl: 'http://crm.example', credentials: { secret } }, 'baseUrl'],
    [{ ...bare, baseUrl: 'https://10.0.0.1', credentials: { secret } }, 'credentials'],
    [{ ...bare, kind: 'builtin', credentials: {} }, 'kind'],
  ] as const;
  for (const [body, field] of wrong) {
    const refused = await connect(body);
    expect([refused.status, refused.body.errors[0]?.field], JSON.stringify(body)).toEqual([
      422,
      field,
    ]);
  }
  crm.fault = 'broken';
  expect((await connect({ ...bare, credentials: { secret } })).status).toBe(503);
  expect((await api().call('DELETE', `/api/v1/crm-connections/${builtin}`)).status).toBe(409);
  const opened = await working.opened();
  crm.fault = 'none';
  expect((await read(opened.id)).contacts.map((it) => it.connection.kind)).toEqual(['webhook']);
});

test('whoever writes has their card beside the conversation; it is read anew on demand, and when the CRM says so', async () => {
  crm.newContact = { tier: 'Silver' };
  const opened = await working.opened();
  const contact = await cardOf(opened.id);
  expect(contact).toMatchObject({
    ...{ state: 'ready', connection: { name: 'Other' }, waiting: 0 },
    card: { tier: 'Silver', deals: [{ title: 'Renewal' }], cases: [] },
  });
  const { externalId } = contact!.card!;
  crm.contacts.get(externalId)!.tier = 'Bronze';
  const refreshed = await api().call<CrmJson>(
    'POST',
    `/api/v1/conversations/${opened.id}/crm/refresh`,
    {
      ...{ as: 'agent', body: {} },
    },
  );
  expect(refreshed.status).toBe(200);
  expect((await cardOf(opened.id))?.card?.tier).toBe('Bronze');

  crm.contacts.get(externalId)!.tier = 'Platinum';
  const news = signedNews([{ id: 'e1', contactId: externalId, kind: 'changed' }]);
  const post = (signed: { body: string; headers: Record<string, string> }) =>
    fetch(`${api().url}/webhooks/crm/${connection.id}`, { method: 'POST', ...signed });
  expect((await post({ ...news, body: `${news.body} ` })).status).toBe(401);
  expect((await post({ ...news, headers: {} })).status).toBe(401);
  expect((await post(news)).status).toBe(200);
  expect((await cardOf(opened.id))?.card?.tier).toBe('Platinum');
  // The same once more is known.
  const reads = () => crm.asked.filter(({ operation }) => operation === 'readCard').length;
  const before = reads();
  expect((await post(news)).status).toBe(200);
  await cardOf(opened.id);
  expect(reads()).toBe(before);
  // Gone there: the card goes too.
  crm.contacts.delete(externalId);
  await post(signedNews([{ id: 'e2', contactId: externalId, kind: 'deleted' }]));
  expect(await cardOf(opened.id)).toMatchObject({ state: 'none' });
});

test('a CRM that is away delays nothing: the old card stands, with since when, and a case is asked for', async () => {
  const opened = await working.opened();
  await cardOf(opened.id);
  crm.fault = 'broken';
  const ask = (headers: Record<string, string>, title = 'Parcel is lost') =>
    api().call<CrmTaskJson>('POST', `/api/v1/conversations/${opened.id}/cases`, {
      ...{ as: 'agent', headers, body: { title, priority: 'high' } },
    });
  const asked = await ask({ 'idempotency-key': 'lost-1' });
  expect([asked.status, asked.body.state, asked.body.title]).toEqual([
    201,
    'waiting',
    'Parcel is lost',
  ]);
  expect((await ask({ 'idempotency-key': 'lost-1' })).body.id).toBe(asked.body.id);
  expect((await ask({ 'idempotency-key': 'lost-1' }, 'Another')).status).toBe(422);
  await settle();
  const away = await until(
    () => read(opened.id),
    ({ contacts }) => contacts[0]?.state === 'stale',
  );
  expect(away.contacts[0]).toMatchObject({
    ...{ error: 'The CRM answered 503: maintenance', waiting: 1 },
    staleSince: away.contacts[0]?.asOf,
  });
  crm.fault = 'none';
  const done = await until(
    () => read(opened.id),
    ({ cases }) => cases[0]?.state === 'done',
    20_000,
  );
  expect(done.cases).toHaveLength(1);
  expect(crm.cases.size).toBe(1);
  expect((await cardOf(opened.id))?.card?.cases).toMatchObject([{ title: 'Parcel is lost' }]);
}, 60_000);

test('a tier promises a policy: re-dated when it is heard of later, at once for who is known, with their owner first', async () => {
  const { pool } = api().parts;
  const policy = await api().call('POST', '/api/v1/sla-policies', {
    body: {
      name: 'Gold care',
      config: { firstResponseMinutes: 1, resolutionHours: 1, businessHoursOnly: false },
    },
  });
  const settings = await api().call('PATCH', '/api/v1/settings', {
    body: {
      crm: {
        tiers: { gold: { slaPolicyId: policy.body.id, priority: 'high' } },
        ownerFirst: true,
      },
    },
  });
  expect(settings.status).toBe(200);
  const unknown = await api().call('PATCH', '/api/v1/settings', {
    body: { crm: { tiers: { gold: { slaPolicyId: builtin } }, ownerFirst: true } },
  });
  expect(unknown.body.errors[0]?.field).toBe('crm.tiers.gold.slaPolicyId');

  const [, second] = working.desk.agents;
  crm.newContact = { tier: 'Gold', owner: { externalId: 'u', email: 'Agent1@harbour_bot' } };
  const opened = await working.opened();
  expect((await state(opened.id)).priority).toBe('medium');
  await cardOf(opened.id);
  const told = await until(
    () => state(opened.id),
    ({ priority }) => priority === 'high',
  );
  expect(told.sla).toMatchObject({ policyName: 'Gold care' });
  const { body: timeline } = await api().call<{ data: { type: string; text: string }[] }>(
    ...(['GET', `/api/v1/conversations/${opened.id}/timeline?limit=100`] as const),
  );
  const said = timeline.data.map(({ type }) => type);
  expect(said).toEqual(
    expect.arrayContaining(['tier_changed', 'priority_changed', 'commitment_redated']),
  );

  // The next conversation of who is known begins with it; nobody is asked.
  crm.fault = 'broken';
  const thread = await seedThread(pool, working.desk.accountId, 70_001);
  const item = await customerWrites(pool, thread, 'Hello again');
  await pool.query(
    `insert into customers (id, account_id, platform, external_id, person_id) values (gen_random_uuid(), $1, 'telegram', '70001', $2)`,
    [working.desk.accountId, opened.customerId],
  );
  await pool.query('update customers set person_id = $1 where id = $1', [opened.customerId]);
  await pool.query('delete from claims');
  const { conversation } = api().parts.config;
  const found = await createOpen({ pool, settings: conversation })({
    ...{ threadId: thread.id, platform: 'telegram', accountId: working.desk.accountId },
    ...{ eventIds: [item.eventId], at: Date.now() },
  });
  expect(found.opening).toMatchObject({
    ...{ priority: 'high', policy: { name: 'Gold care' }, ownerId: second?.id },
    why: expect.stringContaining('tier Gold') as string,
  });
  expect(found.claim).toMatchObject({
    agentId: second?.id,
    why: expect.stringContaining('owner of the customer') as string,
  });
});

test('fields go both ways, by the later write', async () => {
  const { body: field } = await api().call('POST', '/api/v1/customer-fields', {
    body: { key: 'plan', label: 'Plan', type: 'text' },
  });
  expect(field.id).toBeDefined();
  crm.newContact = { fields: { Plan__c: { value: 'basic', changedAt: 1_000 } } };
  const opened = await working.opened();
  const first = await cardOf(opened.id);
  const { externalId } = first!.card!;
  const customer = async () =>
    (
      await api().call<{ fields: Record<string, unknown> }>(
        'GET',
        `/api/v1/customers/${opened.customerId}`,
      )
    ).body.fields;
  expect(await customer()).toEqual({ plan: 'basic' });
  crm.fault = 'broken';
  const set = await api().call('PUT', `/api/v1/customers/${opened.customerId}/fields`, {
    ...{ as: 'agent', body: { plan: 'family' } },
  });
  expect(set.status).toBeLessThan(300);
  await settle();
  // Not told yet, and kept.
  expect(await customer()).toEqual({ plan: 'family' });
  crm.fault = 'none';
  await until(
    () => Promise.resolve(crm.contacts.get(externalId)?.fields['Plan__c']?.value),
    (value) => value === 'family',
    20_000,
  );
  // An address that somebody vouches for is told; what the CRM has is not taken for one.
  const address = { kind: 'email', value: 'lena@example.org', isVerified: true };
  await api().call('PUT', `/api/v1/customers/${opened.customerId}/contact-points`, {
    body: address,
  });
  await settle();
  await until(
    () => Promise.resolve(crm.contacts.get(externalId)?.fields['Email']?.value),
    (value) => value === 'lena@example.org',
    20_000,
  );
  // What is not named stays here.
  expect(Object.keys(crm.contacts.get(externalId)?.fields ?? {}).sort()).toEqual([
    ...['Email', 'Plan__c'],
  ]);
  // Later in the CRM: that holds.
  crm.contacts.get(externalId)!.fields['Plan__c'] = {
    value: 'company',
    changedAt: Date.now() + 1_000,
  };
  await api().call('POST', `/api/v1/conversations/${opened.id}/crm/refresh`, { body: {} });
  await cardOf(opened.id);
  expect(await customer()).toEqual({ plan: 'company' });
}, 60_000);

test('who are found to be one person have the older contact, their own again when they are taken apart, and none once erased', async () => {
  const one = await working.opened();
  const older = (await cardOf(one.id))?.card?.externalId;
  const two = await working.opened();
  const newer = (await cardOf(two.id))?.card?.externalId;
  expect(older).not.toBe(newer);
  const both = async () => [await contactOf(one.id), await contactOf(two.id)];
  expect(await both()).toEqual([older, newer]);
  const link = { as: 'supervisor', body: { customerId: one.customerId } } as const;
  expect((await api().call('POST', `/api/v1/customers/${two.customerId}/link`, link)).status).toBe(
    200,
  );
  expect(await both()).toEqual([older, older]);
  expect((await cardOf(two.id))?.card?.externalId).toBe(older);
  const listed = await api().call('GET', `/api/v1/conversations?crmContactId=${older ?? ''}`);
  expect(listed.body.data.map(({ id }) => id).toSorted()).toEqual([one.id, two.id].toSorted());
  // What is told from now on goes there, once.
  const done = await api().call('POST', `/api/v1/conversations/${two.id}/resolve`, {
    body: { reason: 'no_reply_needed' },
  });
  expect(done.status).toBeLessThan(300);
  await until(
    async () => {
      await settle();
      return crm.engagements.get(`crm:${two.id}:1`);
    },
    (it) => it !== undefined,
  );
  expect(crm.engagements.get(`crm:${two.id}:1`)?.contactId).toBe(older);
  expect([...crm.engagements.keys()].filter((key) => key.includes(two.id))).toHaveLength(1);
  await api().call('POST', `/api/v1/customers/${two.customerId}/unlink`, {
    ...{ as: 'supervisor', body: {} },
  });
  expect(await both()).toEqual([older, newer]);
  const { pool, crm: parts } = api().parts;
  const { connections } = parts;
  await inCrms({ pool, connections }).erase({
    ...{ customerIds: [two.customerId], known: { sure: [], likely: [] } },
  });
  expect(await both()).toEqual([older, undefined]);
}, 60_000);

test('what was refused is told again when an admin says so', async () => {
  const opened = await working.opened();
  await cardOf(opened.id);
  crm.fault = 'refuse';
  await api().call('POST', `/api/v1/conversations/${opened.id}/cases`, {
    ...{ as: 'agent', body: { title: 'Once more' } },
  });
  const caseOf = (wanted: string) =>
    until(
      async () => {
        await settle();
        return (await read(opened.id)).cases[0];
      },
      (it) => it?.state === wanted,
    );
  expect((await caseOf('refused'))?.error).toContain('too many words');
  crm.fault = 'none';
  const again = await api().call<CrmConnectionJson>(
    ...(['POST', `/api/v1/crm-connections/${connection.id}/retry`, { body: {} }] as const),
  );
  expect([again.status, again.body.refused, again.body.waiting]).toEqual([200, 0, 1]);
  expect((await caseOf('done'))?.title).toBe('Once more');
  const nowhere = await api().call('POST', `/api/v1/crm-connections/${opened.id}/retry`, {
    body: {},
  });
  expect(nowhere.status).toBe(404);
}, 60_000);

test('of two CRMs of one kind, one has a person’s contact; one that is off is asked nothing', async () => {
  const first = await working.opened();
  await cardOf(first.id);
  const other = await connect({
    ...{ kind: 'webhook', name: 'Second', baseUrl: crm.url, credentials: { secret } },
  });
  expect(other.status).toBe(201);
  expect((await read(first.id)).contacts.map((it) => it.connection.name)).toEqual(['Other']);
  const off = await api().call<CrmConnectionJson>(
    'PATCH',
    `/api/v1/crm-connections/${connection.id}`,
    {
      ...{ headers: { 'if-match': `"${String(connection.version)}"` }, body: { isOn: false } },
    },
  );
  expect(off.body.status).toBe('paused');
  // It is the first one's still.
  expect((await read(first.id)).contacts).toEqual([]);
  const next = await working.opened();
  expect((await cardOf(next.id))?.connection.name).toBe('Second');
  const { rows } = await api().parts.pool.query<{ n: number }>(
    'select count(*)::int as n from crm_contacts group by kind, person_key having count(*) > 1',
  );
  expect(rows).toEqual([]);
  expect((await api().call('DELETE', `/api/v1/crm-connections/${other.body.id}`)).status).toBe(204);
});

test('without any other, the desk has contacts of its own', async () => {
  const opened = await working.opened();
  await api().call('POST', '/api/v1/customer-fields', {
    body: { key: 'company', label: 'Company', type: 'text' },
  });
  await api().call('PUT', `/api/v1/customers/${opened.customerId}/fields`, {
    body: { company: 'Acme' },
  });
  await api().call('POST', `/api/v1/conversations/${opened.id}/cases`, {
    ...{ as: 'agent', body: { title: 'Call back' } },
  });
  // Their tier promises what any CRM's does.
  await api().call('POST', '/api/v1/customer-fields', {
    body: { key: 'tier', label: 'Tier', type: 'text' },
  });
  await api().call('PUT', `/api/v1/customers/${opened.customerId}/fields`, {
    body: { tier: 'Gold' },
  });
  await settle();
  await until(
    () => state(opened.id),
    ({ priority }) => priority === 'high',
    20_000,
  );
  const contact = await cardOf(opened.id);
  expect(contact).toMatchObject({
    connection: { kind: 'builtin' },
    card: { company: 'Acme', cases: [{ title: 'Call back', status: 'open' }] },
  });
});

describe.each(table)('$kind', (row) => {
  let bench: Bench;
  let id: string;
  beforeAll(async () => {
    const started = benches.get(row.kind);
    if (!started) throw new Error('it was started');
    bench = started;
    const { baseUrl } = bench.told;
    const credentials = row.credentialsIn(bench.told);
    const made = await connect({ kind: row.kind, name: row.kind, baseUrl, credentials });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    id = made.body.id;
    const webhookUrl = `${api().url}/webhooks/crm/${id}`;
    await bench.settings({ webhookUrl });
    if (row.kind !== 'hubspot') return;
    // HubSpot signs the address, which is not the desk's public one here.
    const entered = await api().call('PATCH', `/api/v1/crm-connections/${id}`, {
      ...{ headers: { 'if-match': '"1"' }, body: { credentials: { webhookUrl } } },
    });
    expect(entered.status).toBe(200);
  });
  afterAll(() => api().call('DELETE', `/api/v1/crm-connections/${id}`));

  test('what people change there is on the card by its webhook: a tier, a merge, a deletion', async () => {
    const opened = await working.opened();
    const { externalId = '' } = (await cardOf(opened.id))?.card ?? {};
    expect(await contactOf(opened.id)).toBe(externalId);
    const becomes = (holds: (contact: CrmContactJson | undefined) => boolean) =>
      until(
        async () => {
          await settle();
          return (await read(opened.id)).contacts[0];
        },
        holds,
        20_000,
      );
    await bench.change(externalId, { tier: 'silver' });
    await becomes((it) => it?.card?.tier === 'silver');
    const kept = await bench.add({ name: 'Kept', tier: 'bronze' });
    await bench.merge(externalId, kept);
    await becomes((it) => it?.card?.externalId === kept && it.card.tier === 'bronze');
    expect(await contactOf(opened.id)).toBe(kept);
    await bench.remove(kept);
    await becomes((it) => it?.state === 'none');
    expect(await contactOf(opened.id)).toBeUndefined();
  }, 60_000);
});
