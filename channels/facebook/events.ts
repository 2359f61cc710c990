/** One item of `messaging[]` → its event. */
import type { z } from 'zod';
import { keyOf } from '../keys.ts';
import { hidden, saidIn } from '../meta/content.ts';
import {
  edits,
  messages,
  messagingOf,
  postbacks,
  reactions,
  reader,
  type Base,
} from '../meta/messaging.ts';
import { unparsable, type Outcome } from '../received.ts';
import { DeliveryItem, ignoredItems, ReadItem } from './payloads.ts';

const placeholder = 'A message that Facebook does not pass on. Look at it in the Page’s own inbox.';

export const { messaging, standby } = messagingOf(
  [
    messages({
      saidIn: (message) => saidIn(message),
      placeholderOf: (message, said) => (hidden(message, said) ? placeholder : undefined),
    }),
    postbacks,
    edits,
    reactions,
    reader('delivery', DeliveryItem, fromDelivery),
    reader('read', ReadItem, fromRead),
  ],
  ignoredItems,
);

function fromDelivery({ delivery }: z.infer<typeof DeliveryItem>, base: Base): Outcome {
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

function fromRead({ read: { watermark } }: z.infer<typeof ReadItem>, base: Base): Outcome {
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
