import type { Channel, Handshake, PlatformName, WebhookRequest } from '../channels/channel.ts';
import type { Accounts } from './accounts.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Inbox } from './group-commit.ts';
import { sortBody, type TypingIn } from './sort-body.ts';
import { vouchedFor } from './vouch.ts';

export interface IngestParts {
  channels: Partial<Record<PlatformName, Channel>>;
  accounts: Accounts;
  inbox: Inbox;
  deadLetters: DeadLetters;
  /** Per platform, the secrets of relay mode. */
  relaySecrets: Partial<Record<PlatformName, readonly string[]>>;
  /** Nobody waits for it. */
  onTyping?: (typing: readonly TypingIn[]) => void;
}

export type WebhookResult =
  | { status: 'accepted'; events: number; deadLetters: number; ignored: number }
  | { status: 'unauthorised' };

/**
 * A webhook → inbox rows and dead letters, all committed when it returns (design.md, rule 1).
 * @throws IngestOverloaded or the database's error: it must not be acknowledged (503).
 */
export const receiveWebhook =
  ({ channels, accounts, inbox, deadLetters, relaySecrets, onTyping }: IngestParts) =>
  async (platform: PlatformName, request: WebhookRequest): Promise<WebhookResult> => {
    const channel = channels[platform];
    const known = await accounts.byPlatform(platform);
    const vouched = vouchedFor(channel, known, relaySecrets[platform] ?? [], request);
    if (!vouched) return { status: 'unauthorised' };
    const sorted = sortBody(platform, channel, request.rawBody, {
      accountOf: (externalId) => known.find((account) => account.externalId === externalId),
      isVouchedFor: (account) => vouched.includes(account),
      unnamed: vouched.length === 1 ? vouched[0] : undefined,
    });
    if (sorted.typing.length > 0) onTyping?.(sorted.typing);
    await Promise.all([inbox.add(sorted.rows), deadLetters.add(sorted.letters)]);
    return {
      status: 'accepted',
      events: sorted.rows.length,
      deadLetters: sorted.letters.length,
      ignored: sorted.ignored + sorted.typing.length,
    };
  };

/** The answer to a GET by which a platform makes sure of us; undefined: not one of ours (403). */
export const handshake =
  ({ channels, accounts }: Pick<IngestParts, 'channels' | 'accounts'>) =>
  async (platform: PlatformName, request: WebhookRequest): Promise<Handshake | undefined> => {
    const named = request.query.account;
    for (const account of await accounts.byPlatform(platform)) {
      // Of accounts of several apps the address says whose secret is asked for.
      if (named !== undefined && named !== account.externalId) continue;
      const answer = channels[platform]?.handshake(account, request);
      if (answer) return answer;
    }
    return undefined;
  };
