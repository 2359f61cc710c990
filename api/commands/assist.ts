/** What agents make of what the assistant suggests and proposes. */
import type { Pool } from 'pg';
import { CareError, notFound } from '../../domain/errors.ts';
import type { Command } from '../../domain/conversation/items.ts';
import type { Skill } from '../../domain/matching.ts';
import type { Priority } from '../../domain/sla.ts';
import { assistNews, assistWorkflowType } from '../../workflows/contract.ts';
import type { Caller } from '../authenticate.ts';
import type { Parts } from '../parts.ts';
import { requireVisible } from '../visibility.ts';

/** What it finds comes as a change. @throws CareError temporarily_unavailable */
export async function askAssistant(
  { temporal, reachability, config }: Pick<Parts, 'temporal' | 'reachability' | 'config'>,
  conversationId: string,
): Promise<void> {
  await reachability.require();
  const news = assistNews(conversationId, config.temporal.taskQueuePrefix);
  await temporal.workflow.signalWithStart(assistWorkflowType, news);
}

export type Proposed = { id: string; conversationId: string } & (
  | { kind: 'tags'; value: string[] }
  | { kind: 'priority'; value: Priority }
  | { kind: 'skills'; value: Skill[] }
);

/** @throws CareError not_found; wrong_status where somebody has decided it */
export async function openProposal(pool: Pool, caller: Caller, id: string): Promise<Proposed> {
  const { rows } = await pool.query<Proposed & { status: string }>({
    name: 'find-proposal',
    text: `select id, conversation_id as "conversationId", kind, value, status from proposals where id = $1`,
    values: [id],
  });
  const [found] = rows;
  if (!found) throw notFound('proposal');
  await requireVisible(pool, caller, found.conversationId, 'proposal');
  if (found.status !== 'open') {
    throw new CareError('wrong_status', 'Somebody has decided that already.');
  }
  return found;
}

/** What accepting it asks of the conversation. */
export function commandOf(proposal: Proposed): Command {
  switch (proposal.kind) {
    case 'tags':
      return { type: 'tags', add: proposal.value, remove: [] };
    case 'priority':
      return { type: 'priority', priority: proposal.value };
    case 'skills':
      return { type: 'skills', skills: proposal.value };
  }
}

export async function decideProposal(
  pool: Pool,
  caller: Caller,
  { id, conversationId }: Proposed,
  status: 'accepted' | 'declined',
): Promise<void> {
  await pool.query({
    name: 'decide-proposal',
    text: `with decided as (
             update proposals set status = $2, decided_by = $3, decided_at = now() where id = $1 and status = 'open' returning id)
           insert into changes (kind, conversation_id) select 'assist', $4 from decided`,
    values: [id, status, caller.agentId ?? null, conversationId],
  });
}

/** @returns of which conversation. @throws CareError not_found */
export async function judgeSuggestion(
  pool: Pool,
  caller: Caller,
  id: string,
  verdict: 'helpful' | 'wrong',
): Promise<string> {
  const conversationId = await conversationOfSuggestion(pool, caller, id);
  await pool.query({
    name: 'judge-suggestion',
    text: `with judged as (
             update suggestions set verdict = $2, decided_by = $3, decided_at = now()
              where id = $1 and verdict is distinct from 'used' returning id)
           insert into changes (kind, conversation_id) select 'assist', $4 from judged`,
    values: [id, verdict, caller.agentId ?? null, conversationId],
  });
  return conversationId;
}

/** @throws CareError not_found */
async function conversationOfSuggestion(pool: Pool, caller: Caller, id: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'conversation-of-suggestion',
    text: `select r.conversation_id as id from suggestions s join suggestion_rounds r on r.id = s.round_id where s.id = $1`,
    values: [id],
  });
  const [found] = rows;
  if (!found) throw notFound('suggestion');
  await requireVisible(pool, caller, found.id, 'suggestion');
  return found.id;
}
