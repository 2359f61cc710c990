/** One action on many conversations. */
import { z } from 'zod';
import { forEachLimited } from '../../runtime/limited.ts';
import { CareError, invalid } from '../../domain/errors.ts';
import { newId } from '../../runtime/ids.ts';
import type { Caller } from '../authenticate.ts';
import { commandOf } from '../commands/actions.ts';
import { outcomeOf, type Outcome } from '../commands/outcome.ts';
import { commandParts } from '../commands/parts.ts';
import { runCommand } from '../commands/run.ts';
import { openTarget } from '../commands/target.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { BulkAction, outcome } from '../schemas/action.ts';
import { id } from '../schemas/common.ts';

const Bulk = z.strictObject({
  conversationIds: z.array(id).min(1).max(100),
  action: BulkAction,
});

const BulkResult = z
  .object({ results: z.array(z.object({ conversationId: id, ...outcome })) })
  .meta({ id: 'BulkResult', description: 'One of each conversation, in the order asked for.' });

/** Workflows answer within their own time; so many at once leave room for everybody else. */
const atOnce = 8;
/** What has not begun by then is not begun: the caller has the rest, and tries again. */
const withinMs = 30_000;

export function bulkOperations(parts: Parts): Operation[] {
  const { pool } = parts;
  const sender = commandParts(parts);
  return [
    operation({
      method: 'post',
      path: '/conversations/bulk',
      id: 'bulk',
      summary: 'Do the same to many conversations; each is done, refused or unknown by itself',
      tag: 'Commands',
      permission: 'conversations.bulk',
      isCommand: true,
      body: Bulk,
      answer: BulkResult,
      async handle({ body: { conversationIds, action }, caller, idempotencyKey }) {
        const key = idempotencyKey ?? newId();
        const command = await commandFor(caller, action);
        const unique = [...new Set(conversationIds)];
        const results: ({ conversationId: string } & Outcome)[] = [];
        const until = Date.now() + withinMs;
        await forEachLimited([...unique.entries()], atOnce, async ([place, conversationId]) => {
          const input = { caller, body: action, idempotencyKey: key };
          const outcome = await outcomeOf(() => {
            if (Date.now() > until) throw tooSlow();
            return runCommand(sender, input, ['bulk', conversationId], async () => ({
              target: (await openTarget(pool, caller, conversationId, undefined)).target,
              command,
            }));
          });
          results[place] = { conversationId, ...outcome };
        });
        return { body: { results } };
      },
    }),
  ];

  /** An id that cannot be is told once, not a hundred times. */
  async function commandFor(caller: Caller, action: z.output<typeof BulkAction>) {
    try {
      return await commandOf(pool, caller, action);
    } catch (error) {
      const [wrong] = error instanceof CareError ? error.errors : [];
      throw wrong ? invalid(`action.${wrong.field}`, wrong.message) : error;
    }
  }
}

const tooSlow = (): CareError =>
  new CareError('temporarily_unavailable', 'It took too long; nothing was done to this one.', {
    retryAfterSeconds: 5,
  });
