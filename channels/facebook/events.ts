/** One item of `messaging[]` → its event. */
import { isRecord } from '../json.ts';
import { digest, keyOf } from '../keys.ts';
import { ignored, malformed, unparsable, unsupported, type Outcome } from '../received.ts';
import { cleanText } from '../text.ts';
import { emojiOf, placeholderOf, saidIn } from './content.ts';
import { ignoredItems, items, type Item } from './payloads.ts';

/** The first key that we know decides what an item is. */
export function outcomeOf(item: unknown, page: string): Outcome {
  if (!isRecord(item)) return unparsable('an item that is no object');
  const read = readers.find(({ key }) => Object.hasOwn(item, key));
  if (read) return read.toOutcome(item, page);
  const known = ignoredItems.find((key) => Object.hasOwn(item, key));
  return known
    ? ignored(`${known}: nothing to show in a conversation`)
    : unsupported('an item of an unknown kind');
}

/** Another app has the thread: what the customer says is shown, and not ours to answer. */
export function outcomeInStandby(item: unknown, page: string): Outcome {
  const outcome = outcomeOf(item, page);
  return 'event' in outcome && outcome.event.kind === 'message'
    ? { event: { ...outcome.event, isStandby: true } }
    : outcome;
}

const readers = [
  reader('message', fromMessage),
  reader('postback', fromPostback),
  reader('message_edit', fromEdit),
  reader('reaction', fromReaction),
  reader('delivery', fromDelivery),
  reader('read', fromRead),
];

type Base = ReturnType<typeof baseOf>;

function reader<Key extends keyof typeof items>(
  key: Key,
  toOutcome: (item: Item<Key>, base: Base) => Outcome,
) {
  return {
    key,
    toOutcome(item: unknown, page: string): Outcome {
      const parsed = items[key].safeParse(item);
      if (!parsed.success) return malformed(parsed.error);
      const { sender, recipient, timestamp } = parsed.data;
      const customer = sender.id === page ? recipient?.id : sender.id;
      if (customer === undefined)
        return unparsable('recipient.id: needed where the Page is the sender');
      // The schema belongs to the key; TypeScript does not follow that.
      return toOutcome(parsed.data as Item<Key>, baseOf(page, customer, timestamp));
    },
  };
}

const baseOf = (page: string, customer: string, platformAt: number | undefined) => ({
  accountExternalId: page,
  threadKey: keyOf('dm', customer),
  source: 'dm' as const,
  customer: { externalId: customer },
  ...(platformAt !== undefined && { platformAt }),
});

function fromMessage({ sender, message }: Item<'message'>, base: Base): Outcome {
  const platformMessageId = message.mid;
  const dedupeKey = keyOf(message.mid);
  if (message.is_deleted === true) {
    return { event: { kind: 'unsend', ...base, dedupeKey, platformMessageId } };
  }
  const said = saidIn(message);
  if (message.is_echo === true || sender.id === base.accountExternalId) {
    const metadata = message.metadata !== undefined && { metadata: cleanText(message.metadata) };
    return { event: { kind: 'echo', ...base, dedupeKey, platformMessageId, ...said, ...metadata } };
  }
  const placeholder = placeholderOf(message, said);
  return {
    event: {
      kind: 'message',
      ...base,
      dedupeKey,
      platformMessageId,
      ...said,
      ...(message.reply_to && { replyTo: message.reply_to.mid }),
      ...(message.quick_reply && { postback: cleanText(message.quick_reply.payload) }),
      ...(placeholder !== undefined && { placeholder }),
    },
  };
}

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

function fromDelivery({ delivery }: Item<'delivery'>, base: Base): Outcome {
  const { mids = [], watermark } = delivery;
  if (mids.length === 0 && watermark === undefined) {
    return unparsable('delivery: neither mids nor a watermark');
  }
  return {
    event: {
      kind: 'receipt',
      ...base,
      dedupeKey: keyOf(
        'delivered',
        base.customer.externalId,
        watermark ?? '',
        JSON.stringify(mids),
      ),
      receipt: 'delivered',
      platformMessageIds: mids,
      ...(watermark !== undefined && { watermark }),
    },
  };
}

function fromRead({ read: { watermark } }: Item<'read'>, base: Base): Outcome {
  return {
    event: {
      kind: 'receipt',
      ...base,
      dedupeKey: keyOf('read', base.customer.externalId, watermark),
      receipt: 'read',
      platformMessageIds: [],
      watermark,
    },
  };
}
