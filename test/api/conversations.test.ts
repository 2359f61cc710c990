import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

let api: TestApi;
let desk: DeskRows;

beforeAll(async () => {
  api = await startApi();
  desk = await addDesk(api.parts.pool);
});
afterAll(() => api.end());

const list = async (query: string) =>
  (await api.call('GET', `/api/v1/conversations?${query}`)).body;
const minute = (n: number) => new Date(Date.UTC(2026, 10, 23, 9, n));

/** All pages of a list, whatever happens between them. */
async function walk(query: string, between: () => Promise<unknown> = () => Promise.resolve()) {
  const ids: string[] = [];
  let cursor = '';
  for (;;) {
    const page = await list(`${query}${cursor}`);
    ids.push(...page.data.map(({ id }) => id));
    if (page.nextCursor === null) return ids;
    cursor = `&cursor=${page.nextCursor}`;
    await between();
  }
}

describe('a list', () => {
  const ids: string[] = [];
  beforeAll(async () => {
    for (let n = 0; n < 23; n += 1) {
      const { id } = await addConversation(api.parts.pool, desk, {
        customer: n === 7 ? '100%_Ångström' : `Customer ${n}`,
        // Equal times: ties must not lose or repeat anything.
        updatedAt: minute(Math.floor(n / 4)),
        priority: (['low', 'medium', 'high', 'urgent'] as const)[n % 4] ?? 'low',
        status: n % 5 === 0 ? 'resolved' : 'open',
        tags: n % 3 === 0 ? ['vip', 'refund'] : ['refund'],
        ...(n % 2 === 0 ? { nextDueAt: minute(n) } : {}),
        ...(n === 3 ? { assignedTo: api.agents.agent } : {}),
      });
      ids.push(id);
    }
  });

  test.each(['updatedAt', 'createdAt', 'priority', 'dueAt', 'waitingSince'])(
    'by %s in pages is each once, in both directions',
    async (sort) => {
      for (const order of ['asc', 'desc']) {
        const found = await walk(`limit=5&sort=${sort}&order=${order}`);
        expect(found).toHaveLength(23);
        expect(new Set(found)).toEqual(new Set(ids));
      }
    },
  );

  test('stays stable while newer ones come in between', async () => {
    const added: string[] = [];
    const found = await walk('limit=4', async () => {
      added.push((await addConversation(api.parts.pool, desk, { updatedAt: minute(59) })).id);
    });
    expect(found.filter((id) => ids.includes(id))).toHaveLength(23);
    expect(new Set(found).size).toBe(found.length);
    await api.parts.pool.query('delete from conversations where id = any($1)', [added]);
  });

  test('comes the most recently changed first, and by deadline the most urgent first', async () => {
    expect(await walk('limit=100')).toEqual(await walk('limit=7&sort=updatedAt&order=desc'));
    const [first] = await walk('limit=100&sort=dueAt');
    expect(first).toBe(ids[0]);
  });

  test.each([
    ['status=resolved', 5],
    ['status=resolved,open', 23],
    ['status=resolved&status=open', 23],
    ['priority=urgent,low', 11],
    ['tag=vip', 8],
    ['tag=vip,refund', 8],
    ['tag=nothing', 0],
    ['platform=facebook', 23],
    ['platform=twitter', 0],
    ['assignedTo=none', 22],
    ['teamId=none', 0],
    ['q=customer%201', 11],
    [`q=${encodeURIComponent('100%_å')}`, 1],
    [`q=${encodeURIComponent('%%')}`, 0],
  ])('%s finds %i', async (query, count) => {
    expect((await list(`limit=100&${query}`)).data).toHaveLength(count);
  });

  test('assignedTo=me is the caller’s own', async () => {
    const path = '/api/v1/conversations?assignedTo=me';
    const mine = await api.call('GET', path, { as: 'agent' });
    expect(mine.body.data.map(({ id }) => id)).toEqual([ids[3]]);
    expect((await api.call('GET', path, { as: 'admin' })).body.data).toEqual([]);
  });

  test.each(['sort=priority', 'order=asc'])('a cursor is of no use for %s', async (other) => {
    const { nextCursor } = await list('limit=2');
    const reply = await api.call('GET', `/api/v1/conversations?${other}&cursor=${nextCursor}`);
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ field: 'cursor' }] } });
  });

  test.each(['x', 'WzFd', Buffer.from('["updatedAt:desc","x","y"]').toString('base64url')])(
    'the cursor %s is refused',
    async (cursor) => {
      const reply = await api.call('GET', `/api/v1/conversations?cursor=${cursor}`);
      expect(reply.status).toBe(422);
    },
  );
});

describe('a conversation', () => {
  test('has an ETag that changes with its messages and its version', async () => {
    const conversation = await addConversation(api.parts.pool, desk, { version: 7 });
    await addMessage(api.parts.pool, conversation, desk, { content: 'Hello' });
    const path = `/api/v1/conversations/${conversation.id}?include=messages`;
    const first = await api.call<{ messages: { content: string }[] }>('GET', path);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"7-/);
    expect(first.body.messages.map(({ content }) => content)).toEqual(['Hello']);
    const again = await api.call('GET', path, { headers: { 'if-none-match': etag } });
    expect(again).toMatchObject({ status: 304, body: '' });
    await addMessage(api.parts.pool, conversation, desk, { content: 'Are you there?' });
    const after = await api.call('GET', path, { headers: { 'if-none-match': `"x", ${etag}` } });
    expect(after.status).toBe(200);
  });

  test('names its workflow, and is listed with those that should have woken', async () => {
    const late = await addConversation(api.parts.pool, desk, { customer: 'Late Larry' });
    const inTime = await addConversation(api.parts.pool, desk);
    const gone = await addConversation(api.parts.pool, desk, { status: 'closed' });
    const wakeAt = (id: string, secondsAgo: number) =>
      api.parts.pool.query(
        `update conversations set next_wake_at = now() - $2 * interval '1 second' where id = $1`,
        [id, secondsAgo],
      );
    await Promise.all([wakeAt(late.id, 90), wakeAt(inTime.id, 30), wakeAt(gone.id, 90)]);
    const stuck = await api.call<{ data: object[] }>('GET', '/api/v1/stuck-conversations', {
      as: 'supervisor',
    });
    const workflowId = `conversation/facebook/${late.threadId}`;
    expect(stuck.body.data).toMatchObject([
      { conversationId: late.id, workflowId, customerName: 'Late Larry', status: 'open' },
    ]);
    const { body } = await api.call('GET', `/api/v1/conversations/${late.id}`);
    expect(body).toMatchObject({ workflowId });
  });

  test('counts those before it', async () => {
    const first = await addConversation(api.parts.pool, desk, { updatedAt: minute(1) });
    const second = await addConversation(api.parts.pool, desk, { updatedAt: minute(2) });
    await api.parts.pool.query('update conversations set customer_id = $1 where id = $2', [
      first.customerId,
      second.id,
    ]);
    const reply = await api.call('GET', `/api/v1/conversations/${second.id}`);
    expect(reply.body).toMatchObject({ metadata: { source: 'dm', previousConversations: 1 } });
    const path = `/api/v1/customers/${first.customerId}/conversations`;
    expect((await api.call('GET', path)).body.data.map(({ id }) => id)).toEqual([
      second.id,
      first.id,
    ]);
  });

  test('has its messages in the order of the platform’s time, ties as they were recorded', async () => {
    const conversation = await addConversation(api.parts.pool, desk);
    for (const [content, at] of [
      ['third', minute(2)],
      ['first', minute(1)],
      ['second', minute(1)],
    ] as const) {
      await addMessage(api.parts.pool, conversation, desk, { content, at });
    }
    const path = `/api/v1/conversations/${conversation.id}/messages`;
    interface Page {
      data: { content: string }[];
      nextCursor: string | null;
    }
    const read = async (query: string) => (await api.call<Page>('GET', `${path}?${query}`)).body;
    const one = await read('limit=2');
    const two = await read(`limit=2&cursor=${one.nextCursor ?? ''}`);
    expect([...one.data, ...two.data].map(({ content }) => content)).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect((await read('order=desc&limit=1')).data[0]?.content).toBe('third');
    const found = await list(`q=${encodeURIComponent('SECOND')}`);
    expect(found.data.map(({ id }) => id)).toContain(conversation.id);
  });

  test('that is not there is 404, whatever is asked of it', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'x', '%00', '../x']) {
      for (const more of ['', '/messages', '/timeline', '/state']) {
        const path = `/api/v1/conversations/${encodeURIComponent(id)}${more}`;
        expect((await api.call('GET', path)).status).toBe(404);
      }
    }
  });

  test('that is closed refuses commands without asking its workflow', async () => {
    const { id } = await addConversation(api.parts.pool, desk, { status: 'closed' });
    const reply = await api.call('POST', `/api/v1/conversations/${id}/messages`, {
      body: { content: 'Too late' },
    });
    expect(reply).toMatchObject({ status: 409, body: { code: 'conversation_closed' } });
  });

  test('without Temporal its commands are 503, and nothing was done', async () => {
    const { id } = await addConversation(api.parts.pool, desk, { version: 3 });
    const path = `/api/v1/conversations/${id}`;
    const reply = await api.call('POST', `${path}/pending`, { body: {} });
    expect(reply).toMatchObject({ status: 503, body: { code: 'temporarily_unavailable' } });
    expect(reply.headers.get('retry-after')).not.toBeNull();
    expect((await api.call('GET', `${path}/state`)).status).toBe(503);
    const stale = await api.call('POST', `${path}/pending`, {
      body: {},
      headers: { 'if-match': '"2"' },
    });
    expect(stale).toMatchObject({ status: 412, body: { code: 'version_mismatch', version: 3 } });
  });
});
