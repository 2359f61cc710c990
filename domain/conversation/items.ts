/** What comes to a conversation, stamped where it came in. Plain JSON: these are the workflow's messages. */
import type { Skill } from '../matching.ts';
import type { Priority, SlaPolicy } from '../sla.ts';
import type { Failure } from './events.ts';
import type { WantsPerson } from '../assist/wants-person.ts';
import type { Forward } from './forwards.ts';
import type { AnswerGrounds, AnswerProposal } from './may-answer.ts';
import type { Actor, Eligible, Elsewhere } from './state.ts';

/** An inbox event as the workflow sees it: ids and the few facts that decide, no words. */
export interface InboundItem {
  eventId: number;
  /** Gapless number in its thread. */
  seq: number;
  /** When we received it, ms. */
  at: number;
  kind:
    | 'message'
    | 'echo'
    | 'edit'
    | 'unsend'
    | 'reaction'
    | 'hidden'
    | 'blocked'
    | 'unblocked'
    /** A fact of a conversation that is merged into this, or into which this is. */
    | 'forwarded';
  messageId: string;
  /** The platform's time, ms. */
  platformAt?: number;
  /** false for thanks and the like: shown, but starts no clock. */
  needsAnswer: boolean;
  /** An echo's metadata: our own message id. */
  outboundId?: string;
  forward?: Forward;
}

/** What an agent (or the api's caller) wants. Bodies are already stored under the message ids. */
export type Command =
  | {
      type: 'start';
      messageId: string;
      following?: string[];
      privateReplyTo?: string;
      customerExternalId: string;
    }
  /** A comment's author was answered in private: `messageId` there. */
  | { type: 'moved'; privateConversationId: string; messageId: string }
  | {
      type: 'reply';
      messageId: string;
      /** The messages after the first, where the platform takes the reply in parts. */
      following?: string[];
      /** The platform's id of the comment whose author gets it as a direct message. */
      privateReplyTo?: string;
      isHuman: boolean;
      lastSeenMessageId?: string;
      /** Of several threads: the newest of any that was seen. What came since on the others is looked up as it is recorded. */
      lastSeenOfAll?: string;
      isForced?: boolean;
      andWait?: boolean;
      sendAgainOf?: string;
      /** So long it may be called back, ms. */
      undoMs?: number;
      /** For later, ms. */
      sendAt?: number;
      /** Of the assistant's draft that is approved by it. */
      draftId?: string;
    }
  /** The assistant's proposal to answer with an article (may-answer.ts). */
  | ({ type: 'answer' } & AnswerProposal)
  /** The customer's words ask for people. */
  | { type: 'hand_over'; reason: WantsPerson }
  /** The assistant's draft is not wanted. */
  | { type: 'drop_draft'; draftId: string }
  | { type: 'note'; messageId: string; mentions: string[] }
  | { type: 'assign'; agentId: string | null; agentName?: string }
  | { type: 'transfer'; teamId: string; teamName: string; messageId?: string; policy?: SlaPolicy }
  /** `why`: the assistant's rule, a word of ours. */
  | { type: 'priority'; priority: Priority; why?: string }
  /** The CRM told of the customer's tier; what that promises. */
  | { type: 'tier'; tier: string; policy?: SlaPolicy; priority?: Priority }
  | { type: 'tags'; add: string[]; remove: string[] }
  /** What whoever takes it must be able to do. */
  | { type: 'skills'; skills: Skill[] }
  | { type: 'snooze'; until?: number }
  | { type: 'pending' }
  | { type: 'resolve'; reason?: ResolveReason }
  | { type: 'reopen' }
  | { type: 'close' }
  /** Its customer's data is taken away: closed, however it stands (docs/erasure.md). No caller of the API can ask for it. */
  | { type: 'erase' }
  | { type: 'read' }
  | { type: 'needs_answer'; messageId: string; since: number }
  | { type: 'cancel'; messageId: string }
  | { type: 'send_now'; messageId: string }
  | { type: 'release'; messageId: string }
  | { type: 'check'; messageId: string }
  | { type: 'merge'; into: Elsewhere }
  | { type: 'unmerge'; conversationId: string };

export type ResolveReason = 'no_reply_needed' | 'spam' | 'duplicate';

export interface CommandEnvelope {
  /** Derived from (actor, operation, Idempotency-Key). */
  commandId: string;
  conversationId: string;
  actor: Actor;
  /** When the api took it, ms. */
  at: number;
  /** SHA-256 of the request. */
  bodyHash: string;
  command: Command;
}

/** Why a command was not done; the api maps codes to statuses. */
export type RefusalCode =
  | 'conversation_mismatch'
  | 'conversation_closed'
  | 'conversation_exists'
  | 'stale_reply'
  | 'reason_required'
  | 'wrong_status'
  | 'unknown_message'
  | 'already_sending'
  | 'too_many_scheduled'
  | 'merged'
  | 'not_for_assistant'
  | 'overtaken'
  | 'nothing_to_do';

export interface Refusal {
  code: RefusalCode;
  message: string;
  /** stale_reply: what is new; conversation_exists and merged: which. */
  newMessageIds?: string[];
  conversationId?: string;
}

export type CommandOutcome =
  | { status: 'done'; conversationId: string; messageId?: string }
  | { status: 'refused'; refusal: Refusal };

/** What one attempt to send came to, as the delivery activity answers. Instants in ms. */
export type AttemptOutcome =
  /** `platformAt`: its place in the thread, where the platform told it. */
  | { kind: 'sent'; platformMessageId?: string; at: number; platformAt?: number }
  | { kind: 'retryAt'; at: number; failure: Failure }
  | { kind: 'refused'; failure: Failure }
  | { kind: 'unknown'; failure: Failure }
  /** It came to the attempt too late: ask the agent first. */
  | { kind: 'stale' }
  /** No attempt was made, and the next may follow at once. */
  | { kind: 'again' };

export type Item =
  | { kind: 'inbound'; key: string; at: number; inbound: InboundItem }
  | {
      kind: 'command';
      key: string;
      at: number;
      envelope: CommandEnvelope;
      /** Of the assistant's proposal, looked up by the desk. */
      grounds?: AnswerGrounds;
    }
  | { kind: 'claimed'; key: string; at: number; claimId: string; agentId: string; why: string }
  | { kind: 'agent_gone'; key: string; at: number; agentId: string }
  | { kind: 'relax'; key: string; at: number; to: Eligible }
  | {
      kind: 'attempted';
      key: string;
      at: number;
      messageId: string;
      attempt: number;
      outcome: AttemptOutcome;
    }
  | { kind: 'due'; key: string; at: number; due: DueThing };

/** What the workflow wakes for. */
export type DueThing =
  | { type: 'warn' | 'breach'; commitmentId: string }
  | { type: 'unsnooze' }
  | { type: 'close' }
  | { type: 'hold'; messageId: string }
  | { type: 'send'; messageId: string };
