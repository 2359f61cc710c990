/** Who is online, who views what and who writes: over several api processes, as far as each may see. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import { addAccount } from '../ingest/fixtures.ts';
import { startApi, type TestApi } from './support/api.ts';
import { listen, type FrameOf, type Listening } from './support/live.ts';
import { addConversation, addDesk, type DeskRows } from './support/rows.ts';
import type { Role } from '../../api/permissions.ts';

let one: TestApi;
/** On the same database. */
let two: TestApi;
let desk: DeskRows;
let conversationId: string;
const open: Listening[] = [];

const hear = async (at: TestApi, role: Role): Promise<Listening> => {
  const client = await listen(at.url, { token: one.tokens[role] });
  open.push(client);
  await client.next('online');
  return client;
};
const stateIn = ({ agents }: FrameOf<'presence'>) =>
  agents.map(({ agentId, state }) => `${roleOf(agentId)} ${state}`);
const roleOf = (agentId: string) =>
  Object.entries(one.agents).find(([, id]) => id === agentId)?.[0] ?? agentId;
/** What the client was told last of the conversation. */
const lastOf = (client: Listening) => {
  const last = client.of('presence').findLast((it) => it.conversationId === conversationId);
  return last && stateIn(last);
};
const eventually = (read: () => unknown) => expect.poll(read, { timeout: 10_000 });

beforeAll(async () => {
  one = await startApi();
  two = await startApi({ like: one });
  desk = await addDesk(one.parts.pool);
});
afterAll(async () => {
  await two.end();
  await one.end();
});
beforeEach(async () => {
  open.splice(0).forEach((client) => client.cut());
  conversationId = (await addConversation(one.parts.pool, desk)).id;
  await eventually(async () => {
    const { body } = await one.call<{ data: { isConnected: boolean }[] }>(
      'GET',
      '/api/v1/presence',
    );
    return body.data.filter(({ isConnected }) => isConnected);
  }).toEqual([]);
});

describe('who is where', () => {
  test('is told to the others, at another process too, and over REST', async () => {
    const [agent, supervisor] = [await hear(one, 'agent'), await hear(two, 'supervisor')];
    agent.say({ type: 'viewing', conversationId });
    await eventually(() => lastOf(supervisor)).toEqual(['agent viewing']);
    supervisor.say({ type: 'typing', conversationId, kind: 'note' });
    await eventually(() => lastOf(agent)).toEqual(['agent viewing', 'supervisor noting']);
    agent.say({ type: 'typing', conversationId, kind: 'reply' });
    await eventually(() => lastOf(supervisor)).toEqual(
      ['supervisor noting', 'agent replying'].toReversed(),
    );
    for (const api of [one, two]) {
      const path = `/api/v1/conversations/${conversationId}/presence`;
      const { body } = await api.call<FrameOf<'presence'>>('GET', path, {
        token: one.tokens.viewer,
      });
      expect(body.agents).toMatchObject([
        { agentId: one.agents.agent, name: 'The agent', state: 'replying' },
        { agentId: one.agents.supervisor, state: 'noting' },
      ]);
      const all = await api.call<{ data: object[] }>('GET', '/api/v1/presence', {
        token: one.tokens.viewer,
      });
      expect(all.body.data).toContainEqual({
        ...{
          agentId: one.agents.agent,
          name: 'The agent',
          availability: 'offline',
          isConnected: true,
        },
        in: [{ conversationId, state: 'replying', since: expect.any(String) as unknown }],
      });
    }
    agent.say({ type: 'typing', conversationId, kind: null });
    await eventually(() => lastOf(supervisor)).toEqual(['agent viewing', 'supervisor noting']);
    agent.say({ type: 'viewing', conversationId: null });
    await eventually(() => lastOf(supervisor)).toEqual(['supervisor noting']);
  });

  test('typing ends by itself, and the connection’s end ends everything', async () => {
    const [agent, supervisor] = [await hear(one, 'agent'), await hear(two, 'supervisor')];
    agent.say({ type: 'viewing', conversationId });
    agent.say({ type: 'typing', conversationId, kind: 'reply' });
    await eventually(() => lastOf(supervisor)).toEqual(['agent replying']);
    const begun = Date.now();
    await eventually(() => lastOf(supervisor)).toEqual(['agent viewing']);
    expect(Date.now() - begun).toBeGreaterThan(4_000);
    agent.cut();
    await eventually(() => lastOf(supervisor)).toEqual([]);
    const offline = { agentId: one.agents.agent, availability: 'offline', isConnected: false };
    await supervisor.next('online', ({ agents }) =>
      agents.some((it) => it.agentId === offline.agentId && !it.isConnected),
    );
    expect(supervisor.of('online').at(-1)?.agents).toEqual([offline]);
  }, 40_000);

  test('in two windows counts what weighs more, until both are closed', async () => {
    const supervisor = await hear(two, 'supervisor');
    const windows = [await hear(one, 'agent'), await hear(two, 'agent')];
    for (const it of windows) it.say({ type: 'viewing', conversationId });
    windows[1]!.say({ type: 'typing', conversationId, kind: 'note' });
    await eventually(() => lastOf(supervisor)).toEqual(['agent noting']);
    windows[1]!.cut();
    await eventually(() => lastOf(supervisor)).toEqual(['agent viewing']);
    windows[0]!.cut();
    await eventually(() => lastOf(supervisor)).toEqual([]);
  });

  test('is known to who comes later, and to a process that starts later', async () => {
    const agent = await hear(one, 'agent');
    agent.say({ type: 'viewing', conversationId });
    const late = await hear(one, 'supervisor');
    await eventually(() => lastOf(late)).toEqual(['agent viewing']);
    const three = await startApi({ like: one });
    const client = await hear(three, 'supervisor');
    await eventually(() => lastOf(client)).toEqual(['agent viewing']);
    // … and forgotten with a process that goes.
    await hear(three, 'viewer');
    client.say({ type: 'viewing', conversationId });
    await eventually(() => lastOf(agent)).toEqual(['agent viewing', 'supervisor viewing']);
    late.clear();
    await three.end();
    await eventually(() => lastOf(late)).toEqual(['agent viewing']);
    expect(await client.closed).toEqual({ code: 1001, reason: 'the desk is restarting' });
  }, 40_000);

  test('of what is not there, or for agents only, nothing comes', async () => {
    const [viewer, agent, admin] = [
      await hear(one, 'viewer'),
      await hear(one, 'agent'),
      await hear(one, 'admin'),
    ];
    viewer.say({ type: 'viewing', conversationId });
    // A token that is nobody's.
    admin.say({ type: 'viewing', conversationId });
    agent.say({ type: 'viewing', conversationId: newId() });
    agent.say({ type: 'viewing', conversationId });
    await eventually(() => lastOf(viewer)).toEqual(['agent viewing']);
    expect(viewer.of('presence').flatMap(stateIn)).toEqual(['agent viewing']);
  });

  test('a connection is a sign of life, and availability is told', async () => {
    const { pool } = one.parts;
    await pool.query('update agents set presence_at = null');
    const agent = await hear(one, 'agent');
    const alive = async () => {
      const { rows } = await pool.query<{ alive: boolean }>(
        `select presence_at > now() - interval '10 seconds' as alive from agents where id = $1`,
        [one.agents.agent],
      );
      return rows[0]?.alive;
    };
    await eventually(alive).toBe(true);
    const viewer = await hear(two, 'viewer');
    const path = `/api/v1/agents/${one.agents.agent}/availability`;
    await one.call('PUT', path, { as: 'agent', body: { availability: 'away' } });
    for (const client of [agent, viewer]) {
      const isAway = ({ agents }: FrameOf<'online'>) =>
        agents.some((it) => it.availability === 'away');
      expect((await client.next('online', isAway)).agents).toContainEqual({
        ...{ agentId: one.agents.agent, availability: 'away', isConnected: true },
      });
    }
  });

  test('a customer who types is shown for a moment, and leaves nothing behind', async () => {
    const { pool } = one.parts;
    const consumerSecret = 'the-consumer-secret';
    const accountId = await addAccount(pool, {
      ...{ platform: 'x', externalId: '111', credentials: { consumerSecret } },
    });
    await pool.query(
      `with t as (update threads set account_id = $2, platform = 'x', key = 'dm:222'
                   where id = (select thread_id from conversations where id = $1))
       update conversations set account_id = $2, platform = 'x' where id = $1`,
      [conversationId, accountId],
    );
    const types = (sender: string, secret: string) => {
      const list = [{ sender_id: sender, target: { recipient_id: '111' } }];
      const body = JSON.stringify({
        ...{ for_user_id: '111', direct_message_indicate_typing_events: list, users: {} },
      });
      const signature = createHmac('sha256', secret).update(body).digest('base64');
      const headers = { 'x-twitter-webhooks-signature': `sha256=${signature}` };
      return fetch(`${one.url}/webhooks/x`, { method: 'POST', body, headers });
    };
    const clients = [await hear(one, 'agent'), await hear(two, 'viewer')];
    expect((await types('222', 'another-secret')).status).toBe(401);
    expect((await types('999', consumerSecret)).status).toBe(200);
    expect((await types('222', consumerSecret)).status).toBe(200);
    const isTyping = (client: Listening) => client.of('presence').at(-1)?.customerTyping;
    for (const client of clients) await eventually(() => isTyping(client)).toBe(true);
    const all = clients.flatMap((client) =>
      client.of('presence').filter((it) => it.customerTyping),
    );
    expect(all.map((it) => it.conversationId)).toEqual([conversationId, conversationId]);
    for (const client of clients) await eventually(() => isTyping(client)).toBeUndefined();
    const { rows } = await pool.query(
      `select (select count(*)::int from inbox_events) + (select count(*)::int from dead_letters) as n`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  }, 40_000);
});
