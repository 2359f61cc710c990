/**
 * What Instagram's webhooks carry besides what Messenger's do (developers.facebook.com, Instagram Platform, webhooks,
 * v26.0). Comments come in several forms: ids and times are taken wherever they stand.
 */
import { z } from 'zod';
import { Id } from '../meta/envelope.ts';
import { between, Millis } from '../meta/items.ts';
import { lenient } from '../schema.ts';

/** By the message that was read; a time in its place is taken too. */
export const ReadItem = z.object({
  ...between,
  read: z
    .object({ mid: lenient(Id), watermark: lenient(Millis) })
    .refine(({ mid, watermark }) => mid !== undefined || watermark !== undefined, {
      error: 'neither a mid nor a watermark',
    }),
});

/** Items that say nothing about a conversation's content. */
export const ignoredItems = [
  'referral',
  'optin',
  'pass_thread_control',
  'take_thread_control',
  'request_thread_control',
  'app_roles',
  'typing',
] as const;

/** Seconds since 1970, or what Meta writes times as → ms. */
export const Moment = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ])
  .refine((value) => value > 0 && value < 1e11)
  .transform((value) => Math.trunc(value * 1000));

export const Comment = z.object({
  id: lenient(Id),
  comment_id: lenient(Id),
  text: lenient(z.string()),
  from: lenient(z.object({ id: Id, username: lenient(z.string()) })),
  parent_id: lenient(Id),
  media: lenient(z.object({ id: Id })),
  media_id: lenient(Id),
});
export type Comment = z.infer<typeof Comment>;

/** Becomes part of a question, so nothing but what Instagram's ids are made of. */
const AskableId = Id.refine((id) => /^[\w.-]{1,100}$/.test(id), 'not an id of Instagram');

/** No words and no author: those are to be asked for. Without a comment it is the caption that names us. */
export const Mention = z.object({ media_id: AskableId, comment_id: AskableId.optional() });
export type Mention = z.infer<typeof Mention>;
