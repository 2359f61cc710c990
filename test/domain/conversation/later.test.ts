/** Replies that do not go at once: called back within seconds, or written for later. */
import { describe, expect, test } from 'vitest';
import { fold } from '../../../domain/conversation/apply.ts';
import { nextDue } from '../../../domain/conversation/deadlines.ts';
import { firstInLine, waitsUntil } from '../../../domain/conversation/state.ts';
import { aConversation, ann, ben, minute, refusedWith, type Scene } from './scene.ts';

/** Seconds after a minute of the scene. */
const seconds = (minutes: number, more: number): number => minutes + more / 60;
const ready = (scene: Scene) => {
  const first = firstInLine(scene.now);
  return first && [first.messageId, waitsUntil(first)];
};

describe('a reply that may be called back', () => {
  const undoable = (more: object = {}) => {
    const scene = aConversation();
    scene.reply(1, 'r1', { undoMs: 10_000, ...more });
    return scene;
  };

  test('waits at the head of the line, and its followers behind it', () => {
    const scene = undoable();
    scene.reply(1, 'r2');
    expect(ready(scene)).toEqual(['r1', minute(1) + 10_000]);
  });

  test('counts from when it was submitted', () => {
    const scene = undoable();
    scene.sent(seconds(1, 11), 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 1 });
  });

  test('keeps the deadline from being missed while it waits', () => {
    const scene = aConversation();
    scene.reply(19.9, 'r1', { undoMs: 60_000 });
    scene.passes(20.5);
    expect(scene.clock('first_response#1')).not.toHaveProperty('breached');
  });

  test('is called back until its time, and what it answered is open again', () => {
    const scene = undoable();
    expect(refusedWith(scene.asks(seconds(1, 9), { type: 'cancel', messageId: 'r1' }))).toBe(
      'done',
    );
    expect(scene.replies()).toEqual([]);
    expect(scene.asked()).toEqual(['m1']);
    scene.passes(20);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
  });

  test('is not called back once its attempt may have begun', () => {
    const scene = undoable();
    expect(refusedWith(scene.asks(seconds(1, 10), { type: 'cancel', messageId: 'r1' }))).toBe(
      'already_sending',
    );
    scene.underWay = 'r1';
    expect(refusedWith(scene.asks(seconds(1, 9), { type: 'cancel', messageId: 'r1' }))).toBe(
      'already_sending',
    );
  });

  test('is as good as under way: nothing that comes meanwhile holds it', () => {
    const scene = undoable();
    scene.writes(seconds(1, 3));
    scene.asks(seconds(1, 5), { type: 'resolve', reason: 'no_reply_needed' });
    expect(scene.replies()).toEqual(['r1 queued']);
    // But another try is not made unasked.
    scene.mayRetry(seconds(1, 12), 'r1', 3);
    expect(scene.replies()).toEqual(['r1 held']);
  });

  test('goes at once when its agent does not want to wait', () => {
    const scene = undoable();
    expect(refusedWith(scene.asks(seconds(1, 2), { type: 'send_now', messageId: 'r1' }))).toBe(
      'done',
    );
    expect(ready(scene)).toEqual(['r1', undefined]);
    expect(refusedWith(scene.asks(seconds(1, 3), { type: 'send_now', messageId: 'r1' }))).toBe(
      'unknown_message',
    );
  });

  test('called back after the conversation was resolved on the strength of it opens that again', () => {
    const scene = undoable();
    expect(refusedWith(scene.asks(seconds(1, 2), { type: 'resolve' }))).toBe('done');
    scene.asks(seconds(1, 4), { type: 'cancel', messageId: 'r1' });
    expect(scene.now.status).toBe('open');
    expect(scene.asked()).toEqual(['m1']);
    scene.passes(20);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
  });

  test('in parts is called back as a whole', () => {
    const scene = undoable({ following: ['r1b', 'r1c'] });
    scene.reply(1, 'r2');
    scene.asks(seconds(1, 4), { type: 'cancel', messageId: 'r1' });
    expect(scene.replies()).toEqual(['r2 queued']);
  });

  test('does not wait a second time after a try that failed', () => {
    const scene = undoable();
    scene.mayRetry(seconds(1, 11), 'r1', 2);
    expect(ready(scene)).toEqual(['r1', minute(2)]);
  });
});

describe('a reply for later', () => {
  const later = (more: object = {}) => {
    const scene = aConversation();
    scene.reply(1, 'r1', { sendAt: minute(60), ...more });
    return scene;
  };

  test('is not in line before its time, and stops nobody', () => {
    const scene = later();
    expect(scene.replies()).toEqual(['r1 scheduled']);
    expect(firstInLine(scene.now)).toBeUndefined();
    scene.reply(2, 'r2');
    scene.sent(3, 'r2');
    scene.passes(59);
    expect(scene.replies()).toEqual(['r1 scheduled']);
    scene.passes(60);
    expect(ready(scene)).toEqual(['r1', undefined]);
  });

  test('answers as of its time: what is due before is missed', () => {
    const scene = later();
    scene.passes(60);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
    const early = aConversation();
    early.reply(1, 'r1', { sendAt: minute(10) });
    early.passes(10);
    early.sent(11, 'r1');
    expect(early.clock('first_response#1')).toMatchObject({ met: 10 });
    expect(early.asked()).toEqual([]);
  });

  test('is behind what was in line before its time came', () => {
    const scene = later();
    scene.reply(59, 'r2');
    scene.passes(60);
    expect(scene.replies()).toEqual(['r2 queued', 'r1 queued']);
  });

  test.each([
    ['the customer wrote', 'customer_wrote', (scene: Scene) => void scene.writes(2)],
    ['somebody else answered', 'other_reply', (scene: Scene) => void scene.reply(2, 'x', {}, ben)],
    [
      'somebody answered in the platform’s app',
      'other_reply',
      (scene: Scene) => void scene.echo(2),
    ],
  ])('asks at its time when %s meanwhile', (_, reason, happens) => {
    const scene = later();
    happens(scene);
    scene.passes(59);
    expect(scene.replies()).toContain('r1 scheduled');
    scene.passes(60);
    expect(scene.written('reply_held')).toMatchObject([{ messageId: 'r1', reason, at: 60 }]);
    expect(nextDue(scene.now)?.key).not.toContain('send:');
  });

  test('does not ask for what its own agent wrote meanwhile', () => {
    const scene = later();
    scene.reply(2, 'r2', {}, ann);
    scene.sent(3, 'r2');
    scene.passes(60);
    expect(scene.replies()).toEqual(['r1 queued']);
  });

  test('is held by a resolve at once, and goes when its agent says so', () => {
    const scene = later();
    scene.asks(5, { type: 'resolve', reason: 'no_reply_needed' });
    expect(scene.written('reply_held')).toMatchObject([{ reason: 'resolved', at: 5 }]);
    scene.asks(6, { type: 'release', messageId: 'r1' });
    expect(ready(scene)).toEqual(['r1', undefined]);
  });

  test('is cancelled, visibly, when the conversation closes', () => {
    const scene = later({ sendAt: minute(60 * 24 * 30) });
    scene.asks(5, { type: 'resolve', reason: 'no_reply_needed' });
    scene.asks(6, { type: 'close' });
    expect(scene.written('reply_cancelled')).toMatchObject([{ messageId: 'r1', reason: 'closed' }]);
  });

  test('written when it was resolved has it wait, so that it does not close before', () => {
    const scene = aConversation();
    scene.asks(1, { type: 'resolve', reason: 'no_reply_needed' });
    scene.reply(2, 'r1', { sendAt: minute(60 * 24 * 30) });
    scene.passes(60 * 24 * 29);
    expect(scene.now.status).toBe('pending');
  });

  test('lets the conversation wait for the customer only from then on', () => {
    const scene = later({ andWait: true });
    expect(scene.now.status).toBe('open');
    scene.passes(60);
    expect(scene.now.status).toBe('pending');
  });

  test('can be cancelled, or sent now, whatever came meanwhile', () => {
    const scene = later();
    scene.writes(2);
    scene.asks(3, { type: 'send_now', messageId: 'r1' });
    expect(ready(scene)).toEqual(['r1', undefined]);
    scene.sent(4, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 3 });
    const other = later();
    other.asks(2, { type: 'cancel', messageId: 'r1' });
    other.passes(60);
    expect(other.replies()).toEqual([]);
  });

  test('joins as a whole and in order', () => {
    const scene = later({ following: ['r1b', 'r1c'] });
    scene.reply(59, 'r2');
    scene.passes(60);
    expect(scene.replies()).toEqual(['r2 queued', 'r1 queued', 'r1b queued', 'r1c queued']);
  });

  test('is nothing that makes another’s reply stale, before it has gone', () => {
    const scene = later();
    const seen = { lastSeenMessageId: 'm1' };
    expect(refusedWith(scene.reply(2, 'b1', seen, ben))).toBe('done');
    const other = later();
    other.passes(60);
    expect(refusedWith(other.reply(61, 'b1', seen, ben))).toBe('stale_reply');
    expect(refusedWith(other.reply(61, 'b1', { lastSeenMessageId: 'r1' }, ben))).toBe('done');
  });

  test('is one of at most fifty', () => {
    const scene = aConversation();
    for (let index = 0; index < 50; index += 1) {
      const sent = scene.reply(1, `r${String(index)}`, { sendAt: minute(60) });
      expect(refusedWith(sent)).toBe('done');
    }
    expect(refusedWith(scene.reply(1, 'x', { sendAt: minute(60) }))).toBe('too_many_scheduled');
    expect(JSON.stringify(scene.now).length).toBeLessThan(30_000);
  });

  test('leaves a state that is the fold of its log', () => {
    const scene = later({ following: ['r1b'], andWait: true });
    scene.reply(2, 'r2', { undoMs: 5_000 }, ben);
    scene.passes(60);
    scene.asks(61, { type: 'cancel', messageId: 'r1' });
    expect(fold(scene.log)).toEqual(scene.now);
  });
});
