/** A conversation in memory: what comes to it is decided as its workflow would, deadlines in between as of their due time. */
import { decide } from '../../../domain/conversation/decide.ts';
import { nextDue } from '../../../domain/conversation/deadlines.ts';
import type {
  ConversationEvent,
  ConversationEventType,
  Recorded,
} from '../../../domain/conversation/events.ts';
import type {
  AttemptOutcome,
  Command,
  CommandOutcome,
  InboundItem,
  Item,
  RefusalCode,
} from '../../../domain/conversation/items.ts';
import {
  openByAgent,
  openByCustomer,
  openTurn,
  type Opening,
} from '../../../domain/conversation/opening.ts';
import type { Actor, Conversation, Eligible } from '../../../domain/conversation/state.ts';
import { aroundTheClock, type Commitment, type SlaPolicy } from '../../../domain/sla.ts';

/** When every scene begins. */
export const noon = Date.UTC(2027, 0, 4, 12);
/** Minutes after the beginning, as an instant. */
export const minute = (minutes: number): number => noon + minutes * 60_000;
/** An instant as minutes after the beginning. */
export const inMinutes = (at: number | undefined): number | undefined =>
  at === undefined ? undefined : (at - noon) / 60_000;

export const ann: Actor = { type: 'agent', id: 'ann' };
export const ben: Actor = { type: 'agent', id: 'ben' };

export const policy: SlaPolicy = {
  firstResponseMinutes: 20,
  nextResponseMinutes: 40,
  resolutionHours: 10,
  businessHoursOnly: false,
};

const opening: Opening = {
  conversationId: 'c1',
  threadId: 't1',
  platform: 'telegram',
  accountId: 'a1',
  customerId: 'k1',
  source: 'dm',
  teamId: 'red',
  requiredSkills: [],
  priority: 'medium',
  tags: [],
  policy,
  reopenWindowMs: 72 * 3_600_000,
  holdAfterMs: 30 * 60_000,
  why: 'the default',
};

type Inbound = Partial<InboundItem> & { at?: number };

export type Scene = ReturnType<typeof aConversation>;

/**
 * Begins at noon with the customer's first message `m1`; `by` an agent: with that one's reply `r1` instead.
 * All times of the scene are minutes after noon.
 */
export function aConversation(
  changes: Partial<Opening> & { by?: Actor; needsAnswer?: boolean } = {},
) {
  const { by, needsAnswer = true, ...opened } = changes;
  const turn = openTurn({ ...opening, ...opened }, 'first:open', noon, aroundTheClock);
  if (by) openByAgent(turn, { messageId: 'r1' }, by);
  else openByCustomer(turn);
  let conversation = turn.conversation;
  const log: Recorded[] = turn.recorded;
  let inbounds = 0;
  let commands = 0;

  const take = (item: Item) => {
    const decision = decide(conversation, item, aroundTheClock, scene.underWay);
    conversation = decision.conversation;
    log.push(...decision.recorded);
    return decision;
  };
  /** Everything that is due before `at` happens. */
  const fireDue = (before: number) => {
    for (let fired = 0; ; fired += 1) {
      const next = nextDue(conversation);
      if (!next || next.at >= before) return;
      if (fired > 10_000) throw new Error(`${next.key} is due for ever`);
      take({ kind: 'due', key: next.key, at: next.at, due: next.due });
    }
  };
  const come = (item: Item) => {
    fireDue(item.at);
    return take(item);
  };
  const inbound = (at: number, item: Inbound) => {
    inbounds += 1;
    const messageId = item.messageId ?? `m${inbounds}`;
    const whole: InboundItem = {
      eventId: inbounds,
      seq: inbounds,
      kind: 'message',
      needsAnswer: true,
      ...item,
      messageId,
      at: minute(at),
    };
    come({ kind: 'inbound', key: `inbox:${inbounds}`, at: whole.at, inbound: whole });
    return messageId;
  };

  const scene = {
    get now(): Conversation {
      return conversation;
    },
    log,
    /** The reply whose attempt the workflow waits for. */
    underWay: undefined as string | undefined,
    /** As minutes: so that a table shows it whole. */
    clocks: () => conversation.commitments.map(clockOf),
    clock: (id: string) => {
      const found = conversation.commitments.find((commitment) => commitment.id === id);
      return found && clockOf(found);
    },
    replies: () => conversation.outbox.map(({ messageId, status }) => `${messageId} ${status}`),
    asked: () => conversation.unanswered.map(({ messageId }) => messageId),
    written: <T extends ConversationEventType>(type: T) =>
      log.flatMap(({ event, at }) =>
        event.type === type
          ? [{ ...(event as Extract<ConversationEvent, { type: T }>), at: inMinutes(at) }]
          : [],
      ),
    take,
    come,
    /** Time passes to, and beyond, that minute. */
    passes: (at: number) => {
      fireDue(minute(at) + 1);
    },
    writes: (at: number, item: Inbound = {}) => inbound(at, item),
    echo: (at: number, item: Inbound = {}) => inbound(at, { ...item, kind: 'echo' }),
    event: (at: number, kind: InboundItem['kind']) => inbound(at, { kind, needsAnswer: false }),
    /** The answer to a command, by `ann` unless told. */
    asks: (at: number, command: Command, actor: Actor = ann): CommandOutcome => {
      commands += 1;
      const commandId = `k${commands}`;
      const envelope = {
        commandId,
        conversationId: conversation.id,
        actor,
        at: minute(at),
        bodyHash: 'x',
        command,
      };
      const item: Item = { kind: 'command', key: `command:${commandId}`, at: minute(at), envelope };
      return come(item).outcome ?? { status: 'done', conversationId: 'no answer' };
    },
    /** A reply of `ann`'s, or of somebody else's, is submitted. */
    reply: (
      at: number,
      messageId: string,
      more: Partial<Extract<Command, { type: 'reply' }>> = {},
      actor: Actor = ann,
    ) => scene.asks(at, { type: 'reply', messageId, isHuman: true, ...more }, actor),
    /** What the attempt under way came to. */
    attempted: (at: number, messageId: string, outcome: AttemptOutcome) => {
      const attempt = conversation.outbox.find((it) => it.messageId === messageId)?.attempt ?? 1;
      const key = `attempt:${messageId}:${attempt}`;
      return come({ kind: 'attempted', key, at: minute(at), messageId, attempt, outcome });
    },
    sent: (at: number, messageId: string) =>
      scene.attempted(at, messageId, { kind: 'sent', at: minute(at) }),
    fails: (at: number, messageId: string) =>
      scene.attempted(at, messageId, { kind: 'refused', failure }),
    lost: (at: number, messageId: string) =>
      scene.attempted(at, messageId, { kind: 'unknown', failure }),
    mayRetry: (at: number, messageId: string, retryAt: number) =>
      scene.attempted(at, messageId, { kind: 'retryAt', at: minute(retryAt), failure }),
    claimed: (at: number, agentId: string, claimId = `claim of ${agentId}`) =>
      come({
        kind: 'claimed',
        key: `claim:${claimId}`,
        at: minute(at),
        claimId,
        agentId,
        why: 'free',
      }),
    gone: (at: number, agentId: string) =>
      come({ kind: 'agent_gone', key: `gone:${agentId}:${at}`, at: minute(at), agentId }),
    relax: (at: number, to: Eligible) =>
      come({ kind: 'relax', key: `relax:${to}:${at}`, at: minute(at), to }),
  };
  if (!by) inbound(0, { needsAnswer });
  return scene;
}

export const failure = { code: 'x', message: 'The platform said so.' };

export const refusedWith = (outcome: CommandOutcome): RefusalCode | 'done' =>
  outcome.status === 'done' ? 'done' : outcome.refusal.code;

function clockOf({ id, startedAt, dueAt, warnedAt, outcome, endedAt }: Commitment) {
  return {
    id,
    from: inMinutes(startedAt),
    ...(dueAt === undefined ? {} : { due: inMinutes(dueAt) }),
    ...(warnedAt === undefined ? {} : { warned: inMinutes(warnedAt) }),
    ...(outcome === undefined ? {} : { [outcome]: inMinutes(endedAt) }),
  };
}
