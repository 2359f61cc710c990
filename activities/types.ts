/** What workflows ask of activities: shapes only, so that workflows import no code of theirs. */
import type { Recorded } from '../domain/conversation/events.ts';
import type { AttemptOutcome, CommandOutcome } from '../domain/conversation/items.ts';
import type { AnswerGrounds } from '../domain/conversation/may-answer.ts';
import type { Opening } from '../domain/conversation/opening.ts';
import type { Conversation } from '../domain/conversation/state.ts';
import type { ModerationCall, ModerationEnd, ModerationWish } from '../domain/moderation.ts';
import type { Due, DueAsk, SlaPolicy } from '../domain/sla.ts';

export interface OpenInput {
  threadId: string;
  platform: string;
  accountId: string;
  /** The inbox events that wait; the first unapplied one opens. */
  eventIds: number[];
  /** An agent writes first: the new conversation's id. */
  start?: { conversationId: string };
  /** ms */
  at: number;
}

export interface OpenResult {
  /** Of `eventIds`, those that no run has applied yet. */
  unapplied: number[];
  /** The highest threadSeq applied so far. */
  lastSeq: number;
  /** This thread's conversation that is not closed: the workflow was lost and goes on with it. */
  restored?: Conversation;
  /** Of the log that `restored` is folded from. */
  version?: number;
  recentCommands?: { id: string; outcome: CommandOutcome }[];
  /** What a new conversation begins with; absent when there is none to begin. */
  opening?: Opening;
  /** Made for the new conversation, when an agent was free and nobody else waited. */
  claim?: { claimId: string; agentId: string; why: string };
  /** Older events of the thread that a lost workflow took with it: they are on their way again. */
  awaits?: number[];
}

export interface RecordInput {
  /** After `entries`. */
  conversation: Conversation;
  /** The log's version before `entries`, as the workflow knows it; absent: one from before it was kept in mind. */
  knows?: number;
  entries: Recorded[];
  /** When the workflow wakes next, ms. */
  nextWakeAt?: number;
  /** Inbox events that are dealt with by these entries, or needed none. */
  eventIds: number[];
  commands: { id: string; type: string; bodyHash: string; outcome: CommandOutcome }[];
  declinedClaims: string[];
  /** Of the commands those that are done only if nothing came on any thread since. */
  unless?: UnlessNews[];
}

/** A reply of somebody who had seen what was said on all threads up to this message. */
export interface UnlessNews {
  commandId: string;
  lastSeenOfAll: string;
  by?: string;
}

export type RecordResult =
  | { status: 'recorded'; version: number }
  /** The claim had run out meanwhile: decide again without it. Nothing was written. */
  | { status: 'claim_lost'; claimId: string }
  /** There is news for the writer of a reply: decide again without it. Nothing was written. */
  | { status: 'stale'; commandId: string; newMessageIds: string[] }
  /** An earlier run closed this conversation: what waits belongs to the next. Nothing was written. */
  | { status: 'closed' }
  | Behind;

/**
 * The log has what the workflow never heard of: a command that was recorded just before its worker died, and asked for no
 * more. To be caught up with, and decided again. Nothing was written.
 */
export interface Behind {
  status: 'behind';
  /** Causes of these entries that are in the log already. */
  causes: string[];
  /** Commands of this write that were done already. */
  commands: { id: string; outcome: CommandOutcome }[];
}

export interface CalendarInput {
  policy: SlaPolicy;
  asks: DueAsk[];
}

export interface AnswerGroundsInput {
  conversationId: string;
  /** The customer's message. */
  about: string;
  policyId: string;
  articleId: string;
  /** By it the desk's hours are read. */
  slaPolicy: SlaPolicy;
  /** ms */
  at: number;
}

export interface DeliverInput {
  messageId: string;
  attempt: number;
  /** The attempt must have begun by then (ms), else the agent is asked. */
  notAfter: number;
  isHuman: boolean;
  lastInboundAt?: number;
}

/** Run by the workers that also run workflows. */
export interface ConversationActivities {
  open(input: OpenInput): Promise<OpenResult>;
  record(input: RecordInput): Promise<RecordResult>;
  calendar(input: CalendarInput): Promise<Due[]>;
  /** How things stand for an automatic answer that was proposed; its words lie ready afterwards. */
  answerGrounds(input: AnswerGroundsInput): Promise<AnswerGrounds>;
  /** What became of an attempt whose worker never answered: waits until it can't go on any more. */
  settle(input: DeliverInput): Promise<AttemptOutcome>;
}

/** What helps agents, run by the assist workers. Done again harmlessly: what came of it is kept by the message it is about. */
export interface AssistActivities {
  /** Reads what nobody has read of the customer's, and does what the workspace lets the assistant do by itself. */
  triage(input: {
    conversationId: string;
  }): Promise<{ wantsSuggestions: boolean; mayAnswer?: boolean }>;
  /** Proposes an automatic answer to the newest message; the conversation decides. */
  answer(input: { conversationId: string }): Promise<{ isAnswered: boolean }>;
  /** Suggestions for the newest message; kept only if nothing came meanwhile. */
  suggest(input: { conversationId: string }): Promise<void>;
  /** What was said so far, in short, for whoever comes next; once for one cause. */
  summarize(input: {
    conversationId: string;
    occasion: SummaryOccasion;
    cause: string;
  }): Promise<void>;
}

export interface CrmStepInput {
  connectionId: string;
  personKey: string;
  /** Tries in a row that came to nothing. */
  waited: number;
}

/** `done`: there may be more; `idle`: there is nothing, or nothing that could be done. */
export type CrmStep = { is: 'done' | 'idle' } | { is: 'wait'; ms: number };

/** What the CRM is asked and told, run by the assist workers too. Done again harmlessly: each thing has its key there. */
export interface CrmActivities {
  crmStep(input: CrmStepInput): Promise<CrmStep>;
}

export type SummaryOccasion = 'transfer' | 'resolve';

/** The steps of an erasure (docs/erasure.md). Each may be done again: what is gone already is passed over. Ids and counts only. */
export interface ErasureActivities {
  /** From now on nobody finds the person by what they are known by, and who writes as they did is somebody new. */
  detachCustomers(input: ErasureInput): Promise<void>;
  /** Through each conversation's own door. @returns how many are not closed yet */
  closeConversations(input: ErasureInput): Promise<{ left: number }>;
  removeData(input: ErasureInput): Promise<void>;
  /** Their workflows' histories. */
  forgetWorkflows(input: ErasureInput): Promise<void>;
  /** In other systems that keep something of the person. */
  eraseElsewhere(input: ErasureInput): Promise<void>;
  /** Looks whether anything is left; true: it is done, and its record is written. */
  proveErasure(input: ErasureInput): Promise<{ isDone: boolean }>;
}
export interface ErasureInput {
  erasureId: string;
}

/** What the desk has of a person as a file. */
export interface ExportActivities {
  /** @returns until when it is kept, ms */
  buildExport(input: { exportId: string }): Promise<{ expiresAt: number }>;
  dropExport(input: { exportId: string }): Promise<void>;
}

/** What is done to what stands in public: its row and its line in the log. */
export interface ModerationActivities {
  beginModeration(wish: ModerationWish): Promise<void>;
  endModeration(wish: ModerationWish, end: ModerationEnd): Promise<void>;
}

/** Run by the delivery workers, one queue per channel. */
export interface DeliveryActivities {
  /** One attempt to send. */
  deliver(input: DeliverInput): Promise<AttemptOutcome>;
  /** Looks for proof that an unknown one arrived: `sent`, or `unknown` as before. */
  reconcile(input: DeliverInput): Promise<AttemptOutcome>;
  /** One call of a moderation's; never made twice for one attempt. */
  moderate(input: { moderationId: string; attempt: number }): Promise<ModerationCall>;
}

/** An account's life with its platform, run by the delivery workers too. */
export interface AccountActivities {
  /** One look; what is to be done next. Instants in ms. */
  lookAfterAccount(input: {
    accountId: string;
  }): Promise<
    { is: 'gone' } | { is: 'there'; nextLookAt: number; refreshAt?: number; backfillIds: string[] }
  >;
  refreshAccountToken(input: {
    accountId: string;
  }): Promise<{ is: 'renewed' | 'kept' | 'dead' | 'not_now' }>;
  /** Goes on where it, or a lost worker before it, stopped. */
  backfillAccount(input: { backfillId: string }): Promise<void>;
}
