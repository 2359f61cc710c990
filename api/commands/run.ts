/** From a request to a command of a conversation's workflow and back (design.md, rule 7). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Command, CommandEnvelope, CommandOutcome } from '../../domain/conversation/items.ts';
import { CareError } from '../../domain/errors.ts';
import { newId, uuidFrom } from '../../runtime/ids.ts';
import type { Caller } from '../authenticate.ts';
import { digest, keyReused } from '../idempotency.ts';
import type { Input } from '../operation.ts';
import { requireVisible } from '../visibility.ts';
import { storeDraft, type Draft } from './drafts.ts';
import { refused } from './refused.ts';
import { sendCommand, type Sender, type Sent } from './send.ts';
import { storedOutcome, type Target } from './target.ts';

export interface CommandParts extends Sender {
  pool: Pool;
}

/** What a request comes to, looked up and checked. */
export interface Wish {
  target: Target;
  command: Command;
  /** For commands that say something. */
  draft?: Draft;
  /** What is said in the messages after the first, by their ids. */
  following?: readonly (Draft & { messageId: string })[];
  /** The thread may have no workflow yet. */
  isStart?: boolean;
}

/** The names that a command's ids derive from: the same request gives the same ones. */
export interface Ids {
  commandId: string;
  /** Of the message that the command writes. */
  messageId: string;
}

export type Done = Extract<CommandOutcome, { status: 'done' }>;
export type Ran = Done | { status: 'unknown'; commandId: string };

type CommandInput = Pick<Input<unknown, unknown, unknown>, 'body' | 'caller' | 'idempotencyKey'>;

/**
 * @param scope what the key is unique in: the operation and what it is about
 * @param prepare checks the request; not asked when the command was done before
 * @throws CareError when it is refused
 */
export async function runCommand(
  parts: CommandParts,
  input: CommandInput,
  scope: readonly [operation: string, id: string],
  prepare: (ids: Ids) => Promise<Wish>,
): Promise<Ran> {
  const { caller, idempotencyKey } = input;
  const commandId = uuidFrom('command', caller.key, ...scope, idempotencyKey ?? newId());
  const messageId = uuidFrom('outbound', commandId);
  const bodyHash = digest(input.body ?? {});
  if (idempotencyKey !== undefined) {
    const stored = await outcomeBefore(parts.pool, commandId, bodyHash);
    if (stored?.status === 'done') {
      await requireVisible(parts.pool, caller, stored.conversationId, 'conversation');
    }
    if (stored) return settled(parts, stored, commandId);
  }
  const wish = await prepare({ commandId, messageId });
  if (wish.draft) await storeDraft(parts.pool, messageId, wish.draft);
  for (const part of wish.following ?? []) await storeDraft(parts.pool, part.messageId, part);
  const envelope = envelopeOf(caller, wish, commandId, bodyHash);
  const sent = wish.isStart
    ? await sendStart(parts, wish.target, envelope)
    : await send(parts, wish.target, envelope);
  // Two requests with one key at the same time: the one that came first has decided.
  if (idempotencyKey !== undefined && sent.status === 'done') {
    await outcomeBefore(parts.pool, commandId, bodyHash);
  }
  return settled(parts, sent, commandId);
}

const envelopeOf = (
  { actor }: Caller,
  { target, command }: Wish,
  commandId: string,
  bodyHash: string,
): CommandEnvelope => ({
  commandId,
  conversationId: target.conversationId,
  actor,
  at: Date.now(),
  bodyHash,
  command,
});

async function outcomeBefore(
  pool: Pool,
  commandId: string,
  bodyHash: string,
): Promise<CommandOutcome | undefined> {
  const stored = await storedOutcome(pool, commandId);
  if (stored && stored.bodyHash !== bodyHash) throw keyReused();
  return stored?.outcome;
}

/** A workflow that Temporal lost is started again with the command, unless the conversation is closed. */
async function send(parts: CommandParts, target: Target, envelope: CommandEnvelope): Promise<Sent> {
  const sent = await sendCommand(parts, target, envelope, false);
  if (sent.status !== 'lost') return sent;
  const { rows } = await parts.pool.query<{ status: string }>(
    'select status from conversations where id = $1',
    [target.conversationId],
  );
  if (rows[0]?.status === 'closed') return { status: 'refused', refusal: closed };
  return sendCommand(parts, target, envelope, true);
}

/** A workflow that has just closed its conversation may still be there, and refuse: it is gone in a moment. */
async function sendStart(
  parts: CommandParts,
  target: Target,
  envelope: CommandEnvelope,
): Promise<Sent> {
  for (let tries = 1; ; tries += 1) {
    const sent = await sendCommand(parts, target, envelope, true);
    if (sent.status !== 'refused' || tries >= startTries) return sent;
    const { rowCount } = await parts.pool.query(
      `select 1 from conversations where thread_id = $1 and status <> 'closed'`,
      [target.threadId],
    );
    if (rowCount !== 0) return sent;
    await sleep(startPauseMs);
  }
}

const startTries = 10;
const startPauseMs = 200;

const closed = {
  code: 'conversation_closed',
  message: 'The conversation is closed; start a new one.',
} as const;

async function settled(parts: CommandParts, sent: Sent, commandId: string): Promise<Ran> {
  switch (sent.status) {
    case 'done':
      return sent;
    case 'refused':
      throw await refused(parts.pool, sent.refusal);
    case 'unknown':
      return { status: 'unknown', commandId };
    case 'lost':
      throw new CareError(
        'temporarily_unavailable',
        'The conversation is being moved; try again.',
        {
          retryAfterSeconds: 1,
        },
      );
  }
}
