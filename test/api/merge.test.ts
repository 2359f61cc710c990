/** Two conversations of one customer as one, over HTTP, through the inbox, and through crashes at any moment. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pino } from 'pino';
import { createClose } from '../../activities/privacy/close.ts';
import { createDetach } from '../../activities/privacy/detach.ts';
import { loadEvents } from '../../activities/record/log.ts';
import { channels } from '../../channels/index.ts';
import { createDispatcher } from '../../dispatch/dispatcher.ts';
import { createResend } from '../../dispatch/resend.ts';
import { createSignals } from '../../dispatch/signals.ts';
import { fold } from '../../domain/conversation/apply.ts';
import { isResponse, isRunning } from '../../domain/sla.ts';
import { newId } from '../../runtime/ids.ts';
import { until } from '../support/client.ts';
import { seedThread } from '../support/desk.ts';
import type { Call } from './support/api.ts';
import { startWorkingDesk, type WorkingDesk } from './support/working-desk.ts';

let it: WorkingDesk;
let isDispatching = true;
let dispatching: Promise<void>;

beforeAll(async () => {
  it = await startWorkingDesk();
  const { pool, temporal, config } = it.api.parts;
  const { taskQueuePrefix } = config.temporal;
  const signals = createSignals({ client: temporal, taskQueuePrefix, maxItems: 30 });
  const logger = pino({ level: 'silent' });
  const dispatch = createDispatcher({ pool, channels, signals, logger });
  const resend = createResend({ pool, channels, signals });
  dispatching = (async () => {
    for (let round = 0; isDispatching; round += 1) {
      await dispatch().catch(() => undefined);
      if (round % 50 === 0) await resend().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
}, 120_000);
afterAll(async () => {
  isDispatching = false;
  await dispatching;
  await it.end();
});

interface Conversation {
  id: string;
  status: string;
  mergedInto?: string;
  unread: number;
  assignedTo?: string;
  unansweredSince?: string;
  threads: { threadId: string; conversationId: string; window: { isOpen: boolean } }[];
  code?: string;
  errors?: { field: string }[];
  conversationId?: string;
}
interface Message {
  id: string;
  content: string;
  direction: string;
  threadId: string;
  conversationId: string;
  deliveryStatus: string;
  code?: string;
}

const call = <T>(method: string, path: string, options: Call = {}) =>
  it.api.call<T>(method, `/api/v1${path}`, { as: 'agent', ...options });
const get = async (id: string, as: Call['as'] = 'agent') =>
  (await call<Conversation>('GET', `/conversations/${id}`, { as })).body;
const post = <T = Conversation>(path: string, body: object = {}, options: Call = {}) =>
  call<T>('POST', path, { body, ...options });
const messagesOf = async (id: string) =>
  (await call<{ data: Message[] }>('GET', `/conversations/${id}/messages`)).body.data;
const words = async (id: string) => (await messagesOf(id)).map(({ content }) => content);

let customers = 70_000;

/** A customer on a thread of their own, who writes by the inbox. */
async function aCustomer(personId: string) {
  const { pool } = it.api.parts;
  const { accountId } = it.desk;
  const number = (customers += 1);
  const thread = await seedThread(pool, accountId, number);
  await pool.query(
    `insert into customers (id, account_id, platform, external_id, name, person_id) values ($1, $2, 'telegram', $3, 'Carla', $4)`,
    [newId(), accountId, String(number), personId],
  );
  let written = 0;
  const writes = async (text: string) => {
    written += 1;
    const date = Math.floor(Date.now() / 1000);
    const from = { id: number, is_bot: false, first_name: 'Carla' };
    const message = { message_id: written, from, chat: { ...from, type: 'private' }, date, text };
    const update = { update_id: number * 1000 + written, message };
    await pool.query(
      `insert into inbox_events (account_id, kind, dedupe_key, thread_id, raw) values ($1, 'message', $2, $3, $4)`,
      [
        accountId,
        `${String(number)}/${String(written)}`,
        thread.id,
        Buffer.from(JSON.stringify(update)),
      ],
    );
  };
  const opened = async () => {
    await writes(`Hello from ${String(number)}`);
    const { rows } = await until(
      () =>
        pool.query<{ id: string }>('select id from conversations where thread_id = $1', [
          thread.id,
        ]),
      (found) => found.rowCount === 1,
    );
    return rows[0]?.id ?? '';
  };
  return { threadId: thread.id, writes, opened, workflowId: `conversation/telegram/${thread.id}` };
}

async function aPair() {
  const personId = newId();
  const [one, two] = [await aCustomer(personId), await aCustomer(personId)];
  const [a, b] = [await one.opened(), await two.opened()];
  return { a, b, one, two };
}

async function stateOf(id: string) {
  const state = fold(await loadEvents(it.api.parts.pool, id));
  if (!state) throw new Error('no such conversation');
  return state;
}
const isJoined = async (a: string, b: string) =>
  (await stateOf(b)).joined?.some((joined) => joined.conversationId === a) ?? false;
const running = async (id: string) =>
  (await stateOf(id)).commitments.filter((one) => isRunning(one) && isResponse(one));

async function merged() {
  const pair = await aPair();
  const asked = await post(`/conversations/${pair.a}/merge`, { into: pair.b });
  expect(asked).toMatchObject({ status: 200, body: { mergedInto: pair.b, status: 'pending' } });
  await until(
    () => isJoined(pair.a, pair.b),
    (is) => is,
  );
  return pair;
}

describe('merged', () => {
  test('it is one conversation, with the earlier promise, in lists once', async () => {
    const before = await aPair();
    const promises = await running(before.a);
    await post(`/conversations/${before.a}/merge`, { into: before.b });
    await until(
      () => isJoined(before.a, before.b),
      (is) => is,
    );
    expect(await running(before.a)).toEqual([]);
    const [promise] = await running(before.b);
    expect(promise).toMatchObject({ startedAt: promises[0]?.startedAt, dueAt: promises[0]?.dueAt });
    const whole = await get(before.b);
    expect(whole.threads.map(({ threadId }) => threadId).sort()).toEqual(
      [before.one.threadId, before.two.threadId].sort(),
    );
    expect(whole.unread).toBe(2);
    expect(await words(before.b)).toHaveLength(2);
    const { data } = (await call<{ data: { id: string }[] }>('GET', '/conversations?limit=100'))
      .body;
    const ids = data.map(({ id }) => id);
    expect(ids).toContain(before.b);
    expect(ids).not.toContain(before.a);
  });

  test('inbound on either thread reaches the survivor, in order', async () => {
    const { a, b, one, two } = await merged();
    await post(`/conversations/${b}/resolve`, { reason: 'no_reply_needed' });
    for (let index = 0; index < 6; index += 1) {
      await (index % 2 === 0 ? one : two).writes(`Line ${String(index)}`);
      await until(
        () => words(b),
        (said) => said.includes(`Line ${String(index)}`),
      );
    }
    expect((await words(b)).filter((text) => text.startsWith('Line'))).toEqual(
      [0, 1, 2, 3, 4, 5].map((index) => `Line ${String(index)}`),
    );
    await until(
      () => get(b),
      ({ status }) => status === 'open',
    );
    expect((await get(a)).status).toBe('pending');
    await until(
      () => loadEvents(it.api.parts.pool, b),
      (all) => all.filter(({ event }) => event.type === 'joined_message_received').length === 3,
    );
  });

  test('each reply names its thread; by default that of the customer’s newest message', async () => {
    const { a, b, one, two } = await merged();
    await one.writes('Here!');
    await until(
      () => words(b),
      (said) => said.includes('Here!'),
    );
    const first = await post<Message>(`/conversations/${b}/messages`, { content: 'One.' });
    expect(first.body).toMatchObject({ threadId: one.threadId, conversationId: a });
    const other = { content: 'Two.', threadId: two.threadId };
    const second = await post<Message>(`/conversations/${b}/messages`, other);
    expect(second.body).toMatchObject({ threadId: two.threadId, conversationId: b });
    await until(
      () => messagesOf(b),
      (all) => all.filter(({ deliveryStatus }) => deliveryStatus === 'sent').length === 2,
    );
    await until(
      () => stateOf(b),
      ({ unanswered }) => unanswered.length === 0,
    );
    const wrong = await post(`/conversations/${b}/messages`, { content: 'x', threadId: newId() });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'threadId' }] } });
    const there = await post(`/conversations/${a}/messages`, { content: 'x' });
    expect(there).toMatchObject({ status: 409, body: { code: 'merged', conversationId: b } });
    const resolve = await post(`/conversations/${a}/resolve`, {});
    expect(resolve).toMatchObject({ status: 409, body: { code: 'merged', conversationId: b } });
  });

  test('a reply against an older state of either thread is refused, on either', async () => {
    const { b, one, two } = await merged();
    const seen = (await messagesOf(b)).at(-1)?.id ?? '';
    await two.writes('And another thing.');
    await until(
      () => stateOf(b),
      ({ unread }) => unread === 2,
    );
    for (const threadId of [one.threadId, two.threadId]) {
      const reply = { content: 'x', threadId, lastSeenMessageId: seen };
      const refused = await post<Message>(`/conversations/${b}/messages`, reply);
      expect(refused).toMatchObject({ status: 409, body: { code: 'stale_reply' } });
    }
    const now = (await messagesOf(b)).at(-1)?.id ?? '';
    const reply = { content: 'x', threadId: one.threadId, lastSeenMessageId: now };
    expect((await post(`/conversations/${b}/messages`, reply)).status).toBe(200);
  });

  test('a macro answers as an agent would: where the customer wrote last, and not past what they have not seen', async () => {
    const { b, one } = await merged();
    const seen = (await messagesOf(b)).at(-1)?.id ?? '';
    const steps = [{ type: 'reply', content: 'About {{conversation.id}}.' }];
    const made = await post<{ id: string }>('/macros', { name: 'x', steps }, { as: 'supervisor' });
    const run = async (lastSeenMessageId: string) => {
      const path = `/conversations/${b}/macros/${made.body.id}`;
      const { body } = await post<{ steps: object[] }>(path, { lastSeenMessageId });
      return body.steps[0];
    };
    await one.writes('And another thing.');
    const all = await until(
      () => messagesOf(b),
      (found) => found.some(({ content }) => content === 'And another thing.'),
    );
    const newest = all.at(-1)?.id ?? '';
    expect(await run(seen)).toMatchObject({
      status: 'refused',
      problem: { code: 'stale_reply', status: 409, newMessages: [{ id: newest }] },
    });
    expect(await run(newest)).toMatchObject({ status: 'done' });
    const reply = (await messagesOf(b)).find(({ direction }) => direction === 'outbound');
    expect(reply).toMatchObject({ content: `About ${b}.`, threadId: one.threadId });
  });

  test.each(['one', 'two'] as const)(
    'nor does what is being recorded on the other thread slip by a reply on that of %s',
    async (name) => {
      const pair = await merged();
      const other = name === 'one' ? pair.b : pair.a;
      const lastSeenMessageId = (await messagesOf(pair.b)).at(-1)?.id;
      const client = await it.api.parts.pool.connect();
      try {
        // As a record of the other conversation does it, halfway.
        await client.query('begin');
        await client.query(
          'select from conversations where id = any($1) order by id = $2 desc for update',
          [[pair.b, other], pair.b],
        );
        const { rows } = await client.query<{ id: string }>(
          `insert into messages select (jsonb_populate_record(m, jsonb_build_object(
                    'id', gen_random_uuid(), 'recorded_at', now(), 'platform_message_id', gen_random_uuid()))).*
             from messages m where m.conversation_id = $1 and m.direction = 'inbound' limit 1 returning id`,
          [other],
        );
        const reply = { content: 'x', threadId: pair[name].threadId, lastSeenMessageId };
        const asked = post<{ newMessages: Message[] }>(`/conversations/${pair.b}/messages`, reply);
        await new Promise((resolve) => setTimeout(resolve, 400));
        await client.query('commit');
        expect(await asked).toMatchObject({
          status: 409,
          body: { code: 'stale_reply', newMessages: [{ id: rows[0]?.id }] },
        });
      } finally {
        client.release();
      }
    },
  );

  // Threads are recorded side by side: the older message may be the later row.
  test.each([
    { name: 'what was recorded later and stands above is no news after a while', ago: [60, 30] },
    { name: 'who has seen what came last has seen it all', ago: [2, 1], isLast: true },
  ])('$name', async ({ ago, isLast }) => {
    const pair = await merged();
    const [above, newest] = await messagesOf(pair.b);
    for (const [index, id] of [newest?.id, above?.id].entries()) {
      await it.api.parts.pool.query(
        'update messages set recorded_at = now() - make_interval(secs => $2) where id = $1',
        [id, ago[index]],
      );
    }
    for (const name of ['one', 'two'] as const) {
      const { threadId } = pair[name];
      const lastSeenMessageId = isLast ? above?.id : newest?.id;
      const reply = { content: name, threadId, lastSeenMessageId };
      expect((await post(`/conversations/${pair.b}/messages`, reply)).status).toBe(200);
    }
  });

  test('unmerged, what came in on the thread goes with it', async () => {
    const { a, b, one } = await merged();
    await one.writes('On mine.');
    await until(
      () => stateOf(b),
      ({ unread }) => unread === 2,
    );
    expect((await post(`/conversations/${a}/unmerge`)).status).toBe(200);
    const back = await until(
      () => get(a),
      ({ mergedInto }) => mergedInto === undefined,
    );
    expect(back.status).toBe('open');
    expect(await words(a)).toContain('On mine.');
    expect(await words(b)).not.toContain('On mine.');
    expect(await isJoined(a, b)).toBe(false);
    expect(await running(a)).toHaveLength(1);
    expect(await running(b)).toHaveLength(1);
    expect(await post(`/conversations/${a}/unmerge`)).toMatchObject({ status: 409 });
  });

  test('is only for conversations of one customer that are open and by themselves', async () => {
    const [{ a, b }, other] = [await merged(), await aPair()];
    for (const [from, into] of [
      [other.a, b],
      [other.a, other.a],
      [other.a, a],
      [other.a, newId()],
    ]) {
      const refused = await post(`/conversations/${from ?? ''}/merge`, { into });
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'into' }] } });
    }
    expect((await post(`/conversations/${newId()}/merge`, { into: b })).status).toBe(404);
  });
});

describe('of one mind after', () => {
  const agree = async (a: string, b: string) => {
    await until(
      async () => [(await stateOf(a)).mergedInto?.conversationId === b, await isJoined(a, b)],
      ([left, right]) => left === true && right === true,
      60_000,
    );
    expect(await running(a)).toEqual([]);
    expect(await running(b)).toHaveLength(1);
  };

  test('the workers were killed between the two halves', async () => {
    const { a, b, one } = await aPair();
    const asked = post(`/conversations/${a}/merge`, { into: b });
    await until(
      () => stateOf(a),
      ({ mergedInto }) => mergedInto !== undefined,
    );
    await it.withoutWorkers(async () => {
      await one.writes('Meanwhile');
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
    expect((await asked).status).toBe(200);
    await agree(a, b);
    await until(
      () => stateOf(b),
      ({ unread }) => unread === 2,
    );
  });

  test.each(['the merged one', 'the survivor', 'both'])(
    '%s was lost',
    async (which) => {
      const { a, b, one, two } = await aPair();
      const { temporal } = it.api.parts;
      await post(`/conversations/${a}/merge`, { into: b });
      if (which !== 'the survivor')
        await temporal.workflow.getHandle(one.workflowId).terminate('lost');
      if (which !== 'the merged one')
        await temporal.workflow.getHandle(two.workflowId).terminate('lost');
      await one.writes('Still there?');
      await agree(a, b);
      await until(
        () => stateOf(b),
        ({ unread }) => unread === 2,
        60_000,
      );
      const reply = await post<Message>(`/conversations/${b}/messages`, {
        content: 'Yes.',
        threadId: one.threadId,
      });
      expect(reply.status).toBe(200);
      await until(
        () => stateOf(b),
        ({ unanswered }) => unanswered.length === 0,
        60_000,
      );
    },
    120_000,
  );

  test('the survivor closed while it was on its way there: it goes on by itself', async () => {
    const { a, b } = await aPair();
    await post(`/conversations/${b}/resolve`, { reason: 'no_reply_needed' });
    const closing = post(`/conversations/${b}/close`, {});
    const merging = post(`/conversations/${a}/merge`, { into: b });
    await Promise.all([closing, merging]);
    await until(
      async () => [await stateOf(a), await stateOf(b)] as const,
      ([mine, theirs]) =>
        theirs.status === 'closed'
          ? mine.mergedInto === undefined && mine.status !== 'pending'
          : (theirs.joined ?? []).length === 1,
      60_000,
    );
  });

  test('closing the survivor closes it, and the next message opens a conversation of its own', async () => {
    const { a, b, one } = await merged();
    await post(`/conversations/${b}/resolve`, { reason: 'no_reply_needed' });
    expect((await post(`/conversations/${b}/close`)).status).toBe(200);
    await until(
      () => get(a),
      ({ status }) => status === 'closed',
    );
    await one.writes('Again');
    const { pool } = it.api.parts;
    const { rows } = await until(
      () =>
        pool.query<{ id: string; status: string; merged_into: string | null }>(
          `select id, status, merged_into from conversations where thread_id = $1 and id <> $2`,
          [one.threadId, a],
        ),
      (found) => found.rowCount === 1,
    );
    expect(rows[0]).toMatchObject({ status: 'open', merged_into: null });
  });
});

test.each(['the merged one', 'the survivor'] as const)(
  'where the customer of %s is erased, the other goes on by itself',
  async (which) => {
    const { a, b } = await merged();
    const [goes, stays] = which === 'the survivor' ? [b, a] : [a, b];
    const { pool, temporal, config } = it.api.parts;
    const erasureId = newId();
    await pool.query(
      `insert into erasures (id, customer_ids, requested_by) select $1, array[customer_id], '{}' from conversations where id = $2`,
      [erasureId, goes],
    );
    await createDetach({ pool, secretKeys: config.secretKeys })({ erasureId });
    const { taskQueuePrefix } = config.temporal;
    const close = createClose({ pool, client: temporal, taskQueuePrefix, maxItems: 30 });
    await until(
      () => close({ erasureId }),
      ({ left }) => left === 0,
    );
    expect(await get(goes)).toMatchObject({ status: 'closed' });
    const other = await get(stays);
    expect(other).toMatchObject({ status: 'open', unread: 1 });
    expect(other.mergedInto).toBeUndefined();
    expect(other.threads).toHaveLength(1);
  },
  60_000,
);
