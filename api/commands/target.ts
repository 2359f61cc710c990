import type { Pool } from 'pg';
import type { CommandOutcome } from '../../domain/conversation/items.ts';
import { CareError } from '../../domain/errors.ts';
import { requireVersion } from '../etag.ts';
import type { Looker } from '../visibility.ts';
import { findConversation, type ConversationRow } from '../reads/conversation.ts';

/** Where a command goes: the workflow of the conversation's thread. */
export interface Target {
  conversationId: string;
  threadId: string;
  platform: string;
  accountId: string;
}

/** What an earlier call with the same key came to. */
export interface StoredOutcome {
  bodyHash: string;
  outcome: CommandOutcome;
}

export async function storedOutcome(
  pool: Pool,
  commandId: string,
): Promise<StoredOutcome | undefined> {
  const { rows } = await pool.query<{ body_hash: string; outcome: CommandOutcome }>({
    name: 'command-by-id',
    text: 'select body_hash, outcome from commands where id = $1',
    values: [commandId],
  });
  const [row] = rows;
  return row && { bodyHash: row.body_hash, outcome: row.outcome };
}

/**
 * The conversation a command is for, as the read model has it.
 * @throws CareError not_found, version_mismatch, or conversation_closed, which no workflow needs to be asked for
 */
export async function openTarget(
  pool: Pool,
  caller: Looker,
  conversationId: string,
  ifMatch: number | undefined,
): Promise<{ target: Target; row: ConversationRow }> {
  const row = await findConversation(pool, caller, conversationId);
  requireVersion(ifMatch, row.version);
  if (row.status === 'closed') {
    throw new CareError('conversation_closed', 'The conversation is closed; start a new one.');
  }
  return {
    row,
    target: {
      conversationId,
      threadId: row.thread_id,
      platform: row.platform,
      accountId: row.account_id,
    },
  };
}
