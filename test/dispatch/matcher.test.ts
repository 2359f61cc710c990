import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createGiveBack } from '../../dispatch/give-back.ts';
import { createMatcher } from '../../dispatch/matcher.ts';
import { createRelax } from '../../dispatch/relax.ts';
import { createPool } from '../../runtime/database.ts';
import { newId } from '../../runtime/ids.ts';
import { startPostgres, testConfig, type TestPostgres } from '../support/environment.ts';
import * as desk from './desk.ts';

let postgres: TestPostgres;
let pool: Pool;
let accountId: string;
let workflows: desk.Workflows;

beforeAll(async () => {
  postgres = await startPostgres();
  const { database } = testConfig({ postgres });
  pool = createPool(database, { applicationName: 'careline-test', max: 12 });
});
afterAll(async () => {
  await pool.end();
  await postgres.drop();
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  workflows = new desk.Workflows();
});

const agoBy = (seconds: number) => new Date(Date.now() - seconds * 1000);
const matcher = () => createMatcher({ pool, signals: workflows });
const waiting = async (columns: Record<string, unknown> = {}) => {
  const thread = await desk.addThread(pool, accountId, newId());
  const id = await desk.addConversation(pool, thread, { waiting_since: agoBy(1), ...columns });
  return { id, thread };
};
const addTeam = async (name: string, columns: Record<string, unknown> = {}) => {
  const id = newId();
  await desk.insert(pool, 'teams', { id, name, ...columns });
  return id;
};
interface Row {
  conversation_id: string;
  agent_id: string;
  claim_id: string;
  why: string;
}
const claims = async () => (await pool.query<Row>('select * from claims')).rows;

test('who waits meets who is free: a claim, a signal with its why, and a note of when', async () => {
  const { id, thread } = await waiting();
  const agentId = await desk.addAgent(pool);
  expect(await matcher()()).toBe(true);
  const [claim] = await claims();
  expect(claim).toMatchObject({
    conversation_id: id,
    agent_id: agentId,
    why: '0 of 6 in hand, the only one free',
  });
  expect(workflows.told).toEqual([
    {
      thread,
      signal: 'claimed',
      value: {
        claimId: claim?.claim_id,
        agentId,
        why: claim?.why,
        at: expect.any(Number) as number,
      },
    },
  ]);
  const { rows } = await pool.query('select 1 from agents where last_assigned_at is not null');
  expect(rows).toHaveLength(1);
  expect(await matcher()()).toBe(false);
});

test.each([
  ['offline', { availability: 'offline' }],
  ['away', { availability: 'away' }],
  ['deactivated', { deactivated_at: new Date() }],
  ['only looking on', { role: 'viewer' }],
  ['full', { capacity: 0 }],
])('nobody is given work who is %s', async (_, columns) => {
  await waiting();
  await desk.addAgent(pool, columns);
  await matcher()();
  expect(await claims()).toEqual([]);
});

test('one who was given too much by hand gets nothing new', async () => {
  await waiting();
  const agentId = await desk.addAgent(pool, { capacity: 2 });
  for (let n = 0; n < 3; n += 1) {
    await desk.insert(pool, 'claims', {
      ...{ conversation_id: newId(), agent_id: agentId, claim_id: newId(), manual: true },
      accepted_at: new Date(),
    });
  }
  await matcher()();
  expect(workflows.told).toEqual([]);
});

test('several matchers at once never exceed anybody, while agents finish and others assign by hand', async () => {
  const capacities = [1, 2, 3, 5];
  const agents = await Promise.all(
    capacities.map(async (capacity) => ({ capacity, id: await desk.addAgent(pool, { capacity }) })),
  );
  for (let n = 0; n < 60; n += 1) await waiting();
  const passes = Array.from({ length: 3 }, () => matcher());
  const overloaded = () =>
    pool.query(
      `select a.id from agents a join claims k on k.agent_id = a.id and not k.manual
        group by a.id having count(*) > a.capacity`,
    );
  for (let round = 0; round < 12; round += 1) {
    const byHand = agents[round % agents.length];
    await Promise.all([
      ...passes.map((pass) => pass()),
      // Some are done with.
      pool.query(
        `with done as (delete from claims where claim_id in (select claim_id from claims order by claim_id limit 3)
                       returning conversation_id)
         update conversations set waiting_since = null, status = 'closed' where id in (select conversation_id from done)`,
      ),
      desk.insert(pool, 'claims', {
        ...{ conversation_id: newId(), agent_id: byHand?.id, claim_id: newId(), manual: true },
      }),
    ]);
    expect((await overloaded()).rows).toEqual([]);
    await pool.query('delete from claims where manual');
  }
  await passes[0]?.();
  // Nobody idles while somebody waits.
  const total = capacities.reduce((sum, capacity) => sum + capacity, 0);
  const left = await pool.query(`select 1 from conversations where status = 'open'`);
  expect(await claims()).toHaveLength(Math.min(total, left.rowCount ?? 0));
  const told = workflows.told.map(({ value }) => (value as { claimId: string }).claimId);
  expect(new Set(told).size).toBe(told.length);
});

test("however many wait for one team, another team's customer is seen", async () => {
  const [busy, free] = [await addTeam('busy'), await addTeam('free')];
  await pool.query(
    `insert into threads (id, account_id, platform, key, kind, customer_external_id)
     select gen_random_uuid(), $1, 'facebook', 'dm:x' || n, 'dm', 'x' || n from generate_series(1, 700) n`,
    [accountId],
  );
  await pool.query(
    `insert into conversations (id, thread_id, platform, account_id, customer_id, source, status, priority, priority_rank,
                                created_at, updated_at, waiting_since, team_id)
     select gen_random_uuid(), id, platform, account_id, gen_random_uuid(), 'dm', 'open', 'urgent', 3, now(), now(),
            now() - interval '1 hour', $1 from threads`,
    [busy],
  );
  const { id } = await waiting({ team_id: free, priority_rank: 0 });
  await desk.addAgent(pool, { team_id: free });
  await matcher()();
  expect((await claims()).map((claim) => claim.conversation_id)).toEqual([id]);
});

test('skills, team and strategy come from the rows', async () => {
  const teamId = await addTeam('French', { routing_strategy: 'load-balanced' });
  const french = [{ kind: 'language', value: 'fr', level: 4 }];
  const { id } = await waiting({ team_id: teamId, required_skills: JSON.stringify(french) });
  await desk.addAgent(pool, { team_id: teamId });
  await desk.addAgent(pool, { skills: JSON.stringify(french) });
  await desk.addAgent(pool, { team_id: teamId, skills: JSON.stringify(french), capacity: 1 });
  const best = await desk.addAgent(pool, { team_id: teamId, skills: JSON.stringify(french) });
  await desk.insert(pool, 'claims', {
    ...{ conversation_id: newId(), agent_id: best, claim_id: newId() },
  });
  await matcher()();
  const claim = (await claims()).find((it) => it.conversation_id === id);
  expect(claim?.why).toBe('French at level 4, 0 of 1 in hand, lightest load');
});

test('a claim whose signal is lost stays until it runs out, and is not made twice', async () => {
  await waiting();
  await desk.addAgent(pool);
  workflows.failure = new Error('down');
  await expect(matcher()()).rejects.toThrow('down');
  workflows.failure = undefined;
  await matcher()();
  expect(await claims()).toHaveLength(1);
  expect(workflows.told).toEqual([]);
});

describe('a requirement that nobody meets', () => {
  test('relaxes to the team, after twice as long to its supervisors', async () => {
    const teamId = await addTeam('Sizing', { relax_after_seconds: 60 });
    const first = await waiting({ team_id: teamId, waiting_since: agoBy(61) });
    const second = await waiting({ team_id: teamId, waiting_since: agoBy(121), eligible: 'team' });
    await waiting({ team_id: teamId, waiting_since: agoBy(100), eligible: 'team' });
    await waiting({ team_id: teamId, waiting_since: agoBy(59) });
    await waiting({ team_id: teamId, waiting_since: agoBy(900), eligible: 'supervisors' });
    await waiting({ waiting_since: agoBy(119) });
    const alone = await waiting({ waiting_since: agoBy(121) });
    const pass = createRelax({ pool, signals: workflows });
    await pass();
    await pass();
    const asked = workflows.told.map(({ thread, value }) => [
      thread.threadId,
      (value as { to: string }).to,
    ]);
    expect(asked.sort()).toEqual(
      [
        [first.thread.threadId, 'team'],
        [second.thread.threadId, 'supervisors'],
        [alone.thread.threadId, 'team'],
      ].sort(),
    );
  });
});

describe('an agent who is gone', () => {
  test('gives back what is open and unanswered, and is asked again when the row changed', async () => {
    const gone = await desk.addAgent(pool, { availability: 'offline' });
    const away = await desk.addAgent(pool, { availability: 'away' });
    const left = await desk.addAgent(pool, { deactivated_at: new Date() });
    const has = async (assigned_to: string, columns: Record<string, unknown> = {}) =>
      waiting({ waiting_since: null, unanswered_since: agoBy(60), assigned_to, ...columns });
    const first = await has(gone);
    const second = await has(left);
    await has(away);
    await has(gone, { unanswered_since: null });
    await has(gone, { status: 'pending' });
    const pass = createGiveBack({ pool, signals: workflows });
    await pass();
    await pass();
    const asked = () =>
      workflows.told.map(({ thread, value }) => [
        thread.threadId,
        (value as { agentId: string }).agentId,
      ]);
    expect(asked().sort()).toEqual(
      [
        [first.thread.threadId, gone],
        [second.thread.threadId, left],
      ].sort(),
    );
    await pool.query('update conversations set version = 2 where id = $1', [first.id]);
    await pass();
    expect(asked()).toHaveLength(3);
  });
});
