/**
 * Two conversations of one customer become one and two again while processes are killed: whatever the moment, both workflows
 * are of one mind in the end, nothing that was written is lost or doubled, and each reply went out once, on its thread.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadEvents } from '../../activities/record/log.ts';
import { fold } from '../../domain/conversation/apply.ts';
import type { Conversation as State } from '../../domain/conversation/state.ts';
import { isResponse, isRunning, type Commitment } from '../../domain/sla.ts';
import { currentQuery } from '../../workflows/contract.ts';
import { ask, call, until } from '../support/client.ts';
import { differencesFromLog, sortedText } from '../support/read-model.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';

const platforms = ['telegram', 'facebook'] as const;
const howMany = 4;
const withinMs = 120_000;

let desk: RunningDesk;
let pool: pg.Pool;
let connection: Connection;
let temporal: Client;
let agent: string;
let pairs: [Side, Side][];

beforeAll(async () => {
  desk = await startDesk();
  pool = new pg.Pool({ connectionString: desk.databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  connection = await Connection.connect({ address: desk.temporalAddress });
  temporal = new Client({ connection });
  agent = desk.credentials.users.find(({ role }) => role === 'agent')?.token ?? '';
  pairs = await Promise.all(Array.from({ length: howMany }, (_, index) => aPair(index)));
}, 180_000);
afterAll(async () => {
  await connection.close();
  await pool.end();
  await desk.stop();
}, 60_000);

interface Conversation {
  id: string;
  threads: { threadId: string; platform: string }[];
  workflowId: string;
}
interface Message {
  direction: string;
  content: string;
  threadId: string;
  deliveryStatus: string;
}
interface Page<T> {
  data: T[];
}

/** Asks with the same key until it is answered, as an honest client does while the desk is being killed. */
async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const request = {
    ...{ token: agent, headers: { 'idempotency-key': randomUUID() } },
    ...(body === undefined ? {} : { body }),
  };
  const answer = await until(
    () =>
      call<T>(desk.api, method, `/api/v1${path}`, request).catch((error: unknown) => ({
        ...{ status: 0, body: String(error) as T },
      })),
    ({ status, body: told }) => {
      const { code } = told as { code?: string };
      const isLater = status === 429 || code === 'request_in_progress';
      if (status >= 400 && status < 500 && !isLater) {
        throw new Error(`${method} ${path} was refused: ${JSON.stringify(told)}`);
      }
      return status === 200;
    },
    withinMs,
  );
  return answer.body;
}

interface Side {
  id: string;
  workflowId: string;
  threadId: string;
  platform: (typeof platforms)[number];
  /** The number of its customer. */
  customer: number;
  /** What its customer wrote, in order. */
  written: string[];
  /** What was answered there. */
  said: string[];
}

const nameOf = ({ platform, customer }: Pick<Side, 'platform' | 'customer'>) =>
  `${platform} of ${String(customer)}`;

/** One person on two platforms, who has written on both. */
async function aPair(customer: number): Promise<[Side, Side]> {
  const begun = await Promise.all(
    platforms.map(async (platform) => {
      const side = { platform, customer, written: [] as string[], said: [] as string[] };
      await writes(side);
      const found = await until(
        async () => {
          const { data } = await api<Page<{ id: string; name: string }>>(
            'GET',
            `/customers?limit=100`,
          );
          return data.find(({ name }) => name === nameOf(side));
        },
        (it) => it !== undefined,
      );
      const path = `/customers/${found?.id ?? ''}/conversations`;
      const [conversation] = await until(
        async () => (await api<Page<Conversation>>('GET', path)).data,
        (all) => all.length === 1,
      );
      if (!found || !conversation) throw new Error(`${nameOf(side)} has no conversation`);
      const { id, workflowId, threads } = conversation;
      const threadId = threads[0]?.threadId ?? '';
      return { ...side, id, workflowId, threadId, customerId: found.id };
    }),
  );
  const [one, other] = begun;
  if (!one || !other) throw new Error('there are two');
  await api('POST', `/customers/${one.customerId}/link`, { customerId: other.customerId });
  return [one, other];
}

async function writes(side: Pick<Side, 'platform' | 'customer' | 'written'>): Promise<void> {
  const { platform, customer, written } = side;
  const text = `Line ${String(written.length)} on ${platform}, where is it?`;
  written.push(text);
  await ask(desk.sandbox, 'POST', `/sandbox/${platform}/inbound`, {
    body: { customer: { id: String(7_300_000 + customer), name: nameOf(side) }, text },
  });
}

/** Writes on both threads, now here and now there, until `work` is over; a handful each time. */
async function whileTheyWrite(pair: readonly [Side, Side], work: Promise<unknown>): Promise<void> {
  const over = work.then(() => true);
  for (let count = 0; count < 12; count += 1) {
    if (await Promise.race([over, sleep(randomInt(20, 250), false)])) break;
    await writes(pair[randomInt(2)] ?? pair[0]);
  }
  await over;
}

const logOf = async ({ id }: Side) => (await loadEvents(pool, id)).map(({ event }) => event);

/** How often it happened, to anybody. */
const countOf = async (type: string): Promise<number> => {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from events where type = $1',
    [type],
  );
  return rows[0]?.count ?? 0;
};

const die = async (...roles: string[]) => {
  for (const role of roles) await desk.signal(role, 'SIGKILL');
};

/**
 * Asks the same of every pair, shortly after one another, while they write on both threads and processes die: before the first is
 * asked, between the two halves of one of them (the first is in the log as `type`, the other has not heard of it), and some time
 * after.
 */
async function throughDeaths(
  type: string,
  askedOf: (pair: [Side, Side]) => Promise<unknown>,
): Promise<void> {
  await desk.hold('conversations');
  await die('conversations');
  const asked = pairs.map(async (pair, index) => {
    await sleep(index * 150);
    await askedOf(pair);
  });
  const writing = pairs.map((pair, index) =>
    whileTheyWrite(pair, asked[index] ?? Promise.resolve()),
  );
  await sleep(700);
  await desk.release('conversations');
  await until(
    () => countOf(type),
    (count) => count > 0,
    withinMs,
  );
  await die('conversations', 'dispatch');
  await sleep(randomInt(50, 2_000));
  await die(randomInt(2) === 0 ? 'temporal' : 'api', 'conversations');
  await Promise.all([...asked, ...writing]);
}

/** Everything that they wrote is applied, nothing is on its way. */
async function settled(pair: readonly Side[]): Promise<void> {
  const written = pair.flatMap((side) => side.written).length;
  await until(
    async () => {
      const { rows } = await pool.query<{ applied: number; open: number }>(
        `select (select count(*) from messages where thread_id = any($1) and direction = 'inbound')::int as applied,
                (select count(*) from inbox_events where thread_id = any($1) and applied_at is null)::int
              + (select count(*) from messages where thread_id = any($1)
                    and delivery_status in ('queued', 'sending'))::int as open`,
        [pair.map(({ threadId }) => threadId)],
      );
      return rows[0];
    },
    (found) => found !== undefined && found.applied >= written && found.open === 0,
    withinMs,
  );
}

/** What the workflow says of itself is what its log folds to. */
async function stateOf({ id, workflowId }: Side): Promise<State> {
  const { live } = await until(
    async () => {
      const told = await temporal.workflow
        .getHandle(workflowId)
        .query(currentQuery)
        .catch(() => undefined);
      return { live: told?.conversation, folded: fold(await loadEvents(pool, id)) };
    },
    (it) => it.live !== undefined && sortedText(it.live) === sortedText(it.folded),
    withinMs,
  );
  if (!live) throw new Error('it was there a moment ago');
  return live;
}

const promises = ({ commitments }: State): Commitment[] =>
  commitments.filter((it) => isRunning(it) && isResponse(it));

/** As an agent reads it: what was written on each thread, once and in order, and each answer once. */
async function expectWords(id: string, sides: readonly Side[]): Promise<void> {
  const { data } = await api<Page<Message>>('GET', `/conversations/${id}/messages?limit=100`);
  expect(data).toHaveLength(sides.flatMap(({ written, said }) => [...written, ...said]).length);
  for (const { threadId, written, said } of sides) {
    const there = data.filter((it) => it.threadId === threadId);
    const spoken = (direction: string) =>
      there.filter((it) => it.direction === direction).map(({ content }) => content);
    expect(spoken('inbound')).toEqual(written);
    expect(spoken('outbound')).toEqual(said);
  }
}

async function expectSentOnce({ platform, said }: Side): Promise<void> {
  const { data } = await ask<Page<{ platform: string; text: string }>>(
    desk.sandbox,
    'GET',
    '/sandbox/ledger',
  );
  for (const text of said) {
    const sent = data.filter((it) => it.text === text);
    expect(sent.map((it) => it.platform)).toEqual([platform]);
  }
}

test('merged: the survivor decides, with the earliest promise, and hears of every message once', async () => {
  const due = await Promise.all(
    pairs.map(async (pair) => {
      const states = await Promise.all(pair.map(stateOf));
      return Math.min(...states.flatMap(promises).map(({ dueAt = Infinity }) => dueAt));
    }),
  );
  await throughDeaths('merged', ([merged, survivor]) =>
    api('POST', `/conversations/${merged.id}/merge`, { into: survivor.id }),
  );
  for (const [index, pair] of pairs.entries()) {
    await settled(pair);
    const [merged, survivor] = pair;
    const [left, right] = [await stateOf(merged), await stateOf(survivor)];
    expect(left).toMatchObject({ status: 'pending', mergedInto: { conversationId: survivor.id } });
    expect(right.joined?.map(({ conversationId }) => conversationId)).toEqual([merged.id]);
    expect(promises(left)).toEqual([]);
    expect(promises(right).map(({ dueAt }) => dueAt)).toEqual([due[index]]);
    await expectWords(survivor.id, pair);
    const heard = (await logOf(survivor)).flatMap((event) =>
      event.type === 'joined_message_received' ? [event.messageId] : [],
    );
    expect(new Set(heard).size).toBe(heard.length);
  }
}, 180_000);

test('answered on both threads while a worker dies, each answer goes out once, on its thread', async () => {
  const answers = pairs.flatMap(([merged, survivor]) =>
    [merged, survivor].map(async (side, index) => {
      const content = `Answer to ${nameOf(side)}`;
      side.said.push(content);
      await sleep(index * 100);
      const reply = { content, threadId: side.threadId };
      await api('POST', `/conversations/${survivor.id}/messages`, reply);
    }),
  );
  await sleep(randomInt(50, 300));
  await die('conversations');
  await Promise.all(answers);
  for (const pair of pairs) {
    await settled(pair);
    const state = await until(
      () => stateOf(pair[1]),
      ({ unanswered, elsewhere = [] }) => unanswered.length === 0 && elsewhere.length === 0,
    );
    expect(promises(state)).toEqual([]);
    await expectWords(pair[1].id, pair);
    for (const side of pair) await expectSentOnce(side);
  }
}, 120_000);

test('taken apart: each decides for itself, with the promises and the words that are its own', async () => {
  await throughDeaths('thread_left', ([merged]) =>
    api('POST', `/conversations/${merged.id}/unmerge`, {}),
  );
  for (const pair of pairs) {
    for (const side of pair) await writes(side);
    await settled(pair);
    for (const side of pair) {
      const state = await until(
        () => stateOf(side),
        ({ mergedInto, joined = [] }) => mergedInto === undefined && joined.length === 0,
      );
      expect(state.status).toBe('open');
      expect(promises(state).map(({ startedAt }) => startedAt)).toEqual([
        state.unanswered[0]?.since,
      ]);
      await expectWords(side.id, [side]);
    }
  }
}, 180_000);

test('the read model is what the log says', async () => {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    expect(await differencesFromLog(client)).toEqual([]);
    await client.query('commit');
  } finally {
    client.release();
  }
});
