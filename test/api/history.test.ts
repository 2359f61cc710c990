/** The past of the demo desk, as it is seeded. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadEvents } from '../../activities/record/log.ts';
import { fold } from '../../domain/conversation/apply.ts';
import { project } from '../../domain/conversation/project.ts';
import { seed } from '../../prisma/seed.ts';
import { addHistory } from '../../prisma/seed/history.ts';
import type { Credentials } from '../../prisma/seed/credentials.ts';
import { newId } from '../../runtime/ids.ts';
import { seedThread } from '../support/desk.ts';
import { startApi, type TestApi } from './support/api.ts';

let api: TestApi;
let home: string;
let credentials: Credentials;
let tookMs: number;
const asAdmin = <T>(path: string) =>
  api.call<T>('GET', `/api/v1${path}`, { token: credentials.adminToken });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'careline-history-'));
  api = await startApi({ env: { CARELINE_HOME: home } });
  const { prisma, pool, config } = api.parts;
  credentials = await seed(prisma, config);
  const begin = performance.now();
  await addHistory(pool, config);
  tookMs = performance.now() - begin;
});
afterAll(async () => {
  await api.end();
  await rm(home, { recursive: true });
});

test('about 600 finished conversations, in five languages, on every platform and in every team', async () => {
  const { rows } = await api.parts.pool.query<Record<string, number>>(
    `select count(*)::int as all, count(*) filter (where c.status = 'closed')::int as closed,
            count(distinct k.language)::int as languages, count(distinct c.platform)::int as platforms,
            count(distinct c.team_id)::int as teams, count(previous_conversation_id)::int as linked,
            count(*) filter (where c.sla->'firstResponse'->>'status' = 'breached')::int as late,
            count(*) filter (where exists (select from events e where e.conversation_id = c.id
               and e.type = 'status_changed' and e.data->>'from' = 'resolved' and e.data->>'to' = 'open'))::int as reopened,
            count(*) filter (where c.closed_at > now() or c.updated_at > now())::int as to_come
       from conversations c join customers k on k.id = c.customer_id`,
  );
  const [found] = rows;
  expect(found).toMatchObject({ all: 600, closed: 600, languages: 5, platforms: 6, teams: 3 });
  expect(found).toMatchObject({ to_come: 0 });
  for (const some of ['linked', 'late', 'reopened']) expect(found?.[some]).toBeGreaterThan(20);
  expect(found?.['late']).toBeLessThan(200);
  // The start waits for it.
  expect(tookMs).toBeLessThan(5_000);
});

test('each row is the fold of its events, and each message that they tell of has its words', async () => {
  const { pool } = api.parts;
  const { rows } = await pool.query<Record<string, unknown> & { id: string }>(
    `select id, status, priority, assigned_to as "assignedTo", team_id as "teamId", unread, sla, version, tags,
            previous_conversation_id as "previousConversationId",
            (extract(epoch from updated_at) * 1000)::float8 as "updatedAt",
            (extract(epoch from closed_at) * 1000)::float8 as "closedAt",
            (extract(epoch from first_response_at) * 1000)::float8 as "firstResponseAt"
       from conversations order by id limit 60`,
  );
  expect(rows).toHaveLength(60);
  for (const { version, ...row } of rows) {
    const events = await loadEvents(pool, row.id);
    const state = fold(events);
    if (!state) throw new Error(`${row.id} has no events`);
    expect(version).toBe(events.length);
    expect(project(state)).toMatchObject(row);
    const told = events.flatMap(({ event }) =>
      event.type === 'message_received' || event.type === 'reply_sent' ? event.messageId : [],
    );
    const said = await pool.query<{ id: string }>(
      `select m.id from messages m join message_bodies b on b.message_id = m.id
        where m.conversation_id = $1 and b.content <> '' and b.content !~ '[{}]'`,
      [row.id],
    );
    expect(said.rows.map(({ id }) => id).sort()).toEqual(told.sort());
  }
});

test('the reports of the last seven days have something to show on every platform', async () => {
  const from = new Date(Date.now() - 7 * 86_400_000).toISOString();
  const { status, body } = await asAdmin<{
    current: { byPlatform: Record<string, number>; firstResponseSeconds: { median?: number } };
  }>(`/reports/summary?from=${from}&to=${new Date().toISOString()}`);
  expect(status).toBe(200);
  expect(Object.keys(body.current.byPlatform)).toHaveLength(6);
  expect(body.current.firstResponseSeconds.median).toBeGreaterThan(60);
});

test('one of them can be opened: its messages, and how it went', async () => {
  const list = await asAdmin<{ data: { id: string }[] }>('/conversations?status=closed&limit=5');
  expect(list.body.data).toHaveLength(5);
  for (const { id } of list.body.data) {
    for (const part of ['', '/messages', '/timeline']) {
      expect((await asAdmin(`/conversations/${id}${part}`)).status).toBe(200);
    }
  }
});

test('a second start adds nothing', async () => {
  const { pool, config } = api.parts;
  expect(await addHistory(pool, config)).toBe(0);
  const { rows } = await pool.query('select count(*)::int as n from conversations');
  expect(rows).toEqual([{ n: 600 }]);
});

test('goes only where nobody wrote yet: not beside a customer or a thread without a conversation either', async () => {
  const { config } = api.parts;
  const fresh = await startApi({ env: { CARELINE_HOME: home } });
  const { pool, prisma } = fresh.parts;
  await seed(prisma, config);
  const { rows } = await pool.query<{ id: string }>(`select id from accounts limit 1`);
  const accountId = rows[0]?.id ?? '';
  const { id } = await seedThread(pool, accountId, 4711);
  expect(await addHistory(pool, config)).toBe(0);
  await pool.query('delete from threads where id = $1', [id]);
  await pool.query(
    `insert into customers (id, account_id, platform, external_id) values ($1, $2, 'telegram', '4711')`,
    [newId(), accountId],
  );
  expect(await addHistory(pool, config)).toBe(0);
  await pool.query('delete from customers');
  expect(await addHistory(pool, config)).toBe(600);
  await fresh.end();
});
