import type { Pool } from 'pg';
import { channelOf } from '../channels/index.ts';
import type {
  ActionOutcome,
  Channel,
  ChannelAccount,
  RateUsage,
  SendOutcome,
} from '../channels/channel.ts';
import type { AttemptOutcome } from '../domain/conversation/items.ts';
import type { ModerationCall } from '../domain/moderation.ts';
import { beginCall, callAgainAt, readModeration } from './moderation.ts';
import type { CallEnd } from '../domain/pace.ts';
import { theReply, theWish, waitFor, withoutToken } from './holding-back.ts';
import { hintLive } from '../runtime/changes.ts';
import { notePace } from '../accounts/pace.ts';
import { beginAttempt, endAttempt, readOutbound, toSend, type OutboundRow } from './outbound.ts';
import type { DeliverInput, DeliveryActivities } from './types.ts';
import { bringFiles, read, type OpenFile } from './uploads.ts';

/** How long one call to a platform may take, ms; the activity's own limit is well above it. */
const callMs = 20_000;

/** For bringing files to the platform before it, ms: together they are less than the activity's own limit. */
const uploadMs = 15_000;

/** For what a customer merely sees sooner, ms. */
const courtesyMs = 3_000;

export interface Delivery {
  pool: Pool;
  accountOf: (id: string) => Promise<ChannelAccount | undefined>;
  /** Where a platform fetches one of our files. */
  linkTo: (fileId: string) => string;
  openFile: OpenFile;
  now?: () => number;
}

/** Sending to platforms: one attempt is one call, made by nobody else and never made again by itself. */
export function createDelivery({
  pool,
  accountOf,
  linkTo,
  openFile,
  now = Date.now,
}: Delivery): DeliveryActivities {
  const reach = async (row: OutboundRow): Promise<[Channel, ChannelAccount] | undefined> => {
    const account = await accountOf(row.accountId);
    const channel = account && channelOf(account.platform);
    return account && channel && [channel, account];
  };
  /** Who answers has read: the customer sees it, where the account is set so. */
  const showAsRead = async (
    channel: Channel,
    account: ChannelAccount,
    { source, recipientExternalId }: OutboundRow,
  ): Promise<void> => {
    if (!account.marksAsRead || source !== 'dm' || !channel.capabilities.markAsRead) return;
    const options = { deadline: now() + courtesyMs, now };
    // A courtesy that must not cost the reply its outcome: without it the customer reads the answer all the same.
    await channel.markAsRead(account, recipientExternalId, options).catch(() => undefined);
  };
  return {
    async deliver(input: DeliverInput): Promise<AttemptOutcome> {
      const row = await readOutbound(pool, input.messageId);
      if (!row) throw new Error(`reply ${input.messageId} is not in the database`);
      const target = await reach(row);
      if (!target) return { kind: 'refused', failure: noAccount };
      if (row.isWithheld) return { kind: 'refused', failure: switchedOff };
      if (now() > input.notAfter) return { kind: 'stale' };
      const [channel, account] = target;
      const wait = await waitFor(pool, account, channel, theReply, now());
      if (wait) return wait;
      let usage: RateUsage | undefined;
      const onUsage = (told: RateUsage) => (usage = told);
      const options = { now, onUsage };
      const brought = await bringFiles(
        { pool, openFile, channel, account },
        row,
        toSend(row, input, linkTo),
        { ...options, deadline: now() + uploadMs },
      );
      if (brought.outcome) {
        const ended: CallEnd = brought.isUnderWay ? { was: 'answered' } : endOf(brought.outcome);
        await notePace(pool, account.id, { ...ended, ...(usage && { usage }) }, now());
        return withoutToken(pool, account, channel, theReply, brought.outcome, now());
      }
      const deadline = now() + callMs;
      if (!(await beginAttempt(pool, input, deadline))) {
        throw new Error(`reply ${input.messageId} is not waiting for attempt ${input.attempt}`);
      }
      hintLive(pool);
      const sent = await channel.send(account, brought.message, {
        ...options,
        deadline,
        open: (id) => read(openFile, id),
      });
      const outcome = await withoutToken(pool, account, channel, theReply, sent, now());
      await endAttempt(pool, input, outcome);
      hintLive(pool);
      if (sent.kind === 'sent') await showAsRead(channel, account, row);
      await notePace(pool, account.id, { ...endOf(sent), ...(usage && { usage }) }, now());
      return outcome;
    },

    async moderate({ moderationId, attempt }): Promise<ModerationCall> {
      const found = await readModeration(pool, moderationId);
      const account = found && (await accountOf(found.accountId));
      const channel = account && channelOf(account.platform);
      if (!found || !account || !channel) return { kind: 'refused', failure: noAccount };
      const wait = await waitFor(pool, account, channel, theWish, now());
      if (wait) {
        await callAgainAt(pool, moderationId, attempt, wait);
        return wait;
      }
      if (!(await beginCall(pool, moderationId, attempt))) {
        throw new Error(`moderation ${moderationId} is not waiting for call ${attempt}`);
      }
      const deadline = now() + callMs;
      let usage: RateUsage | undefined;
      const onUsage = (told: RateUsage) => (usage = told);
      const called = await channel.moderate(account, found.wish, { deadline, now, onUsage });
      const outcome = await withoutToken(pool, account, channel, theWish, called, now());
      if (outcome.kind === 'retryAt') await callAgainAt(pool, moderationId, attempt, outcome);
      await notePace(pool, account.id, { ...endOf(called), ...(usage && { usage }) }, now());
      return outcome;
    },

    async reconcile(input: DeliverInput): Promise<AttemptOutcome> {
      const row = await readOutbound(pool, input.messageId);
      if (!row) throw new Error(`reply ${input.messageId} is not in the database`);
      if (['sent', 'delivered', 'read'].includes(row.status)) {
        return {
          kind: 'sent',
          at: row.sentAt ?? now(),
          ...(row.platformMessageId ? { platformMessageId: row.platformMessageId } : {}),
        };
      }
      const target = await reach(row);
      if (!target) return { kind: 'unknown', failure: noAccount };
      const [channel, account] = target;
      const proof = await channel.reconcile(account, toSend(row, input, linkTo), {
        deadline: now() + callMs,
        now,
      });
      if (!proof || (await isAnothers(pool, row, proof.platformMessageId))) {
        return { kind: 'unknown', failure: noProof };
      }
      const outcome: AttemptOutcome = { kind: 'sent', ...proof };
      await endAttempt(pool, { ...input, attempt: row.attempt }, outcome);
      hintLive(pool);
      return outcome;
    },
  };
}

/**
 * Two replies of the same words: what proves the one that was sent proves nothing for the other. What was taken for written
 * elsewhere, because its echo came without our id and after our answer was lost, is the very one.
 */
async function isAnothers(
  pool: Pool,
  row: OutboundRow,
  platformMessageId: string,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from messages
      where thread_id = $1 and platform_message_id = $2 and id <> $3 and metadata->>'external' is distinct from 'true'`,
    [row.threadId, platformMessageId, row.id],
  );
  return (rowCount ?? 0) > 0;
}

/** How a call ended, as the account's pace takes it. */
const endOf = (outcome: SendOutcome | ActionOutcome): CallEnd => {
  if (outcome.kind === 'retryAt' && outcome.failure.code === 'rate_limited') {
    return { was: 'throttled', until: outcome.at };
  }
  return { was: ['retryAt', 'unknown'].includes(outcome.kind) ? 'failed' : 'answered' };
};

const switchedOff = {
  code: 'switched_off',
  message: 'Automatic answers were switched off before this one was sent.',
};
const noAccount = {
  code: 'no_account',
  message: 'The account this would be sent from is not connected any more.',
};
const noProof = {
  code: 'lost_answer',
  message: 'The platform shows no sign of it: it may have arrived. Check again, or send it again.',
};
