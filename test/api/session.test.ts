/** Logging in, out, and being locked out. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import { until } from '../support/client.ts';
import { startApi, type TestApi } from './support/api.ts';
import { browser, givePassword, loggedIn } from './support/browser.ts';

interface Session {
  agent: { id: string; email: string };
  role: string;
  permissions: string[];
  workspace: { name: string; demo: boolean; temporalUiUrl?: string };
  sessionId: string;
}

const password = 'a boat in the harbour';
const email = 'agent@desk.example';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ env: { TRUSTED_PROXIES: '1' } });
  await givePassword(api, api.agents.agent, password);
});
afterAll(() => api.end());
beforeEach(() => api.parts.pool.query('delete from attempts'));

const from = (address: string) => ({ 'x-forwarded-for': address });
const logIn = (body: object, headers = {}) => browser(api).call('POST', '/session', body, headers);

test('nobody may know how one logs in, and nothing else', async () => {
  const one = browser(api);
  expect((await one.call('GET', '/sign-in')).body).toEqual({
    workspace: { name: 'Careline' },
    demo: false,
    resetBy: 'admin',
  });
  expect((await one.call('GET', '/session')).status).toBe(401);
});

test('a password opens a session, which is a cookie and nothing that is kept', async () => {
  const one = browser(api);
  const reply = await one.call<Session>('POST', '/session', {
    email: 'Agent@Desk.example',
    password,
  });
  expect(reply).toMatchObject({
    status: 201,
    body: { agent: { email }, role: 'agent', workspace: { name: 'Careline', demo: false } },
  });
  expect(reply.body.permissions).toContain('conversations.work');
  expect(reply.body.permissions).not.toContain('settings.manage');
  const [cookie = ''] = reply.headers.getSetCookie();
  expect(cookie).toMatch(
    /^__Host-careline=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure$/,
  );
  expect((await one.call<Session>('GET', '/session')).body).toEqual(reply.body);
  const { prisma, pool } = api.parts;
  const rows = await pool.query('select * from sessions, audit');
  const kept = JSON.stringify(rows.rows);
  const token = /=([\w-]+);/.exec(cookie)?.[1] ?? '';
  expect(kept).not.toContain(token);
  expect(kept).not.toContain(password);
  const { passwordHash } = await prisma.credential.findFirstOrThrow();
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await prisma.audit.count({ where: { action: 'session.opened' } })).toBe(1);
});

test('a new login ends the session that the browser had; logging out ends it for good', async () => {
  const one = await loggedIn(api, 'agent');
  const first = one.cookie() ?? '';
  await one.call('POST', '/session', { email, password });
  expect((await browser(api, first).call('GET', '/session')).status).toBe(401);
  const second = one.cookie() ?? '';
  expect((await one.call('DELETE', '/session')).status).toBe(204);
  expect(one.cookie()).toBeUndefined();
  expect((await browser(api, second).call('GET', '/session')).status).toBe(401);
});

describe('what is wrong is not told', () => {
  test('an unknown address, a wrong password, one without a password, one who is gone: one answer', async () => {
    const { prisma } = api.parts;
    const gone = newId();
    await prisma.agent.create({
      data: {
        id: gone,
        name: 'x',
        email: 'gone@desk.example',
        role: 'admin',
        deactivatedAt: new Date(),
      },
    });
    await givePassword(api, gone, password);
    const replies = await Promise.all([
      logIn({ email, password: 'wrong' }),
      logIn({ email: 'nobody@desk.example', password }),
      logIn({ email: 'viewer@desk.example', password }),
      logIn({ email: 'gone@desk.example', password }),
    ]);
    const [first] = replies;
    for (const { status, body, headers } of replies) {
      expect(status).toBe(401);
      expect({ ...body, instance: '' }).toEqual({ ...first.body, instance: '' });
      expect(headers.getSetCookie()).toEqual([]);
    }
    const refused = await prisma.audit.findMany({ where: { action: 'session.refused' } });
    expect(refused.map(({ target }) => target).sort()).toEqual(
      [api.agents.agent, api.agents.viewer, 'unknown', 'unknown'].sort(),
    );
  });

  test('and it takes as long', async () => {
    // The work of this process, which is the api's too: a clock on the wall would measure the machine's other tests.
    const took = async (address: string) => {
      const before = process.cpuUsage();
      await logIn({ email: address, password: 'wrong' });
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const times: [known: number, unknown: number][] = [];
    for (let index = 0; index < 9; index += 1) {
      times.push([await took(email), await took('nobody@desk.example')]);
    }
    const known = Math.min(...times.map(([it]) => it));
    const unknown = Math.min(...times.map(([, it]) => it));
    // To compare a password is most of it: without that, one would be a fraction of the other.
    expect(unknown).toBeGreaterThan(known * 0.5);
    expect(unknown).toBeLessThan(known * 2);
  });
});

describe('guessing', () => {
  test.each([email, 'nobody@desk.example'])(
    'ten wrong ones lock %s, for the right one too',
    async (address) => {
      for (let index = 0; index < 10; index += 1) {
        expect((await logIn({ email: address, password: 'wrong' })).status).toBe(401);
      }
      const locked = await logIn({ email: address, password }, from('203.0.113.9'));
      expect(locked).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(14 * 60);
      await api.parts.pool.query(`update attempts set not_before = now()`);
      if (address === email) expect((await logIn({ email: address, password })).status).toBe(201);
      else expect((await logIn({ email: address, password })).status).toBe(401);
    },
  );

  test('fifty at once are no way around', async () => {
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => logIn({ email, password: 'wrong' })),
    );
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(40);
  });

  test('a right one begins the count anew, and the next lock is longer', async () => {
    const wrong = async (times: number) => {
      for (let index = 0; index < times; index += 1) await logIn({ email, password: 'wrong' });
    };
    await wrong(9);
    expect((await logIn({ email, password })).status).toBe(201);
    await wrong(10);
    await api.parts.pool.query('update attempts set not_before = now()');
    await wrong(10);
    const { headers } = await logIn({ email, password });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(29 * 60);
  });

  test('one address cannot try them all', async () => {
    const address = from('2001:db8:1:2:3::4');
    await logIn({ email: 'a@desk.example', password: 'wrong' }, address);
    await api.parts.pool.query(
      `update attempts set count = 100 where key = 'address:2001:db8:1:2::/64'`,
    );
    const neighbour = from('2001:db8:1:2::ffff');
    expect((await logIn({ email, password }, neighbour)).status).toBe(429);
    expect((await logIn({ email, password }, from('2001:db8:1:3::4'))).status).toBe(201);
  });
});

describe('a page of another site', () => {
  const change = (headers: Record<string, string>) =>
    loggedIn(api, 'agent').then((one) =>
      api.call('POST', '/api/v1/notifications/read', {
        as: 'nobody',
        body: {},
        headers: { cookie: one.cookie() ?? '', ...headers },
      }),
    );

  test.each([
    [{}, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'https://localhost:3000' }, 403],
    [{ origin: 'http://localhost:3000' }, 204],
    [{ 'sec-fetch-site': 'same-origin' }, 204],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'none' }, 403],
  ])('%o: %i', async (headers, status) => {
    const reply = await change(headers);
    expect(reply.status).toBe(status);
    if (status === 403) expect(reply.body.code).toBe('foreign_origin');
  });

  test('a form’s content type is refused, and a page elsewhere cannot log anybody in', async () => {
    const one = await loggedIn(api, 'agent');
    const form = await fetch(`${api.url}/api/v1/notifications/read`, {
      method: 'POST',
      headers: { cookie: one.cookie() ?? '', origin: api.url, 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(form.status).toBe(415);
    const evil = { origin: 'https://evil.example' };
    expect((await logIn({ email, password }, evil)).status).toBe(403);
    // A program that is no browser says nothing of pages.
    const program = await api.call('POST', '/api/v1/session', {
      as: 'nobody',
      body: { email, password },
    });
    expect(program.status).toBe(201);
  });

  test('may read nothing either: no answer allows it', async () => {
    const one = await loggedIn(api, 'agent');
    const { headers } = await one.call('GET', '/session', undefined, {
      origin: 'https://evil.example',
    });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('sessions', () => {
  const list = async (one: Awaited<ReturnType<typeof loggedIn>>, query = '') =>
    (
      await one.call<{ data: { id: string; isCurrent: boolean; userAgent: string }[] }>(
        'GET',
        `/sessions${query}`,
      )
    ).body.data;

  test('are seen and ended by their owner, and by admins; by nobody else', async () => {
    const [one, other] = [await loggedIn(api, 'viewer'), await loggedIn(api, 'supervisor')];
    const [mine] = await list(one);
    expect(mine).toMatchObject({ isCurrent: true, userAgent: expect.any(String) });
    const path = `/sessions/${mine!.id}`;
    expect((await other.call('DELETE', path)).status).toBe(404);
    expect((await other.call('GET', `/sessions?agentId=${api.agents.viewer}`)).status).toBe(403);
    const seen = await api.call('GET', `/api/v1/sessions?agentId=${api.agents.viewer}`);
    expect(seen.body.data.map(({ id }) => id)).toContain(mine!.id);
    expect((await api.call('DELETE', `/api/v1${path}`)).status).toBe(204);
    expect((await one.call('GET', '/session')).status).toBe(401);
    expect((await api.call('DELETE', `/api/v1${path}`)).status).toBe(404);
  });

  test('a new password ends the others, and needs the old one', async () => {
    const [one, other] = [await loggedIn(api, 'viewer'), await loggedIn(api, 'viewer')];
    const next = 'another boat, further out';
    const put = (body: object) => one.call('PUT', '/session/password', body);
    expect((await put({ current: 'wrong', next })).body.errors[0]?.field).toBe('current');
    expect((await put({ current: password, next: 'short' })).body.errors[0]?.field).toBe('next');
    expect((await other.call('GET', '/session')).status).toBe(200);
    expect((await put({ current: password, next })).status).toBe(204);
    expect((await one.call('GET', '/session')).status).toBe(200);
    expect((await other.call('GET', '/session')).status).toBe(401);
    const again = { email: 'viewer@desk.example', password };
    expect((await logIn(again)).status).toBe(401);
    expect((await logIn({ ...again, password: next })).status).toBe(201);
    const token = await api.call('PUT', '/api/v1/session/password', {
      as: 'viewer',
      body: { current: next, next: password },
    });
    expect(token.status).toBe(403);
  });

  test('end with their agent, and what comes back is not logged in', async () => {
    const one = await loggedIn(api, 'viewer');
    const path = `/api/v1/agents/${api.agents.viewer}`;
    await api.call('PATCH', path, { body: { active: false } });
    expect((await one.call('GET', '/session')).status).toBe(401);
    await api.call('PATCH', path, { body: { active: true } });
    expect((await one.call('GET', '/session')).status).toBe(401);
  });
});

test('whoever is let in no more is named to the other processes', async () => {
  const client = new pg.Client({ connectionString: api.postgres.url });
  await client.connect();
  const heard: string[] = [];
  client.on('notification', ({ payload = '' }) => heard.push(payload));
  await client.query('listen careline_revoked');
  const one = await loggedIn(api, 'supervisor');
  const { body } = await one.call<Session>('GET', '/session');
  await one.call('DELETE', '/session');
  const made = await api.call('POST', '/api/v1/tokens', { body: { name: 'x', role: 'viewer' } });
  await api.call('DELETE', `/api/v1/tokens/${made.body.id}`);
  const team = await api.call('POST', '/api/v1/teams', { body: { name: 'Moved' } });
  await api.call('PATCH', `/api/v1/agents/${api.agents.agent}`, { body: { teamId: team.body.id } });
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'all' } });
  await until(
    () => Promise.resolve(heard),
    (all) => [body.sessionId, made.body.id, api.agents.agent, '*'].every((id) => all.includes(id)),
  );
  await client.end();
});

test('a token shows when it was last used, to the minute', async () => {
  interface Token {
    id: string;
    name: string;
    lastUsedAt?: string;
  }
  const { body } = await api.call<{ data: Token[] }>('GET', '/api/v1/tokens');
  const used = body.data.find(({ name }) => name === "admin's token");
  expect(Date.now() - Date.parse(used?.lastUsedAt ?? '')).toBeLessThan(60_000);
});

test('only admins move somebody to another address, as links go there', async () => {
  const path = `/api/v1/agents/${api.agents.agent}`;
  const body = { email: 'elsewhere@desk.example' };
  expect((await api.call('PATCH', path, { as: 'supervisor', body })).status).toBe(403);
  const same = { email, capacity: 4 };
  expect((await api.call('PATCH', path, { as: 'supervisor', body: same })).status).toBe(200);
});
