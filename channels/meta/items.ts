/**
 * What `messaging[]` carries on Messenger and Instagram, as far as the desk reads it (developers.facebook.com, Messenger
 * and Instagram Platform, webhook reference, v26.0). What an event cannot be without is required; everything else is
 * dropped where it is malformed.
 */
import { z } from 'zod';
import { lenient, lenientList } from '../schema.ts';
import { Id } from './envelope.ts';

/** Milliseconds since 1970, in a range that every store can hold. */
export const Millis = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,16}$/)
      .transform(Number),
  ])
  .refine((value) => value > 0 && value < 1e14)
  .transform(Math.trunc);

const Party = z.object({ id: Id });

const AttachmentPayload = z.object({
  url: lenient(z.string()),
  title: lenient(z.string()),
  sticker_id: lenient(Id),
  coordinates: lenient(z.object({ lat: z.number(), long: z.number() })),
});

export const MetaAttachment = z.object({
  type: z.string(),
  payload: lenient(AttachmentPayload),
  title: lenient(z.string()),
  url: lenient(z.string()),
});
export type MetaAttachment = z.infer<typeof MetaAttachment>;

export const Message = z.object({
  mid: Id,
  text: lenient(z.string()),
  is_echo: lenient(z.boolean()),
  is_deleted: lenient(z.boolean()),
  is_unsupported: lenient(z.boolean()),
  metadata: lenient(z.string()),
  quick_reply: lenient(z.object({ payload: z.string() })),
  reply_to: lenient(
    z.object({
      mid: lenient(Id),
      story: lenient(z.object({ id: lenient(Id), url: lenient(z.string()) })),
    }),
  ),
  attachments: lenientList(MetaAttachment),
});
export type Message = z.infer<typeof Message>;

const Postback = z.object({
  mid: lenient(Id),
  title: lenient(z.string()),
  payload: lenient(z.string()),
});

const MessageEdit = z.object({
  mid: Id,
  text: z.string(),
  num_edit: lenient(z.int().positive()),
});

const Reaction = z.object({
  mid: Id,
  action: z.enum(['react', 'unreact']),
  reaction: lenient(z.string()),
  emoji: lenient(z.string()),
});

/** Who an item is between, and when it happened. */
export const between = { sender: Party, recipient: lenient(Party), timestamp: lenient(Millis) };

export type Between = z.infer<z.ZodObject<typeof between>>;

/** The items that both platforms have, by the key that tells them apart. */
export const items = {
  message: z.object({ ...between, message: Message }),
  postback: z.object({ ...between, postback: Postback }),
  message_edit: z.object({ ...between, message_edit: MessageEdit }),
  reaction: z.object({ ...between, reaction: Reaction }),
};
export type Item<Key extends keyof typeof items> = z.infer<(typeof items)[Key]>;
