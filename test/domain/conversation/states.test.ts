import { describe, expect, test } from 'vitest';
import type { Command } from '../../../domain/conversation/items.ts';
import type { Status } from '../../../domain/conversation/state.ts';
import { aConversation, ann, inMinutes, minute, refusedWith, type Scene } from './scene.ts';

/** A conversation whose customer was answered at 1 and that came to `status` at 2. */
function inStatus(status: Status): Scene {
  const scene = aConversation();
  scene.reply(1, 'r0');
  scene.sent(1, 'r0');
  if (status === 'pending') scene.asks(2, { type: 'pending' });
  if (status === 'snoozed') scene.asks(2, { type: 'snooze', until: minute(600) });
  if (status === 'resolved' || status === 'closed') scene.asks(2, { type: 'resolve' });
  if (status === 'closed') scene.asks(2, { type: 'close' });
  expect(scene.now.status).toBe(status);
  return scene;
}
const runningClocks = (scene: Scene) =>
  scene.now.commitments.filter(({ outcome }) => !outcome).map(({ id }) => id);

describe('the state table', () => {
  describe('a customer message', () => {
    test('leaves an open one open, and starts a next response if none runs', () => {
      const scene = inStatus('open');
      scene.writes(3);
      scene.writes(4);
      expect(scene.now.status).toBe('open');
      expect(runningClocks(scene)).toEqual(['resolution#1', 'next_response#1']);
    });

    test.each<Status>(['pending', 'snoozed'])('opens a %s one at once and queues it', (status) => {
      const scene = inStatus(status);
      scene.writes(3);
      expect(scene.now).toMatchObject({ status: 'open', waitingSince: minute(3) });
      expect(scene.now.snoozedUntil).toBeUndefined();
      expect(runningClocks(scene)).toEqual(['resolution#1', 'next_response#1']);
    });

    test('reopens a resolved one within the window', () => {
      const scene = inStatus('resolved');
      scene.writes(72 * 60 + 2);
      expect(scene.now).toMatchObject({ status: 'open', waitingSince: minute(72 * 60 + 2) });
      expect(scene.now.closeAt).toBeUndefined();
      expect(scene.now.resolvedAt).toBeUndefined();
      expect(runningClocks(scene)).toEqual(['resolution#2', 'next_response#1']);
    });
  });

  describe('an agent’s reply', () => {
    test('leaves an open one open and meets its clocks', () => {
      const scene = aConversation();
      scene.reply(5, 'r1');
      scene.sent(6, 'r1');
      expect(scene.now.status).toBe('open');
      expect(scene.clock('first_response#1')).toMatchObject({ met: 5 });
      expect(runningClocks(scene)).toEqual(['resolution#1']);
    });

    test('makes an open one pending if the agent says "and wait"', () => {
      const scene = aConversation();
      scene.reply(5, 'r1', { andWait: true });
      expect(scene.now.status).toBe('pending');
      scene.sent(6, 'r1');
      expect(scene.clock('first_response#1')).toMatchObject({ met: 5 });
    });

    test.each<Status>(['pending', 'snoozed'])('leaves a %s one as it is', (status) => {
      const scene = inStatus(status);
      scene.reply(5, 'r1', { andWait: true });
      scene.sent(6, 'r1');
      expect(scene.now.status).toBe(status);
    });

    test('meets the clocks of a pending one that was not answered', () => {
      const scene = aConversation();
      scene.asks(1, { type: 'pending' });
      scene.reply(5, 'r1');
      scene.sent(6, 'r1');
      expect(scene.now.status).toBe('pending');
      expect(scene.clock('first_response#1')).toMatchObject({ met: 5 });
    });

    test('reopens a resolved one as pending', () => {
      const scene = inStatus('resolved');
      scene.reply(5, 'r1');
      expect(scene.now.status).toBe('pending');
      expect(scene.now.closeAt).toBeUndefined();
      expect(scene.clock('resolution#2')).toEqual({ id: 'resolution#2', from: 5 });
    });

    test('is refused by a closed one', () => {
      const scene = inStatus('closed');
      expect(refusedWith(scene.reply(5, 'r1'))).toBe('conversation_closed');
    });
  });

  describe('an agent’s command', () => {
    const commands = {
      pending: { type: 'pending' },
      snooze: { type: 'snooze' },
      resolve: { type: 'resolve' },
      reopen: { type: 'reopen' },
      close: { type: 'close' },
    } as const satisfies Record<string, Command>;
    type Name = keyof typeof commands;
    const leadsTo: Record<Status, Partial<Record<Name, Status>>> = {
      open: { pending: 'pending', snooze: 'snoozed', resolve: 'resolved' },
      pending: { snooze: 'snoozed', resolve: 'resolved', reopen: 'open' },
      snoozed: { pending: 'pending', snooze: 'snoozed', resolve: 'resolved', reopen: 'open' },
      resolved: { reopen: 'open', close: 'closed' },
      closed: {},
    };
    const cells = Object.entries(leadsTo).flatMap(([from, to]) =>
      (Object.keys(commands) as Name[]).map((command) => ({
        from: from as Status,
        command,
        to: to[command] ?? (from === 'closed' ? 'conversation_closed' : 'wrong_status'),
      })),
    );
    test.each(cells)('$from and "$command" is $to', ({ from, command, to }) => {
      const scene = inStatus(from);
      const before = scene.now;
      const outcome = refusedWith(scene.asks(3, commands[command]));
      if (outcome === 'done') expect(scene.now.status).toBe(to);
      else {
        expect(outcome).toBe(to);
        expect(scene.now).toBe(before);
      }
    });

    const anywhereButClosed: Command[] = [
      { type: 'note', messageId: 'n1', mentions: [] },
      { type: 'assign', agentId: 'ben' },
      { type: 'transfer', teamId: 'blue', teamName: 'Blue' },
      { type: 'priority', priority: 'high' },
      { type: 'tags', add: ['x'], remove: [] },
      { type: 'read' },
    ];
    test.each(anywhereButClosed)('"$type" changes no status, and nothing of a closed one', (it) => {
      for (const status of ['open', 'pending', 'snoozed', 'resolved'] as const) {
        const scene = inStatus(status);
        expect(refusedWith(scene.asks(3, it))).toBe('done');
        expect(scene.now.status).toBe(status);
      }
      expect(refusedWith(inStatus('closed').asks(3, it))).toBe('conversation_closed');
    });

    test('resolving asks for a reason if a customer message is unanswered', () => {
      const scene = aConversation();
      expect(refusedWith(scene.asks(3, { type: 'resolve' }))).toBe('reason_required');
      expect(refusedWith(scene.asks(3, { type: 'resolve', reason: 'spam' }))).toBe('done');
      expect(scene.written('status_changed')).toMatchObject([{ to: 'resolved', reason: 'spam' }]);
    });

    test('resolving needs no reason while the answer is under way, but when it failed', () => {
      const underWay = aConversation();
      underWay.reply(1, 'r1');
      expect(refusedWith(underWay.asks(2, { type: 'resolve' }))).toBe('done');
      const failed = aConversation();
      failed.reply(1, 'r1');
      failed.fails(2, 'r1');
      expect(refusedWith(failed.asks(3, { type: 'resolve' }))).toBe('reason_required');
    });
  });
});

describe('a resolved conversation', () => {
  test('closes when the window is over, not before', () => {
    const scene = inStatus('resolved');
    expect(inMinutes(scene.now.closeAt)).toBe(2 + 72 * 60);
    scene.passes(72 * 60 + 1);
    expect(scene.now.status).toBe('resolved');
    scene.passes(72 * 60 + 2);
    expect(scene.now).toMatchObject({ status: 'closed', closedAt: minute(72 * 60 + 2) });
    expect(scene.now.resolvedAt).toBe(minute(2));
  });

  test('waits with closing for a reply that is under way', () => {
    const scene = inStatus('open');
    scene.reply(2, 'r1');
    scene.asks(3, { type: 'resolve' });
    expect(refusedWith(scene.asks(4, { type: 'close' }))).toBe('already_sending');
    scene.passes(80 * 60);
    expect(scene.now.status).toBe('resolved');
    scene.sent(80 * 60 + 1, 'r1');
    scene.passes(80 * 60 + 1);
    expect(scene.now.status).toBe('closed');
  });

  test('cancels held replies when it closes, and leaves unknown ones to be found', () => {
    const scene = inStatus('open');
    scene.reply(2, 'r1');
    scene.lost(2, 'r1');
    scene.reply(3, 'r2');
    scene.mayRetry(3, 'r2', 10);
    scene.asks(4, { type: 'resolve' });
    expect(scene.replies()).toEqual(['r1 unknown', 'r2 held']);
    scene.asks(5, { type: 'close' });
    expect(scene.replies()).toEqual(['r1 unknown']);
    expect(scene.written('reply_cancelled')).toMatchObject([{ messageId: 'r2', reason: 'closed' }]);
  });

  test.each(['open', 'pending', 'snoozed', 'resolved'] as const)(
    'whose customer is erased is closed, though it was %s: nothing waits, nothing is owed',
    (status) => {
      const scene = inStatus(status);
      scene.reply(3, 'r1');
      scene.mayRetry(3, 'r1', 60);
      expect(refusedWith(scene.asks(4, { type: 'erase' }))).toBe('done');
      expect(scene.now.status).toBe('closed');
      expect(scene.replies()).toEqual([]);
      expect(scene.asked()).toEqual([]);
      expect(scene.written('status_changed').at(-1)).toMatchObject({ reason: 'erased' });
    },
  );

  test('asks again for what is written after it was resolved unanswered', () => {
    const scene = aConversation();
    scene.asks(1, { type: 'resolve', reason: 'no_reply_needed' });
    expect(scene.asked()).toEqual([]);
    scene.writes(5, { messageId: 'again' });
    expect(scene.asked()).toEqual(['again']);
    expect(scene.clock('next_response#1')).toMatchObject({ from: 5, due: 45 });
  });

  test('does so too when the reply that seemed to answer failed afterwards', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.asks(2, { type: 'resolve' });
    expect(scene.asked()).toEqual(['m1']);
    scene.fails(3, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ cancelled: 3 });
    expect(scene.asked()).toEqual([]);
    scene.writes(5, { messageId: 'again' });
    expect(scene.clock('next_response#1')).toMatchObject({ from: 5, due: 45 });
  });

  test('goes on owing the answer when the customer was faster than the reply’s failure', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.asks(2, { type: 'resolve' });
    scene.writes(3, { messageId: 'again' });
    scene.fails(4, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ from: 0, due: 20 });
    expect(scene.asked()).toEqual(['m1', 'again']);
    scene.reply(5, 'r2');
    scene.sent(5, 'r2');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 5 });
  });
});

describe('a snoozed conversation', () => {
  test('wakes at its time, to its last agent', () => {
    const scene = inStatus('snoozed');
    scene.passes(599);
    expect(scene.now.status).toBe('snoozed');
    scene.passes(600);
    expect(scene.now).toMatchObject({
      status: 'open',
      preferredAgentId: ann.id,
      waitingSince: minute(600),
    });
  });

  test('without a time wakes for the customer alone', () => {
    const scene = inStatus('open');
    scene.asks(2, { type: 'snooze' });
    scene.passes(100 * 60);
    expect(scene.now.status).toBe('snoozed');
    scene.writes(101 * 60);
    expect(scene.now.status).toBe('open');
  });

  test('until a time that is past is open again at once', () => {
    const scene = inStatus('open');
    scene.asks(5, { type: 'snooze', until: minute(3) });
    scene.passes(5);
    expect(scene.now.status).toBe('open');
  });

  test('snoozed again wakes at the new time only', () => {
    const scene = inStatus('snoozed');
    scene.asks(3, { type: 'snooze', until: minute(700) });
    scene.passes(650);
    expect(scene.now.status).toBe('snoozed');
    scene.passes(700);
    expect(scene.now.status).toBe('open');
    expect(scene.now.pauses).toEqual([{ from: minute(2), to: minute(700) }]);
  });
});

describe('an agent who writes first', () => {
  test('has the conversation, which owes nothing but a resolution', () => {
    const scene = aConversation({ by: ann });
    scene.sent(1, 'r1');
    expect(scene.now).toMatchObject({ status: 'open', assignedTo: 'ann', unread: 0 });
    expect(scene.clocks()).toEqual([{ id: 'resolution#1', from: 0, due: 600 }]);
  });

  test('starts the first response with the customer’s first message', () => {
    const scene = aConversation({ by: ann });
    scene.sent(1, 'r1');
    scene.writes(30);
    expect(scene.clock('first_response#1')).toEqual({ id: 'first_response#1', from: 30, due: 50 });
  });

  test('a token of the api writes for nobody: it waits in the queue', () => {
    const scene = aConversation({ by: { type: 'system' } });
    expect(scene.now).toMatchObject({ waitingSince: minute(0) });
    expect(scene.now.assignedTo).toBeUndefined();
  });
});
