import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from '../model.ts';
import { GraphError } from './errors.ts';
import type { GraphRequest } from './request.ts';

/** The account whose token came along, by header or parameter. @throws GraphError */
export function accountOfToken(
  accounts: readonly Account[],
  request: GraphRequest,
  opens: (account: Account, token: string) => boolean,
): Account {
  const token = request.bearer ?? request.text('access_token');
  if (token === undefined) {
    throw new GraphError('An access token is required to request this resource.', 104, {
      status: 401,
    });
  }
  const account = accounts.find((it) => opens(it, token));
  if (account === undefined) {
    throw new GraphError('Invalid OAuth access token - Cannot parse access token', 190, {
      status: 401,
    });
  }
  checkProof(account, token, request.text('appsecret_proof'));
  return account;
}

function checkProof(account: Account, token: string, proof: string | undefined): void {
  if (proof === undefined) {
    if (!account.requireAppSecretProof) return;
    throw new GraphError('API calls from the server require an appsecret_proof argument', 100, {
      type: 'GraphMethodException',
    });
  }
  const secret = account.credentials['appSecret'] ?? '';
  if (isSame(createHmac('sha256', secret).update(token).digest('hex'), proof)) return;
  throw new GraphError('Invalid appsecret_proof provided in the API argument', 100, {
    type: 'GraphMethodException',
  });
}

export function isSame(expected: string | undefined, given: string): boolean {
  const [left, right] = [Buffer.from(expected ?? ''), Buffer.from(given)];
  return left.length > 0 && left.length === right.length && timingSafeEqual(left, right);
}
