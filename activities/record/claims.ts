/** Who holds which open conversation: rows that follow what the workflow decided (design.md, rule 16). */
import type { Recorded } from '../../domain/conversation/events.ts';
import type { Conversation } from '../../domain/conversation/state.ts';
import { uuidFrom } from '../../runtime/ids.ts';
import type { Queryable } from '../../runtime/rows.ts';

/** The claim that the workflow accepted had run out meanwhile. */
export class ClaimLost extends Error {
  override name = 'ClaimLost';
  readonly claimId: string;
  constructor(claimId: string) {
    super(`claim ${claimId} has run out`);
    this.claimId = claimId;
  }
}

/** @throws ClaimLost when a claim is gone: the agent may hold something else by now */
export async function acceptClaims(
  db: Queryable,
  conversationId: string,
  entries: readonly Recorded[],
): Promise<void> {
  for (const { event } of entries) {
    if (event.type !== 'assigned' || event.claimId === undefined) continue;
    const { rowCount } = await db.query({
      name: 'accept-claim',
      text: `update claims set accepted_at = coalesce(accepted_at, now())
              where conversation_id = $1 and claim_id = $2`,
      values: [conversationId, event.claimId],
    });
    if (rowCount === 0) throw new ClaimLost(event.claimId);
  }
}

/** Only an open conversation counts as load, for the agent who has it. */
export async function syncClaims(
  db: Queryable,
  conversation: Conversation,
  entries: readonly Recorded[],
  declined: readonly string[],
): Promise<void> {
  if (declined.length > 0) {
    await db.query({
      name: 'decline-claims',
      text: 'delete from claims where claim_id = any($1::uuid[])',
      values: [declined],
    });
  }
  const { id, status, assignedTo } = conversation;
  const holder = status === 'open' ? assignedTo : undefined;
  const hasMoved = entries.some(({ event }) =>
    ['assigned', 'queued', 'transferred', 'status_changed', 'state_corrected'].includes(event.type),
  );
  if (!hasMoved) return;
  if (holder === undefined) {
    await db.query({
      name: 'release-claim',
      // One that the matcher made just now for a conversation that waits is not ours to end.
      text: `delete from claims where conversation_id = $1 and (accepted_at is not null or not $2::boolean)`,
      values: [id, conversation.waitingSince !== undefined],
    });
    return;
  }
  const byHand = entries.findLast(({ event }) => event.type === 'assigned' && event.isManual);
  if (!byHand) return;
  await db.query({
    name: 'claim-by-hand',
    text: `insert into claims (conversation_id, agent_id, claim_id, manual, accepted_at, why)
           values ($1, $2, $3, true, now(), 'by hand')
           on conflict (conversation_id) do update
             set agent_id = excluded.agent_id, claim_id = excluded.claim_id, manual = true,
                 claimed_at = now(), accepted_at = now(), why = excluded.why`,
    values: [id, holder, uuidFrom('claim', id, byHand.cause)],
  });
  await db.query({
    name: 'assigned-now',
    text: 'update agents set last_assigned_at = now() where id = $1',
    values: [holder],
  });
}
