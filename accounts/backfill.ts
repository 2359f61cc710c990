/**
 * Reads back what may have been missed: each message of the platform's conversations goes the way of a webhook's, with the
 * same keys. What is known adds nothing.
 */
import type { Channel, HistoryConversation, RateUsage, SaidEvent } from '../channels/channel.ts';
import { NoAnswer } from '../channels/http.ts';
import { ChannelError } from '../channels/outcome.ts';
import { rawOfTold } from '../channels/told.ts';
import { newestOfEach } from '../ingest/aggregate.ts';
import type { DeskAccount } from '../ingest/accounts.ts';
import { writeRows } from '../ingest/inbox-rows.ts';
import { isWanted, rowOf } from '../ingest/sort-body.ts';
import { beginBackfill, endBackfill, noteConversation, type Backfill } from './backfill-rows.ts';
import type { CareParts } from './care.ts';
import { notePace, waitOf } from './pace.ts';

/** Of one conversation; a platform's pages hold 20 to 100 messages. */
const maxPages = 50;
const callMs = 20_000;
/** Rows of one insert. */
const batch = 100;

/** The account is to be left alone until then: the work goes on after it. */
export class NotNow extends Error {
  override name = 'NotNow';
  /** ms since 1970 */
  readonly until: number;
  constructor(until: number) {
    super('the account is to be left alone for a while');
    this.until = until;
  }
}

/**
 * Goes on where it stopped, until all is read or something says no.
 * @param alive called between two calls: a worker that is lost is noticed, and one that is to stop stops
 * @throws NotNow, NoAnswer, or the database's error: then it is to be called again
 */
export async function backfill(
  parts: CareParts,
  id: string,
  alive: () => void = () => undefined,
): Promise<void> {
  const found = await beginBackfill(parts.pool, id);
  if (!found) return;
  const account = await parts.accountOf(found.accountId);
  const channel = account && parts.channelOf(account.platform);
  if (!account || !channel || account.status === 'paused') {
    return endBackfill(parts.pool, id, { code: 'no_account', message: 'It is not in service.' });
  }
  try {
    await readBack(parts, channel, account, found, alive);
    await endBackfill(parts.pool, id);
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    if (error.code === 'rate_limited') {
      throw new NotNow((parts.now ?? Date.now)() + (error.retryAfterMs ?? 60_000));
    }
    await endBackfill(parts.pool, id, { code: error.code, message: error.message });
  }
}

async function readBack(
  parts: CareParts,
  channel: Channel,
  account: DeskAccount,
  { id, since, done }: Backfill,
  alive: () => void,
): Promise<void> {
  const call = paced(parts, account, alive);
  const listed = await call((options) => channel.fetchConversations(account, since, options));
  const through = new Set(done);
  const left = newestOfEach(listed)
    .filter((it) => it.updatedAt >= since && !through.has(it.externalId) && isWanted(account, it))
    // The quiet ones first: what is said meanwhile comes by webhook.
    .toSorted((a, b) => a.updatedAt - b.updatedAt);
  for (const conversation of left) {
    const messages = await messagesSince(channel, account, conversation, since, call);
    let added = 0;
    for (let n = 0; n < messages.length; n += batch) {
      const rows = messages
        .slice(n, n + batch)
        .map((event) => rowOf(account, event, rawOfTold(event)));
      added += await writeRows(parts.pool, rows);
    }
    const { externalId } = conversation;
    await noteConversation(parts.pool, id, { externalId, messages: messages.length, added });
    if (added > 0) await parts.pool.query(`select pg_notify('careline_inbox', '')`);
  }
}

/** Oldest first, as they were said. */
async function messagesSince(
  channel: Channel,
  account: DeskAccount,
  conversation: HistoryConversation,
  since: number,
  call: Call,
): Promise<SaidEvent[]> {
  const found: SaidEvent[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const at = cursor;
    const told = await call((options) => channel.fetchMessages(account, conversation, at, options));
    found.push(...told.messages);
    const oldest = told.messages.at(-1)?.platformAt;
    if (told.nextCursor === undefined || (oldest !== undefined && oldest < since)) break;
    cursor = told.nextCursor;
  }
  return found
    .filter(({ platformAt }) => platformAt === undefined || platformAt >= since)
    .reverse();
}

type Call = <T>(work: (options: CallOptions) => Promise<T>) => Promise<T>;
type CallOptions = Parameters<Channel['fetchConversations']>[2];

/** Calls keep to the account's pace, and tell it what the platform says of the allowance. */
const paced =
  ({ pool, now = Date.now }: CareParts, { id }: DeskAccount, alive: () => void): Call =>
  async (work) => {
    alive();
    const wait = await waitOf(pool, id, now());
    if (wait) throw new NotNow(wait.until);
    let usage: RateUsage | undefined;
    const onUsage = (told: RateUsage) => (usage = told);
    const told = () => (usage ? { usage } : {});
    try {
      const answer = await work({ deadline: now() + callMs, now, onUsage });
      await notePace(pool, id, { was: 'answered', ...told() }, now());
      return answer;
    } catch (error) {
      const isLater = error instanceof ChannelError && error.code === 'rate_limited';
      const until = isLater &&
        error.retryAfterMs !== undefined && { until: now() + error.retryAfterMs };
      if (isLater) await notePace(pool, id, { was: 'throttled', ...until, ...told() }, now());
      else if (error instanceof NoAnswer) await notePace(pool, id, { was: 'failed' }, now());
      throw error;
    }
  };
