/** By whom a request is taken to be sent, and whom they see. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { authenticateRequest } from '../../api/authenticate.ts';
import { cookieNameFor, hashCookie, type CookieName } from '../../api/cookies.ts';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';

let api: TestApi;
let token: string;
let sessionId: string;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.end());
beforeEach(async () => {
  ({ token, sessionId } = await addSession());
});

async function addSession(name: CookieName = '__Host-careline') {
  const given = randomBytes(32).toString('base64url');
  const id = newId();
  await api.parts.pool.query(
    `insert into sessions (id, token_hash, agent_id, idle_seconds, expires_at)
     values ($1, $2, $3, 60, now() + interval '1 hour')`,
    [id, hashCookie({ name, token: given }), api.agents.agent],
  );
  return { token: given, sessionId: id };
}

const by = (headers: Record<string, string>) => authenticateRequest(api.parts.pool, { headers });
const refused = expect.objectContaining({ code: 'unauthenticated' });
const change = (set: string) =>
  api.parts.pool.query(`update sessions set ${set} where id = $1`, [sessionId]);

test('a cookie is its agent’s session, a bearer token wins over it', async () => {
  const cookie = `theme=dark; __Host-careline=${token}`;
  expect(await by({ cookie })).toMatchObject({
    sessionId,
    role: 'agent',
    agentId: api.agents.agent,
    actor: { type: 'agent', id: api.agents.agent },
    scope: 'all',
  });
  expect(await by({ cookie, authorization: `Bearer ${api.tokens.viewer}` })).toMatchObject({
    role: 'viewer',
  });
  await expect(by({ cookie, authorization: 'Bearer of-bad-news' })).rejects.toEqual(refused);
});

test('a cookie counts under the name that it was given out by', async () => {
  await expect(by({ cookie: `careline=${token}` })).rejects.toEqual(refused);
  const plain = await addSession('careline');
  await expect(by({ cookie: `__Host-careline=${plain.token}` })).rejects.toEqual(refused);
  expect(await by({ cookie: `careline=${plain.token}` })).toMatchObject({ role: 'agent' });
});

test.each([
  'revoked_at = now()',
  `expires_at = now() - interval '1 second'`,
  `seen_at = now() - interval '61 seconds'`,
  'agent_id = gen_random_uuid()',
])('it is over with %s', async (set) => {
  await change(set);
  await expect(by({ cookie: `__Host-careline=${token}` })).rejects.toEqual(refused);
});

const seen = async () =>
  (await api.parts.prisma.session.findUniqueOrThrow({ where: { id: sessionId } })).seenAt;

test('being used keeps it alive, and is written once a minute', async () => {
  await change(`seen_at = now() - interval '59 seconds'`);
  const before = await seen();
  await by({ cookie: `__Host-careline=${token}` });
  expect(await seen()).toEqual(before);
  await change(`idle_seconds = 600, seen_at = now() - interval '61 seconds'`);
  await by({ cookie: `__Host-careline=${token}` });
  expect(Date.now() - (await seen()).getTime()).toBeLessThan(30_000);
});

test.each([{ 'careline-background': '1' }, { 'sec-fetch-dest': 'image' }])(
  'what nobody did keeps nothing alive: %j',
  async (headers: Record<string, string>) => {
    await change(`idle_seconds = 600, seen_at = now() - interval '9 minutes'`);
    const before = await seen();
    expect(await by({ cookie: `__Host-careline=${token}`, ...headers })).toMatchObject({
      sessionId,
    });
    expect(await seen()).toEqual(before);
  },
);

test('a workspace may limit agents to their team', async () => {
  const cookie = `__Host-careline=${token}`;
  await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'own_team' } });
  const scope = { agentId: api.agents.agent, teamId: null };
  expect(await by({ cookie })).toMatchObject({ scope });
  expect(await by({ authorization: `Bearer ${api.tokens.agent}` })).toMatchObject({ scope });
  const supervisor = await by({ authorization: `Bearer ${api.tokens.supervisor}` });
  expect(supervisor.scope).toBe('all');
});

test.each([
  ['https://care.example', '__Host-careline'],
  ['http://localhost:3000', '__Host-careline'],
  ['http://127.0.0.1:3000', '__Host-careline'],
  ['http://desk.lan', 'careline'],
])('at %s the cookie is %s', (url, name) => {
  expect(cookieNameFor(url)).toBe(name);
});
