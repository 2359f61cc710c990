/** A macro's steps, one after the other, as the commands that they would be by hand. */
import type { Pool } from 'pg';
import { fillTemplate, type TemplateFacts } from '../../domain/templates.ts';
import { newId } from '../../runtime/ids.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';
import type { ConversationRow } from '../reads/conversation.ts';
import type { MacroStep } from '../schemas/macro.ts';
import { commandOf } from './actions.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { commandParts } from './parts.ts';
import { replyWish } from './reply.ts';
import { runCommand, type Ids, type Wish } from './run.ts';
import { openTarget } from './target.ts';

interface Asked {
  caller: Caller;
  idempotencyKey: string | undefined;
  ifMatch: number | undefined;
  conversationId: string;
  lastSeenMessageId: string | undefined;
}

/** Stops at the first that is not done. The same key finds what was done before, and goes on from there. */
export async function runMacro(
  parts: Parts,
  macro: { id: string; steps: readonly MacroStep[] },
  asked: Asked,
): Promise<({ type: string } & Outcome)[]> {
  const { caller, conversationId } = asked;
  const sender = commandParts(parts);
  const key = asked.idempotencyKey ?? newId();
  const outcomes: ({ type: string } & Outcome)[] = [];
  for (const [index, step] of macro.steps.entries()) {
    const isOver = outcomes.some(({ status }) => status !== 'done');
    if (isOver) {
      outcomes.push({ type: step.type, status: 'skipped' });
      continue;
    }
    // A macro that was changed meanwhile is another request: its steps are refused under the old key.
    const input = { caller, body: step, idempotencyKey: key };
    const scope = [`macro/${macro.id}/${String(index)}`, conversationId] as const;
    const outcome = await outcomeOf(() =>
      runCommand(sender, input, scope, async (ids) => {
        // Only the first step meets the version that the agent had before their eyes.
        const ifMatch = index === 0 ? asked.ifMatch : undefined;
        return wishOf(parts.pool, { ...asked, ifMatch }, step, ids);
      }),
    );
    outcomes.push({ type: step.type, ...outcome });
  }
  return outcomes;
}

async function wishOf(
  pool: Pool,
  asked: Asked,
  step: MacroStep,
  { messageId }: Ids,
): Promise<Wish> {
  const { caller, conversationId, ifMatch } = asked;
  // Whichever thread it goes out on, it speaks of the conversation that the agent has before them.
  const filled = async (row: ConversationRow, content: string) =>
    fillTemplate(content, await factsOf(pool, caller, { ...row, id: conversationId }));
  if (step.type === 'reply') {
    return replyWish(pool, caller, messageId, asked, async (row) => ({
      content: await filled(row, step.content),
      attachments: [],
    }));
  }
  const { target, row } = await openTarget(pool, caller, conversationId, ifMatch);
  if (step.type !== 'note') return { target, command: await commandOf(pool, caller, step) };
  const draft = { content: await filled(row, step.content), attachments: [] };
  return { target, draft, command: { type: 'note', messageId, mentions: [] } };
}

async function factsOf(pool: Pool, caller: Caller, row: ConversationRow): Promise<TemplateFacts> {
  const { rows } = await pool.query<{ account: string | null; agent: string | null }>(
    `select (select name from accounts where id = $1) as account, (select name from agents where id = $2) as agent`,
    [row.account_id, caller.agentId ?? null],
  );
  const [names] = rows;
  return {
    customerName: row.customer_name?.trim() || row.customer_handle || undefined,
    agentName: names?.agent ?? undefined,
    conversationId: row.id,
    accountName: names?.account ?? undefined,
  };
}
