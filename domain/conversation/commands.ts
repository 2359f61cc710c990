/** What agents ask for: refused with a reason, or done. */
import { assignByHand, unassign } from './assignment.ts';
import { dropDraft, handOver, isWaitingDraft } from './automatic.ts';
import { refusalOfAssistant } from './by-assistant.ts';
import { meetResponses, redate } from './clocks.ts';
import { onNeedsAnswer } from './inbound.ts';
import type { Command, CommandEnvelope, Refusal, RefusalCode } from './items.ts';
import { callBack, holdScheduled, mayGoNow, refusalToSchedule, sendNow } from './later.ts';
import { letGo } from './joined.ts';
import { mergeInto, refusalOfMerged } from './merged.ts';
import { find, holdOvertaken } from './replies.ts';
import { becomeClosed, becomeOpen, becomeResolved, becomeWaiting } from './status.ts';
import {
  firstInLine,
  isReplyingElsewhere,
  uncovered,
  waitsUntil,
  type Actor,
  type Conversation,
  type Status,
} from './state.ts';
import { changeTier } from './tier.ts';
import type { Turn } from './turn.ts';

const refuse = (code: RefusalCode, message: string, more: Partial<Refusal> = {}): Refusal => ({
  code,
  message,
  ...more,
});

/** Why this command can't be done now, or undefined. Asked by the validator and again when its turn comes. */
export function refusalOf(
  conversation: Conversation,
  { conversationId, command, actor, at }: CommandEnvelope,
  underWay?: string,
): Refusal | undefined {
  if (command.type === 'start') {
    if (conversation.status === 'closed') {
      return refuse('conversation_closed', 'The last one is being closed: try again in a moment.');
    }
    return refuse('conversation_exists', 'A conversation with this customer is open already.', {
      conversationId: conversation.id,
    });
  }
  if (conversationId !== conversation.id) {
    return refuse('conversation_mismatch', 'This thread has another conversation now.');
  }
  if (conversation.status === 'closed') {
    return refuse('conversation_closed', 'The conversation is closed; start a new one.');
  }
  const merged = refusalOfMerged(conversation, command);
  if (merged) return merged;
  if (actor.type === 'assistant') {
    const notForIt = refusalOfAssistant(conversation, command);
    if (notForIt) return notForIt;
  }
  const allowed = allowedFrom[command.type];
  if (allowed && !allowed.includes(conversation.status)) {
    return refuse(
      'wrong_status',
      `A conversation that is ${conversation.status} can't be changed by "${command.type}".`,
    );
  }
  return refusalOfContent(conversation, command, actor, at, underWay);
}

const allowedFrom: Partial<Record<Command['type'], readonly Status[]>> = {
  snooze: ['open', 'pending', 'snoozed'],
  pending: ['open', 'snoozed'],
  tier: ['open', 'pending', 'snoozed'],
  resolve: ['open', 'pending', 'snoozed'],
  reopen: ['pending', 'snoozed', 'resolved'],
  close: ['resolved'],
};

function refusalOfContent(
  conversation: Conversation,
  command: Command,
  actor: Actor,
  at: number,
  underWay: string | undefined,
): Refusal | undefined {
  switch (command.type) {
    case 'reply':
      return (
        refusalOfDraft(conversation, command.draftId) ??
        refusalToSchedule(conversation, command) ??
        (command.isForced ? undefined : staleness(conversation, command, actor))
      );
    case 'resolve':
      return command.reason === undefined && uncovered(conversation).length > 0
        ? refuse('reason_required', 'The customer has no answer yet: say why none is needed.')
        : undefined;
    case 'cancel': {
      const outbound = find(conversation, command.messageId);
      if (!outbound || outbound.status === 'unknown') {
        return refuse('unknown_message', 'No reply of that id waits to be sent.');
      }
      // By the clock of who asked its attempt may not have begun yet.
      return command.messageId === underWay || isUnderWay(conversation, command.messageId, at)
        ? refuse('already_sending', 'The reply is being sent right now.')
        : undefined;
    }
    case 'send_now': {
      const outbound = find(conversation, command.messageId);
      return outbound && mayGoNow(outbound, at)
        ? undefined
        : refuse('unknown_message', 'No reply of that id waits for its time.');
    }
    case 'merge':
      return (conversation.joined ?? []).length > 0
        ? refuse('wrong_status', 'Others are merged into it: merge the other way round.')
        : undefined;
    case 'unmerge':
      return conversation.joined?.some((it) => it.conversationId === command.conversationId)
        ? undefined
        : refuse('nothing_to_do', 'That conversation is not merged into this one.');
    case 'close':
      return firstInLine(conversation) || isReplyingElsewhere(conversation)
        ? refuse('already_sending', 'A reply is still on its way: wait for it or cancel it.')
        : undefined;
    case 'erase':
      return underWay === undefined
        ? undefined
        : refuse('already_sending', 'A reply is being sent right now: its answer comes first.');
    case 'release':
      return find(conversation, command.messageId)?.status === 'held'
        ? undefined
        : refuse('unknown_message', 'No reply of that id is held.');
    case 'drop_draft':
      return refusalOfDraft(conversation, command.draftId);
    case 'answer':
    case 'hand_over':
      return actor.type === 'assistant'
        ? undefined
        : refuse('not_for_assistant', 'Only the assistant asks for that.');
    case 'check':
      return find(conversation, command.messageId)?.status === 'unknown'
        ? undefined
        : refuse('unknown_message', 'The outcome of that reply is not in doubt.');
    default:
      return undefined;
  }
}

/** Whoever approves it has seen it: it must be what waits now. */
const refusalOfDraft = (
  conversation: Conversation,
  draftId: string | undefined,
): Refusal | undefined =>
  draftId === undefined || isWaitingDraft(conversation, draftId)
    ? undefined
    : refuse('overtaken', 'The conversation went on: that draft is not wanted any more.');

/** The first in line without a wait is at the platform's door: it can't be called back. */
const isUnderWay = (conversation: Conversation, messageId: string, at: number): boolean => {
  const first = firstInLine(conversation);
  return first?.messageId === messageId && (waitsUntil(first) ?? 0) <= at;
};

/** Something came in, or somebody else answered, after what the agent had before their eyes. */
function staleness(
  conversation: Conversation,
  command: Extract<Command, { type: 'reply' }>,
  actor: Actor,
): Refusal | undefined {
  const { lastSeenMessageId } = command;
  if (lastSeenMessageId === undefined) return undefined;
  const seen = conversation.recent.findLastIndex(
    ({ messageId }) => messageId === lastSeenMessageId,
  );
  const news = conversation.recent
    .slice(seen + 1)
    .filter(
      ({ direction, by }) =>
        direction === 'inbound' || (direction === 'outbound' && by !== actor.id),
    );
  return news.length === 0 ? undefined : staleReply(news.map(({ messageId }) => messageId));
}

export const staleReply = (newMessageIds: string[]): Refusal =>
  refuse('stale_reply', 'The conversation went on while this was written.', { newMessageIds });

/** Does what `refusalOf` let pass. */
export function onCommand(turn: Turn, { command, actor }: CommandEnvelope): void {
  switch (command.type) {
    case 'start': // Opens a conversation (opening.ts); within one it was refused.
    case 'check': // The workflow asks the platform; nothing changes by asking.
    case 'answer': // By what was looked up for it (decide.ts).
      return;
    case 'hand_over':
      return handOver(turn, command.reason, actor);
    case 'drop_draft':
      return dropDraft(turn, command.draftId, actor);
    case 'reply':
      return reply(turn, command, actor);
    case 'moved': {
      const { privateConversationId, messageId } = command;
      turn.write({ type: 'moved_to_private', privateConversationId, messageId }, actor);
      return meetResponses(turn, { at: turn.at, until: turn.at, messageId });
    }
    case 'note':
      return turn.write(
        { type: 'note_added', messageId: command.messageId, mentions: command.mentions },
        actor,
      );
    case 'assign':
      if (command.agentId === null) return unassign(turn, 'taken from its agent', actor);
      return assignByHand(turn, command.agentId, 'assigned by hand', actor);
    case 'transfer':
      return transfer(turn, command, actor);
    case 'priority':
      if (command.priority === turn.conversation.priority) return;
      turn.write(
        {
          type: 'priority_changed',
          from: turn.conversation.priority,
          to: command.priority,
          reason: actor.type === 'assistant' ? (command.why ?? 'assistant') : 'by_hand',
        },
        actor,
      );
      return redate(turn, `priority ${command.priority}`);
    case 'tier':
      return changeTier(turn, command, actor);
    case 'tags':
      return changeTags(turn, command, actor);
    case 'skills':
      return turn.write({ type: 'skills_changed', skills: command.skills }, actor);
    case 'snooze':
      return becomeWaiting(turn, 'snoozed', {
        reason: 'by_hand',
        actor,
        ...(command.until === undefined ? {} : { until: command.until }),
      });
    case 'pending':
      return becomeWaiting(turn, 'pending', { reason: 'by_hand', actor });
    case 'resolve':
      becomeResolved(turn, { reason: command.reason ?? 'answered', actor });
      holdScheduled(turn, 'resolved');
      return holdOvertaken(turn, 'resolved');
    case 'reopen':
      return becomeOpen(turn, { reason: 'by_hand', actor });
    case 'close':
      return becomeClosed(turn, { reason: 'by_hand', actor });
    case 'erase':
      return becomeClosed(turn, { reason: 'erased', actor });
    case 'read':
      if (turn.conversation.unread > 0) turn.write({ type: 'read' }, actor);
      return;
    case 'needs_answer':
      return onNeedsAnswer(turn, command.messageId, command.since, actor);
    case 'cancel':
      return callBack(turn, command.messageId, actor);
    case 'send_now':
      return sendNow(turn, command.messageId, actor);
    case 'merge':
      return mergeInto(turn, command.into, actor);
    case 'unmerge':
      return letGo(turn, command.conversationId, actor);
    case 'release':
      return turn.write({ type: 'reply_released', messageId: command.messageId }, actor);
  }
}

export function reply(
  turn: Turn,
  command: Pick<
    Extract<Command, { type: 'reply' }>,
    | 'messageId'
    | 'following'
    | 'privateReplyTo'
    | 'isHuman'
    | 'isForced'
    | 'andWait'
    | 'sendAgainOf'
    | 'undoMs'
    | 'sendAt'
    | 'draftId'
  >,
  actor: Actor,
): void {
  const { messageId: of, following = [], privateReplyTo, undoMs, sendAt } = command;
  const isLater = sendAt !== undefined;
  const { mergedInto } = turn.conversation;
  if (!isLater) holdOvertaken(turn, 'other_reply', actor.id);
  const ids = [of, ...following];
  for (const [index, messageId] of ids.entries()) {
    turn.write(
      {
        type: 'reply_queued',
        messageId,
        isHuman: command.isHuman,
        isForced: command.isForced ?? false,
        ...(command.sendAgainOf ? { sendAgainOf: command.sendAgainOf } : {}),
        ...(command.draftId ? { draftId: command.draftId } : {}),
        // Through the comment goes one message: what follows needs the customer's answer.
        ...(privateReplyTo !== undefined && index === 0 ? { privateReplyTo } : {}),
        ...(following.length > 0 ? { part: { of, number: index + 1, count: ids.length } } : {}),
        ...(undoMs ? { undoUntil: turn.at + undoMs } : {}),
        ...(isLater ? { sendAt } : {}),
        ...(command.andWait && (isLater || mergedInto) ? { andWait: true } : {}),
      },
      actor,
    );
  }
  const { status, waitingSince } = turn.conversation;
  const isFree = status === 'open' && waitingSince !== undefined;
  if (isFree && actor.type === 'agent' && actor.id) {
    assignByHand(turn, actor.id, 'took it by answering', actor);
  }
  if (status === 'resolved') {
    becomeWaiting(turn, 'pending', { reason: isLater ? 'reply_scheduled' : 'replied', actor });
  } else if (status === 'open' && command.andWait && !isLater) {
    becomeWaiting(turn, 'pending', { reason: 'replied_and_waits', actor });
  }
}

function transfer(turn: Turn, command: Extract<Command, { type: 'transfer' }>, actor: Actor): void {
  turn.write(
    {
      type: 'transferred',
      teamId: command.teamId,
      why: `to ${command.teamName}`,
      ...(command.messageId ? { messageId: command.messageId } : {}),
      ...(command.policy ? { policy: command.policy } : {}),
    },
    actor,
  );
  turn.write({ type: 'queued', why: `transferred to ${command.teamName}` }, actor);
  if (command.policy) redate(turn, `team ${command.teamName}`);
}

function changeTags(turn: Turn, command: { add: string[]; remove: string[] }, actor: Actor): void {
  const before = turn.conversation.tags;
  const tags = [...new Set([...before, ...command.add])]
    .filter((tag) => !command.remove.includes(tag))
    .sort();
  if (tags.join('\n') === [...before].sort().join('\n')) return;
  turn.write({ type: 'tags_changed', tags }, actor);
}
