/** One person on several platforms: linked by hand, and unlinked again. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../api/permissions.ts';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, type DeskRows } from './support/rows.ts';

interface Customer {
  id: string;
  identities: {
    id: string;
    name: string;
    linkedBy: string;
    linkedAt?: string;
    linkedByAgentId?: string;
    openConversations: number;
  }[];
  lastContactAt?: string;
  contactPoints: { id: string; kind: string; value: string; isVerified: boolean }[];
}

let api: TestApi;
let desk: DeskRows;
let people: Record<'ana' | 'anaToo' | 'anaThree' | 'ben', { id: string; customerId: string }>;
beforeAll(async () => {
  api = await startApi();
  desk = await addDesk(api.parts.pool);
});
afterAll(() => api.end());
beforeEach(async () => {
  const add = (customer: string) => addConversation(api.parts.pool, desk, { customer });
  people = {
    ana: await add('Ana'),
    anaToo: await add('Ana L.'),
    anaThree: await add('ana_l'),
    ben: await add('Ben'),
  };
});

const customer = (who: keyof typeof people) => people[who].customerId;
const on = (id: string, what: string, body: object = {}) =>
  api.call<Customer>('POST', `/api/v1/customers/${id}/${what}`, { as: 'agent', body });
const link = (a: keyof typeof people, b: keyof typeof people) =>
  on(customer(a), 'link', { customerId: customer(b) });
const namesWith = async (who: keyof typeof people) =>
  (
    await api.call<Customer>('GET', `/api/v1/customers/${customer(who)}`, { as: 'agent' })
  ).body.identities.map(({ name }) => name);

test('linked, each shows the others, and so does the conversation', async () => {
  expect((await link('ana', 'anaToo')).body.identities).toMatchObject([{ name: 'Ana L.' }]);
  await link('anaThree', 'ana');
  expect(await namesWith('anaThree')).toEqual(['Ana', 'Ana L.']);
  expect(await namesWith('ben')).toEqual([]);
  const { body } = await api.call<{ metadata: { identities: { name: string }[] } }>(
    'GET',
    `/api/v1/conversations/${people.ana.id}`,
    { as: 'agent' },
  );
  expect(body.metadata.identities.map(({ name }) => name)).toEqual(['Ana L.', 'ana_l']);
});

test('each link says who made it and when; taken apart and linked again, it is as new', async () => {
  const before = Date.now() - 1_000;
  const { body } = await link('ana', 'anaToo');
  const [first] = body.identities;
  expect(first).toMatchObject({ linkedBy: 'hand', linkedByAgentId: api.agents.agent });
  expect(Date.parse(first?.linkedAt ?? '')).toBeGreaterThan(before);
  // Who was linked before stays linked as they were.
  const path = `/api/v1/customers/${customer('anaThree')}/link`;
  const more = { as: 'admin', body: { customerId: customer('ana') } } as const;
  const { identities } = (await api.call<Customer>('POST', path, more)).body;
  expect(identities.map(({ linkedByAgentId }) => linkedByAgentId)).toEqual([
    api.agents.agent,
    api.agents.agent,
  ]);
  await on(customer('ana'), 'unlink');
  const again = await api.call<Customer>('POST', path, more);
  const ana = again.body.identities.find(({ id }) => id === customer('ana'));
  // The admin's token is nobody's.
  expect(ana).toMatchObject({ linkedBy: 'hand', linkedAt: expect.any(String) as string });
  expect(ana).not.toHaveProperty('linkedByAgentId');
});

test('the conversations of the whole person, or of one identity alone', async () => {
  await link('ana', 'anaToo');
  const seen = async (query: string) =>
    (
      await api.call<{ data: { id: string }[] }>(
        'GET',
        `/api/v1/customers/${customer('ana')}/conversations${query}`,
        { as: 'viewer' },
      )
    ).body.data.map(({ id }) => id);
  expect(await seen('')).toEqual([people.ana.id]);
  expect(await seen('?wholePerson=true')).toEqual([people.anaToo.id, people.ana.id]);
  await on(customer('ana'), 'unlink');
  expect(await seen('?wholePerson=true')).toEqual([people.ana.id]);
});

test('a customer says when there was contact last', async () => {
  const at = '2026-03-04T10:20:30.000Z';
  await api.parts.pool.query('update conversations set last_message_at = $2 where id = $1', [
    people.ana.id,
    at,
  ]);
  const path = `/api/v1/customers/${customer('ana')}`;
  expect((await api.call<Customer>('GET', path, { as: 'viewer' })).body.lastContactAt).toBe(at);
});

test('two persons become one with all their identities', async () => {
  await link('ana', 'anaToo');
  await link('anaThree', 'ben');
  await link('ana', 'ben');
  expect(await namesWith('anaToo')).toEqual(['Ana', 'ana_l', 'Ben']);
});

test('unlinked, it is alone again; the last one of two is, too', async () => {
  await link('ana', 'anaToo');
  await link('ana', 'ben');
  expect((await on(customer('ben'), 'unlink')).body.identities).toEqual([]);
  expect(await namesWith('ana')).toEqual(['Ana L.']);
  await on(customer('ana'), 'unlink');
  expect(await namesWith('anaToo')).toEqual([]);
  expect((await on(customer('anaToo'), 'unlink')).status).toBe(409);
});

test('twice is once, by two at the same time too', async () => {
  await Promise.all([link('ana', 'anaToo'), link('anaToo', 'ana'), link('ana', 'anaToo')]);
  expect(await namesWith('ana')).toEqual(['Ana L.']);
});

test.each([
  ['itself', () => customer('ana'), 422],
  ['nobody', () => newId(), 422],
])('with %s is refused, and nothing is written', async (_, other, status) => {
  const before = await api.parts.prisma.audit.count();
  expect((await on(customer('ana'), 'link', { customerId: other() })).status).toBe(status);
  expect(await namesWith('ana')).toEqual([]);
  expect(await api.parts.prisma.audit.count()).toBe(before);
});

test('each link is in the audit, with who made it', async () => {
  await link('ana', 'ben');
  const [row] = await api.parts.prisma.audit.findMany({ orderBy: { id: 'desc' }, take: 1 });
  expect(row).toMatchObject({
    ...{ action: 'customer.linked', target: customer('ana'), data: { with: customer('ben') } },
    actor: { type: 'agent', id: api.agents.agent },
  });
});

describe('who may be the same person', () => {
  const candidates = async (id: string) =>
    (
      await api.call<{ data: { customer: { id: string }; because: string[] }[] }>(
        'GET',
        `/api/v1/customers/${id}/candidates`,
        { as: 'viewer' },
      )
    ).body.data.map((it) => [it.customer.id, ...it.because]);
  const write = (id: string, value: string) =>
    api.call('PUT', `/api/v1/customers/${id}/contact-points`, {
      as: 'agent',
      body: { kind: 'email', value },
    });
  const rename = (who: keyof typeof people, name: string, handle: string) =>
    api.parts.pool.query('update customers set name = $2, handle = $3 where id = $1', [
      customer(who),
      name,
      handle,
    ]);

  test('who holds the same address, verified or not, then who is called the same', async () => {
    const word = newId().replaceAll('-', '');
    await rename('ana', `Ana ${word}`, `h_${word}`);
    await rename('anaToo', 'Somebody Else', `H_${word}`);
    await rename('anaThree', `ana ${word}`, '');
    await rename('ben', `Ana ${word} Longer`, `h_${word}_too`);
    expect(await candidates(customer('ana'))).toEqual([
      [customer('anaToo'), 'handle'],
      [customer('anaThree'), 'name'],
    ]);
    const value = `${word}@example.org`;
    await write(customer('ana'), value);
    await write(customer('ben'), value);
    expect((await candidates(customer('ana')))[0]).toEqual([customer('ben'), 'email']);
    // Linked, they are candidates no more; taken apart, neither.
    await link('ana', 'ben');
    expect((await candidates(customer('ana'))).flat()).not.toContain(customer('ben'));
    await on(customer('ben'), 'unlink');
    expect((await candidates(customer('ana'))).flat()).not.toContain(customer('ben'));
    expect((await candidates(customer('ben'))).flat()).not.toContain(customer('ana'));
  });

  test('a name of one word, or none, says nothing; signs mean themselves', async () => {
    await rename('ana', 'Ana', 'a%b_c');
    await rename('anaToo', 'Ana', 'axxbxc');
    await rename('ben', '', '');
    expect(await candidates(customer('ana'))).toEqual([]);
    expect(await candidates(customer('ben'))).toEqual([]);
  });

  test('of nobody it is asked in vain', async () => {
    const path = `/api/v1/customers/${newId()}/candidates`;
    expect((await api.call('GET', path, { as: 'viewer' })).status).toBe(404);
  });
});

describe('what a person is known by', () => {
  const put = (who: keyof typeof people, body: object, as: Role = 'supervisor') =>
    api.call<Customer>('PUT', `/api/v1/customers/${customer(who)}/contact-points`, { as, body });
  let mail = 0;
  const address = () => `ana${(mail += 1)}@example.org`;
  const verified = (value: string) => ({ kind: 'email', value, isVerified: true });

  test.each([
    ['email', '  Ana.L@Example.ORG ', 'ana.l@example.org'],
    ['phone', '0049 (30) 901-820', '+4930901820'],
    ['phone', '+34 600 123 456', '+34600123456'],
  ])('%s %j is written one way, once', async (kind, value, written) => {
    await put('ana', { kind, value }, 'agent');
    const { body } = await put('ana', { kind, value: written }, 'agent');
    expect(body.contactPoints).toMatchObject([{ kind, value: written, isVerified: false }]);
  });

  test.each([
    ['email', 'ana'],
    ['email', 'a b@example.org'],
    ['email', 'ana@example'],
    ['phone', '030 901820'],
    ['phone', '+0 123 456 789'],
    ['phone', 'call me'],
  ])('%s %j is none', async (kind, value) => {
    const { status, body } = await put('ana', { kind, value });
    expect([status, body]).toMatchObject([422, { errors: [{ field: 'value' }] }]);
  });

  test('two who hold the same verified one are one person; unverified, or on one side only, they are not', async () => {
    const value = address();
    await put('ana', { kind: 'email', value }, 'agent');
    await put('anaToo', verified(value));
    expect(await namesWith('ana')).toEqual([]);
    const { body } = await put('ana', verified(value.toUpperCase()));
    expect(body.identities).toMatchObject([
      { name: 'Ana L.', linkedBy: 'contact_point', openConversations: 1 },
    ]);
  });

  test('agents write down, and do not vouch', async () => {
    expect((await put('ana', verified(address()), 'agent')).status).toBe(403);
    expect((await put('ana', { kind: 'email', value: address() }, 'viewer')).status).toBe(403);
    expect(await namesWith('ana')).toEqual([]);
  });

  test('whom somebody has taken apart, no evidence links again; by hand they are', async () => {
    const value = address();
    for (const who of ['ana', 'anaToo'] as const) await put(who, verified(value));
    await on(customer('anaToo'), 'unlink');
    await put('ana', verified(value));
    expect(await namesWith('ana')).toEqual([]);
    // Nor by way of a third that both share it with.
    await put('anaThree', verified(value));
    expect([...(await namesWith('ana')), ...(await namesWith('anaToo'))]).toEqual(['ana_l']);
    await link('ana', 'anaToo');
    expect(await namesWith('ana')).toEqual(['Ana L.', 'ana_l']);
    await put('anaToo', verified(address()));
    expect(await namesWith('anaToo')).toEqual(['Ana', 'ana_l']);
  });

  test('verified of all at the same time, all are one', async () => {
    const value = address();
    const all = ['ana', 'anaToo', 'anaThree', 'ben'] as const;
    await Promise.all(all.map((who) => put(who, verified(value))));
    expect(await namesWith('ana')).toHaveLength(3);
  });

  test('the CRM’s record links whoever is known by it, on the word of those who may vouch', async () => {
    const record = `HubSpot:${newId()}`;
    const crm = { kind: 'crm', value: record };
    expect((await put('ana', crm, 'agent')).status).toBe(403);
    const { body } = await put('ana', crm);
    const value = record.replace('HubSpot', 'hubspot');
    expect(body.contactPoints).toMatchObject([{ kind: 'crm', value, isVerified: true }]);
    const linked = await put('anaToo', crm);
    expect(linked.body.identities).toMatchObject([{ name: 'Ana', linkedBy: 'crm' }]);
    // Somebody who knows better has the last word.
    await on(customer('anaToo'), 'unlink');
    expect((await put('anaToo', crm)).body.identities).toEqual([]);
    expect((await put('ben', { kind: 'crm', value: 'just words' })).status).toBe(422);
    const [point] = body.contactPoints;
    const path = `/api/v1/customers/${customer('ana')}/contact-points/${point?.id ?? ''}`;
    expect((await api.call('DELETE', path, { as: 'agent' })).status).toBe(404);
    expect((await api.call('DELETE', path, { as: 'supervisor' })).status).toBe(200);
  });

  test('it is taken away again; another’s is not', async () => {
    const { body } = await put('ana', { kind: 'email', value: address() });
    const path = (who: keyof typeof people) =>
      `/api/v1/customers/${customer(who)}/contact-points/${body.contactPoints[0]?.id ?? ''}`;
    expect((await api.call('DELETE', path('ben'), { as: 'agent' })).status).toBe(404);
    const left = await api.call<Customer>('DELETE', path('ana'), { as: 'agent' });
    expect(left.body.contactPoints).toEqual([]);
    expect((await api.call('DELETE', path('ana'), { as: 'agent' })).status).toBe(404);
  });

  test('nobody’s is refused, and so is one too many', async () => {
    const nobody = `/api/v1/customers/${newId()}/contact-points`;
    const body = { kind: 'email', value: address() };
    expect((await api.call('PUT', nobody, { as: 'agent', body })).status).toBe(404);
    for (let n = 0; n < 20; n += 1) await put('ben', { kind: 'email', value: address() });
    expect((await put('ben', { kind: 'email', value: address() })).status).toBe(422);
  });
});
