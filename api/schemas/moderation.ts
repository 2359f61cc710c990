import { z } from 'zod';
import { moderationActions } from '../../domain/moderation.ts';
import { id, instant } from './common.ts';

export const Moderation = z
  .object({
    id,
    conversationId: id,
    messageId: id,
    action: z.enum(moderationActions),
    status: z.enum(['queued', 'calling', 'done', 'refused', 'unknown']).meta({
      description: 'unknown: it may or may not have been done; look there, or ask for it again.',
    }),
    retryAt: instant.optional().meta({ description: 'The platform said later.' }),
    failure: z
      .object({ code: z.string(), message: z.string(), platformCode: z.string().optional() })
      .optional(),
    createdAt: instant,
    doneAt: instant.optional(),
  })
  .meta({ id: 'Moderation' });

export type ModerationJson = z.output<typeof Moderation>;
