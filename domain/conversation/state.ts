/** What a conversation is, as its workflow keeps it: plain JSON, ids only, no words of anybody. Instants are ms since 1970. */
import type { Pause } from '../business-hours.ts';
import type { Skill } from '../matching.ts';
import type { Automatic } from './automatic-state.ts';
import type { ByHand } from './by-assistant.ts';
import {
  isResponse,
  isRunning,
  type Commitment,
  type Metric,
  type Priority,
  type SlaPolicy,
} from '../sla.ts';

export type Status = 'open' | 'pending' | 'snoozed' | 'resolved' | 'closed';
export type Eligible = 'skills' | 'team' | 'supervisors';
export type Source = 'dm' | 'comment' | 'mention' | 'review';

/** A reply on its way. Those that arrived, failed or were cancelled leave the outbox; an `unknown` stays, to be matched. */
export interface Outbound {
  messageId: string;
  /** When the agent submitted it (or confirmed a held one). */
  submittedAt: number;
  by: Actor;
  isHuman: boolean;
  /** `scheduled`: not in line before its time; it stops nobody and answers nothing yet. */
  status: 'queued' | 'scheduled' | 'held' | 'unknown';
  /** Number of the next attempt, from 1. */
  attempt: number;
  /** Absent: at once, when it is first in line. */
  retryAt?: number;
  /** In line, but its agent may call it back until then. */
  undoUntil?: number;
  /** Scheduled: when it joins the line. */
  sendAt?: number;
  /** Scheduled: once in line, the conversation waits for the customer. */
  andWait?: boolean;
  /** What came meanwhile: its agent is asked before another try. */
  overtakenBy?: HoldReason;
  /** Of a reply in parts: the first one's id. */
  partOf?: string;
  /** Nobody wrote it. */
  isAutomatic?: true;
  /** Though no person wrote it, it is an answer: the workspace says so. */
  counts?: true;
}

export type HoldReason =
  'waited_too_long' | 'customer_wrote' | 'other_reply' | 'resolved' | 'earlier_part';

export interface Actor {
  type: 'customer' | 'agent' | 'system' | 'platform' | 'assistant';
  id?: string;
}

/** The newest messages of its own thread, to tell whether a reply was written against an older state. */
export interface RecentMessage {
  messageId: string;
  /** `scheduled`: seen in the thread, but nothing that was said yet. */
  direction: 'inbound' | 'outbound' | 'note' | 'scheduled';
  by?: string;
}

/** A person's doing, or that of a program that they let in; not the desk's own. */
export const isByHand = ({ type, id }: Actor): boolean =>
  type === 'agent' || (type === 'system' && id !== undefined);

/** It meets what was promised. */
export const isAnswer = ({ isHuman, counts }: { isHuman: boolean; counts?: true }): boolean =>
  isHuman || counts === true;

export const isBy = (outbound: Outbound, agentId: string | undefined): boolean =>
  agentId !== undefined && outbound.by.id === agentId;

/** The first customer message since a reply was submitted: it wants an answer. */
export interface Unanswered {
  messageId: string;
  since: number;
  /** The merged conversation on whose thread it came. */
  of?: string;
}

/** A conversation of another thread of the same customer, by whom it is reached (docs/decisions, 0015). */
export interface Elsewhere {
  conversationId: string;
  threadId: string;
  accountId: string;
  platform: string;
}

/** One that is merged into this. */
export interface Joined extends Elsewhere {
  /** Up to when we have heard of it, ms. */
  heardAt: number;
}

/** A reply on its way on the thread of a merged conversation. */
export interface ReplyElsewhere {
  of: string;
  messageId: string;
  submittedAt: number;
  isHuman: boolean;
  status: 'queued' | 'unknown';
}

/** A promise that another conversation missed, and this one owes: its end is told in that one's log. */
export interface MissedElsewhere extends Commitment {
  /** The merged conversation with which it goes. */
  of?: string;
}

export interface Conversation {
  v: 1;
  id: string;
  threadId: string;
  platform: string;
  accountId: string;
  customerId: string;
  source: Source;
  previousConversationId?: string;
  status: Status;
  priority: Priority;
  assignedTo?: string;
  /** The claim by which it was assigned; absent: by hand. */
  claimId?: string;
  lastAssignedTo?: string;
  teamId?: string;
  requiredSkills: Skill[];
  eligible: Eligible;
  tags: string[];
  policy: SlaPolicy;
  /** How long a resolved conversation may reopen, ms. */
  reopenWindowMs: number;
  /** A reply that waited longer than this is held, ms. */
  holdAfterMs: number;
  createdAt: number;
  updatedAt: number;
  lastMessageAt?: number;
  lastInboundAt?: number;
  lastReplyAt?: number;
  firstResponseAt?: number;
  resolvedAt?: number;
  closedAt?: number;
  closeAt?: number;
  snoozedUntil?: number;
  waitingSince?: number;
  preferredAgentId?: string;
  unread: number;
  unanswered: Unanswered[];
  commitments: Commitment[];
  /** How many commitments of each kind there have been. */
  counts: Partial<Record<Metric, number>>;
  /** When the resolution clock stood still. */
  pauses: Pause[];
  outbox: Outbound[];
  recent: RecentMessage[];
  /** It decides for this one. */
  mergedInto?: Elsewhere;
  /** For these it decides. */
  joined?: Joined[];
  elsewhere?: ReplyElsewhere[];
  missed?: MissedElsewhere[];
  byHand?: ByHand;
  automatic?: Automatic;
}

const keptRecent = 30;
const keptUnknown = 10;

/** Bounds what grows with the length of a conversation, so that the state stays far below 50 KB. */
export const trimRecent = (recent: RecentMessage[]): RecentMessage[] => recent.slice(-keptRecent);

/** Ended commitments but the last of each kind are history, which is in the log, unless they are owed still. */
export function trimCommitments(conversation: Conversation): Commitment[] {
  const { commitments } = conversation;
  const lastEnded = new Map<Metric, string>();
  for (const commitment of commitments) {
    if (commitment.outcome) lastEnded.set(commitment.metric, commitment.id);
  }
  const owed = missed(conversation);
  return commitments.filter(
    (commitment) =>
      isRunning(commitment) ||
      lastEnded.get(commitment.metric) === commitment.id ||
      owed.includes(commitment),
  );
}

/** What was promised, is over its time, and is owed still. */
export function missed(conversation: Conversation): MissedElsewhere[] {
  const { commitments, missed: elsewhere = [] } = conversation;
  const resolution = commitments.findLast((it) => !isResponse(it));
  const own = commitments.filter(
    (it) =>
      it.outcome === 'breached' &&
      (isResponse(it) || it === resolution) &&
      isOwed(conversation, it),
  );
  return [...own, ...elsewhere];
}

/** A response until the message that it is about is answered. */
export const isOwed = ({ status, unanswered }: Conversation, commitment: Commitment): boolean =>
  isResponse(commitment)
    ? unanswered.some(({ since }) => since === commitment.startedAt)
    : status !== 'resolved' && status !== 'closed';

const keptUnanswered = 20;

/** A merged conversation keeps in mind all that it told: the first counts, and what came last may not have been heard. */
export const trimUnanswered = ([first, ...rest]: Unanswered[]): Unanswered[] =>
  first ? [first, ...rest.slice(1 - keptUnanswered)] : [];

export function trimUnknown<T extends { status: string }>(replies: T[]): T[] {
  const unknown = replies.filter(({ status }) => status === 'unknown');
  const dropped = new Set(unknown.slice(0, Math.max(0, unknown.length - keptUnknown)));
  return replies.filter((reply) => !dropped.has(reply));
}

/** Pauses of the resolution clock; what was over before it started is of no concern to it. */
export const pausesAfter = (pauses: Pause[], startedAt: number): Pause[] =>
  pauses.filter(({ to }) => to === undefined || to > startedAt);

const keptPauses = 200;

/** Where there are too many, those with the shortest time between them become one, to the desk's advantage. */
export function trimPauses(pauses: Pause[]): Pause[] {
  if (pauses.length <= keptPauses) return pauses;
  const gap = (index: number) =>
    (pauses[index + 1]?.from ?? Infinity) - (pauses[index]?.to ?? -Infinity);
  let at = 0;
  for (let index = 1; index < pauses.length - 1; index += 1) {
    if (gap(index) < gap(at)) at = index;
  }
  const [first, second] = [pauses[at], pauses[at + 1]];
  if (!first || !second) return pauses;
  return [...pauses.slice(0, at), { ...second, from: first.from }, ...pauses.slice(at + 2)];
}

export const openPause = (conversation: Conversation): Pause | undefined =>
  conversation.pauses.find((pause) => pause.to === undefined);

/** Answers that may still arrive: while one is under way, what it answers is not overdue. */
export const repliesUnderWay = ({
  outbox,
  elsewhere = [],
}: Conversation): Pick<Outbound, 'submittedAt'>[] =>
  [...outbox, ...elsewhere].filter((it) => isAnswer(it) && it.status === 'queued');

/** On a thread that is merged into it. */
export const isReplyingElsewhere = ({ elsewhere = [] }: Conversation): boolean =>
  elsewhere.some(({ status }) => status === 'queued');

/** Customer messages that no reply, not even one under way, is about. */
export function uncovered(conversation: Conversation): Unanswered[] {
  const coveredUntil = Math.max(
    -Infinity,
    ...repliesUnderWay(conversation).map((outbound) => outbound.submittedAt),
  );
  return conversation.unanswered.filter((unanswered) => unanswered.since > coveredUntil);
}

/** Until when a reply in line waits by itself, ms: for its next try, or for its agent to think again. */
export const waitsUntil = ({ retryAt, undoUntil }: Outbound): number | undefined =>
  retryAt ?? undoUntil;

/** The reply whose turn it is: first in, first out; neither held nor unknown ones stop those behind them. */
export const firstInLine = (conversation: Conversation): Outbound | undefined =>
  conversation.outbox.find((outbound) => outbound.status === 'queued');

/** Replies that wait for another try of the first in line, itself included. */
export function waitingForRetry(conversation: Conversation, at: number): Outbound[] {
  const first = firstInLine(conversation);
  if (first?.retryAt === undefined || first.retryAt <= at) return [];
  return conversation.outbox.filter((outbound) => outbound.status === 'queued');
}

/** Replies on their way that something else came before, but for what their own agent writes. */
export const overtaken = (
  conversation: Conversation,
  reason: HoldReason,
  exceptBy?: string,
): Conversation => ({
  ...conversation,
  outbox: conversation.outbox.map((outbound) =>
    !['queued', 'scheduled'].includes(outbound.status) || isBy(outbound, exceptBy)
      ? outbound
      : { ...outbound, overtakenBy: outbound.overtakenBy ?? reason },
  ),
});

/** A person's answer, given at `at`, answers what was asked until then, or until what it had heard of. */
export const answered = (conversation: Conversation, at: number, until = at): Conversation => ({
  ...conversation,
  unanswered: conversation.unanswered.filter(({ since }) => since > until),
  ...(isLateFirst(conversation) ? { firstResponseAt: at } : {}),
});

/** The first answer after its deadline: the clock has ended before, as breached, and tells nothing of it. */
const isLateFirst = ({ firstResponseAt, commitments, missed: owed = [] }: Conversation): boolean =>
  firstResponseAt === undefined &&
  [...commitments, ...owed].some(
    ({ metric, outcome }) => metric === 'first_response' && outcome === 'breached',
  );

/** A copy that lacks these. */
export function without<K extends keyof Conversation>(
  conversation: Conversation,
  ...keys: K[]
): Conversation {
  const copy: Partial<Conversation> = { ...conversation };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy as Conversation;
}
