/** The live stream over real sockets: who may listen, what they hear, in which order, and what they missed. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hintLive } from '../../runtime/changes.ts';
import { transaction } from '../../runtime/database.ts';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';
import { happens, listen, type Listening } from './support/live.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

let api: TestApi;
let desk: DeskRows;
let conversation: { id: string; threadId: string };
const open: Listening[] = [];

const hear = async (
  role: 'viewer' | 'agent' | 'supervisor' | 'admin' = 'agent',
  since?: string,
): Promise<Listening> => {
  const client = await listen(api.url, { token: api.tokens[role], ...(since && { since }) });
  open.push(client);
  await client.next('hello');
  return client;
};
const eventually = (read: () => unknown) => expect.poll(read, { timeout: 10_000 });
const tagged = (tag: string) => ({ type: 'tags_changed', data: { tags: [tag] } });
const tagsIn = (client: Listening) =>
  client
    .of('change')
    .flatMap(({ timeline = [] }) => timeline.map(({ data }) => (data['tags'] as string[])[0]));

beforeAll(async () => {
  api = await startApi();
  desk = await addDesk(api.parts.pool);
});
afterAll(() => api.end());
beforeEach(async () => {
  open.splice(0).forEach((client) => client.cut());
  conversation = await addConversation(api.parts.pool, desk);
});

describe('who may listen', () => {
  const refusal = (options: Parameters<typeof listen>[1]) =>
    listen(api.url, options).then(
      (client) => {
        client.cut();
        return 'let in';
      },
      (error: unknown) => String(error).replace('Error: Unexpected server response: ', ''),
    );

  test('nobody without a token, and none from a page of elsewhere', async () => {
    const own = new URL(api.url).origin;
    expect(await refusal({ token: 'care_unknown_token' })).toBe('401');
    expect(await refusal({})).toBe('403');
    expect(await refusal({ headers: { origin: 'https://elsewhere.example' } })).toBe('403');
    expect(await refusal({ headers: { origin: 'null' } })).toBe('403');
    const rebound = { origin: 'http://elsewhere.example', host: 'elsewhere.example' };
    expect(await refusal({ headers: rebound })).toBe('403');
    // Our own page without a session.
    expect(await refusal({ headers: { origin: own } })).toBe('401');
    expect(await refusal({ token: api.tokens.viewer })).toBe('let in');
  });

  test('nothing else is upgraded', async () => {
    const answer = await fetch(`${api.url}/api/v1/live`, {
      headers: { authorization: `Bearer ${api.tokens.agent}` },
    });
    expect(answer.status).toBe(404);
    const elsewhere = { url: `${api.url}/api/v1/teams?` };
    await expect(listen(elsewhere.url, { token: api.tokens.agent })).rejects.toThrow('404');
  });

  test('one caller has twenty connections, and room again when one goes', async () => {
    const many: Listening[] = [];
    for (let n = 0; n < 20; n += 1) many.push(await hear('viewer'));
    expect(await refusal({ token: api.tokens.viewer })).toBe('429');
    expect(await refusal({ token: api.tokens.agent })).toBe('let in');
    many[0]?.cut();
    await eventually(() => refusal({ token: api.tokens.viewer })).toBe('let in');
  });
});

describe('what they hear', () => {
  test('an event, with the conversation, its messages and its sentence', async () => {
    const client = await hear();
    expect(await client.next('hello')).toMatchObject({
      ...{ agentId: api.agents.agent, heartbeatSeconds: 20 },
    });
    const { pool } = api.parts;
    await transaction(pool, async (db) => {
      const messageId = await addMessage(db, conversation, desk, { content: 'Where is it?' });
      await happens(db, conversation.id, {
        ...{ type: 'message_received', data: { messageId, needsAnswer: true, eventId: 1 } },
        actor: { type: 'customer' },
      });
      await happens(db, conversation.id, tagged('late'));
    });
    const change = await client.next(
      'change',
      ({ conversationId }) => conversationId === conversation.id,
    );
    expect(change).toMatchObject({
      what: 'tags_changed',
      conversation: { id: conversation.id, version: 3, customerName: 'Carla Customer' },
      messages: [{ content: 'Where is it?' }],
      timeline: [
        {
          version: 2,
          type: 'message_received',
          text: 'The customer wrote.',
          actor: { name: 'Carla Customer' },
        },
        { version: 3, text: 'Tags set: late.' },
      ],
    });
    const { body } = await api.call('GET', `/api/v1/conversations/${conversation.id}`, {
      as: 'agent',
    });
    expect(change.conversation).toEqual(body);
  });

  test('changes beside the log; a message that is gone', async () => {
    const { pool } = api.parts;
    const messageId = await addMessage(pool, conversation, desk, { content: 'x' });
    const gone = newId();
    const client = await hear();
    await pool.query(
      `insert into changes (kind, conversation_id, data) values ('message', $1, $2)`,
      [conversation.id, { messageIds: [messageId, gone] }],
    );
    const change = await client.next('change');
    expect(change).toMatchObject({
      what: 'message',
      messages: [{ id: messageId }],
      removedMessageIds: [gone],
      conversation: { id: conversation.id },
    });
  });

  test('people and settings as the role may see them, and notifications only one’s own', async () => {
    const [viewer, agent, admin] = [await hear('viewer'), await hear('agent'), await hear('admin')];
    const availability = { body: { availability: 'online' } };
    await api.call('PUT', `/api/v1/agents/${api.agents.agent}/availability`, availability);
    const { body: token } = await api.call('POST', '/api/v1/tokens', {
      body: { name: 'robot', role: 'viewer' },
    });
    await api.parts.pool.query(
      `with n as (insert into notifications (id, recipient_id, kind, cause) values ($1, $2, 'assigned', 'x') returning id)
       insert into changes (kind, recipient_id, data) select 'notification', $2, jsonb_build_object('notificationId', id) from n`,
      [newId(), api.agents.agent],
    );
    const isNotice = ({ notification }: { notification?: unknown }) => notification !== undefined;
    expect(await agent.next('change', isNotice)).toMatchObject({
      notification: { kind: 'assigned' },
    });
    const isAgent = ({ what }: { what: string }) => what === 'agent.availability';
    for (const client of [viewer, agent, admin]) {
      expect(await client.next('change', isAgent)).toMatchObject({
        agent: { id: api.agents.agent, availability: 'online' },
      });
    }
    expect(await admin.next('change', ({ what }) => what === 'token.created')).toMatchObject({
      target: expect.any(String) as unknown,
    });
    expect(JSON.stringify([viewer.frames, agent.frames])).not.toMatch(/token\.created/);
    expect(JSON.stringify([viewer.frames, admin.frames])).not.toMatch(/notification/);
    expect(token).toBeDefined();
  });

  test('what is unread is so for each by themselves', async () => {
    const { pool } = api.parts;
    const messageId = await addMessage(pool, conversation, desk, { content: 'Where is it?' });
    const path = `/api/v1/conversations/${conversation.id}`;
    await pool.query('update conversations set unread = 7 where id = $1', [conversation.id]);
    const clients = [await hear('agent'), await hear('supervisor'), await hear('admin')];
    await api.parts.pool.query(
      `insert into conversation_reads (agent_id, conversation_id, read_until, read_ordinal)
       select $1, conversation_id, recorded_at, ordinal from messages where id = $2`,
      [api.agents.agent, messageId],
    );
    await happens(pool, conversation.id, tagged('x'));
    const roles = ['agent', 'supervisor', 'admin'] as const;
    for (const [n, as] of roles.entries()) {
      const change = await clients[n]!.next('change', (it) => it.conversation !== undefined);
      expect(change.conversation).toEqual((await api.call('GET', path, { as })).body);
      expect(change.conversation?.unread).toBe([0, 1, 7][n]);
    }
    // Reading is told to the reader alone.
    clients.forEach((client) => client.clear());
    await api.call('POST', `${path}/unread`, { as: 'agent', body: { fromMessageId: messageId } });
    const own = await clients[0]!.next('change');
    expect(own).toMatchObject({ conversation: { unread: 1 } });
    expect(clients[1]!.of('change')).toEqual([]);
  });

  test('what is too large goes without what makes it so', async () => {
    const client = await hear();
    const messageIds: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const content = 'é'.repeat(50_000);
      messageIds.push(await addMessage(api.parts.pool, conversation, desk, { content }));
    }
    await api.parts.pool.query(
      `insert into changes (kind, conversation_id, data) values ('message', $1, $2)`,
      [conversation.id, { messageIds }],
    );
    const change = await client.next('change', ({ what }) => what === 'message');
    expect(change).toEqual({
      ...{ type: 'change', seq: change.seq, what: 'message' },
      ...{ conversationId: conversation.id, isPartial: true },
    });
  });
});

describe('the order', () => {
  test('who commits late is not passed over, nor overtaken', async () => {
    const { pool } = api.parts;
    const other = await addConversation(pool, desk);
    const client = await hear();
    const late = await pool.connect();
    await late.query('begin');
    await happens(late, conversation.id, tagged('late'));
    for (const tag of ['early-1', 'early-2']) await happens(pool, other.id, tagged(tag));
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(tagsIn(client)).toEqual([]);
    const [seq] = [client.seq()];
    await late.query('commit');
    late.release();
    await eventually(() => tagsIn(client)).toEqual(['late', 'early-1', 'early-2']);
    // One who came back meanwhile gets the same.
    const resumed = await hear('agent', seq);
    await eventually(() => tagsIn(resumed)).toEqual(['late', 'early-1', 'early-2']);
  });

  test('of many writers at once nothing is lost, doubled or out of its conversation’s order', async () => {
    const { pool } = api.parts;
    const client = await hear();
    const conversations = [conversation];
    for (let n = 0; n < 4; n += 1) conversations.push(await addConversation(pool, desk));
    await Promise.all(
      conversations.map(async ({ id }, writer) => {
        for (let n = 0; n < 60; n += 1) {
          await transaction(pool, async (db) => {
            await happens(db, id, tagged(`${writer}-${n}`));
            // Some take their number early and commit late.
            if (n % 7 === writer) await new Promise((resolve) => setTimeout(resolve, 60));
          });
          hintLive(pool);
        }
      }),
    );
    const versionsOf = (id: string) =>
      client
        .of('change')
        .flatMap(({ conversationId, timeline = [] }) =>
          conversationId === id ? timeline.map(({ version }) => version) : [],
        );
    const all = Array.from({ length: 60 }, (_, n) => n + 2);
    for (const { id } of conversations) await eventually(() => versionsOf(id)).toEqual(all);
  }, 60_000);
});

describe('coming back', () => {
  test('brings what was missed, in order, once, and then goes on', async () => {
    const { pool } = api.parts;
    const first = await hear();
    await happens(pool, conversation.id, tagged('seen'));
    await first.next('change');
    first.cut();
    for (let n = 0; n < 5; n += 1) await happens(pool, conversation.id, tagged(`missed-${n}`));
    const again = await hear('agent', first.seq());
    await happens(pool, conversation.id, tagged('after'));
    await eventually(() => tagsIn(again)).toEqual([
      'missed-0',
      'missed-1',
      'missed-2',
      'missed-3',
      'missed-4',
      'after',
    ]);
    // Who was there all the time, but heard nothing, is where the pong says.
    const idle = await hear();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    idle.say({ type: 'ping' });
    await idle.next('pong');
    idle.cut();
    const third = await hear('agent', idle.seq());
    await happens(pool, conversation.id, tagged('last'));
    await eventually(() => tagsIn(third)).toEqual(['last']);
  });

  test('too far back, or with what we never gave out, it is told to read afresh, and goes on', async () => {
    const { pool } = api.parts;
    const known = (await hear()).seq();
    const [xid = '', id = '', at = ''] = known.split('-');
    const dayAgo = String(Number(at) - 86_500);
    const future = `${String(BigInt(xid) + 1_000_000n)}-${id}-${at}`;
    const reasons = [];
    for (const since of [`${xid}-${id}-${dayAgo}`, future, 'nonsense', '', '1-2']) {
      const client = await hear('agent', since || '0');
      const { reason, seq } = await client.next('reload');
      reasons.push(reason);
      expect(seq).toMatch(/^\d+-\d+-\d+$/);
      client.clear();
      await happens(pool, conversation.id, tagged(reason));
      await eventually(() => tagsIn(client)).toEqual([reason]);
      client.cut();
    }
    expect(reasons).toEqual(['too_far_back', ...Array(4).fill('unknown_seq')]);
    await pool.query(`insert into changes (kind) select 'x' from generate_series(1, 5001)`);
    // The process has seen them when somebody else was told of something later.
    const other = await hear();
    await happens(pool, conversation.id, tagged('later'));
    await other.next('change');
    expect((await (await hear('agent', known)).next('reload')).reason).toBe('too_far_back');
  });

  test('a transaction longer than a reading comes whole', async () => {
    const { pool } = api.parts;
    const first = await hear();
    first.cut();
    await transaction(pool, async (db) => {
      for (let n = 0; n < 1_200; n += 1) await happens(db, conversation.id, tagged(String(n)));
    });
    const again = await hear('agent', first.seq());
    const all = Array.from({ length: 1_200 }, (_, n) => String(n));
    await eventually(() => tagsIn(again)).toEqual(all);
  }, 60_000);
});

describe('what may be said', () => {
  test.each([
    ['no JSON', '{', 4400],
    ['something else', '{"type":"shout"}', 4400],
    ['more than there is to say', '{"type":"ping","more":1}', 4400],
    ['no uuid', '{"type":"viewing","conversationId":"1"}', 4400],
    ['bytes', Buffer.from('{"type":"ping"}'), 4400],
    ['too much', `{"type":"ping","x":"${'x'.repeat(5_000)}"}`, 1009],
  ])('%s ends it', async (_what, said, code) => {
    const client = await hear();
    client.say(said);
    expect((await client.closed).code).toBe(code);
  });

  test('too often ends it', async () => {
    const client = await hear();
    for (let n = 0; n < 60; n += 1) client.say({ type: 'ping' });
    expect(await client.closed).toEqual({ code: 4429, reason: 'too many messages' });
  });
});
