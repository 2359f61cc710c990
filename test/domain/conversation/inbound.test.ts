import { describe, expect, test } from 'vitest';
import { aConversation, minute, refusedWith } from './scene.ts';

const resolved = () => {
  const scene = aConversation();
  scene.reply(1, 'r1');
  scene.sent(2, 'r1');
  scene.asks(3, { type: 'resolve' });
  return scene;
};

describe('thanks alone', () => {
  test('are shown, and neither reopen nor start a clock', () => {
    const scene = resolved();
    scene.writes(5, { needsAnswer: false });
    expect(scene.now).toMatchObject({ status: 'resolved', unread: 2 });
    expect(scene.asked()).toEqual([]);
    expect(scene.clock('next_response#1')).toBeUndefined();
  });

  test.each(['pending', 'snooze'] as const)('leave a %s one as it is', (type) => {
    const scene = aConversation();
    scene.asks(1, { type });
    const { status } = scene.now;
    scene.writes(2, { needsAnswer: false });
    expect(scene.now.status).toBe(status);
  });

  test('want an answer from their own time when an agent says so', () => {
    const scene = resolved();
    scene.writes(5, { needsAnswer: false, messageId: 'sarcasm' });
    const outcome = scene.asks(9, {
      type: 'needs_answer',
      messageId: 'sarcasm',
      since: minute(5),
    });
    expect(refusedWith(outcome)).toBe('done');
    expect(scene.now.status).toBe('open');
    expect(scene.asked()).toEqual(['sarcasm']);
    expect(scene.clock('next_response#1')).toEqual({ id: 'next_response#1', from: 5, due: 45 });
  });

  test('said to want one long ago are late at once, as of their due', () => {
    const scene = resolved();
    scene.writes(5, { needsAnswer: false, messageId: 'sarcasm' });
    scene.asks(60, { type: 'needs_answer', messageId: 'sarcasm', since: minute(5) });
    scene.passes(60);
    expect(scene.clock('next_response#1')).toMatchObject({ breached: 45 });
  });

  test('as the first message owe nothing but a resolution', () => {
    const scene = aConversation({ needsAnswer: false });
    expect(scene.clocks().map(({ id }) => id)).toEqual(['resolution#1']);
  });

  test('do not start a second clock when the first still runs', () => {
    const scene = aConversation();
    scene.writes(1, { needsAnswer: false, messageId: 'm2' });
    scene.asks(2, { type: 'needs_answer', messageId: 'm2', since: minute(1) });
    expect(scene.asked()).toEqual(['m1']);
  });
});

describe('reactions, edits, unsends and blocks', () => {
  test.each(['reaction', 'edit', 'unsend', 'blocked', 'unblocked'] as const)(
    'a %s changes neither status, clocks nor what is unread',
    (kind) => {
      const scene = resolved();
      const { status, commitments, unread, unanswered } = scene.now;
      scene.event(5, kind);
      expect(scene.now).toMatchObject({ status, commitments, unread, unanswered });
      expect(scene.log.at(-1)?.actor).toEqual({ type: 'customer' });
    },
  );
});

describe('a message older than our last reply', () => {
  test('does not reopen: it came late', () => {
    const scene = resolved();
    scene.writes(5, { platformAt: minute(0.5) });
    expect(scene.now.status).toBe('resolved');
    expect(scene.asked()).toEqual([]);
    expect(scene.now.unread).toBe(2);
  });

  test('reopens if it may be newer by a clock that tells whole seconds', () => {
    const scene = resolved();
    scene.writes(5, { platformAt: minute(1) - 999 });
    expect(scene.now.status).toBe('open');
  });

  test('reopens when the platform tells no time', () => {
    const scene = resolved();
    scene.writes(5);
    expect(scene.now.status).toBe('open');
  });
});
