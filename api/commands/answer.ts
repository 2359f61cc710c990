/** What a command is answered with: the fresh object, or where to ask for its outcome. */
import type { Pool } from 'pg';
import type { Caller } from '../authenticate.ts';
import type { Answer } from '../operation.ts';
import { readConversation, toConversation } from '../reads/conversation.ts';
import { findParts, readMessage, toMessage } from '../reads/messages.ts';
import type { ConversationJson } from '../schemas/conversation.ts';
import type { MessageJson } from '../schemas/message.ts';
import type { Done, Ran } from './run.ts';

export async function conversationAnswer(
  pool: Pool,
  caller: Pick<Caller, 'agentId'>,
  ran: Ran,
): Promise<Answer<ConversationJson>> {
  if (ran.status === 'unknown') return pending(ran.commandId);
  // Whoever has just handed it to another team is told so, though they may not look at it again.
  const row = await readConversation(pool, caller, ran.conversationId);
  return { body: toConversation(row), version: row.version };
}

/** @param messageId when the command is about a message that was there before */
export async function messageAnswer(
  pool: Pool,
  ran: Ran,
  messageId?: string,
): Promise<Answer<MessageJson>> {
  if (ran.status === 'unknown') return pending(ran.commandId);
  return { body: toMessage(await readMessage(pool, idIn(ran, messageId))) };
}

/** What was called back comes with all its words, so that they can be written on. */
export async function calledBackAnswer(
  pool: Pool,
  ran: Ran,
  messageId: string,
): Promise<Answer<MessageJson>> {
  if (ran.status === 'unknown') return pending(ran.commandId);
  const parts = (await findParts(pool, messageId)).map(toMessage);
  const [first] = parts;
  if (!first) throw new Error('a reply that was called back is there');
  const called = parts.filter(({ deliveryStatus }) => deliveryStatus === 'cancelled');
  const words = called.flatMap(({ content }) => (content === '' ? [] : [content]));
  const attachments = called.flatMap((part) => part.attachments);
  return { body: { ...first, draft: { content: words.join('\n'), attachments } } };
}

function idIn(done: Done, messageId: string | undefined): string {
  const id = done.messageId ?? messageId;
  if (id === undefined)
    throw new Error('a command that writes a message has its id in its outcome');
  return id;
}

/** The body is of another shape than the operation's answer: documented as its 202 (openapi.ts). */
const pending = (commandId: string): Answer<never> => ({
  status: 202,
  headers: { location: `/api/v1/commands/${commandId}` },
  pending: { status: 'unknown', commandId },
});
