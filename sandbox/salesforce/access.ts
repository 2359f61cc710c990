import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import type { Answer } from '../answer.ts';
import { noted } from '../crm/ledger.ts';
import type { World } from '../world.ts';
import { badGrant, noSession, OAuthError } from './errors.ts';
import { putSalesforceOrg, salesforceOrg } from './org.ts';
import { apiUser } from './people.ts';

export function authenticate(world: World, request: Request): void {
  const [, token] = /^(?:Bearer|OAuth) (\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  const session = salesforceOrg(world).sessions.find((it) => it.token === token);
  if (session === undefined || session.expiresAt <= world.now()) throw noSession();
}

/** `POST /services/oauth2/token`, as a form: by refresh token, or the app as itself. */
export function issueToken(world: World, form: Record<string, unknown>, url: string): Answer {
  const org = salesforceOrg(world);
  const { grant_type, client_id, client_secret, refresh_token } = form;
  if (client_id !== org.clientId)
    throw new OAuthError('invalid_client_id', 'client identifier invalid');
  if (client_secret !== org.clientSecret)
    throw new OAuthError('invalid_client', 'invalid client credentials');
  if (grant_type === 'refresh_token') {
    if (refresh_token !== org.refreshToken) throw badGrant();
  } else if (grant_type !== 'client_credentials') {
    throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  }
  const token = `${org.organizationId}!${randomBytes(48).toString('base64url')}`;
  const expiresAt = world.now() + org.sessionSeconds * 1000;
  const turned = grant_type === 'refresh_token' && org.turnsOver;
  const refreshToken = turned
    ? `5Aep861${randomBytes(24).toString('base64url')}`
    : org.refreshToken;
  const sessions = [{ token, expiresAt }, ...org.sessions].slice(0, 50);
  world.commit([
    putSalesforceOrg({ ...org, refreshToken, sessions }),
    noted(world, {
      platform: 'salesforce',
      action: 'token',
      objectType: 'oauth',
      id: org.organizationId,
    }),
  ]);
  return {
    status: 200,
    body: {
      ...{
        access_token: token,
        instance_url: url,
        token_type: 'Bearer',
        scope: 'api refresh_token',
      },
      id: `${url}/id/${org.organizationId}/${apiUser.id}`,
      ...{ issued_at: String(world.now()), signature: randomBytes(32).toString('base64') },
      ...(turned && { refresh_token: refreshToken }),
    },
  };
}
