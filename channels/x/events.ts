/** Parts of X's webhooks → their events. */
import type { ChannelEvent, SaidEvent } from '../channel.ts';
import { isRecord } from '../json.ts';
import { keyOf } from '../keys.ts';
import { ignored, malformed, unparsable, unsupported, type Outcome } from '../received.ts';
import { cleanText } from '../text.ts';
import { customerOf, placeholderOf, saidIn, timeInId, urlOfPost } from './content.ts';
import {
  Chat,
  DeletedPost,
  DeletedStatus,
  DirectMessage,
  IndicateTyping,
  MarkRead,
  User,
} from './payloads.ts';
import type { Post, readV2 } from './posts.ts';

const baseOf = (account: string, customer: string, user?: User) => ({
  accountExternalId: account,
  threadKey: keyOf('dm', customer),
  source: 'dm' as const,
  customer: customerOf(customer, user),
});

const timed = (platformAt: number | undefined) => platformAt !== undefined && { platformAt };

/** `users`: beside the message, by id. */
export function fromDirectMessage(item: unknown, account: string, users: unknown): Outcome {
  const type = isRecord(item) ? item.type : undefined;
  if (typeof type === 'string' && type !== 'message_create') {
    return unsupported('a direct message event of an unknown type');
  }
  const parsed = DirectMessage.safeParse(item);
  if (!parsed.success) return malformed(parsed.error);
  const { id, created_timestamp: at, message_create: it } = parsed.data;
  const isOurs = it.sender_id === account;
  const customer = isOurs ? it.target?.recipient_id : it.sender_id;
  if (customer === undefined) {
    return unparsable('message_create.target.recipient_id: needed where the account is the sender');
  }
  if (customer === account) return ignored('a note of the account to itself');
  const data = it.message_data;
  const media = data?.attachment?.media;
  const said = saidIn(data?.text, data?.entities?.urls, media && [media]);
  const base = {
    ...baseOf(account, customer, userIn(users, customer)),
    ...timed(at),
    dedupeKey: keyOf(id),
    platformMessageId: id,
    ...said,
  };
  if (isOurs) return { event: { kind: 'echo', ...base } };
  const placeholder = placeholderOf(said);
  const pressed = data?.quick_reply_response?.metadata;
  return {
    event: {
      kind: 'message',
      ...base,
      ...(pressed !== undefined && { postback: cleanText(pressed) }),
      ...(placeholder !== undefined && { placeholder }),
    },
  };
}

function userIn(users: unknown, id: string): User | undefined {
  return isRecord(users) && Object.hasOwn(users, id) ? User.safeParse(users[id]).data : undefined;
}

/** Everything up to that message was read: its id holds the time it was sent at. */
export function fromTyping(item: unknown, account: string): Outcome {
  const parsed = IndicateTyping.safeParse(item);
  if (!parsed.success) return ignored('somebody types, and it is not said who');
  const { sender_id: customer } = parsed.data;
  if (customer === account) return ignored('the account types elsewhere');
  const { accountExternalId, threadKey, source } = baseOf(account, customer);
  return { typing: { accountExternalId, threadKey, source } };
}

export function fromRead(item: unknown, account: string): Outcome {
  const parsed = MarkRead.safeParse(item);
  if (!parsed.success) return malformed(parsed.error);
  const { sender_id: reader, created_timestamp: at, last_read_event_id: last } = parsed.data;
  if (reader === account) return ignored('the account read its messages elsewhere');
  const watermark = timeInId(last) ?? at;
  return {
    event: {
      kind: 'receipt',
      ...baseOf(account, reader),
      ...timed(at),
      dedupeKey: keyOf('read', reader, last),
      receipt: 'read',
      platformMessageIds: [last],
      ...(watermark !== undefined && { watermark }),
    },
  };
}

/** XChat is encrypted end to end, and its keys are not ours: that something was said is all we know. */
export function fromChat(payload: unknown, account: string): Outcome {
  const parsed = Chat.safeParse(payload);
  if (!parsed.success) return malformed(parsed.error);
  const { id, sender_id: sender, conversation_id: between, created_at_msec: at } = parsed.data;
  const parties = between?.split(':') ?? [account, sender];
  const [customer, ...others] = parties.filter((party) => party !== account);
  if (parties.length !== 2 || others.length > 0 || !customer || !parties.includes(sender)) {
    return ignored('a chat of several people');
  }
  const base = {
    ...baseOf(account, customer),
    ...timed(at),
    dedupeKey: keyOf(id),
    platformMessageId: id,
    contentType: 'text' as const,
    attachments: [],
  };
  return sender === account
    ? { event: { kind: 'echo', ...base, content: 'An encrypted message, written on X.' } }
    : {
        event: {
          kind: 'message',
          ...base,
          content: '',
          placeholder: 'An encrypted message. Only X itself can show it: read and answer it there.',
        },
      };
}

export function fromPost(read: ReturnType<typeof readV2>, account: string): Outcome {
  if (!('post' in read)) return read;
  const { post } = read;
  if (post.isRepost) return ignored('a repost: nobody said anything');
  if (post.authorId !== account) return { event: asEdit(post, eventOfPost(post, account)) };
  return post.parentId === undefined
    ? ignored('an own post that answers nobody')
    : {
        event: asEdit(post, {
          ...ownPost(post, account),
          ...unplaced(post.id, [post.id, post.parentId]),
        }),
      };
}

/** A post that is a later version of one: those before it said something else. */
function asEdit({ edit }: Post, event: SaidEvent): ChannelEvent {
  if (!edit) return event;
  const { platformMessageId, content, accountExternalId, threadKey, source, customer } = event;
  return {
    ...{ kind: 'edit', accountExternalId, threadKey, source, customer },
    ...{ dedupeKey: keyOf(platformMessageId, edit.id), platformMessageId, content },
    editNumber: edit.number,
    ...(event.about && { about: event.about }),
    // Not beside what it answers: there it would be somebody's message.
    ...(event.belongsWith && { belongsWith: [platformMessageId] }),
    ...timed(event.platformAt),
  };
}

/** What a customer posted: under a post of ours it is a comment, elsewhere (also where it begins with our name) a mention. */
export function eventOfPost(post: Post, account: string): SaidEvent {
  const placeholder = placeholderOf(post.said);
  return {
    kind: 'message',
    ...saidInPublic(post, account),
    threadKey: treeOf(post),
    source: post.repliesTo === account && post.parentId !== undefined ? 'comment' : 'mention',
    customer: customerOf(post.authorId, post.author),
    ...(placeholder !== undefined && { placeholder }),
  };
}

/** What the account posted; whose conversation that belongs to is the caller's to say. */
export const ownPost = (post: Post, account: string) => ({
  kind: 'echo' as const,
  ...saidInPublic(post, account),
});

/** One thread for what one person says below one post, however it names us. */
export const treeOf = ({ rootId, authorId }: Pick<Post, 'rootId' | 'authorId'>): string =>
  keyOf('tree', rootId, authorId);

const saidInPublic = ({ id, at, said, rootId, parentId }: Post, account: string) => ({
  accountExternalId: account,
  dedupeKey: keyOf(id),
  platformMessageId: id,
  ...timed(at),
  ...said,
  about: {
    postId: rootId,
    postUrl: urlOfPost(rootId),
    ...(parentId !== undefined && parentId !== rootId && { parentId }),
  },
});

/** X does not say whose conversation it is: that of the first of these that the desk knows. */
const unplaced = (id: string, belongsWith: string[]) => ({
  threadKey: keyOf('unplaced', id),
  source: 'comment' as const,
  customer: { externalId: '' },
  belongsWith,
});

/** XAA gives the post itself, AAA wraps it and knows the time. */
export function fromDeletion(item: unknown, account: string): Outcome {
  const parsed = DeletedStatus.or(DeletedPost).safeParse(item);
  if (!parsed.success) return unparsable('a deletion without a usable id');
  const { status, timestamp_ms: at } =
    'status' in parsed.data ? parsed.data : { status: parsed.data, timestamp_ms: undefined };
  const { id } = status;
  return {
    event: {
      kind: 'unsend',
      accountExternalId: account,
      ...unplaced(id, [id]),
      ...timed(at),
      dedupeKey: keyOf(id),
      platformMessageId: id,
    },
  };
}
