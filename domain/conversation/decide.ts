import type { Calendar } from '../sla.ts';
import { onProposal, settleAutomatic } from './automatic.ts';
import { onAgentGone, onClaimed, onRelax } from './assignment.ts';
import { onCommand, refusalOf } from './commands.ts';
import { onDue } from './deadlines.ts';
import type { Recorded } from './events.ts';
import { onInbound } from './inbound.ts';
import type { CommandOutcome, Item } from './items.ts';
import { onAttempted } from './replies.ts';
import type { Conversation } from './state.ts';
import { beginTurn, type Turn } from './turn.ts';

/** What one item comes to. */
export interface Decision {
  conversation: Conversation;
  recorded: Recorded[];
  /** For a command: its answer. */
  outcome?: CommandOutcome;
  /** For a claim that was not taken: to be given back. */
  declinedClaim?: string;
}

/**
 * The rules, in one place: pure, and the same answer for the same item however often it is asked.
 * @param underWay the reply whose attempt has begun and not ended
 */
export function decide(
  conversation: Conversation,
  item: Item,
  calendar: Calendar,
  underWay?: string,
): Decision {
  const turn = beginTurn(conversation, item.key, item.at, calendar);
  const answered = answer(turn, item, underWay);
  settleAutomatic(turn);
  return { ...answered, conversation: turn.conversation, recorded: turn.recorded };
}

function answer(
  turn: Turn,
  item: Item,
  underWay: string | undefined,
): Pick<Decision, 'outcome' | 'declinedClaim'> {
  switch (item.kind) {
    case 'inbound':
      onInbound(turn, item.inbound);
      return {};
    case 'command': {
      const refusal = refusalOf(turn.conversation, item.envelope, underWay);
      if (refusal) return { outcome: { status: 'refused', refusal } };
      const { command, actor } = item.envelope;
      if (command.type === 'answer') {
        const not = onProposal(turn, command, item.grounds, actor);
        return { outcome: not ? { status: 'refused', refusal: not } : done(turn, item) };
      }
      onCommand(turn, item.envelope);
      return { outcome: done(turn, item) };
    }
    case 'claimed':
      return onClaimed(turn, claimOf(item)) ? {} : { declinedClaim: item.claimId };
    case 'agent_gone':
      onAgentGone(turn, item.agentId);
      return {};
    case 'relax':
      onRelax(turn, item.to);
      return {};
    case 'attempted':
      onAttempted(turn, item);
      return {};
    case 'due':
      onDue(turn, item.due);
      return {};
  }
}

const claimOf = ({ claimId, agentId, why }: Extract<Item, { kind: 'claimed' }>) => ({
  claimId,
  agentId,
  why,
});

function done(turn: Turn, item: Extract<Item, { kind: 'command' }>): CommandOutcome {
  const { command } = item.envelope;
  return {
    status: 'done',
    conversationId: turn.conversation.id,
    ...('messageId' in command && command.messageId ? { messageId: command.messageId } : {}),
  };
}
