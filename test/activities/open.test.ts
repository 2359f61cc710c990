/** What a run is told when it begins, on a real database. */
import type { Pool } from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createOpen } from '../../activities/open.ts';
import { channels } from '../../channels/index.ts';
import { createDispatcher } from '../../dispatch/dispatcher.ts';
import { openDatabase } from '../support/database.ts';
import * as desk from '../dispatch/desk.ts';

let pool: Pool;
let accountId: string;
let workflows: desk.Workflows;

beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  workflows = new desk.Workflows();
});

/** Ada's events so many, dispatched. */
const arrived = async (...mids: string[]) => {
  for (const mid of mids) await desk.arrive(pool, accountId, desk.message('ada', mid));
  const round = createDispatcher({ pool, channels, signals: workflows, logger: desk.silent });
  while (await round());
  const { rows } = await pool.query<{ id: number }>('select id from inbox_events order by id');
  return rows.map(({ id }) => id);
};
const open = async (eventIds: number[]) => {
  const { threadId, platform } = await desk.threadOf(pool, 'ada');
  const settings = { reopenWindowHours: 72, replyHoldAfterMinutes: 30 };
  const run = createOpen({ pool, settings });
  return run({ threadId, platform, accountId, eventIds, at: Date.now() });
};
const claims = async () =>
  (await pool.query<{ agent_id: string; why: string }>('select agent_id, why from claims')).rows;

describe('a new conversation', () => {
  test('is claimed for the agent who is free, once however often it is asked', async () => {
    const agentId = await desk.addAgent(pool);
    const ids = await arrived('m1');
    const [first, again] = [await open(ids), await open(ids)];
    expect(first.claim).toMatchObject({ agentId, why: '0 of 6 in hand, the only one free' });
    expect(again.claim).toEqual(first.claim);
    expect(await claims()).toHaveLength(1);
  });

  test('waits where nobody has room', async () => {
    const agentId = await desk.addAgent(pool, { capacity: 1 });
    await desk.insert(pool, 'claims', {
      ...{ conversation_id: agentId, agent_id: agentId, claim_id: agentId },
    });
    const found = await open(await arrived('m1'));
    expect(found.opening).toBeDefined();
    expect(found.claim).toBeUndefined();
  });

  test('overtakes nobody in the queue', async () => {
    await desk.addAgent(pool, { capacity: 1 });
    const other = await desk.addThread(pool, accountId, 'bob');
    await desk.addConversation(pool, other, { waiting_since: new Date() });
    const ids = await arrived('m1');
    expect((await open(ids)).claim).toBeUndefined();
    expect(await claims()).toEqual([]);
    await pool.query('update agents set capacity = 2');
    expect((await open(ids)).claim).toBeDefined();
  });

  test('that nobody asked anything in is nobody’s work', async () => {
    await desk.addAgent(pool);
    await desk.arrive(pool, accountId, desk.echo('ada', 'm1'));
    expect((await open(await arrived())).claim).toBeUndefined();
    expect(await claims()).toEqual([]);
  });

  test('never holds more than fits, whoever asks at the same time', async () => {
    const agentId = await desk.addAgent(pool, { capacity: 2 });
    const names = ['ada', 'bob', 'cem', 'dan', 'eve'];
    for (const name of names) await desk.arrive(pool, accountId, desk.message(name, `m-${name}`));
    await arrived();
    const { rows } = await pool.query<{ id: number; threadId: string }>(
      'select id, thread_id as "threadId" from inbox_events',
    );
    const settings = { reopenWindowHours: 72, replyHoldAfterMinutes: 30 };
    const run = createOpen({ pool, settings });
    await Promise.all(
      rows.map(({ id, threadId }) =>
        run({ ...{ threadId, platform: 'facebook', accountId }, eventIds: [id], at: Date.now() }),
      ),
    );
    const made = await claims();
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeLessThanOrEqual(2);
    expect(made.every((claim) => claim.agent_id === agentId)).toBe(true);
  });

  test('is not kept from opening by a fact for an older one that was lost on its way', async () => {
    await arrived('m1');
    const { threadId } = await desk.threadOf(pool, 'ada');
    const { rows } = await pool.query<{ id: number }>(
      `insert into inbox_events (account_id, kind, dedupe_key, thread_id, thread_seq, raw, dispatched_at)
       values ($1, 'forwarded', 'fact', $2, 0, $3, now()) returning id`,
      [accountId, threadId, Buffer.from(JSON.stringify({ is: 'replied', messageId: 'gone' }))],
    );
    const [fact] = rows;
    const ids = (
      await pool.query<{ id: number }>(`select id from inbox_events where kind = 'message'`)
    ).rows;
    const found = await open(ids.map(({ id }) => id));
    expect(found).toMatchObject({ awaits: [fact?.id], opening: { threadId } });
  });
});

describe('the first message is read before it is routed', () => {
  const speaks = (...values: string[]) => ({
    skills: JSON.stringify(values.map((value) => ({ kind: 'language', value, level: 3 }))),
  });
  const german =
    'Wo bleibt meine Bestellung? Ich warte schon seit zwei Wochen und keiner antwortet mir.';
  const opened = async (text: string) => {
    await desk.arrive(pool, accountId, desk.message('ada', 'm1', text));
    return open(await arrived());
  };
  const settings = (data: object) =>
    desk.insert(pool, 'settings', { id: 1, data: JSON.stringify(data) });

  test('and goes to who speaks its language, with the reason', async () => {
    await desk.addAgent(pool, { name: 'Ann', ...speaks('en') });
    const ben = await desk.addAgent(pool, { name: 'Ben', ...speaks('de', 'en') });
    const { opening, claim } = await opened(german);
    expect(opening).toMatchObject({
      requiredSkills: [{ kind: 'language', value: 'de' }],
      why: "the account's default; the message asks for de",
    });
    expect(claim?.agentId).toBe(ben);
  });

  test('a rule’s language is asked for as it is, and its rules hear what was read', async () => {
    await desk.addAgent(pool, speaks('de', 'fr'));
    await desk.insert(pool, 'routing_rules', {
      ...{
        id: '00000000-0000-7000-8000-000000000001',
        position: 1,
        name: 'German',
        language: 'de',
        tags: [],
      },
      skills: JSON.stringify([{ kind: 'language', value: 'fr' }]),
    });
    const { opening } = await opened(german);
    await pool.query('delete from routing_rules');
    expect(opening).toMatchObject({
      requiredSkills: [{ kind: 'language', value: 'fr' }],
      why: 'rule “German”',
    });
  });

  test.each([
    ['nobody there speaks it', {}, german],
    ['it only proposes', { assist: { skills: 'proposal' } }, german],
    ['it is switched off', { aiAssistEnabled: false }, german],
  ])('it asks for nothing where %s', async (_, data, text) => {
    await desk.addAgent(pool, Object.keys(data).length === 0 ? speaks('en') : speaks('de'));
    await settings(data);
    const { opening, claim } = await opened(text);
    expect([opening?.requiredSkills, opening?.why]).toEqual([[], "the account's default"]);
    expect(claim).toBeDefined();
  });

  test('it asks for nothing on an account where the assistant is off', async () => {
    await desk.addAgent(pool, speaks('de'));
    await pool.query('update accounts set assist_enabled = false');
    expect((await opened(german)).opening?.requiredSkills).toEqual([]);
  });
});

describe('a workflow that was lost with events nobody recorded', () => {
  test('is told to wait for them, and they are dispatched again with their numbers', async () => {
    await desk.addAgent(pool);
    const [m1 = 0, m2 = 0, m3 = 0] = await arrived('m1', 'm2', 'm3');
    workflows.batches.length = 0;
    const found = await open([m3]);
    expect(found.awaits).toEqual([m1, m2]);
    // It may take a while until it can be accepted.
    expect(found.claim).toBeUndefined();
    await arrived();
    expect(workflows.batches).toMatchObject([
      {
        items: [
          { eventId: m1, seq: 1 },
          { eventId: m2, seq: 2 },
        ],
      },
    ]);
  });

  test('and is only woken waits for all of them', async () => {
    const ids = await arrived('m1', 'm2');
    expect((await open([])).awaits).toEqual(ids);
  });

  test('waits for nothing that is recorded', async () => {
    const [m1 = 0, m2 = 0] = await arrived('m1', 'm2');
    await pool.query('update inbox_events set applied_at = now() where id = $1', [m1]);
    expect((await open([m2])).awaits).toBeUndefined();
  });
});
