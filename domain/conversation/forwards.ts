/** What a conversation tells another that it is merged into, or that is merged into it (docs/decisions, 0015). Ids only. */
import type { Commitment } from '../sla.ts';
import type { ConversationEvent, Recorded } from './events.ts';
import type { Actor, Conversation, Elsewhere, ReplyElsewhere, Unanswered } from './state.ts';

/** What is open where it comes from. */
export interface JoinOffer {
  unanswered: Unanswered[];
  replies: Omit<ReplyElsewhere, 'of'>[];
  commitments: Commitment[];
  /** Promises that were missed and are owed. */
  missed?: Commitment[];
}

/** What is the thread's own when it leaves. */
export interface HandedOver {
  /** Up to when the survivor had heard of it. */
  heardAt: number;
  unanswered: Unanswered[];
  commitment?: Commitment;
  /** Missed while it was merged, and owed. */
  missed?: Commitment[];
}

export type Forward = { from: Elsewhere } & (
  | { is: 'offered'; into: string; offer: JoinOffer }
  | { is: 'wrote'; messageId: string; needsAnswer: boolean; platformAt?: number }
  | {
      is: 'replying';
      messageId: string;
      by: Actor;
      submittedAt: number;
      isHuman: boolean;
      andWait?: boolean;
    }
  | { is: 'replied'; messageId: string }
  | { is: 'not_replied'; messageId: string; isUnknown: boolean }
  | { is: 'answered'; messageId: string; at: number; until: number }
  /** From the survivor. */
  | { is: 'refused' }
  | { is: 'went_on'; reason: 'customer_wrote' | 'other_reply'; by?: string }
  | { is: 'resolved' }
  | { is: 'closed'; heardAt: number }
  | { is: 'given_back'; back: HandedOver }
);

/** To which thread, and for what it was written: writing it twice is harmless. */
export interface Forwarded {
  to: Elsewhere;
  key: string;
  at: number;
  forward: Forward;
}

export const asElsewhere = ({
  id: conversationId,
  threadId,
  accountId,
  platform,
}: Conversation): Elsewhere => ({ conversationId, threadId, accountId, platform });

/** What others have to hear of these entries. @param conversation after them */
export function forwardsOf(conversation: Conversation, entries: readonly Recorded[]): Forwarded[] {
  const from = asElsewhere(conversation);
  let [survivor, merged] = before(conversation, entries);
  const forwards: Forwarded[] = [];
  for (const { event, at, actor, cause } of entries) {
    const tell = (to: Elsewhere, what: What) => {
      const key = `${conversation.id}/${cause}/${to.conversationId}`;
      forwards.push({ to, key, at, forward: { from, ...what } });
    };
    if (event.type === 'merged') survivor = event.into;
    const fact = survivor && factOf(event, at, actor, conversation);
    if (survivor && fact) tell(survivor, fact);
    if (event.type === 'unmerged') survivor = undefined;

    if (event.type === 'thread_joined') merged = [...merged, { ...event.thread, heardAt: at }];
    if (event.type === 'thread_refused') tell(event.thread, { is: 'refused' });
    if (event.type === 'thread_left') {
      tell(event.thread, { is: 'given_back', back: event.back });
      merged = merged.filter((it) => it.conversationId !== event.thread.conversationId);
    }
    const news = newsOf(event, actor);
    for (const { heardAt: _, ...to } of merged) {
      // Who told it knows.
      const isTeller = 'of' in event && event.of === to.conversationId;
      if (news && !isTeller) tell(to, { is: 'went_on', ...news });
    }
    if (event.type !== 'status_changed') continue;
    for (const { heardAt, ...to } of merged) {
      const now = conversation.joined?.find((it) => it.conversationId === to.conversationId);
      if (event.to === 'resolved') tell(to, { is: 'resolved' });
      if (event.to === 'closed') tell(to, { is: 'closed', heardAt: now?.heardAt ?? heardAt });
    }
  }
  return forwards;
}

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
type What = Without<Forward, 'from'>;

/** For what waits on the other threads of a merged conversation (design.md, rule 10). */
function newsOf(event: ConversationEvent, actor: Actor): News | undefined {
  switch (event.type) {
    case 'message_received':
    case 'joined_message_received':
      return { reason: 'customer_wrote' };
    case 'external_reply_seen':
    case 'joined_answered':
      return { reason: 'other_reply' };
    case 'reply_queued':
      return event.sendAt === undefined ? otherReply(actor) : undefined;
    case 'joined_reply_queued':
      return otherReply(actor);
    default:
      return undefined;
  }
}

interface News {
  reason: 'customer_wrote' | 'other_reply';
  by?: string;
}

const otherReply = ({ id }: Actor): News => ({
  reason: 'other_reply',
  ...(id === undefined ? {} : { by: id }),
});

/** As it was before these entries. */
function before(
  { mergedInto, joined = [] }: Conversation,
  entries: readonly Recorded[],
): [Elsewhere | undefined, (Elsewhere & { heardAt: number })[]] {
  let survivor = mergedInto;
  let merged = joined;
  for (const { event } of entries.toReversed()) {
    if (event.type === 'merged') survivor = undefined;
    if (event.type === 'unmerged') survivor = event.from;
    if (event.type === 'thread_left') {
      merged = [...merged, { ...event.thread, heardAt: event.back.heardAt }];
    }
    if (event.type === 'thread_joined') {
      merged = merged.filter((it) => it.conversationId !== event.thread.conversationId);
    }
  }
  return [survivor, merged];
}

/** What the survivor has to hear of an event of ours. */
function factOf(
  event: ConversationEvent,
  at: number,
  actor: Actor,
  { id, outbox }: Conversation,
): What | undefined {
  const written = (messageId: string) => outbox.find((it) => it.messageId === messageId);
  switch (event.type) {
    case 'merged':
      return { is: 'offered', into: event.into.conversationId, offer: event.offer };
    case 'message_received': {
      const { messageId, needsAnswer, platformAt } = event;
      const when = platformAt === undefined ? {} : { platformAt };
      return { is: 'wrote', messageId, needsAnswer, ...when };
    }
    case 'reply_queued': {
      if (event.sendAt !== undefined) return undefined;
      const { messageId, isHuman, andWait } = event;
      const waits = andWait ? { andWait } : {};
      return { is: 'replying', messageId, by: actor, submittedAt: at, isHuman, ...waits };
    }
    case 'reply_due':
    case 'reply_released': {
      const { by, isHuman = true } = written(event.messageId) ?? {};
      const { messageId } = event;
      const waits = event.type === 'reply_due' && event.andWait ? { andWait: true } : {};
      return { is: 'replying', messageId, by: by ?? actor, submittedAt: at, isHuman, ...waits };
    }
    case 'reply_sent':
      return { is: 'replied', messageId: event.messageId };
    case 'reply_unknown':
    case 'reply_failed':
    case 'reply_held':
    case 'reply_cancelled': {
      const isUnknown = event.type === 'reply_unknown';
      return { is: 'not_replied', messageId: event.messageId, isUnknown };
    }
    case 'external_reply_seen':
      return { is: 'answered', messageId: event.messageId, at, until: event.answersUntil };
    case 'moved_to_private':
      return id === event.privateConversationId
        ? undefined
        : { is: 'answered', messageId: event.messageId, at, until: at };
    default:
      return undefined;
  }
}
