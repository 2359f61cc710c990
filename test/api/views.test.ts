/** What agents work from: the list's filters, the views that keep them, and how many each holds. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../api/permissions.ts';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMention, addMessage, type DeskRows } from './support/rows.ts';

interface View {
  id: string;
  name: string;
  filter: Record<string, unknown>;
  isShared: boolean;
  ownerId?: string;
  version: number;
}
interface Views {
  builtIn: View[];
  saved: View[];
}
interface Counts {
  views: Record<string, number>;
  platforms: Record<string, number>;
  breached: number;
  atRisk: number;
}

let api: TestApi;
let desk: DeskRows;
let mentioned: string;
const named: Record<string, string> = {};

beforeAll(async () => {
  api = await startApi();
  const { pool } = api.parts;
  desk = await addDesk(pool);
  await pool.query('update agents set team_id = $1 where id = $2', [desk.teamId, api.agents.agent]);
  const minute = (n: number) => new Date(Date.UTC(2026, 10, 23, 9, n));
  const add = async (name: string, seed: Parameters<typeof addConversation>[2]) => {
    const conversation = await addConversation(pool, desk, seed);
    named[name] = conversation.id;
    return conversation;
  };
  await add('mine', { assignedTo: api.agents.agent, slaState: 'breached', language: 'pt-BR' });
  await add('waits', { waitingSince: minute(1), slaState: 'warning', language: 'pt' });
  await add('waits longer', { waitingSince: minute(0), tags: ['Refund-due'], language: 'de' });
  await add('of no team', { teamId: null, status: 'pending', slaState: 'paused' });
  await add('snoozed', { status: 'snoozed' });
  await add('closed', { status: 'closed', tags: ['refund'] });
  const spoken = await add('spoken', { status: 'closed' });
  await addMessage(pool, spoken, desk, { content: 'I want a refund now' });
  mentioned = await addMention(pool, spoken, api.agents.agent);
});
afterAll(() => api.end());

const found = async (query: string, as: Role = 'agent') => {
  const { body } = await api.call('GET', `/api/v1/conversations?limit=100&${query}`, { as });
  const names = new Map(Object.entries(named).map(([name, id]) => [id, name]));
  return body.data.map(({ id }) => names.get(id));
};
const views = async (as: Role = 'agent') =>
  (await api.call<Views>('GET', '/api/v1/views', { as })).body;
const counts = async (as: Role = 'agent') =>
  (await api.call<Counts>('GET', '/api/v1/views/counts', { as })).body;
const keep = (body: object, as: Role = 'agent') =>
  api.call<View>('POST', '/api/v1/views', { as, body });

describe('a list', () => {
  test.each([
    ['slaState=breached', ['mine']],
    ['slaState=breached,warning', ['mine', 'waits']],
    ['slaState=paused', ['of no team']],
    ['waiting=true', ['waits', 'waits longer']],
    ['waiting=false&status=open', ['mine']],
    ['mentioned=me', ['spoken']],
    ['language=pt', ['mine', 'waits']],
    ['language=pt-BR', ['mine']],
    ['language=de,pt', ['mine', 'waits', 'waits longer']],
    ['teamId=mine&status=pending', []],
    ['teamId=mine&assignedTo=me', ['mine']],
    ['q=refund', ['closed', 'spoken', 'waits longer']],
  ])('%s finds %j', async (query, names) => {
    expect((await found(query)).sort()).toEqual(names);
  });

  test('of a search has each once, whether a page is filled by what comes first or by all there is', async () => {
    for (const order of ['asc', 'desc']) {
      const pages: (string | undefined)[] = [];
      let cursor = '';
      do {
        const path = `/api/v1/conversations?q=refund&limit=1&order=${order}${cursor}`;
        const { body } = await api.call('GET', path);
        pages.push(...body.data.map(({ id }) => id));
        cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
      } while (cursor !== '');
      const expected = ['closed', 'spoken', 'waits longer'].map((name) => named[name]);
      expect(pages).toHaveLength(3);
      expect(new Set(pages)).toEqual(new Set(expected));
    }
  });

  test('by how long they wait begins with who waits longest', async () => {
    expect(await found('waiting=true&sort=waitingSince')).toEqual(['waits longer', 'waits']);
  });

  test('of what mentions me is each one’s own, until they have dealt with it', async () => {
    expect(await found('mentioned=me', 'supervisor')).toEqual([]);
    expect(await found('mentioned=me', 'admin')).toEqual([]);
    const path = `/api/v1/notifications/${mentioned}/read`;
    await api.call('POST', path, { as: 'agent', body: {} });
    expect(await found('mentioned=me')).toEqual([]);
    await api.parts.pool.query('update notifications set read_at = null');
  });

  test.each(['slaState=late', 'language=!', 'waiting=maybe', 'mentioned=you'])(
    '%s is refused',
    async (query) => {
      const { status, body } = await api.call('GET', `/api/v1/conversations?${query}`);
      expect(status).toBe(422);
      expect(body.errors[0]?.field.split('[')[0]).toBe(query.split('=')[0]);
    },
  );
});

describe('a view', () => {
  test('that is built in is the list’s query, and its count is how long that list is', async () => {
    const { builtIn } = await views();
    const { views: numbers } = await counts();
    expect(builtIn.map(({ id }) => id)).toEqual([
      'mine',
      'unassigned',
      'team',
      'all',
      'mentions',
      'snoozed',
    ]);
    for (const { id, filter } of builtIn) {
      const query = new URLSearchParams(
        Object.entries(filter).map(([key, value]): [string, string] => [key, String(value)]),
      );
      const list = await found(String(query));
      expect([id, numbers[id]]).toEqual([id, list.length]);
    }
    expect(numbers).toMatchObject({
      mine: 1,
      unassigned: 2,
      team: 3,
      all: 4,
      mentions: 1,
      snoozed: 1,
    });
  });

  test('of one’s own is seen by nobody else, changed as of its version, and gone when deleted', async () => {
    const filter = { language: ['pt'], waiting: true, assignedTo: 'none', status: 'open' };
    const kept = await keep({ name: 'Portuguese', filter, colour: '#2f6fed' });
    expect(kept).toMatchObject({
      status: 201,
      body: {
        filter: { ...filter, status: ['open'] },
        isShared: false,
        ownerId: api.agents.agent,
        sort: 'updatedAt',
        version: 1,
      },
    });
    const { id } = kept.body;
    expect((await views()).saved.map((it) => it.id)).toContain(id);
    expect((await counts()).views[id]).toBe(1);
    const path = `/api/v1/views/${id}`;
    for (const as of ['viewer', 'supervisor', 'admin'] as const) {
      expect((await views(as)).saved).toEqual([]);
      expect((await api.call('PATCH', path, { as, body: { name: 'x' } })).status).toBe(404);
      expect((await api.call('DELETE', path, { as, body: {} })).status).toBe(404);
    }
    const change = {
      as: 'agent',
      body: { sort: 'dueAt', order: 'desc' },
      headers: { 'if-match': '"1"' },
    } as const;
    const changed = await api.call('PATCH', path, change);
    expect(changed).toMatchObject({
      status: 200,
      body: { sort: 'dueAt', order: 'desc', version: 2 },
    });
    expect((await api.call('PATCH', path, change)).status).toBe(412);
    expect((await api.call('DELETE', path, { as: 'agent', body: {} })).status).toBe(204);
    expect((await views()).saved).toEqual([]);
  });

  test('is shared by supervisors only, seen by all, and “me” in it is whoever looks', async () => {
    const body = { name: 'To do', filter: { assignedTo: 'me' }, isShared: true };
    expect(await keep(body)).toMatchObject({
      status: 403,
      body: { errors: [{ field: 'isShared' }] },
    });
    const { id } = (await keep(body, 'supervisor')).body;
    for (const as of ['viewer', 'agent', 'admin'] as const) {
      expect((await views(as)).saved.map((it) => it.id)).toEqual([id]);
    }
    expect((await counts('agent')).views[id]).toBe(1);
    expect((await counts('supervisor')).views[id]).toBe(0);
    const path = `/api/v1/views/${id}`;
    expect((await api.call('PATCH', path, { as: 'agent', body: { name: 'x' } })).status).toBe(403);
    expect((await api.call('DELETE', path, { as: 'agent', body: {} })).status).toBe(403);
    const taken = await api.call('PATCH', path, { as: 'admin', body: { isShared: false } });
    expect(taken).toMatchObject({ status: 422, body: { errors: [{ field: 'isShared' }] } });
    const own = await api.call('PATCH', path, { as: 'supervisor', body: { isShared: false } });
    expect(own).toMatchObject({ status: 200, body: { isShared: false } });
    expect((await views()).saved).toEqual([]);
    const audit = await api.call<{ data: { action: string }[] }>(
      'GET',
      `/api/v1/audit?target=${id}`,
    );
    expect(audit.body.data.map(({ action }) => action)).toEqual(['view.changed', 'view.created']);
  });

  test('of a token that is nobody’s can only be shared', async () => {
    const refused = await keep({ name: 'x', filter: {} }, 'admin');
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'isShared' }] } });
    const shared = await keep({ name: 'x', filter: {}, isShared: true }, 'admin');
    expect(shared.status).toBe(201);
    await api.call('DELETE', `/api/v1/views/${shared.body.id}`, { body: {} });
  });

  test.each([
    [{ name: 'x', filter: { status: ['open', 'gone'] } }, 'filter.status[1]'],
    [{ name: 'x', filter: { colour: 'red' } }, 'filter.colour'],
    [{ name: 'x', filter: { teamId: newId() } }, 'filter.teamId'],
    [{ name: 'x', filter: { assignedTo: newId() } }, 'filter.assignedTo'],
    [{ name: 'x', filter: { accountId: newId() } }, 'filter.accountId'],
    [{ name: 'x', filter: { customerId: newId() } }, 'filter.customerId'],
    [{ name: ' ', filter: {} }, 'name'],
    [{ name: 'x', filter: {}, colour: 'red;}' }, 'colour'],
    [{ name: 'x', filter: {}, sort: 'name' }, 'sort'],
  ])('%j is refused, and nothing is kept', async (body, field) => {
    const refused = await keep(body);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: [{ field }] });
    expect((await views()).saved).toEqual([]);
  });

  test('that searches for words has no count', async () => {
    const { id } = (await keep({ name: 'Refunds', filter: { q: 'refund' } })).body;
    expect((await counts()).views).not.toHaveProperty(id);
    await api.call('DELETE', `/api/v1/views/${id}`, { as: 'agent', body: {} });
  });
});

test('platforms and deadlines are counted with the views, up to a thousand', async () => {
  expect(await counts()).toMatchObject({
    platforms: { facebook: 4, telegram: 0 },
    breached: 1,
    atRisk: 1,
  });
  await api.parts.pool.query(
    `insert into conversations (id, thread_id, platform, account_id, customer_id, source, status, priority, priority_rank,
       created_at, updated_at)
     select gen_random_uuid(), gen_random_uuid(), 'x', $1, gen_random_uuid(), 'dm', 'open', 'medium', 1, now(), now()
       from generate_series(1, 1100)`,
    [desk.accountId],
  );
  const { views: numbers, platforms } = await counts();
  expect([numbers['all'], platforms['x'], platforms['facebook']]).toEqual([1000, 1000, 4]);
});

test('nobody counts what they may not see', async () => {
  const before = (await counts('viewer')).views;
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'own_team' } });
  // The viewer has no team: what is left is what no team has.
  const { views: numbers, platforms, breached } = await counts('viewer');
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'all' } });
  expect(before['snoozed']).toBe(1);
  expect(numbers['snoozed']).toBe(0);
  expect([platforms['facebook'], breached]).toEqual([1, 0]);
});
