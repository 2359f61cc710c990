/** Macros and bulk actions, down to the workflows and back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import type { Call } from './support/api.ts';
import { startWorkingDesk, type Opened, type WorkingDesk } from './support/working-desk.ts';

interface Outcome {
  type: string;
  conversationId: string;
  status: string;
  problem?: { code: string; status: number; errors?: { field: string }[] };
}
interface Run {
  steps: Outcome[];
  conversation: { status: string; priority: string; tags: string[]; assignedTo?: string };
}

let it: WorkingDesk;
beforeAll(async () => {
  it = await startWorkingDesk();
}, 120_000);
afterAll(() => it.end());

const post = <T>(path: string, body: unknown, call: Call = {}) =>
  it.api.call<T>('POST', `/api/v1${path}`, { as: 'agent', body, ...call });
const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });
const macroOf = async (steps: object[]) =>
  (await post<{ id: string }>('/macros', { name: 'x', steps }, { as: 'supervisor' })).body.id;
const run = ({ id }: Opened, macroId: string, call: Call = {}, body: object = {}) =>
  post<Run>(`/conversations/${id}/macros/${macroId}`, body, call);
const said = async ({ id }: Opened) => {
  const path = `/api/v1/conversations/${id}/messages`;
  const { body } = await it.api.call<{ data: { direction: string; content: string }[] }>(
    'GET',
    path,
  );
  return body.data.filter(({ direction }) => direction !== 'inbound');
};
const statuses = (outcomes: Outcome[]) => outcomes.map(({ status }) => status);

describe('a macro', () => {
  test('does its steps in order, with the names filled in, and the same key does nothing twice', async () => {
    const conversation = await it.opened();
    const macroId = await macroOf([
      { type: 'assign', agentId: 'me' },
      { type: 'reply', content: 'Hello from {{agent.firstName}} ({{conversation.id}})' },
      { type: 'note', content: 'Sent the usual to {{customer.name}}.' },
      { type: 'tags', add: ['refund'], remove: [] },
      { type: 'priority', priority: 'urgent' },
      { type: 'transfer', teamId: it.desk.teamId },
      { type: 'assign', agentId: null },
      { type: 'resolve' },
    ]);
    const key = newId();
    const first = await run(conversation, macroId, keyed(key));
    expect(first.status).toBe(200);
    expect(statuses(first.body.steps)).toEqual(Array(8).fill('done'));
    expect(first.body.steps.map(({ type }) => type)).toEqual([
      ...['assign', 'reply', 'note', 'tags', 'priority', 'transfer', 'assign', 'resolve'],
    ]);
    expect(first.body.conversation).toMatchObject({
      status: 'resolved',
      priority: 'urgent',
      tags: ['refund'],
    });
    const again = await run(conversation, macroId, keyed(key));
    expect(statuses(again.body.steps)).toEqual(Array(8).fill('done'));
    const words = await said(conversation);
    expect(words.map(({ content }) => content)).toContain(`Hello from The (${conversation.id})`);
    expect(words).toHaveLength(2);
    expect(words.some(({ content }) => content.includes('{{'))).toBe(false);
  });

  test('stops at the first refusal, and its key goes on from there', async () => {
    const conversation = await it.opened();
    const macroId = await macroOf([
      { type: 'tags', add: ['x'], remove: [] },
      { type: 'resolve' },
      { type: 'priority', priority: 'low' },
    ]);
    const key = newId();
    const first = await run(conversation, macroId, keyed(key));
    expect(first.status).toBe(200);
    expect(statuses(first.body.steps)).toEqual(['done', 'refused', 'skipped']);
    expect(first.body.steps[1]?.problem).toMatchObject({ code: 'reason_required', status: 422 });
    expect(first.body.conversation).toMatchObject({ tags: ['x'], priority: 'medium' });
    await post(`/conversations/${conversation.id}/messages`, { content: 'Here you are.' });
    const again = await run(conversation, macroId, keyed(key));
    expect(statuses(again.body.steps)).toEqual(['done', 'done', 'done']);
  });

  test('says nothing to a conversation that went on meanwhile', async () => {
    const conversation = await it.opened();
    const before = conversation.messageId;
    await conversation.writes('And one more thing');
    const macroId = await macroOf([{ type: 'reply', content: 'Bye' }, { type: 'resolve' }]);
    const { body } = await run(conversation, macroId, {}, { lastSeenMessageId: before });
    expect(statuses(body.steps)).toEqual(['refused', 'skipped']);
    expect(body.steps[0]?.problem?.code).toBe('stale_reply');
    expect(await said(conversation)).toEqual([]);
  });

  test('that was changed since does not pass for the one that the key was used with', async () => {
    const conversation = await it.opened();
    const macroId = await macroOf([{ type: 'priority', priority: 'low' }]);
    const key = newId();
    await run(conversation, macroId, keyed(key));
    const steps = [{ type: 'priority', priority: 'high' }];
    await it.api.call('PATCH', `/api/v1/macros/${macroId}`, { as: 'supervisor', body: { steps } });
    const { body } = await run(conversation, macroId, keyed(key));
    expect(body.steps[0]).toMatchObject({
      status: 'refused',
      problem: { code: 'idempotency_key_reused' },
    });
    expect(body.conversation.priority).toBe('low');
  });

  test('and a conversation that are not there are not found', async () => {
    const conversation = await it.opened();
    expect((await run(conversation, newId())).status).toBe(404);
    const macroId = await macroOf([{ type: 'pending' }]);
    expect((await run({ ...conversation, id: newId() }, macroId)).status).toBe(404);
  });
});

describe('in bulk', () => {
  const bulk = (conversationIds: string[], action: object, call: Call = {}) =>
    post<{ results: Outcome[] }>(
      '/conversations/bulk',
      { conversationIds, action },
      { as: 'supervisor', ...call },
    );

  test('each is done or refused by itself, in the order asked for', async () => {
    const [one, two, three] = [await it.opened(), await it.opened(), await it.opened()];
    const action = { type: 'resolve', reason: 'spam' };
    await bulk([two.id], action);
    const nowhere = newId();
    const { status, body } = await bulk([three.id, nowhere, two.id, one.id, three.id], action);
    expect(status).toBe(200);
    expect(body.results.map((it) => [it.conversationId, it.status, it.problem?.code])).toEqual([
      [three.id, 'done', undefined],
      [nowhere, 'refused', 'not_found'],
      [two.id, 'refused', 'wrong_status'],
      [one.id, 'done', undefined],
    ]);
  });

  test('the same key gives the first outcomes', async () => {
    const all = [await it.opened(), await it.opened()];
    const ids = all.map(({ id }) => id);
    const action = { type: 'resolve', reason: 'spam' };
    const key = newId();
    expect(statuses((await bulk(ids, action, keyed(key))).body.results)).toEqual(['done', 'done']);
    expect(statuses((await bulk(ids, action, keyed(key))).body.results)).toEqual(['done', 'done']);
    const other = await bulk(ids, { type: 'resolve', reason: 'duplicate' }, keyed(key));
    expect(other.body.results[0]?.problem?.code).toBe('idempotency_key_reused');
  });

  test('to an agent, to a team, tagged, put aside and opened again', async () => {
    const { id } = await it.opened();
    const done = async (action: object) => (await bulk([id], action)).body.results[0]?.status;
    const agentId = it.api.agents.agent;
    for (const action of [
      { type: 'assign', agentId },
      { type: 'transfer', teamId: it.desk.teamId },
      { type: 'tags', add: ['storm'] },
      { type: 'priority', priority: 'high' },
      { type: 'snooze', hours: 2 },
      { type: 'reopen' },
    ]) {
      expect([action.type, await done(action)]).toEqual([action.type, 'done']);
    }
    const { body } = await it.api.call('GET', `/api/v1/conversations/${id}`);
    expect(body).toMatchObject({ tags: ['storm'], priority: 'high', status: 'open' });
  });

  test('what cannot be is refused as a whole, naming the field', async () => {
    const { id } = await it.opened();
    const cases: [string[], object, string][] = [
      [[id], { type: 'assign', agentId: newId() }, 'action.agentId'],
      [[id], { type: 'assign', agentId: it.api.agents.viewer }, 'action.agentId'],
      [[id], { type: 'transfer', teamId: newId() }, 'action.teamId'],
      [[id], { type: 'close' }, 'action.type'],
      [[], { type: 'reopen' }, 'conversationIds'],
      [Array.from({ length: 101 }, newId), { type: 'reopen' }, 'conversationIds'],
    ];
    for (const [ids, action, field] of cases) {
      expect(await bulk(ids, action)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    }
    expect((await bulk([id], { type: 'reopen' }, { as: 'agent' })).status).toBe(403);
  });
});
