/**
 * What a Page's `changes[]` carry, as far as the desk reads it (developers.facebook.com, Graph API, webhooks reference: Page).
 * The shapes of `mention` and `ratings` differ from source to source: names are taken wherever they stand.
 */
import { z } from 'zod';
import { Id } from '../meta/envelope.ts';
import { lenient } from '../schema.ts';

/** Seconds since 1970 → ms. */
const Seconds = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ])
  .refine((value) => value > 0 && value < 1e11)
  .transform((value) => Math.trunc(value * 1000));

const Person = z.object({ id: Id, name: lenient(z.string()) });

const shared = {
  verb: z.string(),
  from: lenient(Person),
  sender_id: lenient(Id),
  sender_name: lenient(z.string()),
  message: lenient(z.string()),
  created_time: lenient(Seconds),
  photo: lenient(z.string()),
  video: lenient(z.string()),
  link: lenient(z.string()),
};

export const Comment = z.object({
  ...shared,
  comment_id: Id,
  post_id: lenient(Id),
  parent_id: lenient(Id),
  post: lenient(z.object({ permalink_url: lenient(z.string()) })),
});
export type Comment = z.infer<typeof Comment>;

export const Post = z.object({ ...shared, post_id: Id });
export type Post = z.infer<typeof Post>;

export const Rating = z.object({
  ...shared,
  open_graph_story_id: Id,
  comment_id: lenient(Id),
  reviewer_id: lenient(Id),
  reviewer_name: lenient(z.string()),
  review_text: lenient(z.string()),
  recommendation_type: lenient(z.string()),
  rating: lenient(z.number().min(1).max(5)),
});
export type Rating = z.infer<typeof Rating>;
