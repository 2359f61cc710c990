/**
 * A webhook body of X → its parts, each with the body reduced to it. Two kinds come: the X Activity API's, one event a
 * body, and the older Account Activity API's, which has lists.
 */
import type { Received } from '../channel.ts';
import { isRecord, parseJson, toJson } from '../json.ts';
import { ignored, put, unparsable, unsupported, type Outcome } from '../received.ts';
import {
  fromChat,
  fromDeletion,
  fromDirectMessage,
  fromPost,
  fromRead,
  fromTyping,
} from './events.ts';
import { Id } from './payloads.ts';
import { Includes, readV1, readV2 } from './posts.ts';

type Fields = Record<string, unknown>;

interface Part {
  accountExternalId?: string;
  outcome: Outcome;
  /** The body with nothing in it but this part. */
  body: unknown;
}

export function receive(rawBody: Buffer): Received {
  const received: Received = { events: [], rest: [] };
  const body = parseJson(rawBody);
  if (!isRecord(body)) return put(received, rawBody, unparsable('not a webhook body of X'));
  const parts = isRecord(body.data) ? activityParts(body.data) : accountParts(body);
  for (const { accountExternalId, outcome, body: reduced } of parts) {
    // A body of one part is kept byte for byte.
    put(received, parts.length === 1 ? rawBody : toJson(reduced), outcome, accountExternalId);
  }
  return received;
}

/** The account a body is about. */
export function accountsIn(rawBody: Buffer): string[] {
  const body = parseJson(rawBody);
  if (!isRecord(body)) return [];
  const account = isRecord(body.data) ? accountOfActivity(body.data) : accountOf(body);
  return account === undefined ? [] : [account];
}

const idIn = (value: unknown, ...path: string[]): string | undefined =>
  Id.safeParse(path.reduce((at, key) => (isRecord(at) ? at[key] : undefined), value)).data;

/** A withdrawn permission comes without a filter. */
const accountOfActivity = (data: Fields) =>
  idIn(data, 'filter', 'user_id') ?? idIn(data, 'payload', 'user_id');

const accountOf = (body: Fields) =>
  idIn(body, 'for_user_id') ?? idIn(body, 'user_event', 'revoke', 'source', 'user_id');

// The X Activity API.

type Reader = (payload: unknown, account: string, data: Fields) => Outcome;

const fromV2: Reader = (payload, account, { includes }) =>
  fromPost(readV2(payload, Includes.safeParse(includes).data ?? {}), account);

const activities: ReadonlyMap<string, Reader> = new Map([
  ['post.create', fromV2],
  ['post.mention.create', fromV2],
  ['post.reply.create', fromV2],
  ['post.quote.create', fromV2],
  ['post.delete', fromDeletion],
  ['chat.received', fromChat],
  ['chat.sent', fromChat],
]);

/** Activities whose payloads are lists as the older API has them. */
const activityLists: ReadonlyMap<string, keyof typeof lists> = new Map([
  ['dm.received', 'direct_message_events'],
  ['dm.sent', 'direct_message_events'],
  ['dm.read', 'direct_message_mark_read_events'],
  ['dm.indicate_typing', 'direct_message_indicate_typing_events'],
]);

/** What people do that is no part of a conversation, by the first word of the activity. */
const otherActivities =
  /^(post\.repost|like|follow|mute|block|profile|chat|spaces|broadcast|news|oauth)\./;

function activityParts(data: Fields): Part[] {
  const { event_type: type } = data;
  const accountExternalId = accountOfActivity(data);
  const alone = (outcome: Outcome): Part[] => [
    { ...(accountExternalId !== undefined && { accountExternalId }), outcome, body: { data } },
  ];
  if (typeof type !== 'string') return alone(unparsable('data.event_type: not a string'));
  const read = activities.get(type);
  const list = activityLists.get(type);
  if (!read && !list) {
    return alone(
      otherActivities.test(type)
        ? ignored('an activity that says nothing in a conversation')
        : unsupported('an activity of an unknown type'),
    );
  }
  const account = idIn(data, 'filter', 'user_id');
  if (account === undefined) return alone(unparsable('data.filter.user_id: not a usable id'));
  if (read) return alone(read(data.payload, account, data));
  const payload = isRecord(data.payload) ? data.payload : {};
  const items = list && payload[list];
  if (!list || !Array.isArray(items)) {
    // Whoever types has said nothing that could be lost, and X documents no shape of it.
    return alone(
      type === 'dm.indicate_typing' ? nothing() : unparsable('data.payload: without its list'),
    );
  }
  if (items.length === 0) return alone(emptyLists);
  const { event_uuid, filter, tag } = data;
  return items.map((item: unknown) => ({
    accountExternalId: account,
    outcome: lists[list](item, account, payload),
    body: {
      data: {
        ...{ event_uuid, filter, event_type: type, tag },
        payload: { users: payload.users, [list]: [item] },
      },
    },
  }));
}

const emptyLists = ignored('nothing in its lists');

// The Account Activity API.

const lists = {
  direct_message_events: (item: unknown, account: string, { users }: Fields) =>
    fromDirectMessage(item, account, users),
  direct_message_mark_read_events: (item: unknown, account: string) => fromRead(item, account),
  tweet_create_events: (item: unknown, account: string) => fromPost(readV1(item), account),
  tweet_delete_events: (item: unknown, account: string) => fromDeletion(item, account),
  direct_message_indicate_typing_events: (item: unknown, account: string) =>
    fromTyping(item, account),
  favorite_events: nothing,
  follow_events: nothing,
  unfollow_events: nothing,
  block_events: nothing,
  unblock_events: nothing,
  mute_events: nothing,
  unmute_events: nothing,
};

function nothing(): Outcome {
  return ignored('an activity that says nothing in a conversation');
}

function accountParts(body: Fields): Part[] {
  const account = accountOf(body);
  if (account === undefined) {
    return [{ outcome: unparsable('neither data nor a usable for_user_id'), body }];
  }
  const found = Object.entries(lists).filter(([list]) => Object.hasOwn(body, list));
  if (found.length === 0) {
    const outcome = Object.hasOwn(body, 'user_event')
      ? nothing()
      : unsupported('an activity of an unknown kind');
    return [{ accountExternalId: account, outcome, body }];
  }
  const { for_user_id, users } = body;
  const parts = found.flatMap(([list, toOutcome]): Part[] => {
    const items = body[list];
    const part = (outcome: Outcome, value: unknown): Part => ({
      accountExternalId: account,
      outcome,
      body: { for_user_id, users, [list]: value },
    });
    if (!Array.isArray(items)) return [part(unparsable(`${list} is no list`), items)];
    return items.map((item: unknown) => part(toOutcome(item, account, body), [item]));
  });
  return parts.length > 0 ? parts : [{ accountExternalId: account, outcome: emptyLists, body }];
}
