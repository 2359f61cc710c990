/** One item of `messaging[]` → its event: what Messenger and Instagram have alike. */
import type { z } from 'zod';
import type { ChannelEvent } from '../channel.ts';
import { isRecord } from '../json.ts';
import { digest, keyOf } from '../keys.ts';
import { ignored, malformed, unparsable, unsupported, type Outcome } from '../received.ts';
import { cleanText } from '../text.ts';
import { emojiOf, type Said } from './content.ts';
import { items, type Between, type Item, type Message } from './items.ts';

/** Reads the items that have its key. */
export interface Reader {
  key: string;
  toOutcome: (item: unknown, account: string) => Outcome;
}

export type Base = ReturnType<typeof baseOf>;

export function reader<Read extends Between>(
  key: string,
  schema: z.ZodType<Read>,
  toOutcome: (item: Read, base: Base) => Outcome,
): Reader {
  return {
    key,
    toOutcome(item, account) {
      const parsed = schema.safeParse(item);
      if (!parsed.success) return malformed(parsed.error);
      const { sender, recipient, timestamp } = parsed.data;
      const customer = sender.id === account ? recipient?.id : sender.id;
      if (customer === undefined)
        return unparsable('recipient.id: needed where the account is the sender');
      return toOutcome(parsed.data, baseOf(account, customer, timestamp));
    },
  };
}

const baseOf = (account: string, customer: string, platformAt: number | undefined) => ({
  accountExternalId: account,
  threadKey: keyOf('dm', customer),
  source: 'dm' as const,
  customer: { externalId: customer },
  ...(platformAt !== undefined && { platformAt }),
});

/** The lists `messaging` and `standby` of an entry. The first key that a reader knows decides what an item is. */
export function messagingOf(readers: readonly Reader[], ignoredItems: readonly string[]) {
  const messaging = (item: unknown, account: string): Outcome => {
    if (!isRecord(item)) return unparsable('an item that is no object');
    const read = readers.find(({ key }) => Object.hasOwn(item, key));
    if (read) return read.toOutcome(item, account);
    const known = ignoredItems.find((key) => Object.hasOwn(item, key));
    return known
      ? ignored(`${known}: nothing to show in a conversation`)
      : unsupported('an item of an unknown kind');
  };
  return {
    messaging,
    /** Another app has the thread: what the customer says is shown, and not ours to answer. */
    standby: (item: unknown, account: string): Outcome => {
      const outcome = messaging(item, account);
      return 'event' in outcome && outcome.event.kind === 'message'
        ? { event: { ...outcome.event, isStandby: true } }
        : outcome;
    },
  };
}

type MessageEvent = Extract<ChannelEvent, { kind: 'message' }>;

/** How a platform shows a message of its own kind. */
export interface Showing {
  saidIn: (message: Message) => Said;
  placeholderOf: (message: Message, said: Said) => string | undefined;
  storyOf?: (message: Message) => MessageEvent['story'];
}

export const messages = (showing: Showing): Reader =>
  reader('message', items.message, (item, base) => fromMessage(showing, item, base));

function fromMessage(showing: Showing, { sender, message }: Item<'message'>, base: Base): Outcome {
  const platformMessageId = message.mid;
  const dedupeKey = keyOf(message.mid);
  if (message.is_deleted === true) {
    return { event: { kind: 'unsend', ...base, dedupeKey, platformMessageId } };
  }
  const said = showing.saidIn(message);
  if (message.is_echo === true || sender.id === base.accountExternalId) {
    const metadata = message.metadata !== undefined && { metadata: cleanText(message.metadata) };
    return { event: { kind: 'echo', ...base, dedupeKey, platformMessageId, ...said, ...metadata } };
  }
  const placeholder = showing.placeholderOf(message, said);
  const story = showing.storyOf?.(message);
  const replyTo = message.reply_to?.mid;
  return {
    event: {
      kind: 'message',
      ...base,
      dedupeKey,
      platformMessageId,
      ...said,
      ...(replyTo !== undefined && { replyTo }),
      ...(message.quick_reply && { postback: cleanText(message.quick_reply.payload) }),
      ...(placeholder !== undefined && { placeholder }),
      ...(story && { story }),
    },
  };
}

export const postbacks = reader('postback', items.postback, fromPostback);

function fromPostback({ timestamp, postback }: Item<'postback'>, base: Base): Outcome {
  const { mid, title = '', payload } = postback;
  const content = cleanText(title);
  const pressed = digest(JSON.stringify([title, payload]));
  const dedupeKey =
    mid === undefined ? keyOf(base.customer.externalId, timestamp ?? 0, pressed) : keyOf(mid);
  return {
    event: {
      kind: 'message',
      ...base,
      dedupeKey,
      platformMessageId: mid ?? `postback:${dedupeKey}`,
      content,
      contentType: 'text',
      attachments: [],
      ...(payload !== undefined && { postback: cleanText(payload) }),
      ...(content === '' && { placeholder: 'The customer pressed a button.' }),
    },
  };
}

export const edits = reader('message_edit', items.message_edit, fromEdit);

function fromEdit({ message_edit: edit }: Item<'message_edit'>, base: Base): Outcome {
  const { mid, text, num_edit: editNumber } = edit;
  const dedupeKey =
    editNumber === undefined ? keyOf(mid, 'text', digest(text)) : keyOf(mid, editNumber);
  const number = editNumber !== undefined && { editNumber };
  const content = cleanText(text);
  return {
    event: { kind: 'edit', ...base, dedupeKey, platformMessageId: mid, content, ...number },
  };
}

export const reactions = reader('reaction', items.reaction, fromReaction);

function fromReaction({ sender, timestamp, reaction: it }: Item<'reaction'>, base: Base): Outcome {
  if (sender.id === base.accountExternalId) return ignored('a reaction of our own');
  return {
    event: {
      kind: 'reaction',
      ...base,
      dedupeKey: keyOf(sender.id, it.mid, it.action, it.reaction ?? '', timestamp ?? 0),
      platformMessageId: it.mid,
      reactions: it.action === 'react' ? [cleanText(it.emoji ?? emojiOf(it.reaction))] : [],
    },
  };
}
