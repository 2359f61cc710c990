/** Commands over HTTP, down to the workflow and back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/client.ts';
import type { Call } from './support/api.ts';
import { startWorkingDesk, type Opened, type WorkingDesk } from './support/working-desk.ts';

let it: WorkingDesk;
beforeAll(async () => {
  it = await startWorkingDesk();
}, 120_000);
afterAll(() => it.end());

interface Message {
  id: string;
  content: string;
  direction: string;
  deliveryStatus: string;
  senderType: string;
  senderId: string;
  failure?: { code: string };
  attachments: unknown[];
  metadata: { sendAgainOf?: string; part?: unknown };
}
interface Conversation {
  id: string;
  status: string;
  priority: string;
  tags: string[];
  assignedTo?: string;
  teamId?: string;
  unread: number;
  version: number;
  firstResponseAt?: string;
  snoozedUntil?: string;
  previousConversationId?: string;
}
interface Problem {
  code: string;
  detail: string;
  errors?: { field: string }[];
  newMessages?: Message[];
  writtenBy?: unknown[];
  conversationId?: string;
}

const post = <T = Conversation>(path: string, body: unknown = {}, call: Call = {}) =>
  it.api.call<T>('POST', `/api/v1${path}`, { as: 'agent', body, ...call });
const on = <T = Conversation>({ id }: Opened, name: string, body: unknown = {}, call: Call = {}) =>
  post<T>(`/conversations/${id}/${name}`, body, call);
const messagesOf = async ({ id }: { id: string }) =>
  (await it.api.call<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages`)).body.data;
const message = (conversation: Opened, id: string) =>
  messagesOf(conversation).then((all) => all.find((found) => found.id === id));
const inStatus = (conversation: Opened, id: string, status: string) =>
  until(
    () => message(conversation, id),
    (found) => found?.deliveryStatus === status,
  );

describe('a reply', () => {
  test('is answered with the message, sent, and meets the clock', async () => {
    const conversation = await it.opened();
    await on(conversation, 'assignment', { agentId: null });
    const reply = await on<Message>(conversation, 'messages', {
      content: 'It leaves today.\u0000',
      lastSeenMessageId: conversation.messageId,
    });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        content: 'It leaves today.',
        direction: 'outbound',
        senderType: 'agent',
        senderId: it.api.agents.agent,
      },
    });
    await inStatus(conversation, reply.body.id, 'sent');
    const path = `/api/v1/conversations/${conversation.id}`;
    const { body } = await until(
      () => it.api.call<Conversation>('GET', path),
      (read) => read.body.firstResponseAt !== undefined,
    );
    expect(body).toMatchObject({ assignedTo: it.api.agents.agent, status: 'open' });
  });

  test('written against an older state is refused with what is new, unless a supervisor forces it', async () => {
    const conversation = await it.opened();
    const later = await conversation.writes('Hello?');
    const stale = { content: 'Sure.', lastSeenMessageId: conversation.messageId };
    const refused = await on<Problem>(conversation, 'messages', stale);
    expect(refused).toMatchObject({ status: 409, body: { code: 'stale_reply' } });
    expect(refused.body.newMessages?.map(({ id }) => id)).toEqual([later]);
    expect(refused.body.writtenBy).toMatchObject([{ messageId: later, type: 'customer' }]);
    const forced = { ...stale, force: true };
    const notAllowed = await on<Problem>(conversation, 'messages', forced);
    expect(notAllowed).toMatchObject({ status: 403, body: { errors: [{ field: 'force' }] } });
    const done = await on<Message>(conversation, 'messages', forced, { as: 'supervisor' });
    expect(done.status).toBe(200);
  });

  test('that somebody else was faster with is refused, and told who it was', async () => {
    const conversation = await it.opened();
    const seen = { lastSeenMessageId: conversation.messageId };
    const faster = await on<Message>(
      conversation,
      'messages',
      { content: 'Today.', ...seen },
      { as: 'supervisor' },
    );
    const refused = await on<Problem>(conversation, 'messages', { content: 'Soon.', ...seen });
    expect(refused).toMatchObject({ status: 409, body: { code: 'stale_reply' } });
    expect(refused.body.newMessages).toMatchObject([{ id: faster.body.id, content: 'Today.' }]);
    expect(refused.body.writtenBy).toEqual([
      {
        messageId: faster.body.id,
        type: 'agent',
        agentId: it.api.agents.supervisor,
        name: 'The supervisor',
      },
    ]);
  });

  test('with a message of another conversation as the last seen one is refused', async () => {
    const [one, two] = [await it.opened(), await it.opened()];
    for (const lastSeenMessageId of [two.messageId, crypto.randomUUID()]) {
      const refused = await on<Problem>(one, 'messages', { content: 'Hi', lastSeenMessageId });
      expect(refused).toMatchObject({
        status: 422,
        body: { errors: [{ field: 'lastSeenMessageId' }] },
      });
    }
  });

  test('that no platform would take is refused before anything is written', async () => {
    const conversation = await it.opened();
    const tooLarge = { kind: 'file', url: 'https://example.org/f', size: 51_000_000 };
    const large = await on<Problem>(conversation, 'messages', { attachments: [tooLarge] });
    expect(large).toMatchObject({ status: 422, body: { errors: [{ field: 'attachments[0]' }] } });
    expect(large.body.detail).toContain('50000000');
    expect((await on(conversation, 'messages', { content: ' \u0000 ' })).status).toBe(422);
    expect(await messagesOf(conversation)).toHaveLength(1);
  });

  test('longer than the platform takes goes out in parts, once for one key', async () => {
    const conversation = await it.opened();
    const content = `${'One more thing. '.repeat(300)}The end.`;
    const wish = { content, attachments: [{ kind: 'image', url: 'https://example.org/i.png' }] };
    const options = { headers: { 'idempotency-key': 'in-parts' } };
    const first = await on<Message>(conversation, 'messages', wish, options);
    expect(first.body.metadata).toMatchObject({ part: { number: 1, count: 3 } });
    await on<Message>(conversation, 'messages', wish, options);
    const [, ...parts] = await messagesOf(conversation);
    expect(parts.map(({ metadata }) => metadata.part)).toMatchObject([
      { of: first.body.id, number: 1, count: 3 },
      { of: first.body.id, number: 2, count: 3 },
      { of: first.body.id, number: 3, count: 3 },
    ]);
    expect(parts.map((part) => part.attachments.length)).toEqual([0, 0, 1]);
    expect(
      parts
        .map((part) => part.content)
        .join(' ')
        .trim(),
    ).toBe(content);
  });

  test('by a token that is nobody’s is a bot’s', async () => {
    const conversation = await it.opened();
    const reply = await on<Message>(conversation, 'messages', { content: 'Beep' }, { as: 'admin' });
    expect(reply.body).toMatchObject({ senderType: 'bot' });
  });
});

describe('Idempotency-Key', () => {
  const keyed = (key: string): Call => ({ headers: { 'idempotency-key': key } });

  test('the same request ten times at once is one message', async () => {
    const conversation = await it.opened();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () =>
        on<Message>(conversation, 'messages', { content: 'Once.' }, keyed('once')),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    const all = await messagesOf(conversation);
    expect(all.filter(({ content }) => content === 'Once.')).toHaveLength(1);
  });

  test('another body is refused, also right away, also after a refusal', async () => {
    const conversation = await it.opened();
    const send = (content: string) =>
      on<Problem>(conversation, 'messages', { content }, keyed('same'));
    const both = await Promise.all([send('One'), send('Two')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
    const tag = (add: string[]) => on<Problem>(conversation, 'tags', { add }, keyed('tags'));
    expect((await tag(['a'])).status).toBe(200);
    expect((await tag(['a'])).status).toBe(200);
    expect(await tag(['b'])).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  test('gives the first answer after the conversation has gone on and closed', async () => {
    const conversation = await it.opened();
    const first = await on<Message>(conversation, 'messages', { content: 'Bye' }, keyed('bye'));
    await inStatus(conversation, first.body.id, 'sent');
    await on(conversation, 'resolve');
    const closed = await on(conversation, 'close', {}, keyed('close'));
    expect(closed).toMatchObject({ status: 200, body: { status: 'closed' } });
    const again = await on<Message>(conversation, 'messages', { content: 'Bye' }, keyed('bye'));
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id } });
    expect((await on(conversation, 'close', {}, keyed('close'))).status).toBe(200);
    const late = await on<Problem>(conversation, 'messages', { content: 'More' });
    expect(late).toMatchObject({ status: 409, body: { code: 'conversation_closed' } });
  });
});

test('every other command is answered with the conversation as it then is', async () => {
  const conversation = await it.opened();
  const begun = await it.api.call<Conversation>('GET', `/api/v1/conversations/${conversation.id}`);
  const agent = it.desk.agents.find(({ id }) => id !== begun.body.assignedTo);
  const until_ = new Date(Date.now() + 3_600_000).toISOString();
  const steps: [name: string, body: unknown, then: Partial<Conversation>][] = [
    ['read', {}, { unread: 0 }],
    ['priority', { priority: 'high' }, { priority: 'high' }],
    ['tags', { add: ['vip', 'refund'] }, { tags: ['refund', 'vip'] }],
    ['tags', { remove: ['vip'] }, { tags: ['refund'] }],
    ['assignment', { agentId: agent?.id }, { assignedTo: agent?.id ?? '' }],
    ['snooze', { until: until_ }, { status: 'snoozed', snoozedUntil: until_ }],
    ['reopen', {}, { status: 'open' }],
    ['pending', {}, { status: 'pending' }],
    ['transfer', { teamId: it.desk.teamId, note: 'Please look.' }, { teamId: it.desk.teamId }],
    ['resolve', { reason: 'no_reply_needed' }, { status: 'resolved' }],
    ['reopen', {}, { status: 'open' }],
  ];
  let version = 0;
  for (const [name, body, then] of steps) {
    const reply = await on(conversation, name, body);
    expect(reply, name).toMatchObject({ status: 200, body: then });
    expect(reply.body.version).toBeGreaterThan(version);
    expect(reply.headers.get('etag')).toContain(`"${reply.body.version}-`);
    ({ version } = reply.body);
  }
  const freed = await on(conversation, 'assignment', { agentId: null });
  expect(freed.body.assignedTo).toBeUndefined();
  const notes = (await messagesOf(conversation)).filter(({ direction }) => direction === 'note');
  expect(notes.map(({ content }) => content)).toEqual(['Please look.']);
});

test('a note is for colleagues, who must exist', async () => {
  const conversation = await it.opened();
  const mentions = [it.api.agents.supervisor];
  const note = await on<Message>(conversation, 'notes', { content: 'VIP, careful.', mentions });
  expect(note).toMatchObject({
    status: 200,
    body: { direction: 'note', content: 'VIP, careful.' },
  });
  const refused = await on<Problem>(conversation, 'notes', {
    content: 'x',
    mentions: [...mentions, crypto.randomUUID()],
  });
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'mentions[1]' }] } });
});

test.each([
  ['assignment', { agentId: crypto.randomUUID() }, 422, 'agentId'],
  ['transfer', { teamId: crypto.randomUUID() }, 422, 'teamId'],
  ['needs-answer', { messageId: crypto.randomUUID() }, 422, 'messageId'],
  ['snooze', { until: '2020-01-01T00:00:00Z' }, 422, 'until'],
  ['resolve', {}, 422, 'reason'],
  ['close', {}, 409, undefined],
])('%s %j is refused', async (name, body, status, field) => {
  const conversation = await it.opened();
  const reply = await on<Problem>(conversation, name, body);
  expect(reply.status).toBe(status);
  if (field) expect(reply.body.errors?.map((error) => error.field)).toEqual([field]);
});

test('If-Match refuses what was decided on an older version', async () => {
  const conversation = await it.opened();
  const path = `/api/v1/conversations/${conversation.id}`;
  const etag = (await it.api.call('GET', path)).headers.get('etag') ?? '';
  const call: Call = { headers: { 'if-match': etag } };
  expect((await on(conversation, 'priority', { priority: 'urgent' }, call)).status).toBe(200);
  const late = await on<Problem>(conversation, 'priority', { priority: 'low' }, call);
  expect(late).toMatchObject({ status: 412, body: { code: 'version_mismatch' } });
});

describe('a reply of unknown outcome', () => {
  const lost = {
    kind: 'unknown',
    failure: { code: 'lost_answer', message: 'No answer.' },
  } as const;

  test('can be looked for again, and sent again as a new message', async () => {
    const conversation = await it.opened();
    it.outcomes.push(lost);
    const first = await on<Message>(conversation, 'messages', { content: 'Did it arrive?' });
    await inStatus(conversation, first.body.id, 'unknown');
    // The workflow hears of it a moment after the message's row.
    const checked = await until(
      () => post<Message>(`/messages/${first.body.id}/check`),
      ({ status }) => status === 200,
    );
    expect(checked.body.id).toBe(first.body.id);
    const again = await post<Message>(`/messages/${first.body.id}/send-again`);
    expect(again).toMatchObject({
      status: 200,
      body: { content: 'Did it arrive?', metadata: { sendAgainOf: first.body.id } },
    });
    expect(again.body.id).not.toBe(first.body.id);
    await inStatus(conversation, again.body.id, 'sent');
    expect((await message(conversation, first.body.id))?.deliveryStatus).toBe('unknown');
    const twice = await post<Problem>(`/messages/${again.body.id}/send-again`);
    expect(twice).toMatchObject({ status: 409, body: { code: 'unknown_message' } });
  });

  test('one that waits for its next try can be cancelled; a held one let go', async () => {
    const conversation = await it.opened();
    const failure = { code: 'rate_limited', message: 'Slow down.' };
    const wait = () => ({ kind: 'retryAt', at: Date.now() + 60_000, failure }) as const;
    // Who sends writes the failure down before the workflow hears of it, which decides what may be cancelled.
    const retried = async (messageId: string) => {
      const text = `select 1 from events where type = 'reply_retrying' and data->>'messageId' = $1`;
      await until(
        () => it.api.parts.pool.query(text, [messageId]),
        ({ rowCount }) => rowCount === 1,
      );
      return message(conversation, messageId);
    };
    it.outcomes.push(wait());
    const first = await on<Message>(conversation, 'messages', { content: 'One' });
    expect((await retried(first.body.id))?.failure?.code).toBe('rate_limited');
    const cancelled = await post<Message>(`/messages/${first.body.id}/cancel`);
    expect(cancelled).toMatchObject({ status: 200, body: { deliveryStatus: 'cancelled' } });
    it.outcomes.push(wait());
    const second = await on<Message>(conversation, 'messages', { content: 'Two' });
    expect((await retried(second.body.id))?.failure?.code).toBe('rate_limited');
    await conversation.writes('Are you there?');
    await inStatus(conversation, second.body.id, 'held');
    const released = await post<Message>(`/messages/${second.body.id}/send-again`);
    expect(released).toMatchObject({ status: 200, body: { id: second.body.id } });
    await inStatus(conversation, second.body.id, 'sent');
  });

  test('nothing of that can be done to a customer’s message, or to one that is not there', async () => {
    const conversation = await it.opened();
    for (const name of ['cancel', 'check', 'send-again']) {
      expect((await post(`/messages/${conversation.messageId}/${name}`)).status).toBe(409);
      expect((await post(`/messages/${crypto.randomUUID()}/${name}`)).status).toBe(404);
    }
  });
});

describe('writing first', () => {
  const start = (conversation: Opened, more: object = {}, call: Call = {}) =>
    post<Conversation & Problem>(
      '/conversations',
      {
        accountId: it.desk.accountId,
        customerId: conversation.customerId,
        content: 'It is back in stock.',
        ...more,
      },
      call,
    );

  test('opens a conversation that is linked to the last one, and sends', async () => {
    const last = await it.opened();
    const exists = await start(last);
    expect(exists).toMatchObject({
      status: 409,
      body: { code: 'conversation_exists', conversationId: last.id },
    });
    await on(last, 'resolve', { reason: 'no_reply_needed' });
    await on(last, 'close');
    const call: Call = { headers: { 'idempotency-key': 'first' } };
    const begun = await start(last, {}, call);
    expect(begun).toMatchObject({
      status: 200,
      body: { status: 'open', previousConversationId: last.id, assignedTo: it.api.agents.agent },
    });
    expect((await start(last, {}, call)).body.id).toBe(begun.body.id);
    const [sent] = await until(
      () => messagesOf(begun.body),
      ([found]) => found?.deliveryStatus === 'sent',
    );
    expect(sent).toMatchObject({ content: 'It is back in stock.', direction: 'outbound' });
  });

  test('is refused where the platform would refuse it, with the reason', async () => {
    const { pool } = it.api.parts;
    const stranger = crypto.randomUUID();
    await pool.query(
      `insert into customers (id, account_id, platform, external_id) values ($1, $2, 'telegram', $3)`,
      [stranger, it.desk.accountId, '777'],
    );
    const conversation = { ...(await it.opened()), customerId: stranger };
    const refused = await start(conversation);
    expect(refused).toMatchObject({ status: 409, body: { code: 'window_closed' } });
    expect(refused.body.detail).toMatch(/write first/);
    const foreign = await start({ ...conversation, customerId: crypto.randomUUID() });
    expect(foreign).toMatchObject({ status: 422, body: { errors: [{ field: 'customerId' }] } });
  });
});

test('the state is the workflow’s own; the timeline tells what happened', async () => {
  const conversation = await it.opened();
  await on(conversation, 'priority', { priority: 'urgent' });
  const path = `/api/v1/conversations/${conversation.id}`;
  const state = await it.api.call('GET', `${path}/state`);
  expect(state).toMatchObject({
    status: 200,
    body: {
      workflowId: conversation.workflowId,
      conversation: { id: conversation.id, priority: 'urgent' },
    },
  });
  const timeline = await it.api.call<{ data: { type: string; text: string }[] }>(
    'GET',
    `${path}/timeline`,
  );
  const texts = timeline.body.data.map(({ text }) => text);
  expect(texts).toContain('The customer wrote.');
  expect(texts).toContain('Priority raised from medium to urgent by The agent.');
  expect(texts.join()).not.toMatch(/undefined|null|\[object/);
});

test('a conversation whose workflow was lost goes on with the command', async () => {
  const conversation = await it.opened();
  const { temporal } = it.api.parts;
  await temporal.workflow.getHandle(conversation.workflowId).terminate('lost');
  const reply = await on<Message>(conversation, 'messages', { content: 'Still here.' });
  expect(reply.status).toBe(200);
  await inStatus(conversation, reply.body.id, 'sent');
});

test('without workers the outcome is unknown, and can be asked for when they are back', async () => {
  const conversation = await it.opened();
  const call: Call = { headers: { 'idempotency-key': 'patience' } };
  interface Pending {
    status: string;
    commandId: string;
  }
  const pending = await it.withoutWorkers(async () => {
    const reply = await on<Pending>(conversation, 'tags', { add: ['late'] }, call);
    expect(reply).toMatchObject({ status: 202, body: { status: 'unknown' } });
    const location = reply.headers.get('location') ?? '';
    expect((await it.api.call('GET', location)).status).toBe(404);
    return reply;
  });
  const again = await on(conversation, 'tags', { add: ['late'] }, call);
  expect(again).toMatchObject({ status: 200, body: { tags: ['late'] } });
  const asked = await it.api.call('GET', pending.headers.get('location') ?? '');
  expect(asked).toMatchObject({ status: 200, body: { status: 'done' } });
}, 60_000);
