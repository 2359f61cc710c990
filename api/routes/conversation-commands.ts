/** What agents do to a conversation. Each is a command of its workflow, answered with the conversation as it then is. */
import { z } from 'zod';
import type { Command } from '../../domain/conversation/items.ts';
import { invalid } from '../../domain/errors.ts';
import { conversationAnswer } from '../commands/answer.ts';
import { assignment, transfer } from '../commands/actions.ts';
import { receivedAt } from '../commands/lookups.ts';
import type { Draft } from '../commands/drafts.ts';
import { runCommand, type Ids } from '../commands/run.ts';
import { openTarget } from '../commands/target.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import type { ConversationRow } from '../reads/conversation.ts';
import { byId, id, instant, priority, tag, text } from '../schemas/common.ts';
import { Conversation } from '../schemas/conversation.ts';
import { commandParts } from '../commands/parts.ts';

const Nothing = z.strictObject({});
const tags = z.array(tag).max(50).default([]);

interface Spec<B extends z.ZodType> {
  /** The last part of its path. */
  name: string;
  summary: string;
  body: B;
  toCommand: (body: z.output<B>, ids: Ids, row: ConversationRow) => Promise<Said> | Said;
}

/** A command, and what it says. */
interface Said {
  command: Command;
  draft?: Draft;
}

export function conversationCommands(parts: Parts): Operation[] {
  const { pool } = parts;
  const sender = commandParts(parts);
  const command = <B extends z.ZodType>({ name, summary, body, toCommand }: Spec<B>): Operation =>
    operation({
      method: 'post',
      path: `/conversations/{conversationId}/${name}`,
      id: `conversation_${name.replaceAll('-', '_')}`,
      summary,
      tag: 'Commands',
      permission: 'conversations.work',
      isCommand: true,
      mayBePending: true,
      params: byId('conversationId'),
      body,
      answer: Conversation,
      async handle(input) {
        const { conversationId } = input.params;
        const ran = await runCommand(sender, input, [name, conversationId], async (ids) => {
          const { target, row } = await openTarget(
            pool,
            input.caller,
            conversationId,
            input.ifMatch,
          );
          return { target, ...(await toCommand(input.body as z.output<B>, ids, row)) };
        });
        return conversationAnswer(pool, input.caller, ran);
      },
    });
  return [
    command({
      name: 'assignment',
      summary: 'Assign to an agent, or back to the queue (agentId null)',
      body: z.strictObject({ agentId: id.nullable() }),
      toCommand: async ({ agentId }) => ({ command: await assignment(pool, agentId) }),
    }),
    command({
      name: 'transfer',
      summary: "Hand over to a team, which gets it by that team's rules and policy",
      body: z.strictObject({ teamId: id, note: text(5000).trim().min(1).optional() }),
      async toCommand({ teamId, note }, { messageId }) {
        const command = await transfer(pool, teamId);
        return note === undefined
          ? { command }
          : { command: { ...command, messageId }, draft: { content: note, attachments: [] } };
      },
    }),
    command({
      name: 'priority',
      summary: 'Set the priority; deadlines that are still open are set anew',
      body: z.strictObject({ priority }),
      toCommand: (body) => ({ command: { type: 'priority', ...body } }),
    }),
    command({
      name: 'tags',
      summary: 'Add and remove tags',
      body: z.strictObject({ add: tags, remove: tags }),
      toCommand: (body) => ({ command: { type: 'tags', ...body } }),
    }),
    command({
      name: 'snooze',
      summary: 'Put it aside, until an instant or until the customer writes',
      body: z.strictObject({ until: instant.optional() }),
      toCommand: ({ until }) => ({
        command: {
          type: 'snooze',
          ...(until === undefined ? {} : { until: inTheFuture('until', until) }),
        },
      }),
    }),
    command({
      name: 'pending',
      summary: 'Wait for the customer',
      body: Nothing,
      toCommand: () => ({ command: { type: 'pending' } }),
    }),
    command({
      name: 'resolve',
      summary: 'Resolve; unanswered ones need a reason',
      body: z.strictObject({
        reason: z.enum(['no_reply_needed', 'spam', 'duplicate']).optional(),
      }),
      toCommand: ({ reason }) => ({ command: { type: 'resolve', ...(reason ? { reason } : {}) } }),
    }),
    command({
      name: 'reopen',
      summary: 'Open it again',
      body: Nothing,
      toCommand: () => ({ command: { type: 'reopen' } }),
    }),
    command({
      name: 'close',
      summary: 'Close a resolved conversation for good',
      body: Nothing,
      toCommand: () => ({ command: { type: 'close' } }),
    }),
    command({
      name: 'needs-answer',
      summary: 'Say that a message wants an answer after all: its clock runs from its own time',
      body: z.strictObject({ messageId: id }),
      async toCommand({ messageId }, _ids, row) {
        const since = await receivedAt(pool, row.id, messageId);
        return { command: { type: 'needs_answer', messageId, since } };
      },
    }),
  ];
}

function inTheFuture(field: string, value: string): number {
  const at = Date.parse(value);
  if (at <= Date.now()) throw invalid(field, 'must be in the future');
  return at;
}
