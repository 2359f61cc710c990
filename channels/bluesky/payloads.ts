/**
 * What Bluesky's services tell, as far as the desk reads it (the lexicons of app.bsky, chat.bsky and com.atproto). What an
 * item cannot be without is required; everything else is dropped where it is malformed.
 */
import { z } from 'zod';
import { lenient, lenientList } from '../schema.ts';
import { isUsableId } from '../text.ts';

export const Id = z.string().refine(isUsableId, 'not a usable id');
export const Did = Id.refine((id) => id.startsWith('did:'), 'not a DID');
export const Uri = Id.refine((id) => id.startsWith('at://did:'), 'not an at:// address of a DID');

/** ISO 8601 as ms since 1970, in a range that every store can hold. */
export const Time = z
  .string()
  .max(100)
  .transform((text) => Date.parse(text))
  .refine((time) => time > 0 && time < 1e14);

export const Person = z.object({
  did: Did,
  handle: lenient(z.string()),
  displayName: lenient(z.string()),
  avatar: lenient(z.string()),
});
export type Person = z.infer<typeof Person>;

/** A link in a text: what it shows may be shortened. Places are bytes of UTF-8. */
const Facet = z.object({
  index: z.object({ byteStart: z.int().min(0), byteEnd: z.int().min(0) }),
  features: lenientList(z.object({ $type: z.string(), uri: lenient(z.string()) })),
});
export type Facet = z.infer<typeof Facet>;

const StrongRef = z.object({ uri: Uri, cid: z.string().min(1) });
export type StrongRef = z.infer<typeof StrongRef>;

/** An embed as a record holds it, or as a view shows it: what is not known here is only named. */
export const Embed = z.object({
  $type: z.string(),
  images: lenientList(
    z.object({
      alt: lenient(z.string()),
      fullsize: lenient(z.string()),
      thumb: lenient(z.string()),
    }),
  ),
  alt: lenient(z.string()),
  external: lenient(z.object({ uri: z.string(), title: lenient(z.string()) })),
  /** Of a quote: the record; of a quote with media: the record within an object. */
  record: z.unknown().optional(),
  media: z.unknown().optional(),
});
export type Embed = z.infer<typeof Embed>;

/** app.bsky.feed.post */
export const PostRecord = z.object({
  text: z.string(),
  createdAt: lenient(Time),
  /** BCP 47 */
  langs: lenientList(z.string().regex(/^[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}$/i)),
  facets: lenientList(Facet),
  embed: z.unknown().optional(),
  reply: lenient(z.object({ root: StrongRef, parent: StrongRef })),
});
export type PostRecord = z.infer<typeof PostRecord>;

/** app.bsky.notification.listNotifications */
export const Notification = z.object({
  uri: Uri,
  author: Person,
  reason: z.string(),
  record: z.unknown(),
  indexedAt: Time,
});

/** app.bsky.feed.defs#postView */
export const PostView = z.object({
  uri: Uri,
  cid: z.string().min(1),
  author: Person,
  record: z.unknown(),
  embed: z.unknown().optional(),
  indexedAt: lenient(Time),
  viewer: lenient(z.object({ like: lenient(z.string()), replyDisabled: lenient(z.boolean()) })),
});
export type PostView = z.infer<typeof PostView>;

/** com.atproto.repo.listRecords, getRecord */
export const StoredRecord = z.object({ uri: Uri, cid: z.string().min(1), value: z.unknown() });
export type StoredRecord = z.infer<typeof StoredRecord>;

const Sender = z.object({ did: Did });

export const Reaction = z.object({ value: Id, sender: Sender });

/** chat.bsky.convo.defs#messageView, and what is left of one that was deleted. */
export const ChatMessage = z.object({
  $type: lenient(z.string()),
  id: Id,
  text: lenient(z.string()),
  facets: lenientList(Facet),
  embed: z.unknown().optional(),
  sender: Sender,
  sentAt: lenient(Time),
  reactions: lenientList(Reaction),
  replyTo: lenient(z.object({ id: Id })),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

export const Convo = z.object({
  id: Id,
  members: z.array(Person),
  status: lenient(z.string()),
  kind: lenient(z.object({ $type: z.string() })),
  lastMessage: z.unknown().optional(),
});
export type Convo = z.infer<typeof Convo>;

/** One line of chat.bsky.convo.getLog. */
export const ChatLine = z.object({
  $type: z.string(),
  rev: Id,
  convoId: Id,
  message: z.unknown().optional(),
  reaction: lenient(Reaction),
});
export type ChatLine = z.infer<typeof ChatLine>;
