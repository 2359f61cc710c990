/** Instagram's part of Meta's graph: with a token of the account's own, or with that of the Page it is linked to. */
import type { ChannelAccount } from '../channel.ts';
import type { Room } from '../meta/graph.ts';
import { refusalsOf } from '../meta/refusals.ts';

export const title = 'Instagram';

/** Which of Meta's two ways the account is connected by; said in `credentials.login`, else seen from its tokens. */
export function loginOf({ credentials }: Pick<ChannelAccount, 'credentials'>) {
  const { login, accessToken = '', pageAccessToken = '' } = credentials;
  if (login === 'instagram' || login === 'facebook') return login;
  return accessToken === '' && pageAccessToken !== '' ? 'facebook' : 'instagram';
}

export const room: Room = {
  title,
  hostOf: (account) =>
    loginOf(account) === 'instagram' ? 'https://graph.instagram.com' : 'https://graph.facebook.com',
  tokenOf: (account) =>
    loginOf(account) === 'instagram'
      ? account.credentials.accessToken
      : account.credentials.pageAccessToken,
  refusals: refusalsOf(title),
};

/** Messages, conversations and webhooks are the Page's, where there is one; without its id, the token tells. */
export const ownerOf = (account: ChannelAccount): string =>
  loginOf(account) === 'instagram' ? account.externalId : account.credentials.pageId || 'me';
