import { z } from 'zod';
import { id, instant } from './common.ts';
import { UploadedFile } from './message.ts';

export const draftKind = z.enum(['reply', 'note']);

const Draft = z
  .object({
    content: z.string(),
    attachments: z.array(UploadedFile),
    version: z.int().meta({ description: 'For If-Match; 0: there is none yet.' }),
    updatedAt: instant,
  })
  .meta({ id: 'Draft' });

export const Drafts = z
  .object({ reply: Draft.optional(), note: Draft.optional() })
  .meta({ id: 'Drafts', description: 'What the caller has begun to write in a conversation.' });

export type DraftsJson = z.output<typeof Drafts>;

export const DraftEntry = z
  .object({
    conversationId: id,
    kind: draftKind,
    excerpt: z.string().meta({ description: 'Its first words.' }),
    attachments: z.int().meta({ description: 'How many.' }),
    customerName: z.string(),
    updatedAt: instant,
  })
  .meta({ id: 'DraftEntry' });

export type DraftEntryJson = z.output<typeof DraftEntry>;
