/**
 * What was asked of Bluesky → its parts, each with the body reduced to it. A body is the account's DID and one of three
 * lists: lines of the chat's log with their conversations, notifications with their posts, own records.
 */
import type { Received } from '../channel.ts';
import { isRecord, parseJson, toJson } from '../json.ts';
import { ignored, put, unparsable, unsupported, type Outcome } from '../received.ts';
import { fromChat, fromNotification, fromRecord } from './events.ts';
import { Did } from './payloads.ts';

type Reader = (item: unknown, account: string, beside: readonly unknown[]) => Outcome;

interface List {
  read: Reader;
  /** What lies beside the list, and which of it a part needs. */
  beside?: { name: string; isOf: (it: unknown, item: unknown) => boolean };
}

const same = (name: string, ofItem: string) => (it: unknown, item: unknown) =>
  isRecord(it) && isRecord(item) && typeof it[name] === 'string' && it[name] === item[ofItem];

const lists = {
  logs: { read: fromChat, beside: { name: 'convos', isOf: same('id', 'convoId') } },
  notifications: { read: fromNotification, beside: { name: 'posts', isOf: same('uri', 'uri') } },
  records: { read: fromRecord },
} satisfies Record<string, List>;

export function receive(rawBody: Buffer, accountExternalId: string): Received {
  const received: Received = { events: [], rest: [] };
  const body = parseJson(rawBody);
  if (!isRecord(body)) return put(received, rawBody, unparsable('not what Bluesky is asked for'));
  const account = Did.safeParse(body.did).data ?? accountExternalId;
  const found = Object.entries<List>(lists).filter(([name]) => Object.hasOwn(body, name));
  if (found.length === 0) {
    return put(received, rawBody, unsupported('a body without a known list'), account);
  }
  const parts = found.flatMap(([name, list]) => partsIn(body, account, name, list));
  if (parts.length === 0) put(received, rawBody, ignored('nothing in its lists'), account);
  for (const { outcome, body: reduced } of parts) {
    // A body of one part is kept byte for byte.
    put(received, parts.length === 1 ? rawBody : toJson(reduced), outcome, account);
  }
  return received;
}

function partsIn(
  body: Record<string, unknown>,
  account: string,
  name: string,
  { read, beside }: List,
): { outcome: Outcome; body: unknown }[] {
  const items = body[name];
  const did = account === '' ? undefined : account;
  if (!Array.isArray(items)) {
    return [{ outcome: unparsable(`${name} is no list`), body: { did, [name]: items } }];
  }
  const others: unknown = beside && body[beside.name];
  return items.map((item: unknown) => {
    const needed =
      beside && Array.isArray(others) ? others.filter((it) => beside.isOf(it, item)) : [];
    return {
      outcome: read(item, account, needed),
      body: { did, [name]: [item], ...(beside && { [beside.name]: needed }) },
    };
  });
}

/** The account a body is of. */
export function accountsIn(rawBody: Buffer): string[] {
  const body = parseJson(rawBody);
  const did = isRecord(body) ? Did.safeParse(body.did).data : undefined;
  return did === undefined ? [] : [did];
}
