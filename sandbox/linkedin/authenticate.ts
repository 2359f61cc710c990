import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Account } from '../model.ts';
import type { World } from '../world.ts';
import { notAllowed, RestliError } from './errors.ts';
import { grantOf } from './grants.ts';
import type { LinkedInGrant } from './model.ts';

export interface Caller {
  account: Account;
  grant: LinkedInGrant;
}

/** Whose token came along. */
export function authenticate(world: World, request: Request): Caller {
  const token = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (token === undefined)
    throw unauthorized(65604, 'EMPTY_ACCESS_TOKEN', 'Empty oauth2 access token');
  for (const account of world.accountsOf('linkedin')) {
    const grant = grantOf(world, account);
    const known = grant.tokens.find(({ value }) => isSame(value, token));
    if (known === undefined) continue;
    if (grant.isRevoked) {
      const said = 'The token used in the request has been revoked by the user';
      throw unauthorized(65601, 'REVOKED_ACCESS_TOKEN', said);
    }
    if (known.expiresAt <= world.now()) {
      const said = 'The token used in the request has expired';
      throw unauthorized(65602, 'EXPIRED_ACCESS_TOKEN', said);
    }
    return { account, grant };
  }
  throw unauthorized(65600, 'INVALID_ACCESS_TOKEN', 'Invalid access token');
}

const unauthorized = (serviceErrorCode: number, code: string, message: string) =>
  new RestliError(401, message, { code, serviceErrorCode });

export function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Both are needed for every call; each version lives about a year. */
export function checkHeaders(request: Request, { settings }: LinkedInGrant): void {
  const version = request.get('linkedin-version');
  if (version === undefined) {
    const said =
      'A version must be present. Please specify a version by adding the LinkedIn-Version header.';
    throw new RestliError(400, said, { code: 'VERSION_MISSING' });
  }
  if (!/^20\d\d(0[1-9]|1[0-2])$/.test(version)) {
    throw new RestliError(400, `Invalid version ${version}: YYYYMM`, { code: 'INVALID_VERSION' });
  }
  if (!settings.activeVersions.includes(version)) {
    throw new RestliError(426, `Requested version ${version} is not active`, {
      code: 'NONEXISTENT_VERSION',
    });
  }
  if (request.get('x-restli-protocol-version') !== '2.0.0') {
    throw new RestliError(400, 'X-Restli-Protocol-Version must be 2.0.0', {
      code: 'ILLEGAL_ARGUMENT',
    });
  }
}

/** What each need takes: one of these scopes, from a member in one of these roles. */
const needs = {
  read: {
    scopes: ['r_organization_social_feed', 'r_organization_social'],
    roles: ['ADMINISTRATOR', 'DIRECT_SPONSORED_CONTENT_POSTER'],
  },
  write: {
    scopes: ['w_organization_social_feed', 'w_organization_social'],
    roles: ['ADMINISTRATOR', 'DIRECT_SPONSORED_CONTENT_POSTER', 'RECRUITING_POSTER'],
  },
  administer: { scopes: ['rw_organization_admin'], roles: ['ADMINISTRATOR'] },
  roles: { scopes: ['rw_organization_admin', 'r_organization_admin'], roles: undefined },
};
export type Need = keyof typeof needs;

/** `what`: as LinkedIn names it, e.g. `socialActions.CREATE`. */
export function checkMay({ grant }: Caller, need: Need, what: string, version: string): void {
  const { scopes, roles } = needs[need];
  if (!scopes.some((it) => grant.scopes.includes(it)) || roles?.includes(grant.role) === false) {
    throw notAllowed(`${what}.${version}`);
  }
}
