/** One update → its event. */
import { isRecord } from '../json.ts';
import { keyOf } from '../keys.ts';
import { ignored, malformed, unparsable, unsupported, type Outcome } from '../received.ts';
import { cleanText } from '../text.ts';
import { placeholderOf, saidIn } from './content.ts';
import {
  Button,
  ignoredUpdates,
  serviceMessages,
  updates,
  type TelegramChat,
  type TelegramUser,
  type Update,
} from './payloads.ts';

interface Context {
  updateId: string;
  accountExternalId: string;
  /** The update as it came, for what the schemas leave out. */
  given: Record<string, unknown>;
}

/** The first kind that we know decides what an update is. */
export function outcomeOf(
  update: Record<string, unknown>,
  updateId: string,
  accountExternalId: string,
): Outcome {
  const read = readers.find(({ kind }) => Object.hasOwn(update, kind));
  if (read) {
    const given = update[read.kind];
    if (!isRecord(given)) return unparsable(`${read.kind} is no object`);
    return read.toOutcome({ updateId, accountExternalId, given });
  }
  const known = ignoredUpdates.find((kind) => Object.hasOwn(update, kind));
  return known
    ? ignored(`${known}: no private conversation with a customer`)
    : unsupported('an update of an unknown kind');
}

const readers = [
  reader('message', fromMessage),
  reader('edited_message', fromEdit),
  reader('business_message', fromMessage),
  reader('edited_business_message', fromEdit),
  reader('callback_query', fromCallback),
  reader('message_reaction', fromReaction),
  reader('my_chat_member', fromMembership),
  reader('deleted_business_messages', fromDeletion),
];

function reader<Kind extends keyof typeof updates>(
  kind: Kind,
  toOutcome: (update: Update<Kind>, context: Context) => Outcome,
) {
  return {
    kind,
    toOutcome(context: Context): Outcome {
      const parsed = updates[kind].safeParse(context.given);
      // The schema belongs to the kind; TypeScript does not follow that.
      return parsed.success
        ? toOutcome(parsed.data as Update<Kind>, context)
        : malformed(parsed.error);
    },
  };
}

const notPrivate = ignored('a group or a channel, not a private chat');

/** A private chat has the customer's id; a business chat is a thread of its own beside the one with the bot. */
function baseOf(
  { updateId, accountExternalId }: Context,
  chat: Omit<TelegramChat, 'type'>,
  details: {
    user?: TelegramUser | undefined;
    at?: number | undefined;
    business?: string | undefined;
  },
) {
  const { business, at } = details;
  const user = details.user?.id === chat.id ? details.user : undefined;
  const name = cleanText(
    [user?.first_name ?? chat.first_name, user?.last_name ?? chat.last_name]
      .filter(Boolean)
      .join(' '),
  ).trim();
  const handle = user?.username ?? chat.username;
  const language = user?.language_code;
  return {
    dedupeKey: updateId,
    accountExternalId,
    threadKey: business === undefined ? keyOf('dm', chat.id) : keyOf('business', business, chat.id),
    source: 'dm' as const,
    customer: {
      externalId: chat.id,
      ...(name !== '' && { name }),
      ...(handle !== undefined && { handle: cleanText(handle) }),
      ...(language !== undefined && { language: cleanText(language) }),
    },
    ...(at !== undefined && { platformAt: at }),
  };
}

function fromMessage(message: Update<'message'>, context: Context): Outcome {
  const { chat, from, date, business_connection_id: business } = message;
  if (chat.type !== 'private') return notPrivate;
  const service = serviceMessages.find((key) => Object.hasOwn(context.given, key));
  if (service) return ignored(`${service}: a notice of Telegram, not a message`);
  const base = baseOf(context, chat, { user: from, at: date, business });
  const said = saidIn(message);
  const platformMessageId = message.message_id;
  // In a business chat the owner's own messages come too.
  if (business !== undefined && from !== undefined && from.id !== chat.id) {
    return { event: { kind: 'echo', ...base, platformMessageId, ...said } };
  }
  const placeholder = placeholderOf(message, said);
  return {
    event: {
      kind: 'message',
      ...base,
      platformMessageId,
      ...said,
      ...(message.reply_to_message && { replyTo: message.reply_to_message.message_id }),
      ...(placeholder !== undefined && { placeholder }),
    },
  };
}

function fromEdit(message: Update<'edited_message'>, context: Context): Outcome {
  const { chat, from, edit_date: at, business_connection_id: business } = message;
  if (chat.type !== 'private') return notPrivate;
  if (message.location) return ignored('a live location that moved');
  return {
    event: {
      kind: 'edit',
      ...baseOf(context, chat, { user: from, at, business }),
      platformMessageId: message.message_id,
      content: saidIn(message).content,
    },
  };
}

/** A button below one of our messages. Telegram gives the press no time. */
function fromCallback(query: Update<'callback_query'>, context: Context): Outcome {
  const { id, from, data, message } = query;
  if (message && message.chat.type !== 'private') return notPrivate;
  const chat = message?.chat ?? from;
  const content = cleanText(labelOf(query) ?? data ?? '');
  const business = message?.business_connection_id;
  return {
    event: {
      kind: 'message',
      ...baseOf(context, chat, { user: from, business }),
      platformMessageId: keyOf('callback', id),
      content,
      contentType: 'text',
      attachments: [],
      ...(message && { replyTo: message.message_id }),
      ...(data !== undefined && { postback: cleanText(data) }),
      ...(content === '' && { placeholder: 'The customer pressed a button.' }),
    },
  };
}

function labelOf({ data, message }: Update<'callback_query'>): string | undefined {
  for (const button of message?.reply_markup?.inline_keyboard?.flat() ?? []) {
    const parsed = Button.safeParse(button);
    if (parsed.success && parsed.data.callback_data === data) return parsed.data.text;
  }
  return undefined;
}

function fromReaction(update: Update<'message_reaction'>, context: Context): Outcome {
  const { chat, user, date: at } = update;
  if (chat.type !== 'private') return notPrivate;
  if (user?.id !== chat.id) return ignored('a reaction of somebody else than the customer');
  return {
    event: {
      kind: 'reaction',
      ...baseOf(context, chat, { user, at }),
      platformMessageId: update.message_id,
      reactions: update.new_reaction.map(({ type, emoji }) =>
        cleanText(emoji ?? (type === 'paid' ? '⭐' : '❔')),
      ),
    },
  };
}

/** In a private chat the bot is kicked by being blocked, and a member again when started anew. */
function fromMembership(update: Update<'my_chat_member'>, context: Context): Outcome {
  const { chat, from, date: at } = update;
  if (chat.type !== 'private') return notPrivate;
  const kind = membership.get(update.new_chat_member.status);
  if (kind === undefined) return ignored('a membership that changes nothing for the customer');
  return { event: { kind, ...baseOf(context, chat, { user: from, at }) } };
}

const membership = new Map<string, 'blocked' | 'unblocked'>([
  ['kicked', 'blocked'],
  ['member', 'unblocked'],
]);

function fromDeletion(update: Update<'deleted_business_messages'>, context: Context): Outcome {
  const { chat, business_connection_id: business, message_ids } = update;
  if (chat.type !== 'private') return notPrivate;
  const [platformMessageId] = message_ids;
  if (platformMessageId === undefined) return ignored('a deletion of nothing');
  return {
    event: {
      kind: 'unsend',
      ...baseOf(context, chat, { business }),
      dedupeKey: keyOf(context.updateId, platformMessageId),
      platformMessageId,
    },
  };
}
