import { z } from 'zod';
import { moderationActions } from '../../domain/moderation.ts';
import { id, instant, platform, source } from './common.ts';

const TextLimit = z.object({
  max: z.int(),
  unit: z.enum(['utf16', 'bytes', 'graphemes', 'weighted']),
  maxBytes: z.int().optional(),
});
const AttachmentLimit = z.object({
  max: z.int(),
  kinds: z.array(z.string()).readonly(),
  withText: z.boolean(),
  text: TextLimit.optional(),
  maxBytes: z.int().optional(),
  maxBytesOf: z
    .record(z.string(), z.int())
    .readonly()
    .optional()
    .meta({ description: 'By kind or media type, where it is another one.' }),
  types: z.array(z.string()).readonly().optional(),
  alone: z
    .array(z.string())
    .readonly()
    .optional()
    .meta({ description: 'Kinds or media types of which each takes a message of its own.' }),
  ownFilesOnly: z
    .boolean()
    .optional()
    .meta({ description: 'Only uploaded files can go, no addresses.' }),
});

export const Platform = z
  .object({
    platform,
    title: z.string(),
    sources: z.array(source).readonly(),
    text: z.partialRecord(source, TextLimit),
    attachments: z.partialRecord(source, AttachmentLimit),
    windowHours: z.int().optional(),
    humanAgentDays: z.int().optional(),
    privateReplyDays: z.int().optional(),
    receipts: z.object({ delivered: z.boolean(), read: z.boolean() }),
    edits: z.boolean(),
    unsends: z.boolean(),
    reactions: z.boolean(),
    echoes: z.boolean(),
    history: z.boolean(),
    posts: z.boolean(),
    moderation: z.partialRecord(z.enum(moderationActions), z.array(source).readonly()),
    markAsRead: z.boolean(),
    typing: z.boolean(),
    idempotentSend: z.array(source).readonly(),
    writeFirst: z.enum(['never', 'after_contact', 'always']),
    isPolled: z.boolean(),
  })
  .meta({ id: 'Platform', description: 'What a platform can do: what a composer needs to know.' });

export const Post = z
  .object({
    id: z.string(),
    text: z.string(),
    url: z.string().optional(),
    thumbnailUrl: z.string().optional(),
    authorName: z.string().optional(),
    at: instant.optional(),
    fetchedAt: instant.optional(),
    isGone: z.boolean().meta({ description: 'The platform does not show it any more.' }),
    isStale: z.boolean().meta({ description: 'The platform could not be asked just now.' }),
    comments: z.array(
      z.object({
        messageId: id,
        conversationId: id,
        customerName: z.string(),
        content: z.string(),
        parentId: z.string().optional(),
        timestamp: instant,
      }),
    ),
  })
  .meta({ id: 'Post', description: 'What a comment is about, with the newest comments below it.' });
export type PostJson = z.output<typeof Post>;

export const Aggregate = z
  .object({
    conversations: z.array(
      z.object({
        accountId: id,
        platform,
        externalId: z.string(),
        source,
        customer: z.object({
          externalId: z.string(),
          name: z.string().optional(),
          handle: z.string().optional(),
          avatarUrl: z.string().optional(),
        }),
        postId: z.string().optional(),
        preview: z.string().optional(),
        updatedAt: instant,
        conversationId: id.optional().meta({ description: 'The newest one here.' }),
      }),
    ),
    meta: z.object({
      accountsQueried: z.int(),
      accountsFailed: z.int(),
      failedAccounts: z.array(
        z.object({
          accountId: id,
          platform,
          error: z.string(),
          code: z.string().optional(),
          retryAfter: z.int().optional().meta({ description: 'Seconds.' }),
        }),
      ),
      lastUpdated: instant,
    }),
  })
  .meta({ id: 'Aggregate' });
