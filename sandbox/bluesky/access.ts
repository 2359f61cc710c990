/** Sessions by app passwords (com.atproto.server), and whose a call is. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Account } from '../model.ts';
import type { World, WorldChange } from '../world.ts';
import { expired, XrpcError } from './errors.ts';
import type { BlueskyAccess, BlueskySession } from './model.ts';

const hour = 60 * 60_000;
const accessLastsMs = 2 * hour;
const refreshLastsMs = 90 * 24 * hour;
/** A refresh token that was used is good once more for so long, for answers that were lost. */
const graceMs = 2 * hour;

export const putAccess = (it: BlueskyAccess): WorldChange => ['blueskyAccess', it.account, it];

export const accessOf = (world: World, { externalId }: Account): BlueskyAccess =>
  world.tables.blueskyAccess.get(externalId) ?? {
    account: externalId,
    ...{
      isPrivileged: true,
      isTakenDown: false,
      accessLastsMs,
      sessions: [],
      accepted: [],
      closed: [],
    },
  };

export const handleOf = ({ credentials, name }: Account): string =>
  credentials['identifier'] ?? `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.example`;

/** com.atproto.server.createSession @throws XrpcError */
export function login(world: World, account: Account | undefined, password: string): object {
  const right = account?.credentials['appPassword'] ?? '';
  if (account === undefined || !isSame(right, password)) {
    throw new XrpcError(401, 'AuthenticationRequired', 'Invalid identifier or password');
  }
  const access = accessOf(world, account);
  if (access.isTakenDown) throw takenDown();
  return begin(world, account, access);
}

/** com.atproto.server.refreshSession @throws XrpcError */
export function refresh(world: World, token: string): object {
  for (const account of world.accountsOf('bluesky')) {
    const access = accessOf(world, account);
    const old = access.sessions.find(({ refreshJwt }) => isSame(refreshJwt, token));
    if (!old) continue;
    if (access.isTakenDown) throw takenDown();
    const isOver = old.refreshExpiresAt <= world.now();
    const isUsed = old.usedAt !== undefined && old.usedAt + graceMs <= world.now();
    if (isOver || isUsed) throw expired();
    const sessions = access.sessions.map((it) =>
      it === old ? { ...it, usedAt: it.usedAt ?? world.now() } : it,
    );
    return begin(world, account, { ...access, sessions }, old.isPrivileged);
  }
  throw new XrpcError(400, 'ExpiredToken', 'Token has been revoked');
}

function begin(
  world: World,
  account: Account,
  access: BlueskyAccess,
  isPrivileged = access.isPrivileged,
): object {
  const session: BlueskySession = {
    accessJwt: jwt(isPrivileged ? 'com.atproto.appPassPrivileged' : 'com.atproto.appPass'),
    accessExpiresAt: world.now() + access.accessLastsMs,
    refreshJwt: jwt('com.atproto.refresh'),
    refreshExpiresAt: world.now() + refreshLastsMs,
    isPrivileged,
  };
  const sessions = [...access.sessions.slice(-99), session];
  world.commit([putAccess({ ...access, sessions })]);
  const { accessJwt, refreshJwt } = session;
  return { accessJwt, refreshJwt, ...who(account) };
}

export const who = (account: Account) => ({
  handle: handleOf(account),
  did: account.externalId,
  ...{ email: 'desk@example.com', emailConfirmed: true, emailAuthFactor: false, active: true },
});

const takenDown = () => new XrpcError(400, 'AccountTakedown', 'Account has been taken down');

/** Opaque to clients, in the form of what it is. */
function jwt(scope: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part({ scope })}.${randomBytes(32).toString('base64url')}`;
}

export interface Caller {
  account: Account;
  isPrivileged: boolean;
}

/** Whose token came along. @throws XrpcError */
export function authenticate(world: World, authorization: string | undefined): Caller {
  const token = bearerIn(authorization);
  for (const account of world.accountsOf('bluesky')) {
    const access = accessOf(world, account);
    const session = access.sessions.find(({ accessJwt }) => isSame(accessJwt, token));
    if (!session) continue;
    if (access.isTakenDown) throw takenDown();
    if (session.accessExpiresAt <= world.now()) throw expired();
    return { account, isPrivileged: session.isPrivileged };
  }
  throw new XrpcError(400, 'InvalidToken', 'Token could not be verified');
}

/** @throws XrpcError where there is none */
export function bearerIn(authorization: string | undefined): string {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined) return token;
  throw new XrpcError(401, 'AuthMissing', 'Authentication Required');
}

export function isSame(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length > 0 && left.length === right.length && timingSafeEqual(left, right);
}
