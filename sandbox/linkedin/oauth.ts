/** LinkedIn's OAuth server: access tokens live 60 days, refresh tokens 365 from the day that the member agreed. */
import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { Answer } from '../answer.ts';
import type { Account } from '../model.ts';
import { putAccount } from '../world.ts';
import type { World } from '../world.ts';
import { isSame } from './authenticate.ts';
import { accessTokenLastsMs, grantOf, putGrant } from './grants.ts';

export class OAuthError extends Error {
  override name = 'OAuthError';
  readonly status: number;
  readonly error: string;
  constructor(status: number, error: string, description: string) {
    super(description);
    this.status = status;
    this.error = error;
  }
}

export const oauthAnswer = ({ status, error, message }: OAuthError): Answer => ({
  status,
  body: { error, error_description: message },
});

/** @throws OAuthError where the body is no form */
export function formIn(request: Request): URLSearchParams {
  const body: unknown = request.body;
  const isForm = request.is('application/x-www-form-urlencoded') !== false;
  if (!isForm || !Buffer.isBuffer(body)) {
    throw new OAuthError(400, 'invalid_request', 'A form is needed');
  }
  return new URLSearchParams(body.toString('utf8'));
}

/** The account whose app this is. @throws OAuthError */
export function clientIn(world: World, form: URLSearchParams): Account {
  const { client_id: id = '', client_secret: secret = '' } = Object.fromEntries(form);
  if (id === '' || secret === '') {
    const missing = id === '' ? 'client_id' : 'client_secret';
    const said = `A required parameter "${missing}" is missing`;
    throw new OAuthError(400, 'invalid_request', said);
  }
  const account = world
    .accountsOf('linkedin')
    .find(
      ({ credentials }) =>
        isSame(credentials['clientId'] ?? '', id) &&
        isSame(credentials['clientSecret'] ?? '', secret),
    );
  if (account !== undefined) return account;
  throw new OAuthError(401, 'invalid_client', 'Client authentication failed');
}

/** `POST /oauth/v2/accessToken`: a further token. The ones before last until their own end. */
export function refresh(world: World, account: Account, form: URLSearchParams): Answer {
  if (form.get('grant_type') !== 'refresh_token') {
    const said = 'Only grant_type refresh_token is answered here';
    throw new OAuthError(400, 'unsupported_grant_type', said);
  }
  const refreshToken = account.credentials['refreshToken'] ?? '';
  const grant = grantOf(world, account);
  const now = world.now();
  if (!isSame(refreshToken, form.get('refresh_token') ?? '')) {
    throw new OAuthError(400, 'invalid_request', 'The provided refresh token is invalid');
  }
  if (grant.isRevoked || grant.refreshExpiresAt <= now) {
    const said = 'The provided authorization grant or refresh token is invalid, expired or revoked';
    throw new OAuthError(400, 'invalid_grant', said);
  }
  const accessToken = `AQV${randomBytes(40).toString('base64url')}`;
  const tokens = [
    ...grant.tokens.filter((it) => it.expiresAt > now),
    { value: accessToken, expiresAt: now + accessTokenLastsMs },
  ];
  world.commit([
    putGrant({ ...grant, tokens }),
    putAccount({ ...account, credentials: { ...account.credentials, accessToken } }),
  ]);
  return {
    status: 200,
    body: {
      access_token: accessToken,
      expires_in: accessTokenLastsMs / 1000,
      refresh_token: refreshToken,
      refresh_token_expires_in: Math.floor((grant.refreshExpiresAt - now) / 1000),
      scope: grant.scopes.join(','),
    },
  };
}

/** `POST /oauth/v2/introspectToken`. */
export function introspect(world: World, account: Account, form: URLSearchParams): Answer {
  const grant = grantOf(world, account);
  const token = grant.tokens.find((it) => isSame(it.value, form.get('token') ?? ''));
  if (token === undefined) return { status: 200, body: { active: false } };
  const isExpired = token.expiresAt <= world.now();
  const seconds = (ms: number) => Math.floor(ms / 1000);
  return {
    status: 200,
    body: {
      active: !isExpired && !grant.isRevoked,
      status: grant.isRevoked ? 'revoked' : isExpired ? 'expired' : 'active',
      client_id: account.credentials['clientId'],
      authorized_at: seconds(grant.grantedAt),
      created_at: seconds(token.expiresAt - accessTokenLastsMs),
      expires_at: seconds(token.expiresAt),
      scope: grant.scopes.join(','),
      auth_type: '3L',
    },
  };
}
