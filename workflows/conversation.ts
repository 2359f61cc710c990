/**
 * One run per conversation: it opens with the first message and ends when closed. Handlers only check and queue; the
 * loop decides by the pure rules of domain/conversation, records, and lets attempts to send go on beside it.
 */
import * as wf from '@temporalio/workflow';
import { refusalOf } from '../domain/conversation/commands.ts';
import { isOver, type Opening } from '../domain/conversation/opening.ts';
import type { CommandEnvelope, CommandOutcome, Item } from '../domain/conversation/items.ts';
import { firstInLine, type Conversation } from '../domain/conversation/state.ts';
import { isResponse } from '../domain/sla.ts';
import { nextDue } from '../domain/conversation/deadlines.ts';
import type { OpenResult } from '../activities/types.ts';
import { attempt, look, type Attempt } from './attempts.ts';
import { decideAll, type Batch } from './batch.ts';
import * as contract from './contract.ts';
import { LazyTimer } from './lazy-timer.ts';
import { open, record } from './durably.ts';
import { changedAttributes, toTell, type Told } from './search-attributes.ts';

const keptCommands = 20;
/** The dispatcher looks several times a second. */
const awaitedForMs = 20_000;
/** So many items are decided and recorded at once. */
const batchSize = 100;

interface Waiter {
  commandId: string;
  answer: (outcome: CommandOutcome) => void;
}

export async function conversation(input: contract.ConversationInput): Promise<void> {
  let state: Conversation | undefined = input.carried?.conversation;
  let opening: Opening | undefined;
  let lastSeq = input.carried?.lastSeq ?? 0;
  let queue: Item[] = input.carried?.queue ?? [];
  let recentCommands = input.carried?.recentCommands ?? [];
  let hasBegun = state !== undefined;
  let isWoken = false;
  let underWay: Attempt | undefined;
  let itemsInRun = 0;
  /** How long the history was when a command was last answered: the same throughout one workflow task. */
  let answeredAt: number | undefined;
  let isNudged = false;
  let told: Told = {};
  /** Came from the sweeper: whether they are applied is looked up, not told by their number. */
  const resent = new Set<number>();
  /** Looked up, and not applied: taken although a later number was seen. */
  const mayRepeat = new Set<number>();
  const waiters: Waiter[] = [];
  const timer = new LazyTimer();
  const checks: string[] = [];

  const push = (item: Item) => {
    queue.push(item);
  };
  const nextWakeAt = (): number | undefined => {
    if (!state) return undefined;
    return underWay ? nextDue(state)?.at : wakeInstant(state);
  };

  wf.setHandler(contract.inboundSignal, ({ items, isResent }) => {
    for (const inbound of items) {
      if (isResent) resent.add(inbound.eventId);
      push({ kind: 'inbound', key: `inbox:${inbound.eventId}`, at: inbound.at, inbound });
    }
  });
  wf.setHandler(contract.claimedSignal, (claim) => {
    push({ kind: 'claimed', key: `claim:${claim.claimId}`, ...claim });
  });
  wf.setHandler(contract.agentGoneSignal, ({ agentId, at }) => {
    push({ kind: 'agent_gone', key: `gone:${agentId}:${at}`, at, agentId });
  });
  wf.setHandler(contract.relaxSignal, ({ to, at }) => {
    push({ kind: 'relax', key: `relax:${to}:${at}`, at, to });
  });
  wf.setHandler(contract.wakeSignal, () => {
    isWoken = true;
  });
  wf.setHandler(contract.currentQuery, () => ({
    ...(state ? { conversation: state } : {}),
    lastSeq,
    queued: queue.length,
    ...(underWay ? { attemptUnderWay: underWay } : {}),
    ...withInstant('nextWakeAt', nextWakeAt()),
    ...withInstant('timerAt', timer.at),
    itemsInRun,
    historyLength: wf.workflowInfo().historyLength,
  }));
  wf.setHandler(
    contract.commandUpdate,
    async (envelope) => {
      const known = recentCommands.find(({ id }) => id === envelope.commandId);
      if (known) {
        answeredAt = wf.workflowInfo().historyLength;
        return known.outcome;
      }
      return new Promise<CommandOutcome>((answer) => {
        waiters.push({ commandId: envelope.commandId, answer });
        push({ kind: 'command', key: `command:${envelope.commandId}`, at: envelope.at, envelope });
      });
    },
    {
      validator: (envelope: CommandEnvelope) => {
        refuseNow(state, recentCommands, envelope, underWay?.messageId);
      },
    },
  );
  // A message of a newer release: counted by the log, not wedged.
  wf.setDefaultSignalHandler((name) => {
    wf.log.warn('a signal of an unknown name was ignored', { name });
  });

  const answer = (commandId: string, outcome: CommandOutcome) => {
    for (const waiter of waiters.filter((candidate) => candidate.commandId === commandId)) {
      waiters.splice(waiters.indexOf(waiter), 1);
      waiter.answer(outcome);
      answeredAt = wf.workflowInfo().historyLength;
    }
  };
  const answerAll = (items: readonly Item[], outcome: CommandOutcome) => {
    for (const item of items) {
      if (item.kind === 'command') answer(item.envelope.commandId, outcome);
    }
  };

  /** Looks up what there is to go on with, once per run. */
  const begin = async (): Promise<boolean> => {
    const start = queue.map(startOf).find((found) => found !== undefined);
    const asked = queue.flatMap((item) => (item.kind === 'inbound' ? [item.inbound.eventId] : []));
    const found = await open({
      threadId: input.threadId,
      platform: input.platform,
      accountId: input.accountId,
      eventIds: asked,
      ...(start ? { start: { conversationId: start.conversationId } } : {}),
      at: Date.now(),
    });
    const unapplied = new Set(found.unapplied);
    const isAsked = new Set(asked);
    queue = queue.filter(
      (item) =>
        item.kind !== 'inbound' ||
        !isAsked.has(item.inbound.eventId) ||
        unapplied.has(item.inbound.eventId),
    );
    for (const item of queue) {
      if (item.kind === 'inbound' && item.inbound.seq <= found.lastSeq) {
        mayRepeat.add(item.inbound.eventId);
      }
    }
    lastSeq = Math.max(lastSeq, found.lastSeq);
    if (found.awaits) await awaited(new Set(found.awaits));
    state = found.restored;
    opening = found.opening;
    if (found.claim) claimFirst(found.claim);
    recentCommands = found.recentCommands ?? recentCommands;
    hasBegun = state !== undefined || opening !== undefined;
    if (state) recover(state);
    return hasBegun;
  };

  /** Older events that went down with Temporal's store come before what waits, or after it when they take too long. */
  const awaited = async (older: ReadonlySet<number>) => {
    const hasCome = () => {
      const waiting = new Set(queue.map((item) => item.kind === 'inbound' && item.inbound.eventId));
      return [...older].every((eventId) => waiting.has(eventId));
    };
    await wf.condition(hasCome, awaitedForMs);
    for (const eventId of older) mayRepeat.add(eventId);
    const inOrder = queue
      .filter((item) => item.kind === 'inbound')
      .sort((a, b) => a.inbound.seq - b.inbound.seq);
    queue = queue.map((item) => (item.kind === 'inbound' ? (inOrder.shift() ?? item) : item));
  };

  /** The agent who was free when it opened takes it in the same turn. */
  const claimFirst = (claim: NonNullable<OpenResult['claim']>) => {
    const first = queue.findIndex((item) => item.kind === 'inbound');
    const at = Date.now();
    const item: Item = { kind: 'claimed', key: `claim:${claim.claimId}`, at, ...claim };
    queue.splice(first + 1, 0, item);
  };

  /** A conversation that was lost with its workflow: what its last attempt came to is looked up first. */
  const recover = (restored: Conversation) => {
    const first = firstInLine(restored);
    if (first) startAttempt(restored, 'settle');
  };

  const startAttempt = (current: Conversation, how: 'deliver' | 'settle') => {
    const outbound = firstInLine(current);
    if (!outbound) return;
    const started: Attempt = { messageId: outbound.messageId, attempt: outbound.attempt };
    underWay = started;
    attempt(input, current, outbound, how, (outcome) => {
      underWay = undefined;
      const { messageId, attempt: number } = started;
      const at = outcome.kind === 'sent' ? outcome.at : Date.now();
      push({
        kind: 'attempted',
        key: `attempt:${messageId}:${number}`,
        at,
        messageId,
        attempt: number,
        outcome,
      });
    });
  };

  /** Asks the platform whether an unknown one arrived: by itself some times, and when an agent says so. */
  const lookFor = (current: Conversation, messageId: string, delays: readonly number[]) => {
    const outbound = current.outbox.find((candidate) => candidate.messageId === messageId);
    if (outbound?.status !== 'unknown' || checks.includes(messageId)) return;
    checks.push(messageId);
    look(input, current, outbound, delays, (outcome) => {
      checks.splice(checks.indexOf(messageId), 1);
      if (outcome.kind !== 'sent') return;
      const { attempt: number } = outbound;
      push({
        kind: 'attempted',
        key: `found:${messageId}:${number}`,
        at: Date.now(),
        messageId,
        attempt: number,
        outcome,
      });
    });
  };

  const lookUpResent = async (items: readonly Item[]) => {
    const doubtful = items.flatMap((item) =>
      item.kind === 'inbound' && resent.delete(item.inbound.eventId) && item.inbound.seq <= lastSeq
        ? [item.inbound.eventId]
        : [],
    );
    if (doubtful.length === 0) return;
    const { threadId, platform, accountId } = input;
    const found = await open({ threadId, platform, accountId, eventIds: doubtful, at: Date.now() });
    for (const eventId of found.unapplied) mayRepeat.add(eventId);
  };

  /** Takes a batch from the queue, decides, records; answers what agents asked. */
  const turn = async (): Promise<'goes on' | 'closed before'> => {
    let items = queue.splice(0, batchSize);
    await lookUpResent(items);
    for (;;) {
      const before = { conversation: state, opening, lastSeq, underWay: underWay?.messageId };
      const batch = await decideAll(before, items, mayRepeat, Date.now());
      const result = await recorded(batch);
      if (result === 'closed') {
        queue = [...items, ...queue];
        return 'closed before';
      }
      if (result !== 'recorded') {
        items = items.filter((item) => item.kind !== 'claimed' || item.claimId !== result.lost);
        continue;
      }
      state = batch.conversation;
      opening = batch.opening;
      lastSeq = batch.lastSeq;
      queue = [...batch.leftOver, ...queue];
      for (const eventId of batch.eventIds) mayRepeat.delete(eventId);
      itemsInRun += items.length;
      for (const done of batch.commands) {
        recentCommands = [...recentCommands, { id: done.id, outcome: done.outcome }].slice(
          -keptCommands,
        );
      }
      for (const { commandId, outcome } of batch.answers) answer(commandId, outcome);
      if (state) afterwards(state, batch);
      return 'goes on';
    }
  };

  const recorded = async (batch: Batch) => {
    if (!batch.conversation || !hasSomething(batch)) return 'recorded' as const;
    const wakeAt = wakeInstant(batch.conversation);
    const result = await record({
      conversation: batch.conversation,
      entries: batch.recorded,
      ...(wakeAt === undefined ? {} : { nextWakeAt: wakeAt }),
      eventIds: batch.eventIds,
      commands: batch.commands,
      declinedClaims: batch.declinedClaims,
    });
    if (result.status === 'claim_lost') return { lost: result.claimId };
    return result.status;
  };

  const afterwards = (current: Conversation, batch: Batch) => {
    for (const { event } of batch.recorded) {
      if (event.type === 'reply_unknown')
        lookFor(current, event.messageId, [2_000, 30_000, 300_000]);
    }
    for (const command of batch.done) {
      if (command.type === 'check') lookFor(current, command.messageId, [0]);
    }
    if (isOver(current)) timer.cancel();
    else timer.arm(nextWakeAt(), summaryOf(current));
    tell(current);
  };

  const tell = (current: Conversation) => {
    const now = toTell(current, timer.at);
    const changes = changedAttributes(told, now);
    if (changes.length > 0) wf.upsertSearchAttributes(changes);
    told = now;
    wf.setCurrentDetails(detailsOf(current));
  };

  const isAttemptDue = (): boolean => {
    if (!state || underWay || isOver(state)) return false;
    // What the last attempt came to is not decided yet.
    if (queue.some((item) => item.kind === 'attempted')) return false;
    const first = firstInLine(state);
    return first !== undefined && (first.retryAt ?? 0) <= Date.now();
  };
  const isTimeUp = (): boolean => {
    const at = nextWakeAt();
    return at !== undefined && at <= Date.now();
  };
  const wantsNewRun = (): boolean =>
    itemsInRun >= input.maxItems || wf.workflowInfo().continueAsNewSuggested;
  const carryOn = async (carried: contract.Carried): Promise<void> => {
    const { carried: _, ...same } = input;
    await wf.continueAsNew<typeof conversation>({ ...same, carried });
  };
  /** An answer given in the task that ends the run may not reach its caller (temporalio/temporal#6375). */
  const hasJustAnswered = (): boolean => answeredAt === wf.workflowInfo().historyLength;
  const settle = async (): Promise<void> => {
    await wf.condition(wf.allHandlersFinished);
    if (hasJustAnswered()) await wf.sleep(1);
  };
  /** Sees to it that there is another task, in which the run can end. Meanwhile things go on: a timer takes its time. */
  const nudge = (): void => {
    if (isNudged) return;
    isNudged = true;
    void wf.sleep(1).then(() => {
      isNudged = false;
    });
  };

  if (state) {
    told = input.carried ? toTell(state, undefined) : {};
    timer.arm(nextWakeAt(), summaryOf(state));
  }

  for (;;) {
    if (!hasBegun) {
      await wf.condition(() => queue.length > 0 || isWoken);
      if (!(await begin())) {
        answerAll(queue, closedRefusal);
        await settle();
        if (queue.some((item) => item.kind === 'inbound' || startOf(item))) continue;
        return;
      }
      // Restored, and nothing came that a turn would be taken for.
      if (state && queue.length === 0) {
        timer.arm(nextWakeAt(), summaryOf(state));
        tell(state);
      }
    }
    await wf.condition(
      () => queue.length > 0 || timer.takeFired() || isAttemptDue() || (isReady() && wantsNewRun()),
    );
    if (queue.length > 0 || isTimeUp()) {
      if ((await turn()) === 'closed before') {
        await nextConversation();
        return;
      }
    } else if (state) timer.arm(nextWakeAt(), summaryOf(state));
    if (state && isOver(state)) {
      await wf.condition(() => !underWay);
      await settle();
      // Looked at once more: what came while it was being closed begins the next conversation.
      if (queue.some((item) => item.kind === 'inbound' || item.kind === 'command')) {
        await nextConversation();
      }
      return;
    }
    // Where the end of the run has to wait (for a lost answer, for agents who go on asking), replies do not.
    if (wantsNewRun() && hasJustAnswered()) nudge();
    if (wantsNewRun() && isReady()) await continued();
    else if (state && isAttemptDue()) startAttempt(state, 'deliver');
  }

  /** Nothing under way that would be cut off by the end of this run. */
  function isReady(): boolean {
    return (
      state !== undefined &&
      !underWay &&
      checks.length === 0 &&
      waiters.length === 0 &&
      !queue.some((item) => item.kind === 'command') &&
      !hasJustAnswered() &&
      wf.allHandlersFinished()
    );
  }

  async function continued(): Promise<void> {
    await carryOn({ ...(state ? { conversation: state } : {}), lastSeq, queue, recentCommands });
  }

  async function nextConversation(): Promise<void> {
    answerAll(queue, closedRefusal);
    await settle();
    const waiting = queue.filter((item) => item.kind === 'inbound');
    await carryOn({ lastSeq, queue: waiting, recentCommands: [] });
  }
}

const withInstant = <K extends string>(key: K, at: number | undefined) =>
  (at === undefined ? {} : { [key]: at }) as Partial<Record<K, number>>;

const startOf = (item: Item): CommandEnvelope | undefined =>
  item.kind === 'command' && item.envelope.command.type === 'start' ? item.envelope : undefined;

/** The earliest of what is due and the next try. */
function wakeInstant(conversation: Conversation): number | undefined {
  const instants = [nextDue(conversation)?.at, firstInLine(conversation)?.retryAt];
  const known = instants.filter((at) => at !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

const hasSomething = (batch: Batch): boolean =>
  batch.recorded.length > 0 ||
  batch.eventIds.length > 0 ||
  batch.commands.length > 0 ||
  batch.declinedClaims.length > 0;

const closedRefusal: CommandOutcome = {
  status: 'refused',
  refusal: {
    code: 'conversation_closed',
    message: 'The conversation is closed; start a new one.',
  },
};

/** Refuses without a trace in the history what is refused already now; the loop asks again when its turn comes. */
function refuseNow(
  state: Conversation | undefined,
  recent: contract.Carried['recentCommands'],
  envelope: CommandEnvelope,
  underWay: string | undefined,
): void {
  if (!state || recent.some(({ id }) => id === envelope.commandId)) return;
  const refusal = refusalOf(state, envelope, underWay);
  if (!refusal) return;
  throw wf.ApplicationFailure.create({
    type: contract.refusedType,
    message: refusal.message,
    nonRetryable: true,
    details: [refusal],
  });
}

function summaryOf(conversation: Conversation): string {
  const next = nextDue(conversation);
  return next ? next.key : 'the next try';
}

/** For supervisors in Temporal's UI: how it stands, in a few lines, without anybody's words. */
function detailsOf(conversation: Conversation): string {
  const running = conversation.commitments.filter(({ outcome }) => outcome === undefined);
  const lines = [
    `**${conversation.status}**, priority ${conversation.priority}`,
    conversation.assignedTo ? `agent \`${conversation.assignedTo}\`` : 'nobody has it',
    ...running.map(
      ({ metric, dueAt }) =>
        `${metric} due ${dueAt === undefined ? 'when it goes on' : new Date(dueAt).toISOString()}`,
    ),
    ...conversation.outbox.map(
      ({ messageId, status, attempt: number }) =>
        `reply \`${messageId}\`: ${status}, attempt ${number}`,
    ),
  ];
  const isWaiting = running.some(isResponse);
  return [...lines, isWaiting ? 'the customer waits for an answer' : 'nobody waits'].join('\n\n');
}
