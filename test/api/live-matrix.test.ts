/**
 * Who × every topic of the live stream, and × whose the conversation is: generated from the table of topics, so that a new one fails
 * here until a row says who may hear it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { topics } from '../../api/live/topics.ts';
import { rankOf, roles, type Role } from '../../api/permissions.ts';
import { newId } from '../../runtime/ids.ts';
import { hintLive } from '../../runtime/changes.ts';
import { newToken, startApi, type TestApi } from './support/api.ts';
import { happens, listen, type Listening } from './support/live.ts';
import { addConversation, addDesk, type DeskRows } from './support/rows.ts';

/** The least role that hears of it. */
const leastRole: Record<keyof typeof topics, Role> = {
  conversation: 'viewer',
  presence: 'viewer',
  online: 'viewer',
  notification: 'viewer',
  agent: 'viewer',
  team: 'viewer',
  settings: 'viewer',
  account: 'viewer',
  answer_policy: 'supervisor',
  sla_policy: 'viewer',
  routing_rule: 'viewer',
  canned_reply: 'viewer',
  macro: 'viewer',
  knowledge: 'agent',
  tag: 'viewer',
  view: 'viewer',
  customer: 'viewer',
  customer_field: 'viewer',
  crm_connection: 'admin',
  data_export: 'supervisor',
  erasure: 'admin',
  dead_letter: 'supervisor',
  token: 'admin',
};
/** Told about somebody or some conversation: their own tests are live-access and live-presence. */
const personal = new Set(['conversation', 'presence', 'online', 'notification']);

let api: TestApi;
let ours: DeskRows;

beforeAll(async () => {
  api = await startApi();
  ours = await addDesk(api.parts.pool);
  await api.parts.pool.query('update agents set team_id = $1', [ours.teamId]);
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'own_team' } });
});
afterAll(() => api.end());

test('every topic is declared here, and nothing else is', () => {
  expect(Object.keys(leastRole).sort()).toEqual(Object.keys(topics).sort());
});

test('nobody, and who was revoked, is not let in at all', async () => {
  const revoked = newToken();
  await expect(listen(api.url)).rejects.toThrow(/40[13]/);
  await expect(listen(api.url, { token: revoked })).rejects.toThrow(/40[13]/);
});

test('each role hears of the topics that it may, and of no other', async () => {
  const { pool } = api.parts;
  const clients = await Promise.all(
    roles.map(async (role) => [role, await listen(api.url, { token: api.tokens[role] })] as const),
  );
  for (const [, client] of clients) await client.next('online');
  const told = Object.keys(topics).filter((topic) => !personal.has(topic));
  for (const topic of told) {
    await pool.query('insert into changes (kind, data) values ($1, $2)', [
      `${topic}.matrix`,
      { target: newId() },
    ]);
  }
  // Heard by everybody, and after all of them.
  await pool.query('insert into changes (kind, data) values ($1, $2)', [
    'tag.last',
    { target: newId() },
  ]);
  hintLive(pool);
  for (const [role, client] of clients) {
    await client.next('change', ({ what }) => what === 'tag.last');
    const heard = client
      .of('change')
      .flatMap(({ what }) => (what.endsWith('.matrix') ? [what.split('.')[0] ?? ''] : []));
    const expected = told.filter(
      (topic) => rankOf(role) >= rankOf(leastRole[topic as keyof typeof topics]),
    );
    expect([role, [...new Set(heard)].sort()]).toEqual([role, [...expected].sort()]);
    client.cut();
  }
});

test('own, of the team, of another team: each hears of the conversations that they may see', async () => {
  const { pool } = api.parts;
  const others = { ...ours, teamId: newId() };
  await pool.query(`insert into teams (id, name) values ($1, 'Others')`, [others.teamId]);
  const own = await addConversation(pool, others, { assignedTo: api.agents.agent });
  const team = await addConversation(pool, ours);
  const other = await addConversation(pool, others);
  const last = await addConversation(pool, ours);
  const sees: Record<Role, string[]> = {
    viewer: [team.id],
    agent: [own.id, team.id],
    supervisor: [own.id, team.id, other.id],
    admin: [own.id, team.id, other.id],
  };
  const clients: [Role, Listening][] = [];
  for (const role of roles)
    clients.push([role, await listen(api.url, { token: api.tokens[role] })]);
  for (const [, client] of clients) await client.next('online');
  for (const { id } of [own, team, other, last])
    await happens(pool, id, { type: 'tags_changed', data: { tags: [] } });
  for (const [role, client] of clients) {
    await client.next('change', ({ conversationId }) => conversationId === last.id);
    const heard = client.of('change').flatMap(({ conversationId }) => conversationId ?? []);
    expect([role, heard.filter((id) => id !== last.id).sort()]).toEqual([
      role,
      sees[role].toSorted(),
    ]);
    client.cut();
  }
});
