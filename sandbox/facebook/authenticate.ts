import { accountOfToken, isSame } from '../meta/authenticate.ts';
import type { GraphRequest } from '../meta/request.ts';
import type { Account } from '../model.ts';
import type { World } from '../world.ts';

/** The page whose token came along. */
export const authenticate = (world: World, request: GraphRequest): Account =>
  accountOfToken(world.accountsOf('facebook'), request, ({ credentials }, token) =>
    isSame(credentials['pageAccessToken'], token),
  );
