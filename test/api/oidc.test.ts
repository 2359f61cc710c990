/** Single sign-on, by a real provider (the npm package oidc-provider) that people log in at by its own forms. */
import type { Server } from 'node:http';
import { Provider, type Configuration } from 'oidc-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../ops/processes.ts';
import { startApi, type TestApi } from './support/api.ts';
import { browser } from './support/browser.ts';

const redirectUri = 'http://localhost:3000/auth/oidc/callback';

let api: TestApi;
let provider: Server;
let issuer: string;

beforeAll(async () => {
  const port = await freePort();
  issuer = `http://127.0.0.1:${port}`;
  provider = await startProvider(issuer, port);
  api = await startApi({
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'careline',
      OIDC_CLIENT_SECRET: 'a secret of 32 characters or more',
      OIDC_LABEL: 'Harbour accounts',
    },
  });
});
afterAll(async () => {
  await api.end();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

/** Whoever logs in as `<name>` has the address `<name>@desk.example`, verified but for `unverified-…`. */
function startProvider(at: string, port: number): Promise<Server> {
  const configuration: Configuration = {
    clients: [
      {
        client_id: 'careline',
        client_secret: 'a secret of 32 characters or more',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    claims: { email: ['email', 'email_verified'] },
    cookies: { keys: ['test'] },
    findAccount: (_context, name) => ({
      accountId: name,
      claims: () => ({
        sub: name,
        email: `${name.replace('unverified-', '')}@Desk.example`,
        email_verified: !name.startsWith('unverified-'),
      }),
    }),
  };
  const server = new Provider(at, configuration).listen(port, '127.0.0.1');
  return new Promise((resolve) => server.once('listening', () => resolve(server)));
}

/** Somebody's browser, which keeps what each of the two sites gives it. */
function somebody() {
  const jars: Record<string, Map<string, string>> = { api: new Map(), provider: new Map() };
  const go = async (url: string, form?: Record<string, string>) => {
    const at = new URL(url, issuer);
    // What stands at localhost:3000 in the settings is the test's own api.
    const isOurs = !at.href.startsWith(issuer);
    const jar = jars[isOurs ? 'api' : 'provider']!;
    const response = await fetch(isOurs ? api.url + at.pathname + at.search : at, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  const locationOf = (response: Response) => response.headers.get('location') ?? '';
  return {
    jar: jars['api']!,
    go,
    /** @returns where the provider sends them back to */
    async logsIn(name: string): Promise<string> {
      let at = locationOf(await go(`${api.url}/auth/oidc/start`));
      for (let steps = 0; steps < 12; steps += 1) {
        if (at.startsWith(redirectUri)) return at;
        const response = await go(at);
        const next = locationOf(response);
        if (next !== '') {
          at = next;
          continue;
        }
        const page = await response.text();
        const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
        const prompt = page.includes('value="login"') ? 'login' : 'consent';
        at = locationOf(await go(action, { prompt, login: name, password: 'any' }));
      }
      throw new Error('the provider sends them round in circles');
    },
  };
}

type Somebody = ReturnType<typeof somebody>;
const session = (one: Somebody) =>
  browser(api, [...one.jar].map(([name, value]) => `${name}=${value}`).join('; ')).call<{
    agent: { id: string };
  }>('GET', '/session');
const comesBack = async (one: Somebody, to: string) =>
  (await one.go(to)).headers.get('location') ?? '';

test('the login page is told what the button says', async () => {
  const { body } = await browser(api).call('GET', '/sign-in');
  expect(body).toMatchObject({
    oidc: { label: 'Harbour accounts', startUrl: '/auth/oidc/start' },
  });
});

test('whoever has a verified address of an active agent comes in', async () => {
  const one = somebody();
  const back = await one.logsIn('agent');
  expect(await comesBack(one, back)).toBe('/');
  const { status, body } = await session(one);
  expect(status).toBe(200);
  expect(body.agent.id).toBe(api.agents.agent);
  expect([...one.jar.keys()]).toEqual(['__Host-careline']);
});

test.each(['unverified-agent', 'stranger'])('%s does not', async (name) => {
  const one = somebody();
  expect(await comesBack(one, await one.logsIn(name))).toBe('/sign-in?problem=oidc_unknown');
  expect((await session(one)).status).toBe(401);
});

test('an agent who is gone does not', async () => {
  const path = `/api/v1/agents/${api.agents.viewer}`;
  await api.call('PATCH', path, { body: { active: false } });
  const one = somebody();
  expect(await comesBack(one, await one.logsIn('viewer'))).toBe('/sign-in?problem=oidc_unknown');
});

test('what came for another browser, twice, or bent lets nobody in', async () => {
  const [one, other] = [somebody(), somebody()];
  const back = await one.logsIn('agent');
  const failed = '/sign-in?problem=oidc_failed';
  // Nothing kept: a link that somebody was sent.
  expect(await comesBack(other, back)).toBe(failed);
  // Something else kept: their own, of another try.
  await other.logsIn('supervisor');
  expect(await comesBack(other, back)).toBe(failed);
  const bent = somebody();
  expect(await comesBack(bent, (await bent.logsIn('agent')).replace(/code=[^&]+/, 'code=x'))).toBe(
    failed,
  );
  expect((await session(other)).status).toBe(401);
  const kept = new Map(one.jar);
  expect(await comesBack(one, back)).toBe('/');
  for (const [name, value] of kept) one.jar.set(name, value);
  expect(await comesBack(one, back)).toBe(failed);
});

test('while the provider is away the login page says so', async () => {
  const away = await startApi({
    env: {
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_CLIENT_ID: 'careline',
      OIDC_CLIENT_SECRET: 'x',
    },
  });
  const response = await fetch(`${away.url}/auth/oidc/start`, { redirect: 'manual' });
  expect(response.headers.get('location')).toBe('/sign-in?problem=oidc_unavailable');
  await away.end();
});

test('without the setting there is no such address', async () => {
  const none = await startApi();
  expect((await fetch(`${none.url}/auth/oidc/start`, { redirect: 'manual' })).status).toBe(404);
  await none.end();
});
