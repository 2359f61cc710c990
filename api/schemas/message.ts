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
    url: z.string().optional().meta({
      description: 'Of a file: below this api, with the same token. Else what the platform gave.',
    }),
    fileId: id.optional(),
    status: z
      .enum(['waiting', 'arriving', 'stored', 'failed', 'refused', 'discarded'])
      .optional()
      .meta({ description: 'Of a file: only a stored one can be fetched.' }),
    reason: z
      .string()
      .optional()
      .meta({ description: 'Why a file is not stored (docs/files.md).' }),
    name: z.string().optional(),
    mimeType: z.string().optional().meta({ description: 'Of a stored file: by its bytes.' }),
    size: z.number().optional(),
  })
  .meta({ id: 'Attachment' });

export type AttachmentJson = z.output<typeof Attachment>;

const newKind = z.enum(['image', 'video', 'audio', 'file']);

export const NewAttachment = z
  .strictObject({
    fileId: id
      .optional()
      .meta({ description: 'A file that the caller uploaded; nothing else then.' }),
    kind: newKind.optional().meta({ description: 'Goes with `url`.' }),
    url: z
      .httpUrl()
      .max(2000)
      .optional()
      .meta({ description: 'Where the platform fetches it from, instead of an uploaded file.' }),
    name: text(200).optional(),
    mimeType: text(100).optional(),
    size: z.int().min(0).optional(),
  })
  .superRefine(({ fileId, ...rest }, context) => {
    const refuse = (field: string, message: string) => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    if (fileId === undefined) {
      if (rest.url === undefined) refuse('url', 'is needed, or the fileId of an upload');
      if (rest.kind === undefined) refuse('kind', 'is needed with url');
      return;
    }
    const [other] = Object.entries(rest).find(([, value]) => value !== undefined) ?? [];
    if (other !== undefined) refuse(other, 'is known of an uploaded file');
  })
  .meta({ id: 'NewAttachment' });

export type NewAttachmentJson = z.output<typeof NewAttachment>;
export const NewAttachments = z.array(NewAttachment).max(10).default([]);

export const UploadedFile = z
  .object({
    fileId: id,
    kind: newKind,
    name: z.string().optional(),
    mimeType: z.string().meta({ description: 'By its bytes.' }),
    size: z.int(),
  })
  .meta({ id: 'UploadedFile' });

export type UploadedFileJson = z.output<typeof UploadedFile>;

export const Message = z
  .object({
    id,
    conversationId: id.meta({ description: 'Of a merged thread its own conversation.' }),
    threadId: id,
    direction: z.enum(['inbound', 'outbound', 'note']),
    content: z.string(),
    contentType: z.enum(['text', 'image', 'video', 'attachment']),
    attachments: z.array(Attachment),
    senderId: z.string(),
    senderType: z.enum(['customer', 'agent', 'bot']),
    platform,
    platformMessageId: z.string().optional(),
    timestamp: instant.meta({ description: "The platform's: the order of the thread." }),
    recordedAt: instant.meta({
      description:
        'When it was there to be seen here: later than messages that stand below it, where a platform was late.',
    }),
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
    sendAt: instant.optional().meta({
      description: 'Of a queued one: it waits until then, and can be cancelled or sent now.',
    }),
    failure: z
      .object({ code: z.string(), message: z.string(), platformCode: z.string().optional() })
      .optional()
      .meta({ description: 'Why it failed, waits, is held, or may or may not have arrived.' }),
    metadata: z.looseObject({}).meta({
      description:
        'reactions, editedAt, unsentAt, hiddenAt, external, replyTo, sendAgainOf, scheduled, …',
    }),
    draft: z
      .object({ content: z.string(), attachments: z.array(Attachment) })
      .optional()
      .meta({
        description: 'Only of one just cancelled: all that it said, with its later parts.',
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
      type: z.enum(['customer', 'agent', 'system', 'platform', 'assistant']),
      id: z.string().optional(),
      name: z.string().optional(),
    }),
    data: z.looseObject({}),
    text: z.string().meta({ description: 'What happened and why, as a sentence.' }),
  })
  .meta({ id: 'TimelineEntry' });

export type TimelineJson = z.output<typeof TimelineEntry>;
