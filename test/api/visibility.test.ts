/** A workspace that limits agents to their team: what is another team's is, for them, not there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

let api: TestApi;
let other: DeskRows;
/** By whose they are. */
let ids: Record<'ours' | 'nobodys' | 'mine' | 'theirs', string>;
let theirs: Awaited<ReturnType<typeof addConversation>>;
let messageId: string;

beforeAll(async () => {
  api = await startApi();
  const { pool } = api.parts;
  const desk = await addDesk(pool);
  other = { ...desk, teamId: newId() };
  await pool.query(`insert into teams (id, name) values ($1, 'Style')`, [other.teamId]);
  await pool.query('update agents set team_id = $1', [desk.teamId]);
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'own_team' } });
  const nobodys = await addConversation(pool, desk);
  await pool.query('update conversations set team_id = null where id = $1', [nobodys.id]);
  theirs = await addConversation(pool, other, { customer: 'Hidden Heidi' });
  messageId = await addMessage(pool, theirs, other, { content: 'hidden words' });
  ids = {
    ours: (await addConversation(pool, desk)).id,
    nobodys: nobodys.id,
    mine: (await addConversation(pool, other, { assignedTo: api.agents.agent })).id,
    theirs: theirs.id,
  };
});
afterAll(() => api.end());

const list = async (as: 'viewer' | 'agent' | 'supervisor' | 'admin', query = '') => {
  const { body } = await api.call('GET', `/api/v1/conversations${query}`, { as });
  return body.data.map(({ id }) => id).sort();
};

test('lists hold what one may see, however they are filtered', async () => {
  const { ours, nobodys, mine } = ids;
  expect(await list('agent')).toEqual([ours, nobodys, mine].sort());
  expect(await list('viewer')).toEqual([ours, nobodys].sort());
  expect(await list('supervisor')).toEqual(Object.values(ids).sort());
  expect(await list('admin')).toEqual(Object.values(ids).sort());
  expect(await list('agent', `?teamId=${other.teamId}`)).toEqual([mine]);
  expect(await list('agent', '?q=hidden')).toEqual([]);
  expect(await list('supervisor', '?q=hidden')).toEqual([ids.theirs]);
  const path = `/api/v1/customers/${theirs.customerId}/conversations`;
  expect((await api.call('GET', path, { as: 'agent' })).status).toBe(404);
});

test('a customer is for who sees a conversation of theirs, as whoever they write', async () => {
  const { pool } = api.parts;
  const path = `/api/v1/customers/${theirs.customerId}`;
  const found = async (as: 'agent' | 'supervisor') =>
    (await api.call('GET', '/api/v1/customers?q=heidi', { as })).body.data.map(({ id }) => id);
  const asks: [method: string, path: string, body?: object][] = [
    ['GET', path],
    ['GET', `${path}/notes`],
    ['GET', `${path}/candidates`],
    ['POST', `${path}/notes`, { content: 'A regular' }],
    ['PUT', `${path}/fields`, {}],
    ['PUT', `${path}/contact-points`, { kind: 'email', value: 'heidi@example.org' }],
    ['POST', `${path}/link`, { customerId: newId() }],
    ['POST', `${path}/unlink`, {}],
  ];
  for (const [method, at, body] of asks) {
    const { status } = await api.call(method, at, { as: 'agent', ...(body && { body }) });
    expect(`${at} ${String(status)}`).toBe(`${at} 404`);
  }
  expect(await found('agent')).toEqual([]);
  expect(await found('supervisor')).toEqual([theirs.customerId]);
  const view = { name: 'Heidi', filter: { customerId: theirs.customerId } };
  expect((await api.call('POST', '/api/v1/views', { as: 'agent', body: view })).status).toBe(422);

  // On another platform it is our team that she writes to.
  const ours = await addConversation(pool, { ...other, teamId: null as never });
  const link = { customerId: theirs.customerId };
  const call = (name: string) =>
    pool.query('update customers set name = $2 where id = $1', [ours.customerId, name]);
  await call('Hidden Heidi');
  const candidates = async (as: 'agent' | 'supervisor') =>
    (await api.call('GET', `/api/v1/customers/${ours.customerId}/candidates`, { as })).body.data;
  expect(await candidates('agent')).toEqual([]);
  expect(await candidates('supervisor')).toMatchObject([{ customer: { id: theirs.customerId } }]);
  await call('H. H.');
  const linking = (as: 'agent' | 'supervisor') =>
    api.call('POST', `/api/v1/customers/${ours.customerId}/link`, { as, body: link });
  expect((await linking('agent')).status).toBe(422);
  expect((await linking('supervisor')).status).toBe(200);
  expect((await api.call('GET', path, { as: 'agent' })).status).toBe(200);
  expect(await found('agent')).toEqual([theirs.customerId]);
  await api.call('POST', `${path}/unlink`, { as: 'supervisor', body: {} });
  expect((await api.call('GET', path, { as: 'agent' })).status).toBe(404);
  await pool.query('delete from conversations where id = $1', [ours.id]);
  expect(
    (await api.call('GET', `/api/v1/customers/${ours.customerId}`, { as: 'agent' })).status,
  ).toBe(200);
});

describe('what is hidden is answered like what is not there', () => {
  test.each([
    ['GET', '/conversations/{conversation}'],
    ['GET', '/conversations/{conversation}/messages'],
    ['GET', '/conversations/{conversation}/timeline'],
    ['GET', '/conversations/{conversation}/state'],
    ['GET', '/conversations/{conversation}/post'],
    ['GET', '/conversations/{conversation}/draft'],
    ['GET', '/conversations/{conversation}/presence'],
    ['POST', '/conversations/{conversation}/messages', { content: 'Hello' }],
    ['POST', '/conversations/{conversation}/resolve', {}],
    ['POST', '/conversations/{conversation}/unread', {}],
    ['POST', `/conversations/{conversation}/macros/${newId()}`, {}],
    ['POST', '/conversations/{conversation}/private-reply', { content: 'Hello' }],
    ['POST', '/messages/{message}/cancel', {}],
    ['POST', '/messages/{message}/like', {}],
    ['POST', '/messages/{message}/edit', { content: 'Other' }],
  ])('%s %s', async (method, path, body?: object) => {
    const ask = (conversation: string, message: string, as: 'agent' | 'supervisor' = 'agent') =>
      api.call<Record<string, unknown>>(
        method,
        `/api/v1${path.replace('{conversation}', conversation).replace('{message}', message)}`,
        { as, ...(body ? { body } : {}) },
      );
    const [hidden, missing] = [await ask(theirs.id, messageId), await ask(newId(), newId())];
    expect(hidden.status).toBe(404);
    expect((await ask(newId(), newId(), 'supervisor')).status).toBe(404);
    const { instance: _one, ...told } = hidden.body;
    const { instance: _other, ...wouldBe } = missing.body;
    expect(told).toEqual(wouldBe);
  });
});

test('notifications of what went to another team are not shown any more', async () => {
  const { pool } = api.parts;
  const about = async (conversationId: string) => {
    const id = newId();
    await pool.query(
      `insert into notifications (id, recipient_id, conversation_id, kind, cause) values ($1, $2, $3, 'mention', $4)`,
      [id, api.agents.agent, conversationId, `cause ${id}`],
    );
    return id;
  };
  const [shown, hidden] = [await about(ids.ours), await about(ids.theirs)];
  const { body } = await api.call('GET', '/api/v1/notifications', { as: 'agent' });
  expect(body.data.map(({ id }) => id)).toEqual([shown]);
  const read = (id: string) =>
    api.call('POST', `/api/v1/notifications/${id}/read`, { as: 'agent', body: {} });
  expect((await read(hidden)).status).toBe(404);
  expect((await read(shown)).status).toBe(200);
});

test('a file is for who sees the message that shows it', async () => {
  const { pool } = api.parts;
  const fileId = newId();
  await pool.query(
    `insert into files (id, kind, status, storage_key) values ($1, 'image', 'refused', 'x')`,
    [fileId],
  );
  await pool.query('insert into file_uses (message_id, position, file_id) values ($1, 0, $2)', [
    messageId,
    fileId,
  ]);
  const get = (as: 'agent' | 'supervisor') => api.call('GET', `/api/v1/files/${fileId}`, { as });
  expect((await get('agent')).status).toBe(404);
  expect((await get('supervisor')).status).toBe(410);
});

test('a customer whose conversation another team has is not written to behind its back', async () => {
  const body = { accountId: other.accountId, customerId: theirs.customerId, content: 'Hello' };
  await addMessage(api.parts.pool, theirs, other, { content: 'again' });
  const start = (as: 'agent' | 'supervisor') =>
    api.call<{ code: string; conversationId?: string }>('POST', '/api/v1/conversations', {
      as,
      body,
    });
  expect((await start('supervisor')).body).toMatchObject({
    code: 'conversation_exists',
    conversationId: theirs.id,
  });
  expect((await start('agent')).body.code).toBe('invalid_request');
  // Even where something else of theirs is ours to see.
  const comment = await addConversation(api.parts.pool, other);
  await api.parts.pool.query(
    'update conversations set team_id = null, customer_id = $2 where id = $1',
    [comment.id, theirs.customerId],
  );
  const { body: told } = await start('agent');
  expect(told.code).toBe('conversation_exists');
  expect(JSON.stringify(told)).not.toContain(theirs.id);
  await api.parts.pool.query('delete from conversations where id = $1', [comment.id]);
});

test('what was done before is not a way to look again', async () => {
  const commandId = newId();
  const outcome = { status: 'done', conversationId: theirs.id };
  await api.parts.pool.query(
    `insert into commands (id, conversation_id, type, body_hash, outcome) values ($1, $2, 'tags', 'x', $3)`,
    [commandId, theirs.id, JSON.stringify(outcome)],
  );
  const get = (as: 'agent' | 'admin') => api.call('GET', `/api/v1/commands/${commandId}`, { as });
  expect((await get('agent')).status).toBe(404);
  expect((await get('admin')).status).toBe(200);
});
