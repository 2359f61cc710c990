import { describe, expect, test } from 'vitest';
import { nextDue } from '../../../domain/conversation/deadlines.ts';
import { project } from '../../../domain/conversation/project.ts';
import type { Command } from '../../../domain/conversation/items.ts';
import { aConversation, ann, inMinutes, minute, policy } from './scene.ts';

describe('first response', () => {
  test('starts with the first message that wants an answer', () => {
    const scene = aConversation({ needsAnswer: false });
    expect(scene.clock('first_response#1')).toBeUndefined();
    scene.writes(7);
    expect(scene.clock('first_response#1')).toEqual({ id: 'first_response#1', from: 7, due: 27 });
  });

  test('comes late: when it came is told all the same', () => {
    const scene = aConversation();
    scene.passes(25);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
    scene.reply(30, 'r1');
    scene.sent(31, 'r1');
    scene.reply(40, 'r2');
    scene.sent(41, 'r2');
    expect(inMinutes(scene.now.firstResponseAt)).toBe(30);
  });

  test('is met when the platform has the answer, as of when it was submitted', () => {
    const scene = aConversation();
    scene.reply(10, 'r1');
    expect(scene.clock('first_response#1')).not.toHaveProperty('met');
    scene.sent(12, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 10 });
    expect(inMinutes(scene.now.firstResponseAt)).toBe(10);
  });

  test('is met by an answer submitted at the very deadline', () => {
    const scene = aConversation();
    scene.reply(20, 'r1');
    scene.sent(21, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 20 });
  });

  test('is breached at the deadline, however late that is noticed', () => {
    const scene = aConversation();
    scene.reply(21, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
    scene.sent(22, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
    expect(inMinutes(scene.now.firstResponseAt)).toBe(21);
  });

  test.each<[string, Command]>([
    ['a note', { type: 'note', messageId: 'n1', mentions: [] }],
    ['a bot', { type: 'reply', messageId: 'b1', isHuman: false }],
  ])('is not met by %s', (_, command) => {
    const scene = aConversation();
    scene.asks(1, command);
    if (command.type === 'reply') scene.sent(1, command.messageId);
    scene.passes(20);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
    expect(scene.asked()).toEqual(['m1']);
  });

  test('never pauses, whatever the agent does but answer', () => {
    const scene = aConversation();
    scene.asks(1, { type: 'pending' });
    scene.asks(2, { type: 'snooze', until: minute(300) });
    scene.passes(20);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
  });
});

describe('next response', () => {
  const answered = () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.sent(1, 'r1');
    return scene;
  };

  test('starts with the first unanswered message and not anew with those after it', () => {
    const scene = answered();
    scene.writes(5);
    scene.writes(30);
    expect(scene.clock('next_response#1')).toEqual({ id: 'next_response#1', from: 5, due: 45 });
    expect(scene.clock('next_response#2')).toBeUndefined();
  });

  test('does not start while the first response is still owed, breached or not', () => {
    const scene = aConversation();
    scene.writes(5);
    scene.passes(20);
    scene.writes(25);
    expect(scene.clocks().map(({ id }) => id)).toEqual(['resolution#1', 'first_response#1']);
  });

  test('starts for what is written after the reply that is under way', () => {
    const scene = aConversation();
    scene.reply(5, 'r1');
    scene.writes(6);
    scene.sent(7, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 5 });
    expect(scene.clock('next_response#1')).toEqual({ id: 'next_response#1', from: 6, due: 46 });
  });

  test('is met by one answer to several messages', () => {
    const scene = answered();
    scene.writes(5);
    scene.writes(6);
    scene.reply(8, 'r2');
    scene.sent(9, 'r2');
    expect(scene.clock('next_response#1')).toMatchObject({ met: 8 });
    expect(scene.asked()).toEqual([]);
  });

  test('does not exist where the policy promises none', () => {
    const scene = aConversation({ policy: { ...policy, nextResponseMinutes: undefined } });
    scene.reply(1, 'r1');
    scene.sent(1, 'r1');
    scene.writes(5);
    expect(scene.clocks().map(({ id }) => id)).toEqual(['resolution#1', 'first_response#1']);
    expect(scene.asked()).toEqual(['m2']);
  });
});

describe('a reply under way', () => {
  test('suspends the clock it would meet: no warning, no breach', () => {
    const scene = aConversation();
    scene.reply(10, 'r1');
    scene.mayRetry(10, 'r1', 39);
    scene.passes(35);
    expect(scene.written('commitment_warned')).toEqual([]);
    scene.sent(39, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 10 });
  });

  test.each([
    ['failed', 'fails'],
    ['is unknown', 'lost'],
  ] as const)('that %s brings the original due back', (_, happens) => {
    const scene = aConversation();
    scene.reply(10, 'r1');
    scene[happens](12, 'r1');
    expect(inMinutes(nextDue(scene.now)?.at)).toBe(16);
    scene.passes(20);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20, warned: 16 });
  });

  test('that fails after the due makes it a breach as of its due', () => {
    const scene = aConversation();
    scene.reply(10, 'r1');
    scene.fails(50, 'r1');
    scene.passes(50);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
  });

  test('that is cancelled or held brings it back too', () => {
    const cancelled = aConversation();
    cancelled.reply(10, 'r1');
    cancelled.mayRetry(10, 'r1', 30);
    cancelled.asks(11, { type: 'cancel', messageId: 'r1' });
    cancelled.passes(20);
    expect(cancelled.clock('first_response#1')).toMatchObject({ breached: 20 });
    const held = aConversation();
    held.reply(10, 'r1');
    held.mayRetry(10, 'r1', 30);
    held.writes(11);
    held.passes(20);
    expect(held.clock('first_response#1')).toMatchObject({ breached: 20 });
  });

  test('found to have arrived after all meets it as of its submission, if it is not breached yet', () => {
    const scene = aConversation();
    scene.reply(10, 'r1');
    scene.lost(11, 'r1');
    scene.sent(15, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 10 });
    const late = aConversation();
    late.reply(10, 'r1');
    late.lost(11, 'r1');
    late.sent(25, 'r1');
    expect(late.clock('first_response#1')).toMatchObject({ breached: 20 });
    expect(late.asked()).toEqual([]);
  });

  test('of a bot suspends nothing', () => {
    const scene = aConversation();
    scene.reply(10, 'b1', { isHuman: false });
    scene.passes(20);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
  });
});

describe('resolution', () => {
  test('starts with the conversation and is met by resolving it', () => {
    const scene = aConversation();
    expect(scene.clock('resolution#1')).toEqual({ id: 'resolution#1', from: 0, due: 600 });
    scene.asks(90, { type: 'resolve', reason: 'spam' });
    expect(scene.clock('resolution#1')).toMatchObject({ met: 90 });
  });

  test('stands still in [from, to) while pending or snoozed, and goes on after that', () => {
    const scene = aConversation();
    scene.asks(100, { type: 'pending' });
    expect(scene.clock('resolution#1')).toEqual({ id: 'resolution#1', from: 0 });
    scene.asks(130, { type: 'snooze', until: minute(250) });
    scene.passes(250);
    expect(scene.clock('resolution#1')).toMatchObject({ due: 600 + 150 });
    expect(scene.now.pauses).toEqual([{ from: minute(100), to: minute(250) }]);
  });

  test('a pause without length is none', () => {
    const scene = aConversation();
    scene.asks(100, { type: 'pending' });
    scene.asks(100, { type: 'reopen' });
    expect(scene.now.pauses).toEqual([]);
    expect(scene.clock('resolution#1')).toMatchObject({ due: 600 });
  });

  test('a pause that begins when the time is used up comes too late', () => {
    const scene = aConversation();
    scene.asks(600, { type: 'pending' });
    expect(scene.clock('resolution#1')).toMatchObject({ due: 600 });
    scene.passes(600);
    expect(scene.clock('resolution#1')).toMatchObject({ breached: 600 });
  });

  test('a pause that begins with the warning postpones both', () => {
    const scene = aConversation();
    scene.asks(480, { type: 'pending' });
    scene.passes(500);
    expect(scene.written('commitment_warned').filter(({ id }) => id === 'resolution#1')).toEqual(
      [],
    );
    scene.asks(500, { type: 'reopen' });
    scene.passes(1_000);
    expect(scene.clock('resolution#1')).toMatchObject({ breached: 620 });
  });

  test('is promised anew when a resolved one reopens', () => {
    const scene = aConversation();
    scene.asks(10, { type: 'resolve', reason: 'spam' });
    scene.writes(100);
    expect(scene.clocks()).toMatchObject([
      { id: 'resolution#1', met: 10 },
      { id: 'first_response#1', cancelled: 10 },
      { id: 'resolution#2', from: 100, due: 700 },
      { id: 'next_response#1', from: 100, due: 140 },
    ]);
  });

  test('is promised anew also when the last one was breached', () => {
    const scene = aConversation();
    scene.asks(700, { type: 'resolve', reason: 'spam' });
    expect(scene.clock('resolution#1')).toMatchObject({ breached: 600 });
    scene.asks(710, { type: 'reopen' });
    expect(scene.clock('resolution#2')).toMatchObject({ from: 710, due: 1_310 });
  });

  test('but not when a breached one merely paused', () => {
    const scene = aConversation();
    scene.asks(700, { type: 'pending' });
    scene.asks(710, { type: 'reopen' });
    expect(scene.clock('resolution#2')).toBeUndefined();
  });

  test('does not remember the pauses before it was promised', () => {
    const scene = aConversation();
    scene.asks(10, { type: 'pending' });
    scene.asks(20, { type: 'resolve', reason: 'spam' });
    scene.asks(30, { type: 'reopen' });
    expect(scene.now.pauses).toEqual([]);
    expect(scene.clock('resolution#2')).toMatchObject({ due: 630 });
  });

  test('ends with a conversation that is closed by hand', () => {
    const scene = aConversation();
    scene.asks(1, { type: 'resolve', reason: 'duplicate' });
    scene.asks(2, { type: 'close' });
    expect(scene.clocks().every((clock) => 'met' in clock || 'cancelled' in clock)).toBe(true);
  });
});

describe('warning and breach', () => {
  test('warns once, at its share of the time, before the breach', () => {
    const scene = aConversation();
    scene.passes(15);
    expect(scene.written('commitment_warned')).toEqual([]);
    scene.passes(100);
    const story = scene.log.flatMap(({ event, at }) =>
      'id' in event && event.id === 'first_response#1' ? [`${event.type} ${inMinutes(at)}`] : [],
    );
    expect(story).toEqual(['commitment_started 0', 'commitment_warned 16', 'commitment_ended 20']);
  });

  test('warns at another share if the policy says so, and not at all at the whole', () => {
    const half = aConversation({ policy: { ...policy, warnAtShare: 0.5 } });
    half.passes(20);
    expect(half.written('commitment_warned')).toMatchObject([{ at: 10 }]);
    const whole = aConversation({ policy: { ...policy, warnAtShare: 1 } });
    whole.passes(20);
    expect(whole.written('commitment_warned')).toEqual([]);
  });

  test('a breach raises the priority and tells the team’s supervisors, once', () => {
    const scene = aConversation();
    scene.passes(300);
    expect(scene.now.priority).toBe('high');
    expect(scene.written('escalated')).toEqual([
      {
        type: 'escalated',
        step: 1,
        commitmentId: 'first_response#1',
        metric: 'first_response',
        teamId: 'red',
        at: 20,
      },
    ]);
  });

  test('urgent stays urgent', () => {
    const scene = aConversation({ priority: 'urgent' });
    scene.passes(20);
    expect(scene.now.priority).toBe('urgent');
    expect(scene.written('priority_changed')).toEqual([]);
    expect(scene.written('escalated')).toHaveLength(1);
  });

  test('a deadline before an item’s instant fires first, as of its due time', () => {
    const scene = aConversation();
    scene.asks(50, { type: 'read' });
    const order = scene.log.map(({ event, at }) => `${event.type} ${inMinutes(at)}`);
    expect(order.slice(-5)).toEqual([
      'commitment_warned 16',
      'commitment_ended 20',
      'priority_changed 20',
      'escalated 20',
      'read 50',
    ]);
  });
});

describe('a change of what was promised', () => {
  const byPriority = {
    ...policy,
    byPriority: {
      high: { firstResponseMinutes: 10, resolutionHours: 5 },
      urgent: { firstResponseMinutes: 5, resolutionHours: 1 },
    },
  };

  test('an explicit priority re-dates what is open, from the original start, with the reason', () => {
    const scene = aConversation({ policy: byPriority });
    scene.asks(2, { type: 'priority', priority: 'high' });
    expect(scene.clocks()).toEqual([
      { id: 'resolution#1', from: 0, due: 300 },
      { id: 'first_response#1', from: 0, due: 10 },
    ]);
    expect(scene.written('commitment_redated').map(({ reason }) => reason)).toEqual([
      'priority high',
      'priority high',
    ]);
  });

  test('what is met or breached never changes', () => {
    const scene = aConversation({ policy: byPriority });
    scene.passes(20);
    scene.asks(30, { type: 'priority', priority: 'urgent' });
    expect(scene.clock('first_response#1')).toMatchObject({ due: 20, breached: 20 });
    expect(scene.clock('resolution#1')).toMatchObject({ due: 60 });
  });

  test('the same priority changes nothing', () => {
    const scene = aConversation({ policy: byPriority });
    const before = scene.log.length;
    scene.asks(2, { type: 'priority', priority: 'medium' });
    expect(scene.log).toHaveLength(before);
  });

  test('an escalation never re-dates, not even when the clock pauses and goes on after it', () => {
    const scene = aConversation({ policy: byPriority });
    scene.passes(20);
    expect(scene.now.priority).toBe('high');
    expect(scene.clock('resolution#1')).toMatchObject({ due: 600 });
    scene.asks(30, { type: 'pending' });
    scene.asks(40, { type: 'reopen' });
    expect(scene.clock('resolution#1')).toMatchObject({ due: 610 });
  });

  test('a clock that starts after an escalation has the raised priority’s time', () => {
    const scene = aConversation({ policy: byPriority });
    scene.passes(20);
    scene.asks(30, { type: 'resolve', reason: 'spam' });
    scene.asks(40, { type: 'reopen' });
    expect(scene.clock('resolution#2')).toMatchObject({ from: 40, due: 340 });
  });

  test('a transfer to a team with another policy re-dates by that', () => {
    const scene = aConversation();
    scene.asks(2, {
      type: 'transfer',
      teamId: 'blue',
      teamName: 'Blue',
      policy: { ...policy, firstResponseMinutes: 50, resolutionHours: 20 },
    });
    expect(scene.clocks()).toEqual([
      { id: 'resolution#1', from: 0, due: 1_200 },
      { id: 'first_response#1', from: 0, due: 50 },
    ]);
  });

  test('a policy that promises no next response ends the one that runs', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.sent(1, 'r1');
    scene.writes(5);
    const { nextResponseMinutes: _, ...without } = policy;
    scene.asks(6, { type: 'transfer', teamId: 'blue', teamName: 'Blue', policy: without });
    expect(scene.clock('next_response#1')).toMatchObject({ cancelled: 6 });
    expect(scene.asked()).toEqual(['m2']);
  });

  test('time that is used up already is a breach as of the new due', () => {
    const scene = aConversation({ policy: byPriority });
    scene.asks(15, { type: 'priority', priority: 'urgent' });
    scene.passes(15);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 5 });
  });

  test('what was warned of is not warned of again', () => {
    const scene = aConversation();
    scene.passes(17);
    scene.asks(18, {
      type: 'transfer',
      teamId: 'blue',
      teamName: 'Blue',
      policy: { ...policy, firstResponseMinutes: 50 },
    });
    scene.passes(100);
    const warned = scene.written('commitment_warned').filter(({ id }) => id === 'first_response#1');
    expect(warned).toMatchObject([{ at: 16 }]);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 50 });
  });

  test('a shorter time set while the clock is paused wakes nobody before it runs again', () => {
    const scene = aConversation({ policy: byPriority });
    scene.reply(1, 'r1');
    scene.sent(1, 'r1');
    scene.asks(55, { type: 'pending' });
    // Of urgent's hour most is used: its warning lies before the pause, its end after it.
    scene.asks(60, { type: 'priority', priority: 'urgent' });
    scene.passes(1_000);
    expect(scene.written('commitment_warned')).toEqual([]);
    scene.asks(1_000, { type: 'reopen' });
    scene.passes(2_000);
    expect(scene.clock('resolution#1')).toHaveProperty('breached');
  });
});

describe('what is owed first', () => {
  const owedBy = (scene: ReturnType<typeof aConversation>) =>
    inMinutes(project(scene.now).owedBy ?? undefined);

  test('is what was missed, until it is kept, and then what is due next', () => {
    const scene = aConversation();
    expect(owedBy(scene)).toBe(20);
    scene.passes(30);
    expect(owedBy(scene)).toBe(20);
    scene.reply(31, 'r1');
    scene.sent(31, 'r1');
    expect(owedBy(scene)).toBe(600);
    scene.asks(40, { type: 'resolve' });
    expect(owedBy(scene)).toBeUndefined();
  });

  test('is not what was answered late, when the customer writes again', () => {
    const scene = aConversation();
    scene.passes(30);
    scene.reply(31, 'r1');
    scene.sent(31, 'r1');
    scene.writes(40);
    expect(owedBy(scene)).toBe(80);
    expect(project(scene.now).sla.state).toBe('ok');
  });
});

test('pauses without number do not make the state grow without bound', () => {
  const scene = aConversation();
  scene.reply(1, 'r1');
  scene.sent(1, 'r1');
  for (let index = 0; index < 400; index += 1) {
    scene.asks(2 + index, { type: 'pending' }, ann);
    scene.asks(2.5 + index, { type: 'reopen' }, ann);
  }
  expect(scene.now.pauses.length).toBeLessThanOrEqual(200);
  expect(JSON.stringify(scene.now).length).toBeLessThan(20_000);
  // Half of the time it stood still: where pauses were joined, a little more.
  const { due } = scene.clock('resolution#1') ?? {};
  expect(due).toBeGreaterThanOrEqual(800);
  expect(due).toBeLessThanOrEqual(900);
});
