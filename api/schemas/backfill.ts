import { z } from 'zod';
import { id, instant } from './common.ts';

export const Backfill = z
  .object({
    id,
    accountId: id,
    since: instant,
    reason: z.enum(['requested', 'reconnected', 'resubscribed', 'away']),
    status: z.enum(['queued', 'running', 'done', 'failed']),
    conversations: z.int(),
    messages: z.int(),
    added: z.int().meta({ description: 'Messages that the desk did not have.' }),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    createdAt: instant,
    endedAt: instant.optional(),
  })
  .meta({ id: 'Backfill', description: 'What is read back from a platform.' });
export type BackfillJson = z.output<typeof Backfill>;
