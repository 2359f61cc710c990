import { timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Account } from '../model.ts';
import type { World } from '../world.ts';
import { appOf } from './apps.ts';
import { forbidden, missingScope, unauthorized } from './errors.ts';
import type { XApp } from './model.ts';

export interface Caller {
  account: Account;
  app: XApp;
  /** With the app's own token: it acts for nobody. */
  isApp: boolean;
}

/** Whose token came along. @throws XError */
export function authenticate(world: World, request: Request): Caller {
  const token = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (token === undefined) throw unauthorized();
  for (const account of world.accountsOf('x')) {
    const app = appOf(world, account);
    if (isSame(account.credentials['bearerToken'] ?? '', token))
      return { account, app, isApp: true };
    const known = app.tokens.find(({ value }) => isSame(value, token));
    if (known === undefined) continue;
    if (app.isRevoked || known.expiresAt <= world.now()) throw unauthorized();
    return { account, app, isApp: false };
  }
  throw unauthorized();
}

export function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length > 0 && left.length === right.length && timingSafeEqual(left, right);
}

/** `app`: only with its own token. Scopes: only as an account that has granted all of them. */
export type Need = 'app' | readonly string[];

/** @throws XError */
export function checkMay({ app, isApp }: Caller, need: Need): void {
  if (need === 'app') {
    if (isApp) return;
    throw forbidden(
      'Authenticating with OAuth 2.0 User Context is forbidden for this endpoint. Supported authentication types are [OAuth 2.0 Application-Only].',
      'unsupported-authentication',
    );
  }
  if (isApp) {
    throw forbidden(
      'Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint. Supported authentication types are [OAuth 2.0 User Context].',
      'unsupported-authentication',
    );
  }
  const missing = need.find((scope) => !app.scopes.includes(scope));
  if (missing !== undefined) throw missingScope(missing);
}
