/** What can be done about a reply that is on its way, or that nobody knows of. */
import { z } from 'zod';
import type { Command } from '../../domain/conversation/items.ts';
import { CareError } from '../../domain/errors.ts';
import { calledBackAnswer, messageAnswer } from '../commands/answer.ts';
import { commandParts } from '../commands/parts.ts';
import { runCommand, type Ids, type Wish } from '../commands/run.ts';
import { openTarget } from '../commands/target.ts';
import { operation, type Operation } from '../operation.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';
import { findMessage, type MessageRow } from '../reads/messages.ts';
import { byId } from '../schemas/common.ts';
import { Message } from '../schemas/message.ts';

interface Spec {
  name: string;
  summary: string;
  toWish: (row: MessageRow, ids: Ids, caller: Caller) => Omit<Wish, 'target'>;
}

export function messageCommands(parts: Parts): Operation[] {
  const { pool } = parts;
  const sender = commandParts(parts);
  const command = ({ name, summary, toWish }: Spec): Operation =>
    operation({
      method: 'post',
      path: `/messages/{messageId}/${name}`,
      id: `message_${name.replaceAll('-', '_')}`,
      summary,
      tag: 'Messages',
      permission: 'conversations.work',
      isCommand: true,
      mayBePending: true,
      params: byId('messageId'),
      body: z.strictObject({}),
      answer: Message,
      async handle(input) {
        const { messageId } = input.params;
        const ran = await runCommand(sender, input, [name, messageId], async (ids) => {
          const row = await findMessage(pool, input.caller, messageId);
          const { target } = await openTarget(
            pool,
            input.caller,
            row.conversation_id,
            input.ifMatch,
          );
          requireReply(row);
          return { target, ...toWish(row, ids, input.caller) };
        });
        return name === 'cancel'
          ? calledBackAnswer(pool, ran, messageId)
          : messageAnswer(pool, ran, messageId);
      },
    });
  const about = (type: 'cancel' | 'send_now' | 'check') => (row: MessageRow) => ({
    command: { type, messageId: row.id } satisfies Command,
  });
  return [
    command({
      name: 'cancel',
      summary: 'Call back a reply that waits to be sent; its words come back as `draft`',
      toWish: about('cancel'),
    }),
    command({
      name: 'send-now',
      summary: 'Let a reply go that waits for its time',
      toWish: about('send_now'),
    }),
    command({
      name: 'check',
      summary: 'Look again whether a reply of unknown outcome arrived',
      toWish: about('check'),
    }),
    command({
      name: 'send-again',
      summary: 'Let a held reply go; one that failed or is unknown, again as a new message',
      toWish: sendAgain,
    }),
  ];
}

function sendAgain(row: MessageRow, { messageId }: Ids, caller: Caller): Omit<Wish, 'target'> {
  if (row.delivery_status === 'held') return { command: { type: 'release', messageId: row.id } };
  if (row.delivery_status !== 'unknown' && row.delivery_status !== 'failed') {
    throw new CareError(
      'unknown_message',
      `The reply is ${row.delivery_status}: there is no need.`,
    );
  }
  return {
    draft: { content: row.content ?? '', attachments: row.attachments ?? [] },
    command: {
      type: 'reply',
      messageId,
      isHuman: caller.actor.type === 'agent',
      sendAgainOf: row.id,
    },
  };
}

function requireReply(row: MessageRow): void {
  if (row.direction === 'outbound') return;
  throw new CareError('unknown_message', 'It is no reply of ours.');
}
