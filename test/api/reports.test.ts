/** What supervisors see of the last days and of this second, worked out once more by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onceIn } from '../../api/once-in.ts';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

const minute = 60_000;
const hour = 60 * minute;
/** A Monday. */
const monday = Date.UTC(2026, 10, 23, 9);

let api: TestApi;
let desk: DeskRows;

interface Seed {
  at: number;
  /** Minutes until a person answered, in time or, where it is late, after the deadline. */
  answeredAfter?: number;
  isLate?: boolean;
  isCancelled?: boolean;
  resolvedAt?: number;
  customer?: string;
  more?: Parameters<typeof addConversation>[2];
}

async function add({ at, answeredAfter, isLate, isCancelled, resolvedAt, customer, more }: Seed) {
  const { pool } = api.parts;
  const conversation = await addConversation(pool, desk, {
    createdAt: new Date(at),
    status: resolvedAt === undefined ? 'open' : 'resolved',
    ...(customer === undefined ? {} : { customer }),
    ...more,
  });
  const promise = isCancelled
    ? 'cancelled'
    : answeredAfter === undefined || isLate
      ? isLate
        ? 'breached'
        : 'running'
      : 'met';
  const answered = answeredAfter === undefined ? undefined : new Date(at + answeredAfter * minute);
  await pool.query(
    `update conversations set first_response_at = $2, resolved_at = $3,
            sla = sla || jsonb_build_object('firstResponse', jsonb_build_object('status', $4::text, 'startedAt', $5::text))
      where id = $1`,
    [
      conversation.id,
      promise === 'met' ? answered : null,
      resolvedAt === undefined ? null : new Date(resolvedAt),
      promise,
      new Date(at).toISOString(),
    ],
  );
  if (answered) {
    await addMessage(pool, conversation, desk, {
      content: 'secret words',
      direction: 'outbound',
      at: answered,
    });
  }
  return conversation;
}

/** As the log has it. */
let version = 100;
const ended = ({ id }: { id: string }, metric: string, outcome: string, at: number) =>
  api.parts.pool.query(
    `insert into events (conversation_id, version, type, data, actor, cause, at)
     values ($1, $2, 'commitment_ended', $3, '{"type":"system"}', $4, $5)`,
    [id, (version += 1), { metric, outcome }, `cause ${version}`, new Date(at)],
  );

const get = <T>(path: string) => api.call<T>('GET', `/api/v1${path}`, { as: 'supervisor' });
const span = (from: number, to: number) =>
  `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;

beforeAll(async () => {
  api = await startApi();
  desk = await addDesk(api.parts.pool);
  const first = await add({ at: monday, answeredAfter: 10, resolvedAt: monday + 2 * hour });
  const second = await add({ at: monday + hour, answeredAfter: 90, isLate: true });
  await add({ at: monday + 2 * hour });
  await add({ at: monday + 3 * hour, isCancelled: true, resolvedAt: monday + 4 * hour });
  await add({ at: monday + 24 * hour, answeredAfter: 30, more: { teamId: null } });
  // Of the span before.
  await add({ at: monday - 30 * hour, answeredAfter: 20, resolvedAt: monday + hour });
  await ended(first, 'first_response', 'met', monday + 10 * minute);
  await ended(first, 'resolution', 'met', monday + 2 * hour);
  await ended(second, 'first_response', 'breached', monday + hour);
  await ended(second, 'next_response', 'cancelled', monday + hour);
  await ended(first, 'first_response', 'met', monday - hour);
});
afterAll(() => api.end());

interface Summary {
  current: Record<string, unknown>;
  previous: Record<string, unknown>;
}

describe('the summary', () => {
  const asked = span(monday, monday + 48 * hour);

  test('has what began, was answered, resolved and promised, and the span before it', async () => {
    const { body } = await get<Summary>(`/reports/summary?${asked}`);
    expect(body.current).toEqual({
      from: new Date(monday).toISOString(),
      to: new Date(monday + 48 * hour).toISOString(),
      newConversations: 5,
      resolvedConversations: 3,
      resolutionRate: 2 / 5,
      // 10, 30 and 90 minutes; the late one too.
      firstResponseSeconds: { median: 1800, p90: 4680 },
      // Nobody owed the cancelled one an answer; one has none yet.
      answeredWithin: { hour: 2 / 4, day: 3 / 4 },
      attainment: {
        firstResponse: { met: 1, breached: 1, share: 0.5 },
        nextResponse: { met: 0, breached: 0 },
        resolution: { met: 1, breached: 0, share: 1 },
      },
      byPlatform: { facebook: 5 },
    });
    expect(body.previous).toMatchObject({
      from: new Date(monday - 48 * hour).toISOString(),
      newConversations: 1,
      resolvedConversations: 0,
      firstResponseSeconds: { median: 1200 },
      attainment: { firstResponse: { met: 1, breached: 0 } },
    });
  });

  test('is of a team and of platforms', async () => {
    const created = async (more: string) =>
      (await get<Summary>(`/reports/summary?${asked}&${more}`)).body.current['newConversations'];
    expect(await created(`teamId=${desk.teamId}`)).toBe(4);
    expect(await created('teamId=none')).toBe(1);
    expect(await created('platform=telegram,x')).toBe(0);
    expect(await created('platform=facebook')).toBe(5);
  });

  test('is of the last seven days where nothing else is asked, and of nothing where there was nothing', async () => {
    const { body } = await get<{ current: { from: string; to: string } }>('/reports/summary');
    const { from, to } = body.current;
    expect(Date.parse(to) - Date.parse(from)).toBe(168 * hour);
    const empty = await get<Summary>(`/reports/summary?${span(0, hour)}`);
    expect(empty.body.current).toMatchObject({ newConversations: 0, answeredWithin: {} });
  });

  test.each([
    [span(monday, monday), 'from'],
    [span(monday - 500 * 24 * hour, monday), 'from'],
    ['from=yesterday', 'from'],
    ['teamId=x', 'teamId'],
  ])('of %s is refused', async (query, field) => {
    const { status, body } = await api.call('GET', `/api/v1/reports/summary?${query}`);
    expect([status, body.errors[0]?.field]).toEqual([422, field]);
  });
});

test('volume is by the days and hours of a time zone, the empty ones too', async () => {
  const volume = async (query: string) =>
    (
      await get<{ buckets: { at: string; created: number; resolved: number }[] }>(
        `/reports/volume?${span(monday, monday + 48 * hour)}&${query}`,
      )
    ).body.buckets;
  expect(await volume('by=day&timezone=Europe/Berlin')).toEqual([
    { at: '2026-11-22T23:00:00.000Z', created: 4, resolved: 3 },
    { at: '2026-11-23T23:00:00.000Z', created: 1, resolved: 0 },
    { at: '2026-11-24T23:00:00.000Z', created: 0, resolved: 0 },
  ]);
  // An old name is the zone, with its summer, and not PostgreSQL's abbreviation of an offset.
  const summer = await get<{ buckets: { at: string }[] }>(
    '/reports/volume?by=day&from=2026-07-01T00:00:00Z&to=2026-07-02T00:00:00Z&timezone=CET',
  );
  expect(summer.body.buckets[0]?.at).toBe('2026-06-30T22:00:00.000Z');
  // There half an hour is between the hours.
  const hours = await volume('by=hour&timezone=Asia/Kolkata');
  expect(hours[0]).toEqual({ at: '2026-11-23T08:30:00.000Z', created: 1, resolved: 0 });
  expect(hours.reduce((sum, { created }) => sum + created, 0)).toBe(5);
  for (const [query, field] of [
    ['timezone=Mars/Olympus', 'timezone'],
    // PostgreSQL would count these to the other side.
    ['timezone=%2B02:00', 'timezone'],
    ['timezone=-03', 'timezone'],
    [`by=hour&from=2026-01-01T00:00:00Z`, 'by'],
  ] as const) {
    const { status, body } = await api.call('GET', `/api/v1/reports/volume?${query}`);
    expect([status, body.errors[0]?.field]).toEqual([422, field]);
  }
});

test('the heat map has the promise of a first answer by weekday and hour', async () => {
  const path = `/reports/heat-map?${span(monday, monday + 48 * hour)}&timezone=Europe/Berlin`;
  const { body } = await get<{ cells: object[] }>(path);
  const cell = (weekday: number, at: number, met: number, breached: number) => ({
    ...{ weekday, hour: at, conversations: 1, met, breached },
  });
  expect(body.cells).toEqual([
    { ...cell(1, 10, 1, 0), medianFirstResponseSeconds: 600 },
    { ...cell(1, 11, 0, 1), medianFirstResponseSeconds: 5400 },
    cell(1, 12, 0, 0),
    cell(1, 13, 0, 0),
    { ...cell(2, 10, 1, 0), medianFirstResponseSeconds: 1800 },
  ]);
});

describe('the export', () => {
  const at = monday + 100 * 24 * hour;
  const csv = async (query: string) =>
    await api.call<string>('GET', `/api/v1/reports/conversations.csv?${query}`, {
      as: 'supervisor',
    });

  test('holds each conversation once, no formula, and nothing of what was said', async () => {
    const names = ['=cmd|"/c calc"!A1', '+1', '-1', '@SUM(A1)', '\t=1', 'Ana, "Ann"\nSilva', ' =2'];
    for (const [index, customer] of names.entries()) await add({ at: at + index, customer });
    const { status, headers, body } = await csv(span(at, at + hour));
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(/^attachment;/);
    const rows = body.split('\r\n');
    expect(rows).toHaveLength(names.length + 2);
    expect(rows[0]).toMatch(/^\uFEFF?id,platform,source,account,customer,/);
    const cells = (row = '') => /^[^,]*,facebook,dm,Harbour,("(?:[^"]|"")*"|[^,]*),/.exec(row)?.[1];
    expect(rows.slice(1, -1).map(cells)).toEqual([
      `"'=cmd|""/c calc""!A1"`,
      `'+1`,
      `'-1`,
      `'@SUM(A1)`,
      `'\t=1`,
      `"Ana, ""Ann""\nSilva"`,
      `' =2`,
    ]);
    expect(body).not.toContain('secret words');
  });

  test('goes on beyond a page, and leaves who took it in the audit', async () => {
    const later = at + 10 * 24 * hour;
    await api.parts.pool.query(
      `insert into conversations (id, thread_id, platform, account_id, customer_id, source, status, priority, priority_rank,
         created_at, updated_at)
       select gen_random_uuid(), gen_random_uuid(), 'x', $1, gen_random_uuid(), 'dm', 'open', 'medium', 1,
              $2::timestamptz + (n / 3) * interval '1 ms', now() from generate_series(1, 2100) n`,
      [desk.accountId, new Date(later)],
    );
    const { body } = await csv(span(later, later + hour));
    const ids = body
      .split('\r\n')
      .slice(1, -1)
      .map((row) => row.split(',')[0]);
    expect(ids).toHaveLength(2100);
    expect(new Set(ids).size).toBe(2100);
    await api.parts.pool.query(`delete from conversations where platform = 'x'`);
    const audit = await get<{ data: { actor: object }[] }>('/audit?action=conversations.exported');
    expect(audit.body.data[0]?.actor).toEqual({ type: 'agent', id: api.agents.supervisor });
  });
});

describe('the wallboard', () => {
  interface Board {
    waiting: number;
    teams: Record<string, unknown>[];
    platforms: Record<string, unknown>[];
    agents: Record<string, unknown>[];
  }

  test('has the figures of all, of each team and platform, and the agents', async () => {
    const { pool } = api.parts;
    await pool.query('delete from conversations');
    const waitingSince = new Date(monday);
    const oldest = new Date(monday - hour);
    await addConversation(pool, desk, { waitingSince, slaState: 'warning' });
    await addConversation(pool, desk, { waitingSince: oldest, slaState: 'breached', teamId: null });
    await addConversation(pool, desk, { assignedTo: api.agents.agent, slaState: 'breached' });
    await addConversation(pool, desk, { status: 'pending', slaState: 'paused' });
    await addConversation(pool, desk, { status: 'closed', slaState: 'breached' });
    await pool.query(
      `update agents set team_id = $1, availability = 'online', presence_at = now() where id = $2`,
      [desk.teamId, api.agents.agent],
    );
    await pool.query(
      `insert into claims (conversation_id, agent_id, claim_id) values ($1, $2, $3)`,
      [newId(), api.agents.agent, newId()],
    );
    const all = { waiting: 2, atRisk: 1, breached: 2, open: 3, unassigned: 2 };
    const { body } = await get<Board>('/wallboard');
    expect(body).toMatchObject({ ...all, oldestWaitingSince: oldest.toISOString() });
    expect(body.platforms).toEqual([
      { platform: 'facebook', ...all, oldestWaitingSince: oldest.toISOString() },
    ]);
    const ours = { waiting: 1, atRisk: 1, breached: 1, open: 2, unassigned: 1 };
    expect(body.teams).toMatchObject([
      { teamId: desk.teamId, name: 'Orders', ...ours },
      { name: '', waiting: 1, breached: 1 },
    ]);
    const agent = { agentId: api.agents.agent, availability: 'online', load: 1, isConnected: true };
    expect(body.agents).toContainEqual(expect.objectContaining(agent));
    expect(body.agents.map(({ agentId }) => agentId)).not.toContain(api.agents.viewer);
    const team = await get<Board>(`/wallboard?teamId=${desk.teamId}`);
    expect(team.body).toMatchObject(ours);
    expect([team.body.agents.length, team.body.teams.length]).toEqual([1, 1]);
    expect((await get<Board>('/wallboard?platform=telegram')).body.waiting).toBe(0);
  });

  test('is read once for all who ask within a second, and again after a failure', async () => {
    let reads = 0;
    let isDown = false;
    const read = onceIn(50, () => {
      reads += 1;
      return isDown ? Promise.reject(new Error('down')) : Promise.resolve(reads);
    });
    expect(await Promise.all(Array.from({ length: 10 }, read))).toEqual(Array(10).fill(1));
    await new Promise((resolve) => setTimeout(resolve, 60));
    isDown = true;
    await expect(read()).rejects.toThrow('down');
    isDown = false;
    expect(await read()).toBe(3);
  });
});
