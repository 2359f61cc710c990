import { randomBytes } from 'node:crypto';
import type { Answer } from '../answer.ts';
import { accountOfToken, isSame } from '../meta/authenticate.ts';
import { GraphError } from '../meta/errors.ts';
import type { GraphRequest } from '../meta/request.ts';
import { ok } from '../meta/route.ts';
import type { Account } from '../model.ts';
import { putAccount } from '../world.ts';
import type { World } from '../world.ts';
import { loginOf } from './login.ts';

const day = 86_400_000;
const lifetime = 60 * day;

/** The account whose token came along: its own by Instagram Login, its page's by Facebook Login. */
export function authenticate(world: World, request: GraphRequest): Account {
  return accountOfToken(world.accountsOf('instagram'), request, (account, token) => {
    if (loginOf(account) === 'facebook') {
      return isSame(account.credentials['pageAccessToken'], token);
    }
    const issued = issuedAs(account, token);
    if (issued !== undefined && world.now() - issued.at > lifetime) throw runOut();
    return issued !== undefined || isSame(account.credentials['accessToken'], token);
  });
}

/** `GET /refresh_access_token`: another sixty days, from the token's second day on. */
export function refreshToken(world: World, account: Account, request: GraphRequest): Answer {
  if (request.text('grant_type') !== 'ig_refresh_token') {
    throw new GraphError('(#100) Param grant_type must be ig_refresh_token', 100);
  }
  if (loginOf(account) === 'facebook') {
    throw new GraphError('Invalid OAuth access token - Cannot parse access token', 190, {
      status: 401,
    });
  }
  const now = world.now();
  const old = request.text('access_token') ?? request.bearer ?? '';
  const issued = issuedAs(account, old);
  if (issued !== undefined && now - issued.at < day) {
    throw new GraphError('(#100) The access token is not 24 hours old yet', 100);
  }
  const token = `IGAA${randomBytes(20).toString('hex')}`;
  // The one before lives on until its own end.
  const before = issued === undefined ? [{ token: old, at: now }] : [];
  world.commit([
    putAccount({
      ...account,
      credentials: { ...account.credentials, accessToken: token },
      issuedTokens: [...(account.issuedTokens ?? []), ...before, { token, at: now }],
    }),
  ]);
  return ok({ access_token: token, token_type: 'bearer', expires_in: lifetime / 1000 });
}

const issuedAs = ({ issuedTokens = [] }: Account, token: string) =>
  issuedTokens.find((it) => isSame(it.token, token));

const runOut = () =>
  new GraphError('Error validating access token: Session has expired', 190, {
    ...{ subcode: 463, status: 401 },
  });
