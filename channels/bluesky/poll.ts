/** What is new on Bluesky, which sends no webhooks: the chat's log, notifications, and own posts written elsewhere. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { toJson } from '../json.ts';
import { digest } from '../keys.ts';
import { lenient } from '../schema.ts';
import { valueOf } from './answers.ts';
import { callBluesky, isWithoutScope } from './client.ts';
import { convosOf } from './convos.ts';
import { marked, readCursor, unseen, type Cursor, type Dated } from './cursor.ts';
import { Id, Notification } from './payloads.ts';
import { listNotifications, ownRecords, viewsOf } from './reading.ts';

/** A page is a hundred; more than this waits for the next question. */
const maxPages = 10;
/** Bluesky indexes in several places at once: what is shown later may be dated a little earlier. */
const overlapMs = 2 * 60_000;
/** Other apps make the key of a post from their own clock. */
const ownOverlapMs = 5 * 60_000;
/** Direct messages are asked for at every turn, the rest less often: all accounts of a desk share one allowance. */
const noticesEveryMs = 4_000;
const ownEveryMs = 30_000;

export async function poll(
  account: ChannelAccount,
  text: string | undefined,
  options: CallOptions,
): Promise<{ bodies: Buffer[]; cursor: string }> {
  const now = (options.now ?? Date.now)();
  const before = readCursor(text);
  const cursor = before ?? (await fromNow(account, now, options));
  if (!before) return { bodies: [], cursor: JSON.stringify(cursor) };
  const did = account.externalId;
  const bodies: Buffer[] = [];
  const keep = (list: string, items: unknown[], beside?: Record<string, unknown[]>) => {
    if (items.length > 0) bodies.push(toJson({ did, [list]: items, ...beside }));
  };
  for await (const lines of newLines(account, cursor, options)) {
    keep('logs', lines, { convos: await convosOf(account, lines, options) });
  }
  if (now - cursor.noticesAskedAt >= noticesEveryMs) {
    for await (const found of newNotices(account, cursor, options)) {
      const uris = found.map(({ uri }) => uri).filter((uri) => uri.startsWith('at://'));
      keep(
        'notifications',
        found.map(({ item }) => item),
        { posts: await viewsOf(account, uris, options) },
      );
    }
    cursor.noticesAskedAt = now;
  }
  if (now - cursor.ownAskedAt >= ownEveryMs) {
    keep('records', await newOwn(account, cursor, options));
    cursor.ownAskedAt = now;
  }
  return { bodies, cursor: JSON.stringify(cursor) };
}

async function fromNow(
  account: ChannelAccount,
  now: number,
  options: CallOptions,
): Promise<Cursor> {
  const log = (await readLog(account, undefined, options))?.cursor;
  const mark = { at: now, seen: [] };
  return {
    v: 1,
    ...(log !== undefined && { log }),
    ...{ notices: mark, noticesAskedAt: now },
    ...{ own: mark, ownAskedAt: now },
  };
}

const Log = z.object({ cursor: lenient(Id), logs: z.array(z.unknown()) });

/** undefined: the app password has no chat. */
async function readLog(
  account: ChannelAccount,
  cursor: string | undefined,
  options: CallOptions,
): Promise<z.infer<typeof Log> | undefined> {
  const query = cursor === undefined ? {} : { cursor };
  const call = { method: 'GET', nsid: 'chat.bsky.convo.getLog', query, isChat: true } as const;
  const answer = await callBluesky(account, call, options);
  return isWithoutScope(answer) ? undefined : valueOf(answer, Log, options);
}

/** Page after page; `cursor` moves on with them. */
async function* newLines(
  account: ChannelAccount,
  cursor: Cursor,
  options: CallOptions,
): AsyncGenerator<unknown[]> {
  for (let page = 0; page < maxPages; page += 1) {
    const read = await readLog(account, cursor.log, options);
    // Without a cursor the log tells where it ends: an app password that may now, goes on from here.
    const isFirst = cursor.log === undefined;
    const isNews = read?.cursor !== undefined && read.cursor !== cursor.log;
    if (isNews) cursor.log = read.cursor;
    if (!read || read.logs.length === 0 || isFirst) return;
    yield read.logs;
    if (!isNews) return;
  }
}

interface Notice extends Dated {
  item: unknown;
}

/** What is new since the mark, then a piece of what an earlier question left; oldest first in each. */
async function* newNotices(
  account: ChannelAccount,
  cursor: Cursor,
  options: CallOptions,
): AsyncGenerator<Notice[]> {
  const { gap, notices } = cursor;
  const isNew = (items: readonly Notice[]) => unseen(items, notices, overlapMs);
  const head = await readDown(account, undefined, isNew, options);
  cursor.notices = marked(head.found, notices, overlapMs);
  if (head.next !== undefined) {
    // With what an earlier question left it is one gap: in between all is known, and told twice at worst.
    const until = Math.min(notices.at - overlapMs, gap?.until ?? Infinity);
    cursor.gap = { page: head.next, until };
  }
  if (head.found.length > 0) yield oldestFirst(head.found);
  if (!gap || head.next !== undefined) return;
  const isBefore = (items: readonly Notice[]) => items.filter(({ at }) => at > gap.until);
  const rest = await readDown(account, gap.page, isBefore, options);
  if (rest.next === undefined) delete cursor.gap;
  else cursor.gap = { ...gap, page: rest.next };
  if (rest.found.length > 0) yield oldestFirst(rest.found);
}

/** From a page down to one with nothing new, `next` where there is more. */
async function readDown(
  account: ChannelAccount,
  page: string | undefined,
  newOf: (items: readonly Notice[]) => readonly Notice[],
  options: CallOptions,
): Promise<{ found: Notice[]; next?: string }> {
  const found: Notice[] = [];
  let next = page;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const read = await listNotifications(account, next, options);
    const fresh = newOf(read.notifications.map(toNotice));
    found.push(...fresh);
    if (fresh.length === 0 || read.cursor === undefined || read.cursor === next) return { found };
    next = read.cursor;
  }
  return { found, ...(next !== undefined && { next }) };
}

/** One that cannot be read is passed on all the same: it becomes a dead letter, once. */
function toNotice(item: unknown): Notice {
  const known = Notification.safeParse(item).data;
  return known
    ? { uri: known.uri, at: known.indexedAt, item }
    : { uri: digest(toJson(item).toString()), at: Infinity, item };
}

const oldestFirst = (notices: readonly Notice[]): Notice[] =>
  notices.toSorted((a, b) => a.at - b.at);

/** Own answers, as the account's repository keeps them. */
async function newOwn(
  account: ChannelAccount,
  cursor: Cursor,
  options: CallOptions,
): Promise<unknown[]> {
  const { own } = cursor;
  const records = await ownRecords(account, own.at - ownOverlapMs, options);
  const fresh = unseen(records, own, ownOverlapMs);
  cursor.own = marked(records, own, ownOverlapMs);
  return fresh.toSorted((a, b) => a.at - b.at).map(({ record }) => record);
}
