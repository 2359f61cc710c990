/** Invitations and resets: by mail where there is one, by hand where there is none. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAdmin } from '../../ops/admin.ts';
import { until } from '../support/client.ts';
import { startPostOffice, wordsOf, type PostOffice } from '../support/post-office.ts';
import { startApi, type TestApi } from './support/api.ts';
import { browser, loggedIn } from './support/browser.ts';

interface Handed {
  agent: { id: string; email: string; role: string };
  url?: string;
  mailed: boolean;
  expiresAt: string;
}

const password = 'a boat in the harbour';
const tokenIn = (text = '') => /\/welcome#([\w-]{43})/.exec(text)?.[1] ?? '';
const open = (on: TestApi, token: string, chosen = password) =>
  browser(on).call('POST', '/one-time-links', { token, password: chosen });

describe('without mail', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.end());
  const invite = (email: string, more: object = {}) =>
    api.call<Handed>('POST', '/api/v1/invitations', {
      body: { name: 'Nia', email, role: 'agent' },
      ...more,
    });
  const reset = (agentId: string) =>
    api.call<Handed>('POST', `/api/v1/agents/${agentId}/password-reset`, { body: {} });

  test('the admin hands over the link, which opens once and logs in', async () => {
    const invited = await invite('nia@desk.example');
    expect(invited).toMatchObject({
      status: 201,
      body: { agent: { email: 'nia@desk.example', role: 'agent' }, mailed: false },
    });
    const days = (Date.parse(invited.body.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(3, 1);
    expect(invited.body.url).toMatch(/^http:\/\/localhost:3000\/welcome#[\w-]{43}$/);
    const token = tokenIn(invited.body.url);
    const weak = await open(api, token, 'nia@desk.example');
    expect(weak).toMatchObject({ status: 422, body: { errors: [{ field: 'password' }] } });
    const one = browser(api);
    const entered = await one.call('POST', '/one-time-links', { token, password });
    expect(entered).toMatchObject({ status: 201, body: { agent: { email: 'nia@desk.example' } } });
    expect((await one.call('GET', '/session')).status).toBe(200);
    expect(await open(api, token)).toMatchObject({ status: 410, body: { code: 'gone' } });
    const again = { email: 'nia@desk.example', password };
    expect((await browser(api).call('POST', '/session', again)).status).toBe(201);
    const kept = await api.parts.pool.query('select * from one_time_links, audit');
    expect(JSON.stringify(kept.rows)).not.toContain(token);
    expect(JSON.stringify(kept.rows)).not.toContain(password);
  });

  test('ten who open it at once: one comes in', async () => {
    const { body } = await invite('ten@desk.example');
    const token = tokenIn(body.url);
    const replies = await Promise.all(Array.from({ length: 10 }, () => open(api, token)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 410)).toHaveLength(9);
  });

  test('a newer link, the end of its time, or of its agent: it opens no more', async () => {
    const { body } = await invite('late@desk.example');
    const again = await api.call<Handed>('POST', `/api/v1/agents/${body.agent.id}/invitation`, {
      body: {},
    });
    expect((await open(api, tokenIn(body.url))).status).toBe(410);
    const { pool } = api.parts;
    await pool.query(`update one_time_links set expires_at = now() where agent_id = $1`, [
      body.agent.id,
    ]);
    expect((await open(api, tokenIn(again.body.url))).status).toBe(410);
    const third = await reset(body.agent.id);
    await api.call('PATCH', `/api/v1/agents/${body.agent.id}`, { body: { active: false } });
    expect((await open(api, tokenIn(third.body.url))).status).toBe(410);
    expect((await reset(body.agent.id)).status).toBe(404);
    expect((await open(api, 'x'.repeat(43))).status).toBe(410);
  });

  test('a reset ends where they were logged in, and opens a locked account', async () => {
    const one = await loggedIn(api, 'viewer');
    const email = 'viewer@desk.example';
    for (let index = 0; index < 10; index += 1) {
      await browser(api).call('POST', '/session', { email, password: 'wrong' });
    }
    expect((await browser(api).call('POST', '/session', { email, password })).status).toBe(429);
    const { body } = await reset(api.agents.viewer);
    expect((await one.call('GET', '/session')).status).toBe(200);
    const next = 'another boat, further out';
    expect((await open(api, tokenIn(body.url), next)).status).toBe(201);
    expect((await one.call('GET', '/session')).status).toBe(401);
    expect((await browser(api).call('POST', '/session', { email, password: next })).status).toBe(
      201,
    );
  });

  test('an address is invited once; who has a password is not invited again', async () => {
    expect((await invite('viewer@desk.example')).status).toBe(409);
    await loggedIn(api, 'viewer');
    const path = `/api/v1/agents/${api.agents.viewer}/invitation`;
    const refused = await api.call('POST', path, { body: {} });
    expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_status' } });
    expect((await invite('x@desk.example', { as: 'supervisor' })).status).toBe(403);
  });

  test('with an Idempotency-Key the link is shown again, and is nowhere in the clear', async () => {
    const headers = { 'idempotency-key': 'invite-1' };
    const first = await invite('twice@desk.example', { headers });
    expect((await invite('twice@desk.example', { headers })).body).toEqual(first.body);
    const { rows } = await api.parts.pool.query('select body from idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain(tokenIn(first.body.url));
  });

  test('the first admin comes in by a link that is made beside the api, once', async () => {
    const { url } = api.postgres;
    const link = await makeAdmin(
      { databaseUrl: url, publicUrl: 'http://localhost:3000' },
      { email: 'First@desk.example', name: 'First' },
    );
    const one = browser(api);
    const entered = await one.call('POST', '/one-time-links', { token: tokenIn(link), password });
    expect(entered).toMatchObject({ status: 201, body: { role: 'admin' } });
    expect((await open(api, tokenIn(link))).status).toBe(410);
  });

  test('who forgot theirs is told nothing, and gets nothing', async () => {
    const ask = { email: 'viewer@desk.example' };
    expect((await browser(api).call('POST', '/password-resets', ask)).status).toBe(202);
  });
});

describe('with mail', () => {
  let office: PostOffice;
  let api: TestApi;
  beforeAll(async () => {
    office = await startPostOffice();
    const env = { SMTP_URL: office.url, MAIL_FROM: 'Careline <desk@desk.example>' };
    api = await startApi({ env });
  });
  afterAll(async () => {
    await api.end();
    await office.close();
  });
  const lettersTo = (address: string) => office.letters.filter(({ to }) => to.includes(address));
  const forgot = (email: string) => browser(api).call('POST', '/password-resets', { email });

  test('an invitation goes out, and the admin does not see its link', async () => {
    const body = { name: 'Máire Ní', email: 'maire@desk.example', role: 'agent' };
    const reply = await api.call<Handed>('POST', '/api/v1/invitations', { body });
    expect(reply.body).toMatchObject({ mailed: true });
    expect(reply.body.url).toBeUndefined();
    const [letter] = lettersTo('maire@desk.example');
    expect(letter).toMatchObject({ from: 'desk@desk.example', to: ['maire@desk.example'] });
    expect((await open(api, tokenIn(wordsOf(letter!)))).status).toBe(201);
  });

  test('who forgot theirs gets a link for an hour; whether there is somebody is not told', async () => {
    const [known, unknown] = [await forgot('Agent@desk.example'), await forgot('no@desk.example')];
    expect([known.status, unknown.status]).toEqual([202, 202]);
    expect(known.body).toEqual(unknown.body);
    const [letter] = await until(
      () => Promise.resolve(lettersTo('agent@desk.example')),
      ({ length }) => length === 1,
    );
    const token = tokenIn(wordsOf(letter!));
    const { rows } = await api.parts.pool.query<{ minutes: number }>(
      `select extract(epoch from expires_at - created_at)::int / 60 as minutes from one_time_links where kind = 'reset'`,
    );
    expect(rows[0]?.minutes).toBeCloseTo(60, -1);
    expect((await open(api, token)).status).toBe(201);
    expect(lettersTo('no@desk.example')).toEqual([]);
  });

  test('nobody is buried in letters', async () => {
    const email = 'supervisor@desk.example';
    for (let index = 0; index < 6; index += 1) {
      expect((await forgot(email)).status).toBe(202);
    }
    const { pool } = api.parts;
    await until(
      () => pool.query<{ count: number }>(`select count from attempts where key like 'reset:%'`),
      ({ rows }) => rows.some(({ count }) => count >= 6),
    );
    await until(
      () => Promise.resolve(lettersTo(email)),
      ({ length }) => length === 3,
    );
  });

  test('where no server takes it, the admin gets the link', async () => {
    office.refuse();
    const path = `/api/v1/agents/${api.agents.viewer}/password-reset`;
    const { body } = await api.call<Handed>('POST', path, { body: {} });
    expect(body.mailed).toBe(false);
    expect((await open(api, tokenIn(body.url))).status).toBe(201);
  });
});
