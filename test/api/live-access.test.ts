/** Who hears what when teams keep to themselves, when somebody's access ends or changes, and when nobody reads. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import type { Role } from '../../api/permissions.ts';
import { hashToken } from '../../api/authenticate.ts';
import { newToken, startApi, type TestApi } from './support/api.ts';
import { loggedIn } from './support/browser.ts';
import { happens, listen, type Listening } from './support/live.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

let api: TestApi;
let ours: DeskRows;
let theirs: DeskRows;
const open: Listening[] = [];

const hear = async (token: string, headers?: Record<string, string>): Promise<Listening> => {
  const client = await listen(api.url, headers ? { headers } : { token });
  open.push(client);
  await client.next('online');
  return client;
};
const as = (role: Role) => hear(api.tokens[role]);
const eventually = (read: () => unknown) => expect.poll(read, { timeout: 10_000 });
const setTeam = (id: string, teamId: string) =>
  api.call('PATCH', `/api/v1/agents/${id}`, { body: { teamId } });

beforeAll(async () => {
  api = await startApi({ live: { heartbeatMs: 1_500, slowAfterMs: 1_000 } });
  const { pool } = api.parts;
  ours = await addDesk(pool);
  theirs = { ...ours, teamId: newId() };
  await pool.query(`insert into teams (id, name) values ($1, 'Style')`, [theirs.teamId]);
  await pool.query('update agents set team_id = $1', [ours.teamId]);
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'own_team' } });
});
afterAll(() => api.end());
beforeEach(() => open.splice(0).forEach((client) => client.cut()));

describe('where teams keep to themselves', () => {
  test('nothing of another team’s conversation is heard, of one’s own and of nobody’s everything', async () => {
    const { pool } = api.parts;
    const hidden = await addConversation(pool, theirs, { customer: 'Hidden Heidi' });
    const own = await addConversation(pool, ours);
    const mine = await addConversation(pool, theirs, { assignedTo: api.agents.agent });
    const [agent, viewer, supervisor] = [
      await as('agent'),
      await as('viewer'),
      await as('supervisor'),
    ];
    const messageId = await addMessage(pool, hidden, theirs, { content: 'hidden words' });
    await happens(pool, hidden.id, { type: 'message_received', data: { messageId, eventId: 1 } });
    await pool.query(
      `with n as (insert into notifications (id, recipient_id, conversation_id, kind, cause)
                  values (gen_random_uuid(), $1, $2, 'mentioned', 'x') returning id)
       insert into changes (kind, recipient_id, data) select 'notification', $1, jsonb_build_object('notificationId', id) from n`,
      [api.agents.agent, hidden.id],
    );
    supervisor.say({ type: 'viewing', conversationId: hidden.id });
    await happens(pool, mine.id, { type: 'tags_changed', data: { tags: [] } });
    await happens(pool, own.id, { type: 'tags_changed', data: { tags: [] } });
    for (const client of [agent, viewer, supervisor]) {
      await client.next('change', (it) => it.conversationId === own.id);
    }
    const heardBy = (client: Listening) => [
      ...new Set(client.of('change').map((it) => it.conversationId)),
    ];
    expect(heardBy(supervisor).sort()).toEqual([hidden.id, mine.id, own.id].sort());
    expect(heardBy(agent)).toEqual([mine.id, own.id]);
    expect(heardBy(viewer)).toEqual([own.id]);
    await supervisor.next('presence', (it) => it.conversationId === hidden.id);
    expect(JSON.stringify(agent.frames)).not.toContain(hidden.id);
    expect(JSON.stringify(agent.frames)).not.toContain('hidden');
  });

  test('of one that is merged that who sees its survivor sees it: also who is in it', async () => {
    const { pool } = api.parts;
    const survivor = await addConversation(pool, theirs);
    const merged = await addConversation(pool, ours);
    const seen = await addConversation(pool, ours);
    await pool.query('update conversations set merged_into = $2 where id = $1', [
      merged.id,
      survivor.id,
    ]);
    const [agent, supervisor] = [await as('agent'), await as('supervisor')];
    supervisor.say({ type: 'viewing', conversationId: merged.id });
    await supervisor.next('presence', (it) => it.conversationId === merged.id);
    supervisor.say({ type: 'viewing', conversationId: seen.id });
    await agent.next('presence', (it) => it.conversationId === seen.id);
    expect(JSON.stringify(agent.frames)).not.toContain(merged.id);
  });

  test('what goes to another team leaves the sight of those who saw it, and of nobody else', async () => {
    const { pool } = api.parts;
    const [moving, never] = [
      await addConversation(pool, ours),
      await addConversation(pool, theirs),
    ];
    const [agent, supervisor] = [await as('agent'), await as('supervisor')];
    const move = async (id: string, from: string, to: string) => {
      await pool.query(
        `with moved as (update conversations set team_id = $2 where id = $1)
         insert into changes (kind, conversation_id, data) values ('moved', $1, $3)`,
        [id, to, { teamId: from, assignedTo: null }],
      );
      await happens(pool, id, { type: 'transferred', data: { teamId: to, why: 'test' } });
    };
    await move(never.id, theirs.teamId, theirs.teamId);
    await move(moving.id, ours.teamId, theirs.teamId);
    const gone = await agent.next('change', ({ removed }) => removed !== undefined);
    expect(gone).toEqual({
      ...{ type: 'change', what: 'moved', seq: gone.seq },
      removed: { conversationId: moving.id },
    });
    await supervisor.next('change', ({ conversation }) => conversation?.teamId === theirs.teamId);
    await move(moving.id, theirs.teamId, ours.teamId);
    const back = await agent.next('change', ({ conversation }) => conversation !== undefined);
    expect(back.conversation).toMatchObject({ id: moving.id, teamId: ours.teamId });
    expect(JSON.stringify(agent.frames)).not.toContain(never.id);
  });

  test('who is put into another team is told to read afresh, and hears what is theirs now', async () => {
    const { pool } = api.parts;
    const [own, other] = [await addConversation(pool, ours), await addConversation(pool, theirs)];
    const agent = await as('agent');
    const begun = Date.now();
    await setTeam(api.agents.agent, theirs.teamId);
    expect(await agent.next('reload')).toMatchObject({ reason: 'permissions_changed' });
    expect(Date.now() - begun).toBeLessThan(2_000);
    agent.clear();
    for (const { id } of [own, other])
      await happens(pool, id, { type: 'tags_changed', data: { tags: [] } });
    const isTold = (it: { conversationId?: string | undefined }) => it.conversationId === other.id;
    await agent.next('change', isTold);
    expect(agent.of('change').filter((it) => it.conversationId === own.id)).toEqual([]);
    await setTeam(api.agents.agent, ours.teamId);
  });
});

describe('whose access ends', () => {
  const closedWithin = async (client: Listening, act: () => Promise<unknown>) => {
    const begun = Date.now();
    await act();
    const end = await client.closed;
    expect(Date.now() - begun).toBeLessThan(2_000);
    return end;
  };
  const over = { code: 4401, reason: 'not authenticated any more' };

  test('a token that is revoked', async () => {
    const { body } = await api.call<{ id: string; token: string }>('POST', '/api/v1/tokens', {
      body: { name: 'robot', role: 'viewer' },
    });
    const [robot, agent] = [await hear(body.token), await as('agent')];
    const end = await closedWithin(robot, () => api.call('DELETE', `/api/v1/tokens/${body.id}`));
    expect(end).toEqual(over);
    expect(agent.socket.readyState).toBe(agent.socket.OPEN);
  });

  test('an agent who is taken out of service, whatever they came with', async () => {
    const { prisma } = api.parts;
    const [id, token] = [newId(), newToken()];
    await prisma.agent.create({
      data: { id, name: 'Max', email: 'max@desk.example', role: 'agent' },
    });
    await prisma.apiToken.create({
      data: {
        id: newId(),
        name: 'x',
        role: 'agent',
        agentId: id,
        tokenHash: new Uint8Array(hashToken(token)),
      },
    });
    const client = await hear(token);
    const out = () => api.call('PATCH', `/api/v1/agents/${id}`, { body: { active: false } });
    expect(await closedWithin(client, out)).toEqual(over);
  });

  test('a session, opened from the desk’s own page, that is logged out', async () => {
    const page = await loggedIn(api, 'supervisor');
    const headers = { cookie: page.cookie() ?? '', origin: api.url };
    const foreign = { ...headers, origin: 'https://elsewhere.example' };
    await expect(listen(api.url, { headers: foreign })).rejects.toThrow('403');
    await expect(listen(api.url, { headers: { cookie: headers.cookie } })).rejects.toThrow('403');
    const client = await hear('', headers);
    expect(await client.next('hello')).toMatchObject({ agentId: api.agents.supervisor });
    expect(await closedWithin(client, () => page.call('DELETE', '/session'))).toEqual(over);
  });
});

describe('a page that is left open', () => {
  test('does not keep its session alive by listening, and hears no more when that is over', async () => {
    const { pool } = api.parts;
    const page = await loggedIn(api, 'agent');
    const { sessionId } = (await page.call<{ sessionId: string }>('GET', '/session')).body;
    const unused = (minutes: number) =>
      pool.query(`update sessions set seen_at = now() - $2 * interval '1 minute' where id = $1`, [
        sessionId,
        minutes,
      ]);
    await unused(60);
    const client = await hear('', { cookie: page.cookie() ?? '', origin: api.url });
    await setTeam(api.agents.agent, theirs.teamId);
    await client.next('reload');
    await setTeam(api.agents.agent, ours.teamId);
    const { rows } = await pool.query<{ is: boolean }>(
      `select seen_at < now() - interval '59 minutes' as is from sessions where id = $1`,
      [sessionId],
    );
    expect(rows).toEqual([{ is: true }]);
    await unused(100_000);
    await pool.query(`select pg_notify('careline_revoked', $1)`, [sessionId]);
    expect(await client.closed).toMatchObject({ code: 4401 });
  });
});

describe('who does not read', () => {
  test('is ended as too slow, hears the rest after coming back, and holds up nobody', async () => {
    const { pool } = api.parts;
    const conversation = await addConversation(pool, ours);
    const [slow, quick] = [await as('agent'), await as('supervisor')];
    const known = slow.seq();
    slow.socket.pause();
    const content = 'x'.repeat(200_000);
    const many = 60;
    for (let n = 0; n < many; n += 1) {
      const messageId = await addMessage(pool, conversation, ours, { content });
      await happens(pool, conversation.id, {
        type: 'note_added',
        data: { messageId, mentions: [] },
      });
    }
    const versionsIn = (client: Listening) =>
      client.of('change').flatMap(({ timeline = [] }) => timeline.map(({ version }) => version));
    const all = Array.from({ length: many }, (_, n) => n + 2);
    await eventually(() => versionsIn(quick)).toEqual(all);
    const ended = async () =>
      (await api.parts.metrics.registry.getSingleMetric('careline_live_ended_total')?.get())
        ?.values;
    await eventually(ended).toContainEqual({ labels: { why: 'tooSlow' }, value: 1 });
    slow.cut();
    const again = await listen(api.url, { token: api.tokens.agent, since: known });
    open.push(again);
    await eventually(() => versionsIn(again)).toEqual(all);
  }, 60_000);

  test('and who does not answer a heartbeat is gone', async () => {
    const client = await listen(api.url, { token: api.tokens.agent, autoPong: false });
    open.push(client);
    expect((await client.closed).code).toBe(1006);
    const alive = await as('agent');
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
    // Each beat brings the place, for who hears nothing else.
    expect(alive.of('pong').length).toBeGreaterThan(2);
  });
});
