/** X's token server: access tokens live two hours, a refresh token is good for one renewal. */
import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { Answer } from '../answer.ts';
import type { Account } from '../model.ts';
import { putAccount } from '../world.ts';
import type { World } from '../world.ts';
import { accessTokenLastsMs, appOf, putApp } from './apps.ts';
import { isSame } from './authenticate.ts';

const refusal = (status: number, error: string, description: string): Answer => ({
  status,
  body: { error, error_description: description },
});

/** The account whose app asks: a confidential one by Basic, a public one by its id alone. */
export function clientOf(
  world: World,
  request: Request,
  form: URLSearchParams,
): Account | undefined {
  const basic = /^Basic (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const [id = '', secret = ''] =
    basic === undefined
      ? [form.get('client_id') ?? '']
      : Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  return world.accountsOf('x').find(({ credentials }) => {
    const own = credentials['clientSecret'] ?? '';
    return isSame(credentials['clientId'] ?? '', id) && (own === '' || isSame(own, secret));
  });
}

/** `POST /2/oauth2/token` */
export function refresh(world: World, account: Account | undefined, form: URLSearchParams): Answer {
  if (account === undefined) {
    return refusal(401, 'unauthorized_client', 'Missing valid authorization header');
  }
  if (form.get('grant_type') !== 'refresh_token') {
    return refusal(400, 'unsupported_grant_type', 'Only refresh_token is answered here');
  }
  const app = appOf(world, account);
  const isGood = !app.isRevoked && isSame(app.refreshToken, form.get('refresh_token') ?? '');
  if (!isGood) return refusal(400, 'invalid_request', 'Value passed for the token was invalid.');
  const [accessToken, refreshToken] = [secret(), secret()];
  const now = world.now();
  const tokens = [
    ...app.tokens.filter(({ expiresAt }) => expiresAt > now),
    { value: accessToken, expiresAt: now + accessTokenLastsMs },
  ];
  world.commit([
    putApp({ ...app, tokens, refreshToken }),
    putAccount({ ...account, credentials: { ...account.credentials, accessToken, refreshToken } }),
  ]);
  return {
    status: 200,
    body: {
      ...{ token_type: 'bearer', expires_in: accessTokenLastsMs / 1000 },
      ...{ access_token: accessToken, refresh_token: refreshToken, scope: app.scopes.join(' ') },
    },
  };
}

const secret = () => randomBytes(32).toString('base64url');
