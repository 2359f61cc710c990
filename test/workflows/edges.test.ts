/** Where one thing ends while another begins. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide } from '../../domain/conversation/decide.ts';
import type { Command } from '../../domain/conversation/items.ts';
import { aroundTheClock } from '../../domain/sla.ts';
import { newId } from '../../runtime/ids.ts';
import * as contract from '../../workflows/contract.ts';
import { eventually, startMemoryDesk, type MemoryDesk, type MemoryThread } from './memory-desk.ts';

let desk: MemoryDesk;
beforeAll(async () => {
  desk = await startMemoryDesk();
  await desk.start();
});
afterAll(() => desk.close());

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const unknown = () =>
  Promise.resolve({ kind: 'unknown' as const, failure: { code: 'lost', message: '' } });

describe('a conversation that closes while its customer writes', () => {
  test('is not un-closed: the message opens the next, linked one', async () => {
    const thread = desk.thread({ reopenWindowMs: 1_000 });
    await thread.write();
    await eventually(thread.conversations, (found) => found.length === 1);
    await thread.command({ type: 'resolve', reason: 'spam' });
    // Nobody works when the window ends and the customer writes: both are found at once.
    await desk.stop();
    await sleep(1_500);
    const late = await thread.write();
    await thread.write();
    await desk.start();
    const [first = '', second = ''] = await eventually(
      thread.conversations,
      (found) => found.length === 2,
    );
    const of = (id: string) => thread.recorded.filter(({ conversation }) => conversation.id === id);
    expect(of(first).at(-1)?.conversation.status).toBe('closed');
    const applied = of(second).flatMap(({ eventIds }) => eventIds);
    await eventually(
      () => of(second).at(-1)?.conversation.unread,
      (unread) => unread === 2,
    );
    expect(applied[0]).toBe(late);
    expect(of(second).at(-1)?.conversation).toMatchObject({
      status: 'open',
      previousConversationId: first,
    });
  });

  test('loses nothing of what comes in the very moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const thread = desk.thread();
      const ids = [await thread.write()];
      await eventually(thread.conversations, (found) => found.length === 1);
      await thread.command({ type: 'resolve', reason: 'spam' });
      const [closing, written] = await Promise.all([
        thread.command({ type: 'close' }).then(
          ({ status }) => status,
          () => 'refused',
        ),
        (async () => {
          const sent: number[] = [];
          for (let index = 0; index < 4; index += 1) sent.push(await thread.write());
          return sent;
        })(),
      ]);
      ids.push(...written);
      const applied = await eventually(
        () => thread.recorded.flatMap(({ eventIds }) => eventIds),
        (found) => ids.every((id) => found.includes(id)),
      );
      expect([...applied].sort()).toEqual([...ids].sort());
      // Closed, then another; or reopened by the customer, who was faster.
      expect(thread.conversations()).toHaveLength(closing === 'done' ? 2 : 1);
    }
  });
});

describe('what comes after a conversation was closed and asks for nothing', () => {
  test.each(['reaction', 'edit', 'echo'] as const)(
    'a %s disturbs nobody, until the customer writes',
    async (kind) => {
      const thread = desk.thread();
      await thread.write();
      await eventually(thread.conversations, (found) => found.length === 1);
      await thread.command({ type: 'resolve', reason: 'spam' });
      await thread.command({ type: 'close' });
      await thread.write({ kind, needsAnswer: false });
      await eventually(thread.conversations, (found) => found.length === 2);
      const quiet = thread.recorded.at(-1)!.conversation;
      expect(quiet).toMatchObject({ status: 'resolved', commitments: [], unanswered: [] });
      expect(quiet.waitingSince).toBeUndefined();
      await thread.write();
      const awake = await eventually(
        () => thread.recorded.at(-1)!.conversation,
        ({ status }) => status === 'open',
      );
      expect(awake.id).toBe(quiet.id);
      expect(awake.waitingSince).toBeDefined();
      expect(awake.commitments.map(({ id }) => id)).toEqual(['resolution#1', 'first_response#1']);
    },
  );
});

describe('a conversation that was lost with Temporal’s store', () => {
  test('has its deadlines again as soon as it is woken', async () => {
    const before = desk.thread({
      policy: { firstResponseMinutes: 0.1, resolutionHours: 10, businessHoursOnly: false },
    });
    await before.write();
    await eventually(before.conversations, (found) => found.length === 1);
    const conversation = before.recorded.at(-1)!.conversation;
    const after = desk.thread();
    after.restored = {
      unapplied: [],
      lastSeq: 1,
      restored: { ...conversation, threadId: after.workflowId.split('/').at(-1) ?? '' },
    };
    await after.signalWithStart(contract.wakeSignal.name);
    await eventually(after.state, ({ timerAt }) => timerAt !== undefined);
    const ended = await eventually(
      () => after.log().filter(({ event }) => event.type === 'commitment_ended'),
      (found) => found.length > 0,
    );
    expect(ended[0]?.event).toMatchObject({ metric: 'first_response', outcome: 'breached' });
    expect(ended[0]?.at).toBe(conversation.commitments[1]?.dueAt);
  });
});

describe('a run whose log has more than it heard of', () => {
  /** As if this had been recorded by a worker that died before it could say so. */
  const lose = async (thread: MemoryThread, command: Command) => {
    await thread.write();
    await eventually(thread.conversations, (found) => found.length === 1);
    const { conversation, version = 0, lastSeq } = await thread.state();
    const commandId = newId();
    const envelope = {
      ...{ commandId, conversationId: conversation!.id, bodyHash: 'x', at: Date.now(), command },
      actor: { type: 'agent' as const, id: newId() },
    };
    const item = {
      kind: 'command' as const,
      key: `command:${commandId}`,
      at: envelope.at,
      envelope,
    };
    const lost = decide(conversation!, item, aroundTheClock);
    thread.restored = {
      ...{ unapplied: [], lastSeq, restored: lost.conversation },
      version: version + lost.recorded.length,
      recentCommands: [{ id: commandId, outcome: lost.outcome! }],
    };
    return { commandId, outcome: lost.outcome!, version: thread.restored.version };
  };
  const lostTag: Command = { type: 'tags', add: ['lost'], remove: [] };

  test('learns it with the next thing that comes, and decides that again', async () => {
    const thread = desk.thread();
    const lost = await lose(thread, lostTag);
    thread.behind = { status: 'behind', causes: [], commands: [] };
    await thread.command({ type: 'tags', add: ['next'], remove: [] });
    expect((await thread.state()).conversation?.tags).toEqual(['lost', 'next']);
    expect(thread.recorded.at(-1)).toMatchObject({
      knows: lost.version,
      conversation: { tags: ['lost', 'next'] },
    });
  });

  test('does what was done before no second time, and says what came of it', async () => {
    const thread = desk.thread();
    const { commandId, outcome } = await lose(thread, lostTag);
    thread.behind = {
      status: 'behind',
      causes: [`command:${commandId}#0`],
      commands: [{ id: commandId, outcome }],
    };
    const before = thread.recorded.length;
    expect(await thread.command(lostTag, commandId)).toEqual(outcome);
    expect((await thread.state()).conversation?.tags).toEqual(['lost']);
    expect(thread.recorded).toHaveLength(before);
  });

  test('sends a reply that it never heard of when it is woken, once', async () => {
    const thread = desk.thread();
    const messageId = newId();
    await lose(thread, { type: 'reply', messageId, isHuman: true });
    thread.drafts.add(messageId);
    await thread.signal(contract.wakeSignal.name);
    await eventually(thread.log, (log) => log.some(({ event }) => event.type === 'reply_sent'));
    await thread.signal(contract.wakeSignal.name);
    expect(thread.sends.map((sent) => sent.messageId)).toEqual([messageId]);
  });

  test('ends when it hears that the conversation is closed', async () => {
    const thread = desk.thread();
    await thread.write();
    await eventually(thread.conversations, (found) => found.length === 1);
    thread.restored = { unapplied: [], lastSeq: 1 };
    await thread.signal(contract.wakeSignal.name);
    await expect(eventually(thread.isRunning, (isRunning) => !isRunning)).resolves.toBe(false);
    thread.restored = undefined;
    await thread.write();
    await eventually(thread.conversations, (found) => found.length === 2);
  });
});

describe('a run that would like to end', () => {
  test('goes on sending while a lost answer is looked for', async () => {
    const thread = desk.thread({}, 3);
    thread.outcomes.push(unknown);
    await thread.write();
    await eventually(thread.conversations, (found) => found.length === 1);
    await thread.reply();
    await eventually(thread.log, (log) => log.some(({ event }) => event.type === 'reply_unknown'));
    const second = await thread.reply();
    await eventually(
      () => thread.sends.map(({ messageId }) => messageId),
      (sent) => sent.includes(second),
    );
    const state = await thread.state();
    expect(state.conversation?.outbox.map(({ status }) => status)).toEqual(['unknown']);
  });
});

test('an attempt that ends while something else is written is not made again', async () => {
  const thread = desk.thread();
  await thread.write();
  await eventually(thread.conversations, (found) => found.length === 1);
  let end: () => void = () => undefined;
  const failure = { code: 'rate_limited', message: '' };
  thread.outcomes.push(async () => {
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    return { kind: 'retryAt', at: Date.now() + 60_000, failure };
  });
  const messageId = await thread.reply();
  await eventually(
    () => thread.sends.length,
    (count) => count === 1,
  );
  thread.recordMs = 800;
  const noted = thread.command({ type: 'note', messageId: newId(), mentions: [] });
  await sleep(400);
  // Both are heard of in one task, the command first.
  end();
  await sleep(200);
  await Promise.all([noted, thread.command({ type: 'note', messageId: newId(), mentions: [] })]);
  const retrying = await eventually(
    () => thread.log().filter(({ event }) => event.type === 'reply_retrying'),
    (found) => found.length > 0,
  );
  await sleep(1_000);
  expect(retrying).toHaveLength(1);
  expect(thread.sends).toMatchObject([{ messageId, attempt: 1 }]);
});

describe('a claim', () => {
  const claim = (claimId: string, agentId: string) => ({
    claimId,
    agentId,
    why: 'free',
    at: Date.now(),
  });

  test('signalled twice is accepted once and not given back', async () => {
    const thread = desk.thread();
    await thread.write();
    await eventually(thread.conversations, (found) => found.length === 1);
    const [claimId, agentId] = [newId(), newId()];
    await thread.signal(contract.claimedSignal.name, claim(claimId, agentId));
    await thread.signal(contract.claimedSignal.name, claim(claimId, agentId));
    await thread.command({ type: 'note', messageId: newId(), mentions: [] });
    expect(thread.log().filter(({ event }) => event.type === 'assigned')).toHaveLength(1);
    expect(thread.recorded.flatMap(({ declinedClaims }) => declinedClaims)).toEqual([]);
  });

  test('for a conversation that somebody took meanwhile is given back', async () => {
    const thread = desk.thread();
    await thread.write();
    await eventually(thread.conversations, (found) => found.length === 1);
    await thread.command({ type: 'assign', agentId: newId() });
    const claimId = newId();
    await thread.signal(contract.claimedSignal.name, claim(claimId, newId()));
    const given = await eventually(
      () => thread.recorded.flatMap(({ declinedClaims }) => declinedClaims),
      (found) => found.length > 0,
    );
    expect(given).toEqual([claimId]);
  });

  test('that ran out before it was accepted leaves the conversation waiting, with all else done', async () => {
    const thread = desk.thread();
    await thread.write();
    await eventually(thread.conversations, (found) => found.length === 1);
    const claimId = newId();
    thread.lostClaims.add(claimId);
    await thread.signal(contract.claimedSignal.name, claim(claimId, newId()));
    const outcome = await thread.command({ type: 'priority', priority: 'high' });
    expect(outcome.status).toBe('done');
    const { conversation } = await thread.state();
    expect(conversation).toMatchObject({ priority: 'high' });
    expect(conversation?.assignedTo).toBeUndefined();
    expect(conversation?.waitingSince).toBeDefined();
  });
});

describe('an agent who is free when a conversation opens', () => {
  const claim = () => ({ claimId: newId(), agentId: newId(), why: 'the only one free' });

  test('has it with its first record', async () => {
    const thread = desk.thread();
    thread.besides = { claim: claim() };
    await thread.write();
    const [first] = await eventually(
      () => thread.recorded,
      (found) => found.length > 0,
    );
    expect(first?.conversation.assignedTo).toBe(thread.besides.claim?.agentId);
    expect(first?.entries.map(({ event }) => event.type)).toContain('assigned');
  });

  test('does not have it when the claim ran out meanwhile: it waits for the matcher', async () => {
    const thread = desk.thread();
    const lost = claim();
    thread.besides = { claim: lost };
    thread.lostClaims.add(lost.claimId);
    await thread.write();
    const [first] = await eventually(
      () => thread.recorded,
      (found) => found.length > 0,
    );
    expect(first?.conversation.assignedTo).toBeUndefined();
    expect(first?.conversation.waitingSince).toBeDefined();
  });
});

describe('a workflow that was lost with events nobody recorded', () => {
  const order = (thread: ReturnType<MemoryDesk['thread']>) =>
    thread.recorded.flatMap(({ eventIds }) => eventIds);

  test('takes them before what came later, whenever they come', async () => {
    const thread = desk.thread();
    const [older, newer] = [[thread.event(), thread.event()], thread.event()];
    thread.besides = { awaits: older.map(({ eventId }) => eventId) };
    const inbound = contract.inboundSignal.name;
    await thread.signalWithStart(inbound, { items: [newer] });
    await sleep(300);
    expect(order(thread)).toEqual([]);
    for (const item of older) await thread.signal(inbound, { items: [item] });
    await eventually(
      () => order(thread),
      (found) => found.length === 3,
    );
    expect(order(thread)).toEqual([...older, newer].map(({ eventId }) => eventId));
  });

  test('takes by their numbers what was signalled while nobody worked', async () => {
    const thread = desk.thread();
    const [first, second] = [thread.event(), thread.event()];
    await desk.stop();
    const inbound = contract.inboundSignal.name;
    await thread.signalWithStart(inbound, { items: [second] });
    await thread.signal(inbound, { items: [first] });
    await desk.start();
    await eventually(
      () => order(thread),
      (found) => found.length === 2,
    );
    expect(order(thread)).toEqual([first.eventId, second.eventId]);
  });
});
