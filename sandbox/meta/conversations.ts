import type { Chat } from '../model.ts';
import { GraphError } from './errors.ts';
import { parseFields, project } from './fields.ts';
import type { Field } from './fields.ts';
import { chatById, messagesPage } from './messages.ts';
import type { HistoryCall } from './messages.ts';
import { cutPage, linkTo, readLimit } from './pages.ts';
import { graphTime } from './time.ts';

const fieldsOfConversations = [
  'id',
  'updated_time',
  'participants',
  'unread_count',
  'message_count',
  'link',
  'messages',
  'senders',
  'can_reply',
  'snippet',
];

/** `GET /{page or account}/conversations`, the most recently active first. */
export function conversations(call: HistoryCall): unknown {
  const { inbox, world, account, request, url } = call;
  const { name } = inbox.product;
  // Without a word, a page's are Messenger's.
  if ((request.text('platform') ?? 'messenger') !== name) {
    throw new GraphError('(#100) There is no such platform here', 100);
  }
  const user = request.text('user_id');
  const chats = [...world.chats()]
    .filter((it) => it.platform === inbox.platform && it.account === account.externalId)
    .filter((it) => user === undefined || it.customer === user)
    .sort((left, right) => right.lastAt - left.lastAt)
    .map((chat) => ({ id: chat.conversationId, chat }));
  const asked = parseFields(request.text('fields') ?? 'id,link,updated_time');
  const limit = readLimit(request.text('limit'), 25, 100);
  const link = (after: string) => linkTo(url, request, limit, after);
  const page = cutPage(chats, limit, request.text('after'), link);
  return { ...page, data: page.data.map(({ chat }) => conversation(call, chat, asked)) };
}

/** A conversation by its id, or undefined where the account has none such. */
export function conversationNode(call: HistoryCall, id: string): unknown {
  const chat = chatById(call, id);
  return chat && conversation(call, chat, parseFields(call.request.text('fields') ?? 'id'));
}

function conversation(call: HistoryCall, chat: Chat, asked: readonly Field[]) {
  const { inbox, world, account } = call;
  const all = world.messagesIn(chat);
  const field = asked.find((it) => it.name === 'messages');
  const participants = [inbox.person(world, chat.customer), inbox.own(account)];
  const whole = {
    id: chat.conversationId,
    link: `/${account.externalId}/inbox/${chat.conversationId}/`,
    updated_time: graphTime(chat.lastAt),
    participants: { data: participants },
    senders: { data: participants },
    unread_count: all.filter((it) => it.direction === 'inbound' && it.at > chat.seenUpTo).length,
    message_count: all.length,
    can_reply: !chat.isBlocked,
    snippet: all.at(-1)?.text,
    messages: field && nestedMessages(call, chat, field),
  };
  return project('UnifiedThread', whole, asked, fieldsOfConversations);
}

function nestedMessages(call: HistoryCall, chat: Chat, { modifiers, fields }: Field): unknown {
  const url = `${new URL(call.url).origin}${call.inbox.path}/${chat.conversationId}/messages`;
  const limit = readLimit(modifiers['limit'], 25, 100);
  return messagesPage({ ...call, url }, chat, fields, limit, modifiers['after']);
}
