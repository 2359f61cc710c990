import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, Credentials } from '../../../channels/channel.ts';
import { linkedin } from '../../../channels/linkedin/index.ts';
import { within } from '../support/sending.ts';
import { accountAt, inPath, us } from './support.ts';

/** LinkedIn's OAuth server takes forms: bodies are kept as text here. */
let server: Server;
let account: ChannelAccount;
let answers: Record<string, [number, unknown]>;
const seen: { call: string; body: string; request: IncomingMessage }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const call = `${request.method ?? ''} ${path}`;
      seen.push({ call, body: Buffer.concat(chunks).toString(), request });
      const [status, body] = answers[call] ?? [404, {}];
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(status === 204 ? '' : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  account = accountAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const answering = (by: Record<string, [number, unknown]>) => {
  answers = by;
  seen.length = 0;
};
const having = (credentials: Credentials): ChannelAccount => ({
  ...account,
  credentials: { ...account.credentials, ...credentials },
});
const calls = () => seen.map(({ call }) => call);
const { life } = linkedin;

describe('check', () => {
  const organization = 'GET /rest/organizations/5150';
  const acls = 'GET /rest/organizationAcls';
  const introspection = 'POST /oauth/v2/introspectToken';
  const shop: [number, unknown] = [200, { id: 5150, localizedName: 'Shop\0', vanityName: 'shop' }];
  const role = (id: string) => ({ organization: id, role: 'ADMINISTRATOR', state: 'APPROVED' });
  const never = ['messages', 'reviews'];
  const check = async (of = account) => life.check(of, within());

  test('tells who it is, and that LinkedIn has no messages and no reviews', async () => {
    answering({ [organization]: shop, [acls]: [200, { elements: [role('x:1'), role(us)] }] });
    const found = await check();
    expect(found).toMatchObject({ externalId: '5150', name: 'Shop' });
    expect(found.lacking.map(({ feature }) => feature)).toEqual(never);
    expect(found).not.toHaveProperty('tokenExpiresAt');
    expect(calls()).toEqual([organization, acls]);
    expect(seen[1]?.request.url).toContain('q=roleAssignee&role=ADMINISTRATOR&state=APPROVED');
    expect(seen[0]?.request.headers).toMatchObject({
      authorization: 'Bearer token',
      'linkedin-version': '202607',
    });
  });

  test('an account known by its URN is the same', async () => {
    answering({ [organization]: shop, [acls]: [200, { elements: [role(us)] }] });
    expect(await check({ ...account, externalId: us })).toMatchObject({ externalId: '5150' });
  });

  test.each<[string, [number, unknown], boolean]>([
    ['not an administrator', [200, { elements: [role('urn:li:organization:1')] }], true],
    ['no roles at all', [200, { elements: [] }], true],
    ['a token without the scope', [403, {}], true],
    ['no such call', [404, {}], false],
    ['too many calls', [429, {}], false],
  ])('%s', async (_, answer, lacksComments) => {
    answering({ [organization]: shop, [acls]: answer });
    const { lacking } = await check();
    expect(lacking.map(({ feature }) => feature)).toEqual([
      ...never,
      ...(lacksComments ? ['comments'] : []),
    ]);
    for (const { reason } of lacking) expect(reason).toMatch(/^[A-Z].*\.$/);
  });

  test('and until when, where the app’s own credentials are there', async () => {
    const known = having({ clientId: 'c', clientSecret: 's' });
    answering({
      ...{ [organization]: shop, [acls]: [200, { elements: [role(us)] }] },
      [introspection]: [200, { active: true, expires_at: 1800000000 }],
    });
    expect(await check(known)).toMatchObject({ tokenExpiresAt: 1800000000000 });
    expect(seen.find(({ call }) => call === introspection)?.body).toBe(
      'client_id=c&client_secret=s&token=token',
    );
    answering({ [organization]: shop, [acls]: [200, { elements: [role(us)] }] });
    expect(await check(known)).not.toHaveProperty('tokenExpiresAt');
  });

  test.each([
    ['token_dead', 401],
    ['no_permission', 403],
    ['not_found', 404],
    ['platform_failed', 500],
  ])('%s is thrown', async (code, status) => {
    answering({ [organization]: [status, {}] });
    await expect(check()).rejects.toMatchObject({ name: 'ChannelError', code });
  });
});

describe('subscriptions', () => {
  const key = `(developerApplication:${inPath('urn:li:developerApplication:7')},user:${inPath('urn:li:person:Adm')},entity:${inPath(us)},eventType:ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS)`;
  const put = `PUT /rest/eventSubscriptions/${key}`;
  const get = `GET /rest/eventSubscriptions/${key}`;
  const webhook = 'https://desk.example/webhooks/linkedin';
  const known = () => having({ applicationId: '7', personId: 'Adm' });

  test.each<[number, Credentials]>([
    [204, { applicationId: '7', personId: 'Adm' }],
    [200, { applicationId: 'urn:li:developerApplication:7', personId: 'urn:li:person:Adm' }],
  ])('HTTP %i, %j', async (status, credentials) => {
    answering({ [put]: [status, {}] });
    await life.subscribe?.(having(credentials), webhook, within());
    expect(calls()).toEqual([put]);
    expect(seen[0]?.body).toBe(JSON.stringify({ webhook }));
  });

  test.each([
    ['no_permission', 403],
    ['rate_limited', 429],
    ['platform_failed', 500],
  ])('%s is thrown', async (code, status) => {
    answering({ [put]: [status, {}], [get]: [status, {}] });
    await expect(life.subscribe?.(known(), webhook, within())).rejects.toMatchObject({ code });
    await expect(life.isSubscribed?.(known(), webhook, within())).rejects.toMatchObject({ code });
  });

  test('need to know the application and the member', async () => {
    answering({});
    for (const of of [account, having({ applicationId: '7' }), having({ personId: 'Adm' })]) {
      const code = 'not_configured';
      await expect(life.subscribe?.(of, webhook, within())).rejects.toMatchObject({ code });
      await expect(life.isSubscribed?.(of, webhook, within())).rejects.toMatchObject({ code });
    }
    expect(seen).toEqual([]);
  });

  test.each<[string, [number, unknown], boolean]>([
    ['ours', [200, { webhook }], true],
    ['ours for a while', [200, { webhook, expiresAt: Date.now() + 60_000 }], true],
    ['expired', [200, { webhook, expiresAt: Date.now() - 1 }], false],
    ['somewhere else', [200, { webhook: 'https://other.example' }], false],
    ['none', [404, {}], false],
  ])('still there? %s', async (_, answer, expected) => {
    answering({ [get]: answer });
    expect(await life.isSubscribed?.(known(), webhook, within())).toBe(expected);
    expect(calls()).toEqual([get]);
  });
});

describe('a new token', () => {
  const renewal = 'POST /oauth/v2/accessToken';
  const now = 1795420800000;
  const known = () => having({ clientId: 'c', refreshToken: 'r', personId: 'Adm' });
  const refresh = (of = known()) =>
    life.refreshToken?.(of, { deadline: now + 5_000, now: () => now });

  test('comes with its end, and all the other credentials stay', async () => {
    answering({ [renewal]: [200, { access_token: 'next', expires_in: 5184000 }] });
    expect(await refresh()).toEqual({
      credentials: { ...known().credentials, accessToken: 'next', refreshToken: 'r' },
      expiresAt: now + 5184000_000,
    });
    expect(seen[0]?.body).toBe(
      'grant_type=refresh_token&refresh_token=r&client_id=c&client_secret=s',
    );
    expect(seen[0]?.request.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(seen[0]?.request.headers).not.toHaveProperty('authorization');
  });

  test('may come with a new refresh token, and without an end', async () => {
    answering({ [renewal]: [200, { access_token: 'next', refresh_token: 'r2' }] });
    const renewed = await refresh();
    expect(renewed?.credentials).toMatchObject({ accessToken: 'next', refreshToken: 'r2' });
    expect(renewed).not.toHaveProperty('expiresAt');
  });

  test.each<[string, [number, unknown]]>([
    ['token_dead', [400, { error: 'invalid_grant' }]],
    ['token_dead', [401, {}]],
    ['rate_limited', [429, {}]],
    ['platform_failed', [500, {}]],
    ['platform_failed', [200, {}]],
    ['platform_failed', [200, { access_token: '' }]],
  ])('%s: %j', async (code, answer) => {
    answering({ [renewal]: answer });
    await expect(refresh()).rejects.toMatchObject({ name: 'ChannelError', code });
  });

  test.each(['refreshToken', 'clientId', 'clientSecret'])('needs %s', async (name) => {
    answering({});
    const without = { ...known(), credentials: { ...known().credentials, [name]: '' } };
    await expect(refresh(without)).rejects.toMatchObject({ code: 'not_configured' });
    expect(seen).toEqual([]);
  });
});
