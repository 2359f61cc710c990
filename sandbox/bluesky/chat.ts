/** Direct messages (chat.bsky.convo), a service of their own. */
import type { Answer } from '../answer.ts';
import { accept, markSeen } from '../chats/account.ts';
import { newChat, settingOf } from '../chats/open.ts';
import type { Chat, Message } from '../model.ts';
import type { Setting } from '../platform.ts';
import { putChat, putMessage, type World } from '../world.ts';
import { accessOf, putAccess } from './access.ts';
import { cut, ok, paramIn, textIn, type XrpcCall } from './call.ts';
import { invalid, XrpcError } from './errors.ts';
import type { BlueskyLine } from './model.ts';
import { blockOf, personOf } from './people.ts';
import { logged } from './platform.ts';
import { iso } from './posts.ts';
import { requireLength } from './records.ts';

/** The documentation does not say how many lines come at once. */
const linesAtOnce = 50;
const defs = 'chat.bsky.convo.defs';

/** chat.bsky.convo.getLog: what came after the cursor; without one, only where the log ends. */
export function getLog({ world, account, query }: XrpcCall): Answer {
  const lines = [...world.tables.blueskyLog.values()]
    .filter((it) => it.account === account.externalId)
    .toSorted((a, b) => (a.rev < b.rev ? -1 : 1));
  const cursor = query.get('cursor');
  const newest = lines.at(-1)?.rev ?? '2222222222222';
  if (cursor === null) return ok({ cursor: newest, logs: [] });
  const next = lines.filter(({ rev }) => rev > cursor).slice(0, linesAtOnce);
  const logs = next.flatMap((it) => lineView(world, it) ?? []);
  return ok({ cursor: next.at(-1)?.rev ?? cursor, logs });
}

const kinds = {
  create: 'logCreateMessage',
  addReaction: 'logAddReaction',
  removeReaction: 'logRemoveReaction',
  accept: 'logAcceptConvo',
} as const;

function lineView(world: World, line: BlueskyLine): object | undefined {
  const { account, customer, rev, kind, messageId = '', reaction } = line;
  const chat = world.chat('bluesky', account, customer);
  const message = world.message('bluesky', account, messageId);
  if (!chat || (kind !== 'accept' && !message)) return undefined;
  return {
    ...{ $type: `${defs}#${kinds[kind]}`, rev, convoId: chat.conversationId },
    ...(message && { message: messageView(message) }),
    ...(reaction && {
      reaction: {
        ...{ value: reaction.value, sender: { did: reaction.did }, createdAt: iso(reaction.at) },
      },
    }),
  };
}

function messageView(it: Message): object {
  const reaction = (value: string | undefined, did: string) =>
    value === undefined ? [] : [{ value, sender: { did }, createdAt: iso(it.at) }];
  return {
    ...{ $type: `${defs}#messageView`, id: it.id, rev: it.id, text: it.text },
    ...{ sender: { did: it.direction === 'inbound' ? it.customer : it.account } },
    sentAt: iso(it.at),
    reactions: [
      ...reaction(it.customerReaction, it.customer),
      ...reaction(it.accountReaction, it.account),
    ],
  };
}

function convoView({ world, account }: XrpcCall, chat: Chat): object {
  const messages = world.messagesIn(chat);
  const last = messages.at(-1);
  return {
    ...{ id: chat.conversationId, rev: last?.id ?? chat.conversationId, muted: false },
    members: [account.externalId, chat.customer].map((did) => personOf(world, account, did)),
    ...(last && { lastMessage: messageView(last) }),
    ...{
      status: statusOf(world, account.externalId, chat),
      kind: { $type: `${defs}#directConvo` },
    },
    unreadCount: messages.filter(
      ({ direction, at }) => direction === 'inbound' && at > chat.seenUpTo,
    ).length,
  };
}

const statusOf = (world: World, account: string, chat: Chat): 'request' | 'accepted' =>
  world.tables.blueskyAccess.get(account)?.accepted.includes(chat.customer) === true ||
  world.messagesIn(chat).some(({ direction }) => direction === 'outbound')
    ? 'accepted'
    : 'request';

export function listConvos(call: XrpcCall): Answer {
  const { world, account, query } = call;
  const status = query.get('status');
  const all = [...world.chats()]
    .filter((it) => it.platform === 'bluesky' && it.account === account.externalId)
    .filter((it) => status === null || statusOf(world, account.externalId, it) === status)
    .toSorted((a, b) => b.lastAt - a.lastAt);
  const { page, cursor } = cut(all, query, ({ conversationId }) => conversationId);
  return ok({
    convos: page.map((it) => convoView(call, it)),
    ...(cursor !== undefined && { cursor }),
  });
}

export const getConvo = (call: XrpcCall): Answer =>
  ok({ convo: convoView(call, convoNamed(call, paramIn(call.query, 'convoId')).chat) });

/** @throws XrpcError where the account has no such conversation */
function convoNamed({ world, account }: XrpcCall, id: string): Setting {
  for (const chat of world.chats()) {
    if (chat.account !== account.externalId || chat.conversationId !== id) continue;
    const setting = settingOf(world, account, chat.customer);
    if (setting) return setting;
  }
  throw new XrpcError(400, 'InvalidConvo', 'Convo not found');
}

/** Finds the conversation with somebody, or opens one where they take messages of this account. */
export function getConvoForMembers(call: XrpcCall): Answer {
  const { world, account, query } = call;
  const others = query.getAll('members').filter((did) => did !== account.externalId);
  const [did = ''] = others;
  if (others.length !== 1) throw invalid('members: one other is needed');
  const customer = world.customer('bluesky', did);
  if (!customer) throw new XrpcError(400, 'RecipientNotFound', 'recipient not found');
  const known = world.chat('bluesky', account.externalId, did);
  requireNoBlock(call, did, known);
  if (known) return ok({ convo: convoView(call, known) });
  const { allowIncoming = 'following' } = world.tables.blueskyPeople.get(did) ?? {};
  if (allowIncoming === 'none') {
    throw new XrpcError(400, 'MessagesDisabled', 'recipient has disabled incoming messages');
  }
  if (allowIncoming === 'following') {
    const words = 'recipient requires incoming messages to come from someone they follow';
    throw new XrpcError(400, 'NotFollowedBySender', words);
  }
  const chat = newChat(account, customer, world.now());
  world.commit([putChat(chat)]);
  return ok({ convo: convoView(call, chat) });
}

function requireNoBlock({ world, account }: XrpcCall, did: string, chat: Chat | undefined): void {
  const words = 'block between recipient and sender';
  if (chat?.isBlocked === true) throw new XrpcError(400, 'BlockedActor', words);
  if (blockOf(world, account, did) !== undefined) {
    throw new XrpcError(400, 'BlockedSubject', words);
  }
}

export function acceptConvo(call: XrpcCall): Answer {
  const { world, account } = call;
  const setting = convoNamed(call, textIn(call.body, 'convoId'));
  const access = accessOf(world, account);
  if (access.accepted.includes(setting.chat.customer)) return ok({});
  const { kept } = logged(setting, { kind: 'accept' });
  const accepted = [...access.accepted, setting.chat.customer];
  world.commit([putAccess({ ...access, accepted }), ...(kept ? [kept] : [])]);
  return ok({ rev: setting.chat.conversationId });
}

export function sendMessage(call: XrpcCall): Answer {
  const { parts, body } = call;
  const setting = convoNamed(call, textIn(body, 'convoId'));
  const { message: given } = body;
  if (typeof given !== 'object' || given === null) {
    throw invalid('Input must have the property "message"');
  }
  const message = given as Record<string, unknown>;
  const text = textIn(message, 'text');
  requireLength(text, 'Input/message/text', { chars: 1_000, bytes: 10_000 });
  requireNoBlock(call, setting.chat.customer, setting.chat);
  const replyTo = repliedTo(setting, message['replyTo']);
  const told = { text, attachments: [], ...(replyTo !== undefined && { replyTo }) };
  return ok(messageView(accept(setting, parts.platform, told).message));
}

function repliedTo({ world, account, chat }: Setting, given: unknown): string | undefined {
  if (given === undefined) return undefined;
  const id = isRecord(given) && typeof given['messageId'] === 'string' ? given['messageId'] : '';
  if (world.message('bluesky', account.externalId, id)?.customer === chat.customer) return id;
  throw new XrpcError(400, 'ReplyTargetNotFound', 'Reply target not found');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** chat.bsky.convo.getMessages: newest first. */
export function getMessages(call: XrpcCall): Answer {
  const { chat } = convoNamed(call, paramIn(call.query, 'convoId'));
  const all = call.world.messagesIn(chat).toReversed();
  const { page, cursor } = cut(all, call.query, ({ id }) => id);
  return ok({ messages: page.map(messageView), ...(cursor !== undefined && { cursor }) });
}

export function updateRead(call: XrpcCall): Answer {
  const setting = convoNamed(call, textIn(call.body, 'convoId'));
  markSeen(setting);
  return ok({ convo: convoView(call, setting.chat) });
}

export const react =
  (isAdded: boolean) =>
  (call: XrpcCall): Answer => {
    const { world, account, body } = call;
    const setting = convoNamed(call, textIn(body, 'convoId'));
    const value = textIn(body, 'value');
    const found = world.message('bluesky', account.externalId, textIn(body, 'messageId'));
    if (found?.customer !== setting.chat.customer) throw invalid('Message not found');
    const { accountReaction: _, ...rest } = found;
    const message: Message = { ...rest, ...(isAdded && { accountReaction: value }) };
    const { kept } = logged(setting, {
      ...{ kind: isAdded ? 'addReaction' : 'removeReaction', messageId: message.id },
      reaction: { value, did: account.externalId, at: world.now() },
    });
    world.commit([putMessage(message), ...(kept ? [kept] : [])]);
    return ok({ message: messageView(message) });
  };
