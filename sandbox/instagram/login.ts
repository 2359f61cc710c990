import type { Account } from '../model.ts';

export const loginOf = ({ credentials }: Account) =>
  credentials['login'] === 'facebook' ? 'facebook' : 'instagram';

/** Whose messages and webhooks they are in the graph: the account's, or its page's. */
export const ownerOf = (account: Account) =>
  loginOf(account) === 'facebook' ? account.credentials['pageId'] : account.externalId;
