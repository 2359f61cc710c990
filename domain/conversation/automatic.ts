/** What the assistant's proposals come to, and what ends them: people go on from there (docs/decisions, 0023). */
import type { AnswerSource, DraftEnd, HandOverReason } from './automatic-state.ts';
import type { Refusal } from './items.ts';
import { mayAnswerAutomatically, type AnswerGrounds, type AnswerProposal } from './may-answer.ts';
import { isByHand, waitingForRetry, type Actor, type Conversation } from './state.ts';
import { system, type Turn } from './turn.ts';

/** @param grounds absent: nobody looked anything up, and nothing is done */
export function onProposal(
  turn: Turn,
  { about, policyId, articleId, confidence }: AnswerProposal,
  grounds: AnswerGrounds | undefined,
  actor: Actor,
): Refusal | undefined {
  if (!grounds) return refuse('Nobody has looked up whether it may.');
  const proposal = { about, policyId, articleId, confidence };
  const verdict = mayAnswerAutomatically(turn.conversation, proposal, grounds);
  if (!verdict.may) {
    if (verdict.handOver) handOver(turn, verdict.handOver, actor);
    return refuse(verdict.because);
  }
  const { policy, articleVersion, messageId } = verdict;
  const source: AnswerSource = { policyId, topic: policy.topic, articleId, articleVersion, about };
  if (policy.mode === 'draft_for_approval') {
    turn.write({ type: 'draft_proposed', draftId: messageId, ...source }, actor);
  } else {
    turn.write(
      {
        ...{ type: 'reply_queued', messageId, isHuman: false, isForced: false },
        automatic: source,
        ...(grounds.counts && { counts: true }),
      },
      actor,
    );
  }
  return undefined;
}

const refuse = (message: string): Refusal => ({ code: 'not_for_assistant', message });

/** From now on nothing is answered automatically. What a customer's own words say outweighs that somebody had taken it. */
export function handOver(turn: Turn, reason: HandOverReason, actor: Actor = system): void {
  const { automatic } = turn.conversation;
  if (!automatic || (automatic.handedOver && automatic.handedOver !== 'person')) return;
  if (automatic.handedOver === reason) return;
  turn.write({ type: 'handed_over', reason }, actor);
  for (const { messageId, isAutomatic } of waitingForRetry(turn.conversation, turn.at)) {
    if (isAutomatic) turn.write({ type: 'reply_cancelled', messageId, reason: 'handed_over' });
  }
}

export const isWaitingDraft = ({ automatic }: Conversation, draftId: string): boolean =>
  automatic?.draft?.id === draftId;

/** A person does not want it, or it is not wanted any more. */
export const dropDraft = (turn: Turn, draftId: string, actor: Actor): void => {
  const reason = isByHand(actor) ? 'dismissed' : 'switched_off';
  turn.write({ type: 'draft_withdrawn', draftId, reason }, actor);
};

/** After each item: what people did hands over, and what went on takes a draft back. */
export function settleAutomatic(turn: Turn): void {
  const { automatic } = turn.conversation;
  if (!automatic) return;
  const { answers, touched, handedOver } = automatic;
  if (answers.length > 0 && touched && !handedOver) handOver(turn, 'person');
  const { draft } = automatic;
  const reason = draft && overtakenBy(turn);
  if (reason) turn.write({ type: 'draft_withdrawn', draftId: draft.id, reason });
}

function overtakenBy({ conversation, recorded }: Turn): DraftEnd | undefined {
  const { status, mergedInto, joined = [], automatic } = conversation;
  const has = (...types: string[]) => recorded.some(({ event }) => types.includes(event.type));
  if (status === 'closed' || status === 'resolved') return status;
  if (mergedInto || joined.length > 0) return 'merged';
  if (has('message_received')) return 'customer_wrote';
  if (has('reply_queued', 'external_reply_seen', 'moved_to_private')) return 'other_reply';
  return automatic?.handedOver && automatic.handedOver !== 'person' ? 'handed_over' : undefined;
}
