/** Notes about customers and fields of the desk's own: of the person, whichever identity is looked at. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import type { Role } from '../../api/permissions.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, type DeskRows } from './support/rows.ts';

interface Customer {
  id: string;
  fields: Record<string, unknown>;
  notesCount: number;
  errors?: { field: string }[];
}
interface Note {
  id: string;
  content: string;
  authorId?: string;
}

let api: TestApi;
let desk: DeskRows;
let ana: string;
let anaElsewhere: string;

beforeAll(async () => {
  api = await startApi();
  desk = await addDesk(api.parts.pool);
});
afterAll(() => api.end());
beforeEach(async () => {
  ana = (await addConversation(api.parts.pool, desk)).customerId;
  anaElsewhere = (await addConversation(api.parts.pool, desk)).customerId;
});

const call = <T = Customer>(method: string, path: string, body?: unknown, as: Role = 'agent') =>
  api.call<T>(method, `/api/v1${path}`, { as, ...(body === undefined ? {} : { body }) });
const link = () => call('POST', `/customers/${ana}/link`, { customerId: anaElsewhere });
const look = async (id: string) => (await call('GET', `/customers/${id}`)).body;
const notes = async (id: string) =>
  (await call<{ data: Note[] }>('GET', `/customers/${id}/notes`)).body.data;

describe('a note', () => {
  const note = (id: string, content: string, as: Role = 'agent') =>
    call<Note>('POST', `/customers/${id}/notes`, { content }, as);

  test('is the person’s, the newest first, and counted', async () => {
    const first = await note(ana, 'Prefers Spanish.');
    expect(first).toMatchObject({ status: 201, body: { authorId: api.agents.agent } });
    await note(anaElsewhere, 'Moved to Porto.', 'admin');
    expect((await notes(ana)).map(({ content }) => content)).toEqual(['Prefers Spanish.']);
    await link();
    for (const id of [ana, anaElsewhere]) {
      expect((await notes(id)).map(({ content }) => content)).toEqual([
        'Moved to Porto.',
        'Prefers Spanish.',
      ]);
      expect((await look(id)).notesCount).toBe(2);
    }
    const page = await api.call('GET', `/api/v1/customers/${ana}/notes?limit=1`);
    const path = `/api/v1/customers/${ana}/notes?limit=1&cursor=${page.body.nextCursor}`;
    const last = await api.call('GET', path);
    expect([last.body.data[0]?.id, last.body.nextCursor]).toEqual([first.body.id, null]);
  });

  test('is deleted by who wrote it or by supervisors, and only where it belongs', async () => {
    const mine = (await note(ana, 'Mine')).body.id;
    const theirs = (await note(ana, 'Theirs', 'supervisor')).body.id;
    const del = async (id: string, noteId: string, as: Role = 'agent') =>
      (await call('DELETE', `/customers/${id}/notes/${noteId}`, {}, as)).status;
    expect(await del(ana, theirs)).toBe(403);
    expect(await del(anaElsewhere, mine)).toBe(404);
    expect(await del(ana, newId())).toBe(404);
    expect(await del(ana, mine)).toBe(204);
    expect(await del(ana, theirs, 'supervisor')).toBe(204);
    expect(await notes(ana)).toEqual([]);
  });

  test('leaves who wrote it in the audit, and not what', async () => {
    await note(ana, 'canary');
    const { body } = await api.call('GET', `/api/v1/audit?target=${ana}`);
    expect(body.data).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain('canary');
  });

  test('about nobody is refused, and so is an empty one', async () => {
    expect((await note(newId(), 'x')).status).toBe(404);
    expect((await note(ana, ' ')).status).toBe(422);
    expect((await call('GET', `/customers/${newId()}/notes`)).status).toBe(404);
  });
});

describe('a field', () => {
  const add = (body: object) =>
    call<{ id: string; version: number }>('POST', '/customer-fields', body, 'admin');
  const set = (id: string, body: object, as: Role = 'agent') =>
    call('PUT', `/customers/${id}/fields`, body, as);

  beforeAll(async () => {
    await add({ key: 'tier', label: 'Tier', type: 'choice', choices: ['gold', 'silver'] });
    await add({ key: 'since', label: 'Customer since', type: 'date', position: 1 });
    await add({ key: 'orders', label: 'Orders', type: 'number', position: 2 });
    await add({ key: 'vip', label: 'VIP', type: 'flag', position: 3 });
    await add({ key: 'number', label: 'Number', type: 'text', position: 4 });
  });

  test('holds what its type allows, and is taken away by null', async () => {
    const all = { tier: 'gold', since: '2024-02-29', orders: 3.5, vip: false, number: 'A-1' };
    expect(await set(ana, all)).toMatchObject({ status: 200, body: { fields: all } });
    const { body } = await set(ana, { orders: 4, vip: null });
    expect(body.fields).toEqual({ tier: 'gold', since: '2024-02-29', orders: 4, number: 'A-1' });
    expect((await look(anaElsewhere)).fields).toEqual({});
  });

  test.each([
    [{ tier: 'bronze' }, ['tier']],
    [{ since: '2026-02-30', orders: '4' }, ['since', 'orders']],
    [{ number: ' ' }, ['number']],
    [{ tier: 'gold', shoeSize: 44 }, ['shoeSize']],
    [{ vip: 'yes' }, ['vip']],
    [{ tier: { x: 1 } }, ['tier']],
  ])('%j is refused whole, naming what is wrong', async (body, fields) => {
    const reply = await set(ana, body);
    expect(reply.status).toBe(422);
    expect(reply.body.errors?.map(({ field }) => field)).toEqual(fields);
    expect((await look(ana)).fields).toEqual({});
  });

  test('is set by several at once without one being refused: the last holds', async () => {
    const sets = Array.from({ length: 12 }, (_, index) =>
      index % 2 === 0 ? { orders: index, number: 'A' } : { number: 'B', orders: index },
    );
    const replies = await Promise.all(sets.map((body) => set(ana, body)));
    expect(replies.map(({ status }) => status)).toEqual(sets.map(() => 200));
    expect(sets).toContainEqual((await look(ana)).fields);
  });

  test('is the person’s: linked identities share it, the newest value holds', async () => {
    await set(ana, { tier: 'gold', orders: 1 });
    await set(anaElsewhere, { tier: 'silver', orders: 2 });
    await set(ana, { orders: 1 });
    await link();
    for (const id of [ana, anaElsewhere]) {
      expect((await look(id)).fields).toEqual({ tier: 'silver', orders: 1 });
    }
    await set(ana, { tier: null });
    expect((await look(anaElsewhere)).fields).toEqual({ orders: 1 });
  });

  test('is kept by admins: key and type stay, choices change, what is in it goes with it', async () => {
    const { body } = await add({ key: 'size', label: 'Size', type: 'choice', choices: ['s', 'm'] });
    const path = `/customer-fields/${body.id}`;
    await set(ana, { size: 's' });
    const patch = (change: object) => call('PATCH', path, change, 'admin');
    expect(await patch({ type: 'text' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'type' }] },
    });
    expect(await patch({ choices: ['m', 'l'] })).toMatchObject({
      status: 200,
      body: { version: 2 },
    });
    expect((await look(ana)).fields).toEqual({ size: 's' });
    expect((await set(ana, { size: 's' })).status).toBe(422);
    expect((await call('DELETE', path, {}, 'admin')).status).toBe(204);
    expect((await look(ana)).fields).toEqual({});
    const list = await call<{ data: { key: string }[] }>('GET', '/customer-fields');
    expect(list.body.data.map(({ key }) => key)).toEqual([
      'tier',
      'since',
      'orders',
      'vip',
      'number',
    ]);
  });

  test.each([
    [{ key: 'tier', label: 'x', type: 'text' }, 409, undefined],
    [{ key: 'x', label: 'x', type: 'choice' }, 422, 'choices'],
    [{ key: 'x', label: 'x', type: 'text', choices: ['a'] }, 422, 'choices'],
    [{ key: 'x', label: 'x', type: 'choice', choices: ['a', 'a'] }, 422, 'choices'],
    [{ key: '1x', label: 'x', type: 'text' }, 422, 'key'],
    [{ key: '__proto__', label: 'x', type: 'text' }, 422, 'key'],
    [{ key: 'x', label: 'x', type: 'colour' }, 422, 'type'],
  ])('%j is refused', async (body, status, field) => {
    const reply = await api.call('POST', '/api/v1/customer-fields', { body });
    expect(reply.status).toBe(status);
    if (field) expect(reply.body.errors[0]?.field).toBe(field);
  });
});
