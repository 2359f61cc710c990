/** What can happen to a conversation. The log holds these; the state is their fold (apply.ts). */
import type { ModerationAction } from '../moderation.ts';
import type { Skill } from '../matching.ts';
import type { Commitment, CommitmentOutcome, Metric, Priority, SlaPolicy } from '../sla.ts';
import type { AnswerSource, DraftEnd, HandOverReason } from './automatic-state.ts';
import type { HandedOver, JoinOffer } from './forwards.ts';
import type {
  Actor,
  Conversation,
  Eligible,
  Elsewhere,
  HoldReason,
  Source,
  Status,
  Unanswered,
} from './state.ts';

/** A failure as an agent reads it. */
export interface Failure {
  code: string;
  message: string;
  platformCode?: string;
}

export interface Opened {
  type: 'opened';
  conversationId: string;
  threadId: string;
  platform: string;
  accountId: string;
  customerId: string;
  source: Source;
  previousConversationId?: string;
  teamId?: string;
  requiredSkills: Skill[];
  priority: Priority;
  tags: string[];
  policy: SlaPolicy;
  reopenWindowMs: number;
  holdAfterMs: number;
  /** Whose customer it is, by the CRM: has it first. */
  ownerId?: string;
  /** Why it went to this team. */
  why: string;
}

export type ConversationEvent =
  | Opened
  | {
      type: 'message_received';
      messageId: string;
      eventId: number;
      needsAnswer: boolean;
      platformAt?: number;
    }
  /** An edit, an unsend, a reaction, or hidden from the public: changes the message it is about. */
  | { type: 'message_changed'; change: 'edit' | 'unsend' | 'reaction' | 'hidden'; eventId: number }
  /** A reply sent outside Careline, seen as an echo. */
  | {
      type: 'external_reply_seen';
      messageId: string;
      eventId: number;
      platformAt?: number;
      /** It answers what we heard from the customer until then, ms. */
      answersUntil: number;
    }
  /** The customer blocked us, or came back. */
  | { type: 'contact_changed'; change: 'blocked' | 'unblocked'; eventId: number }
  | { type: 'needs_answer_marked'; messageId: string; since: number; of?: string }
  | {
      type: 'commitment_started';
      id: string;
      metric: Metric;
      startedAt: number;
      budgetMs: number;
      dueAt?: number;
      warnAt?: number;
    }
  | {
      type: 'commitment_redated';
      id: string;
      budgetMs: number;
      dueAt?: number;
      warnAt?: number;
      reason: string;
    }
  | { type: 'commitment_warned'; id: string; metric: Metric; dueAt: number }
  | {
      type: 'commitment_ended';
      id: string;
      metric: Metric;
      outcome: CommitmentOutcome;
      endedAt: number;
      reason?: string;
      messageId?: string;
    }
  | { type: 'queued'; why: string; preferredAgentId?: string }
  | { type: 'requirement_relaxed'; to: Eligible }
  | { type: 'assigned'; agentId: string; why: string; claimId?: string; isManual: boolean }
  | { type: 'transferred'; teamId: string; why: string; messageId?: string; policy?: SlaPolicy }
  /** By the CRM; what it promises holds from now on. */
  | { type: 'tier_changed'; tier: string; policy: SlaPolicy }
  | { type: 'priority_changed'; from: Priority; to: Priority; reason: string }
  | { type: 'tags_changed'; tags: string[] }
  | { type: 'skills_changed'; skills: Skill[] }
  | { type: 'note_added'; messageId: string; mentions: string[] }
  | {
      type: 'reply_queued';
      messageId: string;
      isHuman: boolean;
      isForced: boolean;
      sendAgainOf?: string;
      /** Of a reply in parts: the first one's id, and which this is, from 1. */
      part?: { of: string; number: number; count: number };
      privateReplyTo?: string;
      /** It may be called back until then. */
      undoUntil?: number;
      /** For later: it joins the line then. */
      sendAt?: number;
      andWait?: boolean;
      /** Nobody wrote it: the words of an article. */
      automatic?: AnswerSource;
      /** It meets the promises of an answer all the same. */
      counts?: true;
      /** Of the assistant's, which its agent approved. */
      draftId?: string;
    }
  /** What the assistant would answer waits for a person. */
  | ({ type: 'draft_proposed'; draftId: string } & AnswerSource)
  | { type: 'draft_withdrawn'; draftId: string; reason: DraftEnd }
  /** No automatic answers from here on. */
  | { type: 'handed_over'; reason: HandOverReason }
  /** The time of one for later has come, or its agent does not want to wait any longer. */
  | { type: 'reply_due'; messageId: string; andWait?: boolean }
  | {
      type: 'reply_retrying';
      messageId: string;
      attempt: number;
      retryAt: number;
      failure: Failure;
    }
  | {
      type: 'reply_sent';
      messageId: string;
      platformMessageId?: string;
      sentAt: number;
      /** Its place in the thread, where the platform told it. */
      platformAt?: number;
      /** The echo that proved it. */
      eventId?: number;
    }
  /** The author of a comment was answered in a direct message. */
  | { type: 'moved_to_private'; privateConversationId: string; messageId: string }
  | { type: 'reply_failed'; messageId: string; failure: Failure }
  /** Written beside the workflow: it shows how far messages came, and decides nothing (design.md, rule 4). */
  | { type: 'receipt_seen'; messageIds: string[]; status: 'delivered' | 'read'; eventId: number }
  /** Written beside the workflow too: what was done to a comment, or to who wrote it (docs/decisions, 0010). */
  | {
      type: 'moderated';
      moderationId: string;
      messageId: string;
      action: ModerationAction;
      outcome: 'done' | 'refused' | 'unknown';
      failure?: Failure;
    }
  | { type: 'reply_unknown'; messageId: string; failure: Failure }
  | { type: 'reply_held'; messageId: string; reason: HoldReason }
  | { type: 'reply_released'; messageId: string }
  | { type: 'reply_cancelled'; messageId: string; reason: string }
  | { type: 'escalated'; step: number; commitmentId: string; metric: Metric; teamId?: string }
  | {
      type: 'status_changed';
      from: Status;
      to: Status;
      reason: string;
      /** Snoozed until, or resolved and closing at. */
      until?: number;
    }
  | { type: 'read' }
  /** Another conversation of the same customer decides from now on: what is open is offered to it. */
  | { type: 'merged'; into: Elsewhere; offer: JoinOffer }
  /** It decides for itself again. */
  | {
      type: 'unmerged';
      from: Elsewhere;
      reason: UnmergeReason;
      unanswered: Unanswered[];
      /** Meanwhile, by the other. */
      missed?: Commitment[];
    }
  /** Another thread of the same customer: what came of it is decided here from now on. */
  | { type: 'thread_joined'; thread: Elsewhere; offer: JoinOffer }
  | { type: 'thread_refused'; thread: Elsewhere }
  | { type: 'thread_left'; thread: Elsewhere; back: HandedOver }
  /** The survivor's customer wrote, or somebody answered there: what waits here asks first. */
  | { type: 'overtaken_elsewhere'; reason: 'customer_wrote' | 'other_reply'; by?: string }
  /** What happened on a merged thread, and decides here. */
  | {
      type: 'joined_message_received';
      of: string;
      messageId: string;
      needsAnswer: boolean;
      platformAt?: number;
    }
  | {
      type: 'joined_reply_queued';
      of: string;
      messageId: string;
      submittedAt: number;
      isHuman: boolean;
    }
  | { type: 'joined_reply_sent'; of: string; messageId: string; submittedAt: number }
  | { type: 'joined_reply_ended'; of: string; messageId: string; isUnknown: boolean }
  | { type: 'joined_answered'; of: string; messageId: string; answersUntil: number }
  /** The log and the workflow disagreed after a crash: from here on, this holds. */
  | { type: 'state_corrected'; state: Conversation };

export type UnmergeReason = 'by_hand' | 'refused' | 'survivor_closed';

export type ConversationEventType = ConversationEvent['type'];

/** An event with when, by whom and for what it was written. */
export interface Recorded {
  /** Unique in its conversation; derived from what caused it, so that writing it twice is harmless. */
  cause: string;
  at: number;
  actor: Actor;
  event: ConversationEvent;
}

/** Written by none of the workflow's items: it neither knows of them nor misses anything. */
export const besideTheStory: readonly ConversationEventType[] = [
  'receipt_seen',
  'moderated',
  'state_corrected',
];
