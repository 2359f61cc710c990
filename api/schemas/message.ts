import { z } from 'zod';
import { id, instant, platform, text } from './common.ts';

const attachmentKind = z.enum([
  'image',
  'video',
  'audio',
  'file',
  'sticker',
  'location',
  'contact',
  'link',
]);

const Attachment = z
  .object({
    kind: attachmentKind,
    url: z.string().optional(),
    fileId: z.string().optional(),
    name: z.string().optional(),
    mimeType: z.string().optional(),
    size: z.number().optional(),
  })
  .meta({ id: 'Attachment' });

export const NewAttachment = z
  .strictObject({
    kind: z.enum(['image', 'video', 'audio', 'file']),
    url: z.httpUrl().max(2000).meta({ description: 'Where the platform fetches it from.' }),
    name: text(200).optional(),
    mimeType: text(100).optional(),
    size: z.int().min(0).optional(),
  })
  .meta({ id: 'NewAttachment' });

export const Message = z
  .object({
    id,
    conversationId: id,
    direction: z.enum(['inbound', 'outbound', 'note']),
    content: z.string(),
    contentType: z.enum(['text', 'image', 'video', 'attachment']),
    attachments: z.array(Attachment),
    senderId: z.string(),
    senderType: z.enum(['customer', 'agent', 'bot']),
    platform,
    platformMessageId: z.string().optional(),
    timestamp: instant,
    deliveryStatus: z.enum([
      'queued',
      'held',
      'sending',
      'sent',
      'delivered',
      'read',
      'failed',
      'unknown',
      'cancelled',
    ]),
    attempt: z.int().optional(),
    retryAt: instant.optional().meta({ description: 'The next try.' }),
    sentAt: instant.optional(),
    failure: z
      .object({ code: z.string(), message: z.string(), platformCode: z.string().optional() })
      .optional()
      .meta({ description: 'Why it failed, waits, is held, or may or may not have arrived.' }),
    metadata: z.looseObject({}).meta({
      description: 'reactions, editedAt, unsentAt, hiddenAt, external, replyTo, sendAgainOf, …',
    }),
  })
  .meta({ id: 'Message' });

export type MessageJson = z.output<typeof Message>;

export const TimelineEntry = z
  .object({
    version: z.int(),
    at: instant,
    type: z.string(),
    actor: z.object({
      type: z.enum(['customer', 'agent', 'system', 'platform']),
      id: z.string().optional(),
      name: z.string().optional(),
    }),
    data: z.looseObject({}),
    text: z.string().meta({ description: 'What happened and why, as a sentence.' }),
  })
  .meta({ id: 'TimelineEntry' });

export type TimelineJson = z.output<typeof TimelineEntry>;
