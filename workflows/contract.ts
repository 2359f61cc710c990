/** The only door to a conversation's workflow: ids, task queues, signals, updates, queries. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type {
  CommandEnvelope,
  CommandOutcome,
  InboundItem,
  Item,
} from '../domain/conversation/items.ts';
import type { Conversation, Eligible } from '../domain/conversation/state.ts';
import type { ModerationWish } from '../domain/moderation.ts';

export const conversationWorkflowType = 'conversation';

/** One workflow per thread; its runs are that thread's conversations, one after the other. */
export const conversationWorkflowId = (platform: string, threadId: string): string =>
  `conversation/${platform}/${threadId}`;

export const conversationsQueue = (prefix: string): string => `${prefix}-conversations`;
export const deliveryQueue = (prefix: string, platform: string): string =>
  `${prefix}-delivery-${platform}`;

export const moderationWorkflowType = 'moderation';
export const moderationWorkflowId = (moderationId: string): string => `moderation/${moderationId}`;

export interface ModerationInput {
  wish: ModerationWish;
  platform: string;
  taskQueuePrefix: string;
}

/** What is kept across continue-as-new. Plain JSON below 50 KB. */
export interface Carried {
  /** Absent: the last conversation ended, and what waits opens the next. */
  conversation?: Conversation;
  /** The log's, as far as it is known. */
  version?: number;
  lastSeq: number;
  queue: Item[];
  recentCommands: { id: string; outcome: CommandOutcome }[];
}

export interface ConversationInput {
  v: 1;
  threadId: string;
  platform: string;
  accountId: string;
  taskQueuePrefix: string;
  /** Items after which the run continues as new, if Temporal does not suggest it before. */
  maxItems: number;
  carried?: Carried;
}

/** A signal, as events can't be refused and must be accepted while no worker runs. */
export interface InboundBatch {
  items: InboundItem[];
  /** From the sweeper: numbers already seen are looked up before they are taken for known. */
  isResent?: boolean;
}
export const inboundSignal = defineSignal<[InboundBatch]>('inbound');

/** A signal, as the matcher does not wait: what is not taken is given back. */
export const claimedSignal =
  defineSignal<[{ claimId: string; agentId: string; why: string; at: number }]>('claimed');

export const agentGoneSignal = defineSignal<[{ agentId: string; at: number }]>('agentGone');
export const relaxSignal = defineSignal<[{ to: Eligible; at: number }]>('relax');

/** Starts a workflow that Temporal lost; a running one looks whether the log has more than it knows. */
export const wakeSignal = defineSignal('wake');

/** An update, as agents wait for the answer. A refusal by the validator leaves nothing in the history. */
export const commandUpdate = defineUpdate<CommandOutcome, [CommandEnvelope]>('command');
/** The type of the failure of a refused command; its first detail is the Refusal. */
export const refusedType = 'Refused';

/** The workflow's own answer to "how does it stand?". */
export interface LiveState {
  conversation?: Conversation;
  /** The log's, as far as it is known here. */
  version?: number;
  lastSeq: number;
  queued: number;
  attemptUnderWay?: { messageId: string; attempt: number };
  /** When it wakes next, ms. */
  nextWakeAt?: number;
  timerAt?: number;
  itemsInRun: number;
  historyLength: number;
}
export const currentQuery = defineQuery<LiveState>('current');

export const assistWorkflowType = 'assist';
/** One at a time for a conversation; each of its runs is a burst of news (docs/decisions, 0018). */
export const assistWorkflowId = (conversationId: string): string => `assist/${conversationId}`;
/** Of its own, so that whatever the assistant waits for nobody else waits for. */
export const assistQueue = (prefix: string): string => `${prefix}-assist`;

export interface AssistInput {
  conversationId: string;
}

/** Something was said that the assistant may have to read. */
export const newsSignal = defineSignal('news');

/** Somebody else takes over, or nobody needs to: what was said so far is wanted in short, once for one cause. */
export interface SummaryWish {
  occasion: 'transfer' | 'resolve';
  /** The event's. */
  cause: string;
}
export const summarySignal = defineSignal<[SummaryWish]>('summary');

const toAssist = <Args extends [] | [unknown]>(
  conversationId: string,
  taskQueuePrefix: string,
  { name }: { name: string },
  signalArgs: Args,
) => {
  const input: AssistInput = { conversationId };
  return {
    workflowId: assistWorkflowId(conversationId),
    taskQueue: assistQueue(taskQueuePrefix),
    args: [input],
    signal: name,
    signalArgs,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    staticSummary: 'What the assistant makes of a conversation',
  };
};

/** Tells it, and wakes it where it sleeps: for `client.workflow.signalWithStart`. */
export const assistNews = (conversationId: string, taskQueuePrefix: string) =>
  toAssist(conversationId, taskQueuePrefix, newsSignal, []);
/** The same. */
export const assistSummary = (conversationId: string, taskQueuePrefix: string, wish: SummaryWish) =>
  toAssist(conversationId, taskQueuePrefix, summarySignal, [wish]);

export const crmWorkflowType = 'crm';
/** One for a person and a CRM, while something is to be done there (docs/decisions, 0019). */
export const crmWorkflowId = (connectionId: string, personKey: string): string =>
  `crm/${connectionId}/${personKey}`;

export interface CrmInput {
  connectionId: string;
  personKey: string;
  /** Tries in a row that came to nothing, before this run. */
  waited?: number;
}

/** There is something to do. */
export const crmNewsSignal = defineSignal('crmNews');

export const erasureWorkflowType = 'erasure';
export const erasureWorkflowId = (erasureId: string): string => `erasure/${erasureId}`;
export const exportWorkflowType = 'dataExport';
export const exportWorkflowId = (exportId: string): string => `export/${exportId}`;

export const accountWorkflowType = 'account';
/** One workflow per account, as long as the account is there. */
export const accountWorkflowId = (accountId: string): string => `account/${accountId}`;

export interface AccountInput {
  accountId: string;
  platform: string;
  taskQueuePrefix: string;
}

/** A signal, as nobody waits: something about the account has changed, or is to be done. */
export const accountChangedSignal = defineSignal('changed');

/** How an account's workflow stands; instants in ms. */
export interface AccountState {
  nextLookAt?: number;
  refreshAt?: number;
  /** Readings back that are under way. */
  backfills: string[];
  looks: number;
}
export const accountQuery = defineQuery<AccountState>('account');
