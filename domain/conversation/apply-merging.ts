/** The part of the fold that is about merged conversations. */
import type { Commitment } from '../sla.ts';
import type { ConversationEvent } from './events.ts';
import {
  answered,
  overtaken,
  trimUnknown,
  without,
  type Actor,
  type Conversation,
  type Elsewhere,
} from './state.ts';

type Merging = Extract<
  ConversationEvent,
  { type: 'merged' | 'unmerged' | 'thread_joined' | 'thread_left' | `joined_${string}` }
>;

export function applyMerging(
  conversation: Conversation,
  event: Merging,
  at: number,
  actor: Actor,
): Conversation {
  switch (event.type) {
    case 'merged':
      return {
        ...without(conversation, 'assignedTo', 'claimId', 'waitingSince', 'preferredAgentId'),
        mergedInto: event.into,
      };
    case 'unmerged':
      return {
        ...without(conversation, 'mergedInto'),
        unanswered: event.unanswered,
        ...(event.missed ? { missed: [...(conversation.missed ?? []), ...event.missed] } : {}),
      };
    case 'thread_joined':
      return joined(conversation, event.thread, event.offer, at);
    case 'thread_left':
      return left(conversation, event.thread.conversationId, event.back.missed);
    default:
      return heard(onThread(conversation, event, at, actor), event.of, at);
  }
}

const asCustomerWrote = (conversation: Conversation): Conversation =>
  overtaken(conversation, 'customer_wrote');

function joined(
  conversation: Conversation,
  thread: Elsewhere,
  { unanswered, replies, missed = [] }: Extract<Merging, { type: 'thread_joined' }>['offer'],
  at: number,
): Conversation {
  const of = thread.conversationId;
  return {
    ...conversation,
    joined: [...(conversation.joined ?? []), { ...thread, heardAt: at }],
    unanswered: [
      ...conversation.unanswered,
      ...unanswered.map(({ messageId, since }) => ({ messageId, since, of })),
    ].sort((a, b) => a.since - b.since),
    elsewhere: [...(conversation.elsewhere ?? []), ...replies.map((reply) => ({ ...reply, of }))],
    missed: [...(conversation.missed ?? []), ...missed.map((it) => ({ ...it, of }))],
  };
}

/** @param missed goes with it */
function left(
  conversation: Conversation,
  of: string,
  missed: readonly Commitment[] = [],
): Conversation {
  const isGone = ({ id }: Commitment) => missed.some((it) => it.id === id);
  return {
    ...conversation,
    joined: (conversation.joined ?? []).filter((it) => it.conversationId !== of),
    elsewhere: (conversation.elsewhere ?? []).filter((it) => it.of !== of),
    unanswered: conversation.unanswered.filter((it) => it.of !== of),
    commitments: conversation.commitments.filter((it) => !isGone(it)),
    missed: (conversation.missed ?? []).filter((it) => it.of !== of),
  };
}

const heard = (conversation: Conversation, of: string, at: number): Conversation => ({
  ...conversation,
  joined: (conversation.joined ?? []).map((it) =>
    it.conversationId === of ? { ...it, heardAt: Math.max(it.heardAt, at) } : it,
  ),
});

function onThread(
  conversation: Conversation,
  event: Extract<Merging, { type: `joined_${string}` }>,
  at: number,
  actor: Actor,
): Conversation {
  const { messageId, of } = event;
  const others = (conversation.elsewhere ?? []).filter((it) => it.messageId !== messageId);
  switch (event.type) {
    case 'joined_message_received':
      return {
        ...asCustomerWrote(conversation),
        lastMessageAt: at,
        unread: conversation.unread + 1,
      };
    case 'joined_reply_queued': {
      const { submittedAt, isHuman } = event;
      return {
        ...overtaken(conversation, 'other_reply', actor.id),
        lastMessageAt: at,
        elsewhere: [...others, { of, messageId, submittedAt, isHuman, status: 'queued' }],
      };
    }
    case 'joined_reply_sent': {
      const isHuman = (conversation.elsewhere ?? []).some(
        (it) => it.messageId === messageId && it.isHuman,
      );
      const after = {
        ...conversation,
        elsewhere: others,
        lastReplyAt: Math.max(conversation.lastReplyAt ?? 0, event.submittedAt),
      };
      return isHuman ? answered(after, event.submittedAt) : after;
    }
    case 'joined_reply_ended': {
      const reply = (conversation.elsewhere ?? []).find((it) => it.messageId === messageId);
      return {
        ...conversation,
        elsewhere:
          event.isUnknown && reply
            ? trimUnknown([...others, { ...reply, status: 'unknown' }])
            : others,
      };
    }
    case 'joined_answered':
      return {
        ...overtaken(answered(conversation, at, event.answersUntil), 'other_reply'),
        lastMessageAt: at,
        lastReplyAt: Math.max(conversation.lastReplyAt ?? 0, event.answersUntil),
      };
  }
}
