/**
 * What X's webhooks carry about direct messages, as far as the desk reads it (docs.x.com: X Activity API, event payloads;
 * Account Activity API). What an event cannot be without is required; everything else is dropped where it is malformed.
 * Ids are strings everywhere: as numbers they lose their last digits.
 */
import { z } from 'zod';
import { isRecord } from '../json.ts';
import { lenient, lenientList } from '../schema.ts';
import { isUsableId } from '../text.ts';

export const Id = z.string().refine(isUsableId, 'not a usable id');

const isStorable = (time: number): boolean => time > 0 && time < 1e14;

/** Milliseconds since 1970, in a range that every store can hold. */
export const Millis = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,16}$/)
      .transform(Number),
  ])
  .refine(isStorable)
  .transform(Math.trunc);

/** ISO 8601, or `Mon Nov 23 08:00:00 +0000 2026`. */
export const Time = z
  .string()
  .max(100)
  .transform((text) => Date.parse(text))
  .refine(isStorable);

/** Who somebody is: by the names of API v2 (XAA, now and then wrapped in `data`) or of v1.1 (AAA). */
export const User = z.preprocess(
  (value) => (isRecord(value) && isRecord(value.data) ? value.data : value),
  z.object({
    id: lenient(Id),
    id_str: lenient(Id),
    name: lenient(z.string()),
    username: lenient(z.string()),
    screen_name: lenient(z.string()),
    profile_image_url: lenient(z.string()),
    profile_image_url_https: lenient(z.string()),
  }),
);
export type User = z.infer<typeof User>;

const Variant = z.object({
  content_type: lenient(z.string()),
  bitrate: lenient(z.number()),
  bit_rate: lenient(z.number()),
  url: z.string(),
});

/** A picture or video: v1.1 puts it into the entities, v2 into `includes.media`. */
export const Media = z.object({
  type: lenient(z.string()),
  media_key: lenient(z.string()),
  media_url_https: lenient(z.string()),
  url: lenient(z.string()),
  preview_image_url: lenient(z.string()),
  variants: lenientList(Variant),
  video_info: lenient(z.object({ variants: lenientList(Variant) })),
});
export type Media = z.infer<typeof Media>;

const Link = z.object({
  url: z.string(),
  expanded_url: lenient(z.string()),
  media_key: lenient(z.string()),
});
export type Link = z.infer<typeof Link>;

export const Entities = z.object({ urls: lenientList(Link), media: lenientList(Media) });

const MessageData = z.object({
  text: lenient(z.string()),
  entities: lenient(Entities),
  attachment: lenient(z.object({ media: lenient(Media) })),
  quick_reply_response: lenient(z.object({ metadata: z.string() })),
});
export type MessageData = z.infer<typeof MessageData>;

const Target = z.object({ recipient_id: Id });

export const DirectMessage = z.object({
  id: Id,
  created_timestamp: lenient(Millis),
  message_create: z.object({
    sender_id: Id,
    target: lenient(Target),
    message_data: lenient(MessageData),
  }),
});

export const IndicateTyping = z.object({ sender_id: Id });

export const MarkRead = z.object({
  sender_id: Id,
  created_timestamp: lenient(Millis),
  last_read_event_id: Id,
});

/** XChat, end to end encrypted: who and when, not what. */
export const Chat = z.object({
  id: Id,
  sender_id: Id,
  conversation_id: lenient(z.string()),
  created_at_msec: lenient(Millis),
});

/** XAA: the payload itself. */
export const DeletedPost = z.object({ id: Id });

/** AAA */
export const DeletedStatus = z.object({
  status: DeletedPost,
  timestamp_ms: lenient(Millis),
});
