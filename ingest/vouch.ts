/** Whose secret vouches for a webhook (design.md, rule 1). */
import type { Channel, WebhookRequest } from '../channels/channel.ts';
import { isSignedByRelay } from '../channels/relay.ts';
import type { DeskAccount } from './accounts.ts';

/** The accounts of whom a request may speak; undefined when nobody vouches for it at all. */
export type Vouched = DeskAccount[] | undefined;

/**
 * @param channel undefined for a platform that only a relay can vouch for
 * @param accounts all accounts of the platform
 * @param relaySecrets the platform's relay, trusted for each of its accounts
 */
export function vouchedFor(
  channel: Channel | undefined,
  accounts: readonly DeskAccount[],
  relaySecrets: readonly string[],
  request: WebhookRequest,
): Vouched {
  if (isSignedByRelay({ webhookSecrets: [...relaySecrets] }, request)) {
    return chosen(accounts, request);
  }
  if (!channel) return undefined;
  const vouches = (account: DeskAccount) =>
    account.relay ? isSignedByRelay(account, request) : channel.verify(account, request);
  const names = new Set(channel.accountsIn(request));
  if (names.size === 0) return nonEmpty(chosen(accounts.filter(vouches), request));
  const named = accounts.filter(({ externalId }) => names.has(externalId));
  const vouching = named.filter(vouches);
  if (vouching.length > 0) return vouching;
  // Only about strangers: still ours to keep, if one of us vouches for the body.
  const isOurs = named.length === 0 && accounts.some(vouches);
  return isOurs ? [] : undefined;
}

/** Some bodies don't name their account: where several share a secret, `?account=` tells which is meant. */
function chosen(accounts: readonly DeskAccount[], { query }: WebhookRequest): DeskAccount[] {
  const { account } = query;
  return accounts.filter(({ externalId }) => account === undefined || externalId === account);
}

const nonEmpty = (accounts: DeskAccount[]): Vouched => (accounts.length > 0 ? accounts : undefined);
