import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount } from '../../../channels/channel.ts';
import { x } from '../../../channels/x/index.ts';

/** Takes forms, as only this part of X does. */
let answer: { status: number; body: object };
let seen: { line: string; headers: IncomingHttpHeaders; form: string }[];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method = '', url = '', headers } = request;
    seen.push({ line: `${method} ${url}`, headers, form: Buffer.concat(chunks).toString() });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
});
let account: ChannelAccount;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  account = {
    id: 'account',
    platform: 'x',
    externalId: '111',
    baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    credentials: {},
    webhookSecrets: [],
    humanAgentApproved: false,
  };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const answersWith = (status: number, body: object) => {
  answer = { status, body };
  seen = [];
};
const credentials = { accessToken: 'user-token', bearerToken: 'app-token', consumerSecret: 's' };

describe('a new token', () => {
  const now = 1795420800000;
  const renew = (more: Record<string, string>) =>
    x.life.refreshToken?.(
      { ...account, credentials: { ...credentials, ...more } },
      { deadline: now + 5_000, now: () => now },
    );
  const old = { clientId: 'client', refreshToken: 'refresh-1' };
  const renewed = {
    ...{ token_type: 'bearer', expires_in: 7200, access_token: 'user-token-2' },
    ...{ refresh_token: 'refresh-2', scope: 'dm.read offline.access' },
  };
  test('comes with the next refresh token', async () => {
    answersWith(200, renewed);
    expect(await renew(old)).toEqual({
      credentials: {
        ...credentials,
        clientId: 'client',
        accessToken: 'user-token-2',
        refreshToken: 'refresh-2',
      },
      expiresAt: now + 7_200_000,
    });
    expect(seen.map(({ line }) => line)).toEqual(['POST /2/oauth2/token']);
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(seen[0]?.headers.authorization).toBeUndefined();
    expect(seen[0]?.form).toBe('grant_type=refresh_token&refresh_token=refresh-1&client_id=client');
  });

  test('apps with a secret show it', async () => {
    answersWith(200, renewed);
    await renew({ ...old, clientSecret: 'a:b' });
    expect(seen[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('client:a%3Ab').toString('base64')}`,
    );
    expect(seen[0]?.form).toBe('grant_type=refresh_token&refresh_token=refresh-1');
  });

  test('without a next refresh token the old one stays', async () => {
    answersWith(200, { access_token: 'user-token-2' });
    expect(await renew(old)).toMatchObject({ credentials: { refreshToken: 'refresh-1' } });
  });

  test.each<[string, number, object]>([
    ['token_dead', 400, { error: 'invalid_request', error_description: 'Value passed …' }],
    ['token_dead', 401, { error: 'invalid_client' }],
    ['rate_limited', 429, {}],
    ['platform_failed', 500, {}],
    ['platform_failed', 200, { error: 'odd' }],
    ['platform_failed', 200, {}],
  ])('%s: HTTP %i %j', async (code, status, body) => {
    answersWith(status, body);
    await expect(renew(old)).rejects.toMatchObject({ name: 'ChannelError', code });
  });

  test.each([{}, { clientId: 'client' }, { refreshToken: 'refresh-1' }])(
    'needs a client id and a refresh token: %j',
    async (more) => {
      answersWith(200, renewed);
      await expect(renew(more)).rejects.toMatchObject({ code: 'not_configured' });
      expect(seen).toEqual([]);
    },
  );
});
