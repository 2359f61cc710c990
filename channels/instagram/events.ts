/** One item of `messaging[]` → its event. */
import type { z } from 'zod';
import { keyOf } from '../keys.ts';
import {
  edits,
  messages,
  messagingOf,
  postbacks,
  reactions,
  reader,
  type Base,
} from '../meta/messaging.ts';
import type { Outcome } from '../received.ts';
import { placeholderOf, saidIn, storyOf } from './content.ts';
import { ignoredItems, ReadItem } from './payloads.ts';

export const { messaging, standby } = messagingOf(
  [
    messages({ saidIn, placeholderOf, storyOf }),
    postbacks,
    edits,
    reactions,
    reader('read', ReadItem, fromRead),
  ],
  ignoredItems,
);

function fromRead({ read: { mid, watermark } }: z.infer<typeof ReadItem>, base: Base): Outcome {
  return {
    event: {
      kind: 'receipt',
      ...base,
      dedupeKey: keyOf('read', base.customer.externalId, mid ?? watermark ?? ''),
      receipt: 'read',
      platformMessageIds: mid === undefined ? [] : [mid],
      ...(watermark !== undefined && { watermark }),
    },
  };
}
