/** Canned replies, macros and tags, as supervisors keep them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, type DeskRows } from './support/rows.ts';

interface Tag {
  id?: string;
  name: string;
  colour?: string;
  openConversations: number;
}

let api: TestApi;
let desk: DeskRows;
beforeAll(async () => {
  api = await startApi();
  desk = await addDesk(api.parts.pool);
});
afterAll(() => api.end());

const call = <T = { id: string; version: number }>(method: string, path: string, body?: object) =>
  api.call<T>(method, `/api/v1${path}`, { as: 'supervisor', ...(body ? { body } : {}) });
const refused = async (path: string, body: object) => {
  const { status, body: problem } = await api.call('POST', `/api/v1${path}`, {
    as: 'supervisor',
    body,
  });
  return [status, problem.errors[0]?.field];
};

describe('a canned reply', () => {
  const hello = { shortcut: 'Hello', title: 'Hello', content: 'Hi {{customer.firstName}}!' };

  test('is written, read by agents, changed as of its version, and removed, with an audit row each', async () => {
    const { status, body } = await call('POST', '/canned-replies', hello);
    expect([status, body]).toMatchObject([201, { ...hello, shortcut: 'hello', version: 1 }]);
    const list = await api.call('GET', '/api/v1/canned-replies', { as: 'agent' });
    expect(list.body.data.map(({ id }) => id)).toEqual([body.id]);
    const path = `/canned-replies/${body.id}`;
    const changed = await call('PATCH', path, { language: 'en', teamId: desk.teamId });
    expect(changed.body).toMatchObject({ language: 'en', teamId: desk.teamId, version: 2 });
    const late = await api.call('PATCH', `/api/v1${path}`, {
      body: { title: 'x' },
      headers: { 'if-match': '"1"' },
    });
    expect(late.status).toBe(412);
    expect((await call('DELETE', path, {})).status).toBe(204);
    expect((await call('DELETE', path, {})).status).toBe(404);
    const audit = await call<{ data: { action: string }[] }>('GET', `/audit?target=${body.id}`);
    expect(audit.body.data.map(({ action }) => action)).toEqual([
      'canned_reply.deleted',
      'canned_reply.changed',
      'canned_reply.created',
    ]);
  });

  test('has its shortcut to itself, but in another language or for a team', async () => {
    expect((await call('POST', '/canned-replies', hello)).status).toBe(201);
    expect((await call('POST', '/canned-replies', { ...hello, shortcut: 'HELLO' })).status).toBe(
      409,
    );
    expect((await call('POST', '/canned-replies', { ...hello, language: 'de' })).status).toBe(201);
    expect((await call('POST', '/canned-replies', { ...hello, language: 'DE' })).status).toBe(409);
    const ours = await call('POST', '/canned-replies', { ...hello, teamId: desk.teamId });
    expect(ours.status).toBe(201);
    const list = (teamId: string) =>
      call<{ data: unknown[] }>('GET', `/canned-replies?teamId=${teamId}`);
    expect((await list(desk.teamId)).body.data).toHaveLength(3);
    expect((await list(newId())).body.data).toHaveLength(2);
  });

  test.each([
    [{ ...hello, content: 'Hi {{customer.age}}' }, 'content'],
    [{ ...hello, content: ' ' }, 'content'],
    [{ ...hello, shortcut: '/hello' }, 'shortcut'],
    [{ ...hello, shortcut: 'two words' }, 'shortcut'],
    [{ ...hello, language: 'English!' }, 'language'],
    [{ ...hello, teamId: newId() }, 'teamId'],
  ])('%j is refused', async (body, field) => {
    expect(await refused('/canned-replies', body)).toEqual([422, field]);
  });
});

describe('a macro', () => {
  test('is written, read by agents, changed and removed', async () => {
    const steps = [
      { type: 'reply', content: 'Hi {{customer.firstName}}' },
      { type: 'tags', add: ['done'], remove: [] },
      { type: 'assign', agentId: 'me' },
      { type: 'snooze', hours: 1.5 },
      { type: 'resolve' },
    ];
    const { status, body } = await call('POST', '/macros', { name: 'All', steps });
    expect([status, body]).toMatchObject([201, { name: 'All', steps, version: 1 }]);
    const list = await api.call('GET', '/api/v1/macros', { as: 'agent' });
    expect(list.body.data).toEqual([body]);
    const changed = await call('PATCH', `/macros/${body.id}`, { steps: [{ type: 'pending' }] });
    expect(changed.body).toMatchObject({ name: 'All', steps: [{ type: 'pending' }], version: 2 });
    expect((await call('DELETE', `/macros/${body.id}`, {})).status).toBe(204);
  });

  test.each([
    [[{ type: 'reply', content: '{{x}}' }], 'steps[0].content'],
    [[{ type: 'pending' }, { type: 'transfer', teamId: newId() }], 'steps[1].teamId'],
    [[{ type: 'assign', agentId: newId() }], 'steps[0].agentId'],
    [[{ type: 'hide' }], 'steps[0].type'],
    [[{ type: 'priority', priority: 'now' }], 'steps[0].priority'],
    [[{ type: 'snooze', hours: -1 }], 'steps[0].hours'],
    [[], 'steps'],
  ])('of %j is refused', async (steps, field) => {
    expect(await refused('/macros', { name: 'x', steps })).toEqual([422, field]);
  });

  test('that assigns to somebody who only looks on is refused', async () => {
    const steps = [{ type: 'assign', agentId: api.agents.viewer }];
    expect(await refused('/macros', { name: 'x', steps })).toEqual([422, 'steps[0].agentId']);
  });
});

test('tags are the catalogue, and what open conversations have besides, with how many', async () => {
  const { pool } = api.parts;
  await addConversation(pool, desk, { tags: ['refund', 'vip'] });
  await addConversation(pool, desk, { tags: ['refund'] });
  await addConversation(pool, desk, { tags: ['refund', 'old'], status: 'closed' });
  const made = await call('POST', '/tags', { name: 'refund', colour: '#aa0000' });
  await call('POST', '/tags', { name: 'unused' });
  expect((await call('POST', '/tags', { name: 'Refund' })).status).toBe(409);
  const list = async () => (await call<{ data: Tag[] }>('GET', '/tags')).body.data;
  expect(await list()).toMatchObject([
    { name: 'refund', colour: '#aa0000', openConversations: 2, id: made.body.id },
    { name: 'unused', openConversations: 0 },
    { name: 'vip', openConversations: 1 },
  ]);
  const changed = await call('PATCH', `/tags/${made.body.id}`, { name: 'returns', colour: null });
  expect(changed.body).toEqual({ id: made.body.id, name: 'returns', version: 2 });
  await call('DELETE', `/tags/${made.body.id}`, {});
  expect((await list()).map(({ name }) => name)).toEqual(['unused', 'refund', 'vip']);
  expect(await refused('/tags', { name: 'x', colour: 'red' })).toEqual([422, 'colour']);
});
