import type {
  Channel,
  ChannelEvent,
  PlatformName,
  Source,
  Unreceived,
} from '../channels/channel.ts';
import type { DeskAccount } from './accounts.ts';
import type { NewDeadLetter } from './dead-letters.ts';
import type { InboxRow } from './inbox-rows.ts';

/** What becomes of a body's parts. */
export interface Sorted {
  rows: InboxRow[];
  letters: NewDeadLetter[];
  /** Parts that mean nothing to us, or that the account does not want. */
  ignored: number;
  /** Who types, by thread: to be told and forgotten. */
  typing: TypingIn[];
}

export interface TypingIn {
  accountId: string;
  threadKey: string;
}

export interface Senders {
  accountOf(externalId: string): DeskAccount | undefined;
  isVouchedFor(account: DeskAccount): boolean;
  /** Whose the body is, where it does not say so itself. */
  unnamed?: DeskAccount | undefined;
}

/** Each part of a body: an inbox row, a dead letter, or ignored. Pure. */
export function sortBody(
  platform: PlatformName,
  channel: Channel | undefined,
  rawBody: Buffer,
  senders: Senders,
): Sorted {
  const sorted: Sorted = { rows: [], letters: [], ignored: 0, typing: [] };
  if (!channel) {
    const detail = 'this desk does not speak with this platform yet';
    sorted.letters.push({ platform, reason: 'unsupported', detail, raw: rawBody });
    return sorted;
  }
  const received = channel.receive(rawBody, senders.unnamed?.externalId ?? '');
  for (const { event, raw } of received.events) {
    const account = senders.accountOf(event.accountExternalId);
    if (!account) sorted.letters.push(unknownAccount(platform, event, raw));
    else if (!senders.isVouchedFor(account)) sorted.letters.push(unverified(account, raw));
    else if (!isWanted(account, event)) sorted.ignored += 1;
    else sorted.rows.push(rowOf(account, event, raw));
  }
  for (const { accountExternalId, threadKey, source } of received.typing ?? []) {
    const account = senders.accountOf(accountExternalId);
    const isTold = account && senders.isVouchedFor(account) && isWanted(account, { source });
    if (isTold) sorted.typing.push({ accountId: account.id, threadKey });
    // Nothing is lost with it: it makes no dead letter.
    else sorted.ignored += 1;
  }
  for (const part of received.rest) {
    if (part.reason === 'ignored') sorted.ignored += 1;
    else sorted.letters.push(letterOf(platform, part, senders));
  }
  return sorted;
}

const featureOf: Record<Source, string> = {
  dm: 'messages',
  comment: 'comments',
  mention: 'comments',
  review: 'reviews',
};

/** What the account has switched off is ignored. */
export const isWanted = ({ features }: DeskAccount, { source }: Pick<ChannelEvent, 'source'>) =>
  features.includes(featureOf[source]);

export const rowOf = (account: DeskAccount, event: ChannelEvent, raw: Buffer): InboxRow => ({
  accountId: account.id,
  platform: account.platform,
  threadKey: event.threadKey,
  threadKind: event.source,
  customerExternalId: event.customer.externalId,
  kind: event.kind,
  ...(event.about && { postId: event.about.postId }),
  ...(event.about?.postUrl !== undefined && { postUrl: event.about.postUrl }),
  dedupeKey: event.dedupeKey,
  raw,
});

const unknownAccount = (
  platform: PlatformName,
  { accountExternalId }: ChannelEvent,
  raw: Buffer,
): NewDeadLetter => ({
  platform,
  reason: 'unknown_account',
  detail:
    accountExternalId === ''
      ? 'the body does not say which account it is for, and several are possible'
      : `no account here has the id ${accountExternalId}`,
  raw,
});

/** One account's secret must not put words into another's conversations. */
const unverified = (account: DeskAccount, raw: Buffer): NewDeadLetter => ({
  platform: account.platform,
  accountId: account.id,
  reason: 'unverified',
  detail: "the body was signed, but not with this account's secret",
  raw,
});

function letterOf(
  platform: PlatformName,
  { reason, detail, raw, accountExternalId }: Unreceived,
  senders: Senders,
): NewDeadLetter {
  const account =
    accountExternalId === undefined ? undefined : senders.accountOf(accountExternalId);
  return { platform, reason, detail, raw, ...(account ? { accountId: account.id } : {}) };
}
