/** Deadlines over weekends and clock changes, by a server whose time skips (Maven's temporal-test-server or the SDK's own). */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { beforeAll, describe, expect, test } from 'vitest';
import { calendar } from '../../activities/calendar.ts';
import type { RecordInput } from '../../activities/types.ts';
import type { Recorded } from '../../domain/conversation/events.ts';
import type { CommandOutcome } from '../../domain/conversation/items.ts';
import type { SlaPolicy } from '../../domain/sla.ts';
import { requireSearchAttributes } from '../../runtime/temporal.ts';
import { newId } from '../../runtime/ids.ts';
import { workflowBundle } from '../../workers/workflow-bundle.ts';
import * as contract from '../../workflows/contract.ts';
import { testConfig, timeSkippingServerPath } from '../support/environment.ts';

const hour = 3_600_000;
const eightToFive = [
  { start: '09:00', end: '12:00' },
  { start: '13:00', end: '18:00' },
];
const office: SlaPolicy = {
  firstResponseMinutes: 8 * 60,
  resolutionHours: 400,
  businessHoursOnly: true,
  businessHours: {
    timezone: 'Europe/Berlin',
    schedule: {
      monday: eightToFive,
      tuesday: eightToFive,
      wednesday: eightToFive,
      thursday: eightToFive,
      friday: eightToFive,
    },
    holidays: [],
  },
};

let bundle: WorkflowBundle;
let path: string;
beforeAll(async () => {
  bundle = await workflowBundle(testConfig({}).home);
  path = await timeSkippingServerPath();
}, 120_000);

/** A conversation that began at `openedAt` by the server's clock, with its record kept in memory. */
async function withConversation(
  policy: SlaPolicy,
  openedAt: string,
  play: (stage: {
    env: TestWorkflowEnvironment;
    log: Recorded[];
    /** Lets time pass until this instant. */
    until: (at: string) => Promise<void>;
    command: (command: Record<string, unknown>) => Promise<CommandOutcome>;
  }) => Promise<void>,
): Promise<void> {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const log: Recorded[] = [];
  const conversationId = newId();
  const ids = { threadId: newId(), accountId: newId(), customerId: newId(), agentId: newId() };
  const record = (input: RecordInput) => {
    for (const entry of input.entries) {
      if (!log.some(({ cause }) => cause === entry.cause)) log.push(entry);
    }
    return Promise.resolve({ status: 'recorded', version: log.length });
  };
  const open = () =>
    Promise.resolve({
      unapplied: [1],
      lastSeq: 0,
      opening: {
        conversationId,
        threadId: ids.threadId,
        platform: 'telegram',
        accountId: ids.accountId,
        customerId: ids.customerId,
        source: 'dm',
        requiredSkills: [],
        priority: 'medium',
        tags: [],
        policy,
        reopenWindowMs: 72 * hour,
        holdAfterMs: hour / 2,
        why: 'test',
      },
    });
  const deliver = () => Promise.resolve({ kind: 'sent', at: Date.now(), platformMessageId: '1' });
  try {
    await requireSearchAttributes(env.connection, 'default');
    const taskQueue = contract.conversationsQueue('skip');
    const workers = await Promise.all([
      Worker.create({
        connection: env.nativeConnection,
        taskQueue,
        workflowBundle: bundle,
        activities: { open, record, calendar },
      }),
      Worker.create({
        connection: env.nativeConnection,
        taskQueue: contract.deliveryQueue('skip', 'telegram'),
        activities: { deliver },
      }),
    ]);
    const running = workers.map((worker) => worker.run());
    try {
      const now = async () => env.currentTimeMs();
      const until = async (at: string) => {
        await env.sleep(Math.max(1, Date.parse(at) - (await now())));
      };
      await until(openedAt);
      const workflowId = contract.conversationWorkflowId('telegram', ids.threadId);
      const item = {
        eventId: 1,
        seq: 1,
        at: Date.parse(openedAt),
        kind: 'message',
        messageId: newId(),
        needsAnswer: true,
      } as const;
      const input: contract.ConversationInput = {
        v: 1,
        threadId: ids.threadId,
        platform: 'telegram',
        accountId: ids.accountId,
        taskQueuePrefix: 'skip',
        maxItems: 500,
      };
      const handle = await env.client.workflow.signalWithStart('conversation', {
        workflowId,
        taskQueue,
        args: [input],
        signal: contract.inboundSignal,
        signalArgs: [{ items: [item] }],
      });
      await play({
        env,
        log,
        until,
        async command(command) {
          return handle.executeUpdate<CommandOutcome, [unknown]>(contract.commandUpdate.name, {
            args: [
              {
                commandId: newId(),
                conversationId,
                actor: { type: 'agent', id: ids.agentId },
                at: await now(),
                bodyHash: 'x',
                command,
              },
            ],
          });
        },
      });
    } finally {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    }
  } finally {
    await env.teardown();
  }
}

const when = (log: readonly Recorded[], type: string, metric = 'first_response') =>
  log
    .filter(({ event }) => event.type === type && (!('metric' in event) || event.metric === metric))
    .map(({ at }) => new Date(at).toISOString());

describe('eight business hours', () => {
  test.each([
    {
      over: 'a weekend',
      openedAt: '2027-01-08T15:00:00Z', // Friday 16:00 in Berlin: two hours left of the day.
      warnedAt: '2027-01-11T13:24:00.000Z', // 6.4 h used: Monday 14:24.
      dueAt: '2027-01-11T15:00:00.000Z', // Monday 16:00.
    },
    {
      over: 'a weekend in which the clocks go forward',
      openedAt: '2027-03-26T15:00:00Z', // Friday 16:00 CET.
      warnedAt: '2027-03-29T12:24:00.000Z', // Monday 14:24 CEST.
      dueAt: '2027-03-29T14:00:00.000Z', // Monday 16:00 CEST.
    },
    {
      over: 'a weekend in which they go back',
      openedAt: '2027-10-29T14:00:00Z', // Friday 16:00 CEST.
      warnedAt: '2027-11-01T13:24:00.000Z',
      dueAt: '2027-11-01T15:00:00.000Z',
    },
  ])('over $over warn, breach and escalate at the right instant', async (row) => {
    await withConversation(office, row.openedAt, async ({ log, until }) => {
      await until(row.warnedAt);
      await until(new Date(Date.parse(row.dueAt) - 1000).toISOString());
      expect(when(log, 'commitment_warned')).toEqual([row.warnedAt]);
      expect(when(log, 'commitment_ended')).toEqual([]);
      await until(new Date(Date.parse(row.dueAt) + 1000).toISOString());
      expect(when(log, 'commitment_ended')).toEqual([row.dueAt]);
      expect(when(log, 'escalated')).toEqual([row.dueAt]);
      expect(when(log, 'priority_changed')).toEqual([row.dueAt]);
    });
  });

  test('end with an answer one second before: no breach, then or ever', async () => {
    await withConversation(office, '2027-01-08T15:00:00Z', async ({ log, until, command }) => {
      await until('2027-01-11T14:59:59Z');
      const outcome = await command({ type: 'reply', messageId: newId(), isHuman: true });
      expect(outcome.status).toBe('done');
      await until('2027-01-12T15:00:00Z');
      const ended = log.filter(({ event }) => event.type === 'commitment_ended');
      expect(ended.map(({ event }) => event)).toMatchObject([{ outcome: 'met' }]);
      expect(when(log, 'escalated')).toEqual([]);
    });
  });
});

test('a resolved conversation closes when its window is over', async () => {
  await withConversation(office, '2027-01-08T15:00:00Z', async ({ log, until, command }) => {
    await command({ type: 'resolve', reason: 'spam' });
    const [resolved] = log.filter(
      ({ event }) => event.type === 'status_changed' && event.to === 'resolved',
    );
    const closing = (resolved?.at ?? 0) + 72 * hour;
    await until(new Date(closing + 60_000).toISOString());
    const closed = log.filter(
      ({ event }) => event.type === 'status_changed' && event.to === 'closed',
    );
    expect(closed.map(({ at }) => at)).toEqual([closing]);
  });
});

test('a snoozed one wakes at its time', async () => {
  await withConversation(office, '2027-01-08T15:00:00Z', async ({ log, until, command }) => {
    const wakeAt = Date.parse('2027-01-20T08:00:00Z');
    await command({ type: 'snooze', until: wakeAt });
    await until('2027-01-20T08:00:05Z');
    const opened = log.filter(
      ({ event }) => event.type === 'status_changed' && event.to === 'open',
    );
    expect(opened.map(({ at }) => at)).toEqual([wakeAt]);
  });
});
