import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { Answer } from '../answer.ts';
import { noted } from '../crm/ledger.ts';
import type { World } from '../world.ts';
import { hubspotAccount, putHubspotAccount } from './account.ts';
import {
  badRefreshToken,
  expired,
  HubspotError,
  invalid,
  missingScopes,
  noToken,
} from './errors.ts';

/** Who calls, by the token; and whether the app was granted what the call needs. */
export function authenticate(world: World, request: Request, scopes: readonly string[]): void {
  const [, token] = /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  const account = hubspotAccount(world);
  if (token === undefined) throw noToken();
  if (token !== account.privateToken) {
    const known = account.tokens.find((it) => it.token === token);
    if (known === undefined) throw noToken();
    const late = world.now() - known.expiresAt;
    if (late >= 0) throw expired(Math.floor(late / 60_000));
  }
  const missing = scopes.filter((it) => !account.scopes.includes(it));
  if (missing.length > 0) throw missingScopes(missing);
}

/** `POST /oauth/v1/token`, as a form. */
export function issueToken(world: World, form: Record<string, unknown>): Answer {
  const account = hubspotAccount(world);
  const { grant_type, client_id, client_secret, refresh_token } = form;
  if (grant_type !== 'refresh_token') throw invalid('grant_type: this sandbox has no sign-in page');
  if (client_id !== account.clientId || client_secret !== account.clientSecret) {
    throw new HubspotError(401, 'BAD_CLIENT_ID', 'missing or unknown client id');
  }
  if (refresh_token !== account.refreshToken) throw badRefreshToken();
  const token = `CL${randomBytes(24).toString('base64url')}`;
  const expiresAt = world.now() + account.tokenSeconds * 1000;
  const tokens = [{ token, expiresAt }, ...account.tokens].slice(0, 50);
  world.commit([
    putHubspotAccount({ ...account, tokens }),
    noted(world, {
      platform: 'hubspot',
      action: 'token',
      objectType: 'oauth',
      id: String(account.portalId),
    }),
  ]);
  return {
    status: 200,
    body: {
      ...{ token_type: 'bearer', refresh_token, access_token: token },
      expires_in: account.tokenSeconds,
    },
  };
}
