/** One person on several platforms: linked by hand, and unlinked again. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, type DeskRows } from './support/rows.ts';

interface Customer {
  id: string;
  identities: { id: string; name: string }[];
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
