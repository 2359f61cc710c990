/** Lines of the chat's log, notifications and own posts → their events. */
import type { SaidEvent } from '../channel.ts';
import { keyOf } from '../keys.ts';
import { ignored, malformed, unparsable, unsupported, type Outcome } from '../received.ts';
import { customerOf, partsOf, placeholderOf, saidIn, urlOfPost } from './content.ts';
import {
  ChatLine,
  ChatMessage,
  Convo,
  Notification,
  PostRecord,
  PostView,
  StoredRecord,
  type Person,
} from './payloads.ts';

const timed = (platformAt: number | undefined) => platformAt !== undefined && { platformAt };

/** What the log tells that is no part of what people say to each other, by the last word of its type. */
const otherLines =
  /#log(DeleteMessage|Read\w*|BeginConvo|AcceptConvo|LeaveConvo|(Unm|M)uteConvo|\w*(Member|Group|JoinLink|JoinRequest|Lock)\w*)$/;

/** @param convos those that the lines are of */
export function fromChat(item: unknown, account: string, convos: readonly unknown[]): Outcome {
  const parsed = ChatLine.safeParse(item);
  if (!parsed.success) return malformed(parsed.error);
  const { $type, convoId, rev, message, reaction } = parsed.data;
  const isReaction = /#log(Add|Remove)Reaction$/.test($type);
  if (!isReaction && !$type.endsWith('#logCreateMessage')) {
    // A message is deleted for whoever deletes it, never for the other.
    return otherLines.test($type)
      ? ignored('a line of the log that says nothing in a conversation')
      : unsupported('a line of the log of an unknown type');
  }
  const said = ChatMessage.safeParse(message);
  if (!said.success) return malformed(said.error);
  const between = customerIn(convoId, account, convos);
  if (!('customer' in between)) return between;
  const { customer } = between;
  if (!isReaction) return { event: eventOfChat(said.data, account, customer) };
  if (!reaction) return unparsable('reaction: missing or malformed');
  if (reaction.sender.did !== customer.did) return ignored('a reaction of the account itself');
  const others = (said.data.reactions ?? [])
    .filter(({ sender }) => sender.did === customer.did)
    .map(({ value }) => value)
    .filter((value) => value !== reaction.value);
  return {
    event: {
      kind: 'reaction',
      ...baseOfChat(account, customer),
      dedupeKey: keyOf(convoId, rev),
      platformMessageId: said.data.id,
      reactions: $type.endsWith('#logAddReaction') ? [...others, reaction.value] : others,
    },
  };
}

const baseOfChat = (account: string, customer: Person) => ({
  accountExternalId: account,
  threadKey: keyOf('dm', customer.did),
  source: 'dm' as const,
  customer: customerOf(customer),
});

export function eventOfChat(message: ChatMessage, account: string, customer: Person): SaidEvent {
  const { id, sentAt, sender, embed, replyTo } = message;
  const said = saidIn(message, undefined, embed);
  const placeholder = placeholderOf(said);
  const base = {
    ...baseOfChat(account, customer),
    ...timed(sentAt),
    dedupeKey: keyOf(id),
    platformMessageId: id,
    ...said,
  };
  if (sender.did === account) return { kind: 'echo', ...base };
  return {
    kind: 'message',
    ...base,
    ...(placeholder !== undefined && { placeholder }),
    ...(replyTo && { replyTo: replyTo.id }),
  };
}

/** The other of the two that a conversation has. */
export function otherIn({ kind, members }: Convo, account: string): Person | undefined {
  const others = members.filter(({ did }) => did !== account);
  const isGroup = kind?.$type.endsWith('#groupConvo') === true;
  return isGroup || members.length !== 2 || others.length !== 1 ? undefined : others[0];
}

function customerIn(
  convoId: string,
  account: string,
  convos: readonly unknown[],
): { customer: Person } | Outcome {
  const found = convos
    .map((convo) => Convo.safeParse(convo).data)
    .find((convo) => convo?.id === convoId);
  if (!found) return unparsable('convos: without the one that the line is of');
  const customer = otherIn(found, account);
  return customer ? { customer } : ignored('a chat of several people');
}

const answering: ReadonlySet<string> = new Set(['reply', 'mention', 'quote']);

/** @param posts the same posts as Bluesky shows them, where it does */
export function fromNotification(
  item: unknown,
  account: string,
  posts: readonly unknown[],
): Outcome {
  const parsed = Notification.safeParse(item);
  if (!parsed.success) return malformed(parsed.error);
  const { reason, uri, author, record, indexedAt } = parsed.data;
  if (!answering.has(reason)) return ignored('a notification of something that nobody wrote');
  const post = PostRecord.safeParse(record);
  if (!post.success) return malformed(post.error);
  if (author.did === account) return ignored('the account itself');
  const view = posts.map((it) => PostView.safeParse(it).data).find((it) => it?.uri === uri);
  return {
    event: eventOfPost({ uri, author, post: post.data, embed: view?.embed, indexedAt }, account),
  };
}

export interface SeenPost {
  uri: string;
  author: Person;
  post: PostRecord;
  /** As Bluesky shows it. */
  embed?: unknown;
  indexedAt?: number | undefined;
}

/** What a customer posted: below a post of ours it is a comment, elsewhere a mention. */
export function eventOfPost(seen: SeenPost, account: string): SaidEvent {
  const { uri, author, post } = seen;
  const said = saidInPublic(seen, account);
  const placeholder = placeholderOf(said);
  const { parent, root } = post.reply ?? {};
  const isBelowOurs = [parent, root].some((it) => it && partsOf(it.uri)?.did === account);
  return {
    kind: 'message',
    ...said,
    threadKey: treeOf(uri, post, author.did),
    source: isBelowOurs ? 'comment' : 'mention',
    customer: customerOf(author, post.langs),
    ...(placeholder !== undefined && { placeholder }),
  };
}

/** One thread for what one person says below one post. Colons mean something in keys. */
export const treeOf = (uri: string, { reply }: PostRecord, did: string): string => {
  const root = (reply?.root.uri ?? uri).replaceAll('~', '~0').replaceAll(':', '~1');
  return keyOf('tree', root, did);
};

/** What the account posted; whose conversation that belongs to is the caller's to say. */
export const ownPost = (seen: SeenPost, account: string) => ({
  kind: 'echo' as const,
  ...saidInPublic(seen, account),
});

function saidInPublic({ uri, post, embed, indexedAt }: SeenPost, account: string) {
  const root = post.reply?.root.uri ?? uri;
  const parent = post.reply?.parent.uri;
  const postUrl = urlOfPost(root);
  return {
    accountExternalId: account,
    dedupeKey: keyOf(uri),
    platformMessageId: uri,
    ...timed(indexedAt ?? post.createdAt),
    ...saidIn(post, post.embed, embed),
    about: {
      postId: root,
      ...(postUrl !== undefined && { postUrl }),
      ...(parent !== undefined && parent !== root && { parentId: parent }),
    },
  };
}

/** An own post, as the account's repository keeps it. */
export function fromRecord(item: unknown, account: string): Outcome {
  const parsed = StoredRecord.safeParse(item);
  if (!parsed.success) return malformed(parsed.error);
  const { uri, value } = parsed.data;
  const post = PostRecord.safeParse(value);
  if (!post.success) return malformed(post.error);
  if (partsOf(uri)?.did !== account) return unparsable('uri: not in the account’s repository');
  const parent = post.data.reply?.parent.uri;
  if (parent === undefined) return ignored('an own post that answers nobody');
  const author = { did: account };
  return {
    event: {
      ...ownPost({ uri, author, post: post.data }, account),
      // Bluesky does not say whose conversation it is: that of the first of these that the desk knows.
      threadKey: keyOf('unplaced', uri),
      source: 'comment',
      customer: { externalId: '' },
      belongsWith: [uri, parent],
    },
  };
}
