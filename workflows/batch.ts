/** Decides a batch of items in order, deadlines in between as of their due time. Writes nothing. */
import { decide } from '../domain/conversation/decide.ts';
import { nextDue } from '../domain/conversation/deadlines.ts';
import type { UnlessNews } from '../activities/types.ts';
import type { Recorded } from '../domain/conversation/events.ts';
import type {
  Command,
  CommandEnvelope,
  CommandOutcome,
  InboundItem,
  Item,
} from '../domain/conversation/items.ts';
import {
  isOver,
  openByAgent,
  openByCustomer,
  openQuietly,
  openTurn,
  type Opening,
} from '../domain/conversation/opening.ts';
import type { Conversation } from '../domain/conversation/state.ts';
import {
  aroundTheClock,
  askKey,
  type Calendar,
  type Due,
  type DueAsk,
  type SlaPolicy,
} from '../domain/sla.ts';
import { calendar as askCalendar } from './durably.ts';

export interface Before {
  conversation: Conversation | undefined;
  /** What a new conversation begins with, when there is none. */
  opening: Opening | undefined;
  lastSeq: number;
  /** The reply whose attempt has begun and not ended. */
  underWay: string | undefined;
}

export interface Batch extends Before {
  recorded: Recorded[];
  eventIds: number[];
  commands: { id: string; type: string; bodyHash: string; outcome: CommandOutcome }[];
  /** Commands that were done. */
  done: Command[];
  answers: { commandId: string; outcome: CommandOutcome }[];
  declinedClaims: string[];
  /** Replies that are done only if nothing came on another thread since their writers looked. */
  unless: UnlessNews[];
  /** What the customer wrote after this conversation was closed: it belongs to the next. */
  leftOver: Item[];
}

/**
 * Time zones are worked out by an activity: what the rules ask is collected, answered, and the rules, which are pure, are run
 * again with the answers.
 * @param mayRepeat inbox events that are taken although their number was seen: the sweeper or the store says that
 *   they are not applied
 * @param now ms; what is due by then fires after the items
 */
export async function decideAll(
  before: Before,
  items: readonly Item[],
  mayRepeat: ReadonlySet<number>,
  now: number,
): Promise<Batch> {
  const known = new Map<string, Due>();
  for (;;) {
    const asked: { policy: SlaPolicy; ask: DueAsk }[] = [];
    const batch = decideWith(before, items, mayRepeat, now, {
      calendar(policy, ask) {
        if (!policy.businessHoursOnly) return aroundTheClock(policy, ask);
        const due = known.get(keyOf(policy, ask));
        if (!due) asked.push({ policy, ask });
        return due ?? {};
      },
      lacks: () => asked.length > 0,
    });
    const [first] = asked;
    if (!first) return batch;
    const { policy } = first;
    const asks = asked.filter((other) => other.policy === policy).map(({ ask }) => ask);
    const answers = await askCalendar({ policy, asks });
    asks.forEach((ask, index) => known.set(keyOf(policy, ask), answers[index] ?? {}));
  }
}

const keyOf = (policy: SlaPolicy, ask: DueAsk): string =>
  `${JSON.stringify(policy)} ${askKey(ask)}`;

interface Clock {
  calendar: Calendar;
  /** Something was asked that has no answer yet: what follows would be decided without it. */
  lacks: () => boolean;
}

function decideWith(
  before: Before,
  items: readonly Item[],
  mayRepeat: ReadonlySet<number>,
  now: number,
  clock: Clock,
): Batch {
  const batch: Batch = {
    ...before,
    recorded: [],
    eventIds: [],
    commands: [],
    done: [],
    answers: [],
    declinedClaims: [],
    unless: [],
    leftOver: [],
  };
  for (const item of items) {
    fireDue(batch, item.at - 1, clock);
    if (clock.lacks()) return batch;
    if (item.kind === 'inbound' && isKnown(batch, item, mayRepeat)) continue;
    const isClosed = batch.conversation && isOver(batch.conversation);
    if (item.kind === 'inbound' && isClosed) afterTheEnd(batch, item);
    else take(batch, item, clock);
  }
  fireDue(batch, now, clock);
  return batch;
}

/** What the customer wrote belongs to the next conversation; of facts only an offer to merge, which that gives back. */
function afterTheEnd(batch: Batch, item: Extract<Item, { kind: 'inbound' }>): void {
  if (isOldFact(item.inbound)) seen(batch, item);
  else batch.leftOver.push(item);
}

const isOldFact = ({ kind, forward }: InboundItem): boolean =>
  kind === 'forwarded' && forward?.is !== 'offered';

function isKnown(
  batch: Batch,
  { inbound }: Extract<Item, { kind: 'inbound' }>,
  mayRepeat: ReadonlySet<number>,
): boolean {
  if (batch.eventIds.includes(inbound.eventId)) return true;
  return inbound.seq <= batch.lastSeq && !mayRepeat.has(inbound.eventId);
}

function fireDue(batch: Batch, until: number, clock: Clock): void {
  while (!clock.lacks()) {
    const next = batch.conversation && nextDue(batch.conversation);
    if (!next || next.at > until) return;
    take(batch, { kind: 'due', key: next.key, at: next.at, due: next.due }, clock);
  }
}

function take(batch: Batch, item: Item, clock: Clock): void {
  const { conversation, underWay } = batch;
  if (!conversation) {
    openWith(batch, item, clock);
    return;
  }
  const decision = decide(conversation, item, clock.calendar, underWay);
  batch.conversation = decision.conversation;
  batch.recorded.push(...decision.recorded);
  if (decision.declinedClaim) batch.declinedClaims.push(decision.declinedClaim);
  if (item.kind === 'inbound') seen(batch, item);
  if (item.kind === 'command' && decision.outcome) answer(batch, item, decision.outcome);
}

/** The first item of a new conversation; one that can't open any is answered so. */
function openWith(batch: Batch, item: Item, clock: Clock): void {
  const { opening } = batch;
  // Signalled again by the sweeper, it is settled when its run begins (activities/open.ts).
  if (item.kind === 'inbound' && isOldFact(item.inbound)) return;
  const isStart = item.kind === 'command' && isStartOf(item.envelope);
  if (!opening || !(isStart || item.kind === 'inbound')) {
    if (item.kind === 'claimed') batch.declinedClaims.push(item.claimId);
    if (item.kind === 'command') answer(batch, item, nothingOpen);
    return;
  }
  const turn = openTurn(opening, `${item.key}:open`, item.at, clock.calendar);
  if (item.kind === 'command' && item.envelope.command.type === 'start') {
    openByAgent(turn, item.envelope.command, item.envelope.actor);
  } else if (item.kind === 'inbound' && item.inbound.kind !== 'message') openQuietly(turn);
  else openByCustomer(turn, opening);
  batch.conversation = turn.conversation;
  batch.recorded.push(...turn.recorded);
  batch.opening = undefined;
  if (item.kind === 'command') {
    const { command } = item.envelope;
    answer(batch, item, {
      status: 'done',
      conversationId: turn.conversation.id,
      ...('messageId' in command && command.messageId ? { messageId: command.messageId } : {}),
    });
  } else take(batch, item, clock);
}

/** The assistant writes to nobody first. */
const isStartOf = ({ command, actor }: CommandEnvelope): boolean =>
  command.type === 'start' && actor.type !== 'assistant';

function seen(batch: Batch, { inbound }: Extract<Item, { kind: 'inbound' }>): void {
  batch.eventIds.push(inbound.eventId);
  batch.lastSeq = Math.max(batch.lastSeq, inbound.seq);
}

function answer(
  batch: Batch,
  { envelope }: Extract<Item, { kind: 'command' }>,
  outcome: CommandOutcome,
): void {
  batch.answers.push({ commandId: envelope.commandId, outcome });
  if (outcome.status !== 'done') return;
  const { commandId, command, actor } = envelope;
  batch.done.push(command);
  if (command.type === 'reply' && command.lastSeenOfAll !== undefined) {
    const { lastSeenOfAll } = command;
    batch.unless.push({ commandId, lastSeenOfAll, ...(actor.id ? { by: actor.id } : {}) });
  }
  batch.commands.push({
    id: commandId,
    type: command.type,
    bodyHash: envelope.bodyHash,
    outcome,
  });
}

const nothingOpen: CommandOutcome = {
  status: 'refused',
  refusal: {
    code: 'conversation_closed',
    message: 'The conversation is closed; start a new one.',
  },
};
