/** Two conversations of one customer as one (docs/decisions, 0015). */
import { z } from 'zod';
import type { Pool } from 'pg';
import { CareError, invalid, unlessMissing } from '../../domain/errors.ts';
import { conversationAnswer } from '../commands/answer.ts';
import { commandParts } from '../commands/parts.ts';
import { runCommand } from '../commands/run.ts';
import { openTarget } from '../commands/target.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { findConversation, type ConversationRow } from '../reads/conversation.ts';
import { byId, id } from '../schemas/common.ts';
import { Conversation } from '../schemas/conversation.ts';

const facts = {
  method: 'post',
  tag: 'Commands',
  permission: 'conversations.work',
  isCommand: true,
  mayBePending: true,
  params: byId('conversationId'),
  answer: Conversation,
} as const;

export function mergeOperations(parts: Parts): Operation[] {
  const { pool } = parts;
  const sender = commandParts(parts);
  return [
    operation({
      ...facts,
      path: '/conversations/{conversationId}/merge',
      id: 'mergeConversation',
      summary:
        'Make it part of another conversation of the same customer, which decides from then on',
      body: z.strictObject({ into: id }),
      async handle(input) {
        const { caller, params, body, ifMatch } = input;
        const scope = ['merge', params.conversationId] as const;
        const ran = await runCommand(sender, input, scope, async () => {
          const { target, row } = await openTarget(pool, caller, params.conversationId, ifMatch);
          const into = await survivorOf(body.into);
          await requireSameCustomer(pool, row, into);
          return {
            target,
            command: {
              type: 'merge',
              into: {
                ...{ conversationId: into.id, threadId: into.thread_id },
                ...{ accountId: into.account_id, platform: into.platform },
              },
            },
          };
        });
        return conversationAnswer(pool, caller, ran);

        async function survivorOf(conversationId: string): Promise<ConversationRow> {
          const found = await unlessMissing(findConversation(pool, caller, conversationId));
          if (!found || found.status === 'closed')
            throw invalid('into', 'is not an open conversation');
          if (found.merged_into !== null)
            throw invalid('into', 'is itself merged into another one');
          if (found.id === params.conversationId) throw invalid('into', 'is the same conversation');
          return found;
        }
      },
    }),
    operation({
      ...facts,
      path: '/conversations/{conversationId}/unmerge',
      id: 'unmergeConversation',
      summary: 'Take it out of the conversation that it was merged into, with all of its thread',
      body: z.strictObject({}),
      async handle(input) {
        const { caller, params, ifMatch } = input;
        const { conversationId } = params;
        const scope = ['unmerge', conversationId] as const;
        const ran = await runCommand(sender, input, scope, async () => {
          const { row } = await openTarget(pool, caller, conversationId, ifMatch);
          if (row.merged_into === null) {
            throw new CareError('nothing_to_do', 'It is not merged into another conversation.');
          }
          // The survivor gives it back.
          const { target } = await openTarget(pool, caller, row.merged_into, undefined);
          return { target, command: { type: 'unmerge', conversationId } };
        });
        return conversationAnswer(pool, caller, ran);
      },
    }),
  ];
}

async function requireSameCustomer(
  pool: Pool,
  one: ConversationRow,
  other: ConversationRow,
): Promise<void> {
  if (one.customer_id === other.customer_id) return;
  const { rowCount } = await pool.query(
    `select from customers a join customers b on b.person_id = a.person_id where a.id = $1 and b.id = $2`,
    [one.customer_id, other.customer_id],
  );
  if (rowCount === 0) throw invalid('into', 'is another customer’s: link the two first');
}
