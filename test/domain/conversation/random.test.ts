/** Random lives of conversations: against a model that is written differently, and against what must hold in any of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../../domain/conversation/apply.ts';
import { decide } from '../../../domain/conversation/decide.ts';
import { nextDue } from '../../../domain/conversation/deadlines.ts';
import type { Recorded } from '../../../domain/conversation/events.ts';
import type { AttemptOutcome, Command, Item } from '../../../domain/conversation/items.ts';
import { openByCustomer, openTurn, type Opening } from '../../../domain/conversation/opening.ts';
import { firstInLine, type Conversation } from '../../../domain/conversation/state.ts';
import { aroundTheClock } from '../../../domain/sla.ts';

const minute = 60_000;
const start = Date.UTC(2027, 0, 4, 12);
const budgets = { first: 20, next: 40, resolution: 600, reopen: 72 * 60 };

const opening: Opening = {
  conversationId: 'c1',
  threadId: 't1',
  platform: 'telegram',
  accountId: 'a1',
  customerId: 'k1',
  source: 'dm',
  requiredSkills: [],
  priority: 'medium',
  tags: [],
  policy: {
    firstResponseMinutes: budgets.first,
    nextResponseMinutes: budgets.next,
    resolutionHours: budgets.resolution / 60,
    businessHoursOnly: false,
  },
  reopenWindowMs: budgets.reopen * minute,
  holdAfterMs: 30 * minute,
  why: 'the default',
};

type Step =
  | { do: 'write'; needsAnswer: boolean }
  | { do: 'reply'; andWait: boolean; outcome: 'sent' | 'refused' | 'unknown' }
  | { do: 'resolve' | 'pending' | 'snooze' | 'reopen' | 'close' | 'claim' | 'gone' }
  | { do: 'wait' };

const step: fc.Arbitrary<Step & { after: number }> = fc
  .tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ do: fc.constant('write' as const), needsAnswer: fc.boolean() }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('reply' as const),
          andWait: fc.boolean(),
          outcome: fc.constantFrom(
            'sent' as const,
            'sent' as const,
            'refused' as const,
            'unknown' as const,
          ),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constantFrom(
            'resolve' as const,
            'pending' as const,
            'snooze' as const,
            'reopen' as const,
            'close' as const,
            'claim' as const,
            'gone' as const,
          ),
        }),
      },
      { weight: 2, arbitrary: fc.constant({ do: 'wait' as const }) },
    ),
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 25 }) },
      { weight: 1, arbitrary: fc.integer({ min: 30, max: 6000 }) },
    ),
  )
  .map(([it, after]) => ({ ...it, after }));

/** The desk's rules, driven as the workflow drives them. */
class Driver {
  conversation: Conversation;
  readonly log: Recorded[] = [];
  #number = 0;
  at = start;

  constructor() {
    const turn = openTurn(opening, 'open', start, aroundTheClock);
    openByCustomer(turn);
    this.conversation = turn.conversation;
    this.log.push(...turn.recorded);
    this.#inbound(true);
  }

  play(it: Step & { after: number }): void {
    this.at += it.after * minute;
    this.#fire();
    if (this.conversation.status === 'closed') return;
    switch (it.do) {
      case 'write':
        return this.#inbound(it.needsAnswer);
      case 'reply':
        return this.#reply(it.andWait, it.outcome);
      case 'resolve':
        return this.#command({ type: 'resolve', reason: 'no_reply_needed' });
      case 'claim':
        return this.take({
          kind: 'claimed',
          key: this.#key(),
          at: this.at,
          claimId: 'k',
          agentId: 'ann',
          why: '',
        });
      case 'gone':
        return this.take({ kind: 'agent_gone', key: this.#key(), at: this.at, agentId: 'ann' });
      case 'wait':
        return;
      default:
        return this.#command({ type: it.do });
    }
  }

  #key = () => `item:${(this.#number += 1)}`;

  take(item: Item): void {
    const once = decide(this.conversation, item, aroundTheClock);
    const twice = decide(this.conversation, item, aroundTheClock);
    expect(twice).toEqual(once);
    this.conversation = once.conversation;
    this.log.push(...once.recorded);
  }

  #fire(): void {
    for (let count = 0; ; count += 1) {
      const next = nextDue(this.conversation);
      if (!next || next.at > this.at) return;
      expect(count).toBeLessThan(50);
      this.take({ kind: 'due', key: next.key, at: next.at, due: next.due });
    }
  }

  #inbound(needsAnswer: boolean): void {
    const number = (this.#number += 1);
    const inbound = {
      eventId: number,
      seq: number,
      at: this.at,
      kind: 'message' as const,
      messageId: `m${number}`,
      needsAnswer,
    };
    this.take({ kind: 'inbound', key: `inbox:${number}`, at: this.at, inbound });
  }

  #command(command: Command): void {
    const commandId = this.#key();
    const envelope = {
      commandId,
      conversationId: 'c1',
      actor: { type: 'agent' as const, id: 'ann' },
      at: this.at,
      bodyHash: '',
      command,
    };
    this.take({ kind: 'command', key: commandId, at: this.at, envelope });
  }

  #reply(andWait: boolean, kind: 'sent' | 'refused' | 'unknown'): void {
    const messageId = `r${(this.#number += 1)}`;
    this.#command({ type: 'reply', messageId, isHuman: true, andWait });
    const first = firstInLine(this.conversation);
    if (first?.messageId !== messageId) return;
    const failure = { code: 'x', message: 'x' };
    const outcome: AttemptOutcome = kind === 'sent' ? { kind, at: this.at } : { kind, failure };
    this.take({ kind: 'attempted', key: this.#key(), at: this.at, messageId, attempt: 1, outcome });
  }
}

/** The same desk in a few variables, minutes only; written from the state table, not from the code. */
class Model {
  status = 'open';
  now = 0;
  due: number | undefined = budgets.first;
  isUnanswered = true;
  breaches = 0;
  met = 0;
  closesAt: number | undefined;

  play(it: Step & { after: number }): void {
    this.now += it.after;
    if (this.due !== undefined && this.due <= this.now && !this.#closedBefore(this.due)) {
      this.breaches += 1;
      this.due = undefined;
    }
    if (this.closesAt !== undefined && this.closesAt <= this.now) this.status = 'closed';
    if (this.status === 'closed') return;
    if (it.do === 'write' && it.needsAnswer) this.#write();
    if (it.do === 'reply') this.#reply(it.andWait, it.outcome);
    if (it.do === 'resolve' && this.status !== 'resolved') this.#resolve();
    if (it.do === 'pending' && ['open', 'snoozed'].includes(this.status)) this.status = 'pending';
    if (it.do === 'snooze' && this.status !== 'resolved') this.status = 'snoozed';
    if (it.do === 'reopen' && this.status !== 'open') this.#to('open');
    if (it.do === 'close' && this.status === 'resolved') this.status = 'closed';
  }

  #closedBefore(at: number): boolean {
    return this.closesAt !== undefined && this.closesAt < at;
  }

  #to(status: string): void {
    this.status = status;
    this.closesAt = undefined;
  }

  #write(): void {
    if (this.status !== 'open') this.#to('open');
    if (this.isUnanswered) return;
    this.isUnanswered = true;
    this.due = this.now + budgets.next;
  }

  #reply(andWait: boolean, outcome: string): void {
    if (this.status === 'resolved') this.#to('pending');
    else if (this.status === 'open' && andWait) this.status = 'pending';
    if (outcome !== 'sent') return;
    this.isUnanswered = false;
    if (this.due !== undefined) this.met += 1;
    this.due = undefined;
  }

  #resolve(): void {
    this.#to('resolved');
    this.closesAt = this.now + budgets.reopen;
    this.isUnanswered = false;
    this.due = undefined;
  }
}

const life = fc.array(step, { minLength: 1, maxLength: 60 });

const responses = (log: readonly Recorded[], outcome: string): number =>
  log.filter(
    ({ event }) =>
      event.type === 'commitment_ended' &&
      event.metric !== 'resolution' &&
      event.outcome === outcome,
  ).length;

test('lives as the model says', () => {
  fc.assert(
    fc.property(life, (steps) => {
      const driver = new Driver();
      const model = new Model();
      for (const it of steps) {
        driver.play(it);
        model.play(it);
        expect({
          status: driver.conversation.status,
          isUnanswered: driver.conversation.unanswered.length > 0,
          breaches: responses(driver.log, 'breached'),
          met: responses(driver.log, 'met'),
        }).toEqual({
          status: model.status,
          isUnanswered: model.isUnanswered,
          breaches: model.breaches,
          met: model.met,
        });
      }
    }),
    { numRuns: 1_500 },
  );
}, 60_000);

test('each promise ends once, the state is the fold of the log, plain and small', () => {
  fc.assert(
    fc.property(life, (steps) => {
      const driver = new Driver();
      for (const it of steps) driver.play(it);
      const ended = driver.log.flatMap(({ event }) =>
        event.type === 'commitment_ended' ? [event.id] : [],
      );
      expect(new Set(ended).size).toBe(ended.length);
      const causes = driver.log.map(({ cause }) => cause);
      expect(new Set(causes).size).toBe(causes.length);
      expect(fold(driver.log)).toEqual(driver.conversation);
      expect(JSON.parse(JSON.stringify(driver.conversation))).toEqual(driver.conversation);
    }),
    { numRuns: 1_000 },
  );
}, 60_000);

test('the state stays below 50 KB through 2,000 items', () => {
  const driver = new Driver();
  for (let index = 0; index < 400; index += 1) {
    driver.play({ do: 'write', needsAnswer: true, after: 1 });
    driver.play({
      do: 'reply',
      andWait: true,
      outcome: index % 3 === 0 ? 'unknown' : 'sent',
      after: 1,
    });
    driver.play({ do: 'claim', after: 1 });
    driver.play({ do: 'snooze', after: 1 });
    driver.play({ do: 'reopen', after: 1 });
  }
  expect(JSON.stringify(driver.conversation).length).toBeLessThan(50_000);
});
