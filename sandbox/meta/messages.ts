import type { Account, Chat, Message } from '../model.ts';
import type { World } from '../world.ts';
import { unknownObject } from './errors.ts';
import { parseFields, project } from './fields.ts';
import type { Field } from './fields.ts';
import { cutPage, linkTo, readLimit } from './pages.ts';
import type { Inbox } from './inbox.ts';
import { graphTime } from './time.ts';
import type { GraphRequest } from './request.ts';

export interface HistoryCall {
  inbox: Inbox;
  world: World;
  account: Account;
  request: GraphRequest;
  /** The address of this call, without its query. */
  url: string;
}

const fieldsOfMessages = [
  'id',
  'created_time',
  'from',
  'to',
  'message',
  'attachments',
  'reply_to',
  'shares',
  'reactions',
  'is_unsupported',
];

/** Only so many of the newest messages of a conversation are readable; older ones are as if deleted. */
const readable = 20;

/** `GET /{conversation}/messages`, newest first. */
export function messages(call: HistoryCall, conversationId: string): unknown {
  const chat = chatById(call, conversationId);
  if (chat === undefined) throw unknownObject(conversationId);
  const { request } = call;
  const fields = parseFields(request.text('fields') ?? 'id,created_time');
  const limit = readLimit(request.text('limit'), 25, 100);
  return messagesPage(call, chat, fields, limit, request.text('after'));
}

/** A message by its id, or undefined where the account has none such. */
export function messageNode(call: HistoryCall, id: string): unknown {
  const { inbox, world, account, request } = call;
  const message = world.message(inbox.platform, account.externalId, id);
  if (message === undefined || message.deletedAt !== undefined) return undefined;
  if (!newest(world, message).includes(message)) throw unknownObject(id);
  return node(call, message, parseFields(request.text('fields') ?? 'id'));
}

export const chatById = (
  { world, account }: HistoryCall,
  conversationId: string,
): Chat | undefined =>
  [...world.chats()].find(
    (it) => it.conversationId === conversationId && it.account === account.externalId,
  );

export function messagesPage(
  call: HistoryCall,
  chat: Chat,
  asked: readonly Field[],
  limit: number,
  after: string | undefined,
): unknown {
  const { world, request, url } = call;
  const link = (next: string) => linkTo(url, request, limit, next);
  const page = cutPage(newest(world, chat), limit, after, link);
  return { ...page, data: page.data.map((it) => node(call, it, asked)) };
}

const newest = (world: World, chat: Pick<Chat, 'platform' | 'account' | 'customer'>): Message[] =>
  world
    .messagesIn(chat)
    .filter((it) => it.deletedAt === undefined)
    .slice(-readable)
    .reverse();

function node({ inbox, world, account }: HistoryCall, it: Message, asked: readonly Field[]) {
  const [customer, own] = [inbox.person(world, it.customer), inbox.own(account)];
  const files = it.attachments.map((file) => ({
    id: file.fileId,
    name: file.name,
    mime_type: file.mimeType,
    file_url: file.url,
  }));
  const whole = {
    id: it.id,
    created_time: graphTime(it.at),
    from: it.direction === 'inbound' ? customer : own,
    to: { data: [it.direction === 'inbound' ? own : customer] },
    message: it.text,
    attachments: files.length === 0 ? undefined : { data: files },
    reply_to: it.replyTo === undefined ? undefined : { mid: it.replyTo },
    ...inbox.shown(it),
  };
  return project('Message', whole, asked, [...fieldsOfMessages, ...inbox.messageFields]);
}
