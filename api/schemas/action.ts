/** What is done to conversations by macros and in bulk, and what came of it. */
import { z } from 'zod';
import { id, priority, tag } from './common.ts';

const tags = z.array(tag).max(50).default([]);
/** A year. */
const mostHours = 8_760;

const assign = z.strictObject({
  type: z.literal('assign'),
  agentId: z
    .union([id, z.literal('me')])
    .nullable()
    .meta({ description: 'me: whoever runs it; null: back to the queue.' }),
});
const transfer = z.strictObject({ type: z.literal('transfer'), teamId: id });
const setPriority = z.strictObject({ type: z.literal('priority'), priority });
const changeTags = z.strictObject({ type: z.literal('tags'), add: tags, remove: tags });
const snooze = z.strictObject({
  type: z.literal('snooze'),
  hours: z.number().positive().max(mostHours).optional().meta({
    description: 'Absent: until the customer writes.',
  }),
});
const pending = z.strictObject({ type: z.literal('pending') });
const resolve = z.strictObject({
  type: z.literal('resolve'),
  reason: z.enum(['no_reply_needed', 'spam', 'duplicate']).optional(),
});
const reopen = z.strictObject({ type: z.literal('reopen') });

export const BulkAction = z
  .discriminatedUnion('type', [assign, transfer, setPriority, changeTags, snooze, resolve, reopen])
  .meta({ id: 'BulkAction' });

/** What macros can do beside saying something. */
export const quietSteps = [
  assign,
  transfer,
  setPriority,
  changeTags,
  snooze,
  pending,
  resolve,
] as const;

export const outcome = {
  status: z.enum(['done', 'refused', 'unknown', 'skipped']).meta({
    description: 'unknown: sent, not answered in time; the same Idempotency-Key finds out.',
  }),
  problem: z.looseObject({ code: z.string(), detail: z.string(), status: z.int() }).optional(),
};
