import { describe, expect, test } from 'vitest';
import { nextDue } from '../../../domain/conversation/deadlines.ts';
import { firstInLine } from '../../../domain/conversation/state.ts';
import { aConversation, ann, ben, inMinutes, minute, refusedWith } from './scene.ts';

describe('first in, first out', () => {
  test('a follower waits behind a retry', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.reply(2, 'r2');
    scene.mayRetry(3, 'r1', 10);
    expect(firstInLine(scene.now)).toMatchObject({
      messageId: 'r1',
      attempt: 2,
      retryAt: minute(10),
    });
  });

  test.each([
    ['an unknown', 'lost', 'r1 unknown'],
    ['a failed one', 'fails', undefined],
  ] as const)('but not behind %s', (_, happens, first) => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.reply(2, 'r2');
    scene[happens](3, 'r1');
    expect(firstInLine(scene.now)?.messageId).toBe('r2');
    expect(scene.replies()).toEqual([...(first ? [first] : []), 'r2 queued']);
  });

  test('nor behind one that is held', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.mayRetry(2, 'r1', 20);
    scene.writes(3);
    scene.reply(4, 'r2');
    expect(scene.replies()).toEqual(['r1 held', 'r2 queued']);
    expect(firstInLine(scene.now)?.messageId).toBe('r2');
  });
});

describe('a reply that waits for another try is held', () => {
  const waiting = () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.mayRetry(2, 'r1', 20);
    return scene;
  };
  const why = (scene: ReturnType<typeof waiting>) =>
    scene.written('reply_held').map(({ messageId, reason, at }) => `${messageId} ${reason} ${at}`);

  test('when the customer writes, be it thanks', () => {
    const scene = waiting();
    scene.writes(5, { needsAnswer: false });
    expect(why(scene)).toEqual(['r1 customer_wrote 5']);
  });

  test('when another agent answers, not when its own does', () => {
    const scene = waiting();
    scene.reply(5, 'r2', {}, ann);
    expect(why(scene)).toEqual([]);
    scene.reply(6, 'r3', {}, ben);
    expect(why(scene)).toEqual(['r1 other_reply 6', 'r2 other_reply 6']);
    expect(firstInLine(scene.now)?.messageId).toBe('r3');
  });

  test('when a bot answers, which is nobody', () => {
    const scene = waiting();
    scene.asks(5, { type: 'reply', messageId: 'b1', isHuman: false }, { type: 'system' });
    expect(why(scene)).toEqual(['r1 other_reply 5']);
  });

  test('when somebody answers from the platform’s own app', () => {
    const scene = waiting();
    scene.echo(5, { messageId: 'external' });
    expect(why(scene)).toEqual(['r1 other_reply 5']);
  });

  test('when the conversation is resolved', () => {
    const scene = waiting();
    scene.asks(5, { type: 'resolve' });
    expect(why(scene)).toEqual(['r1 resolved 5']);
    expect(scene.clock('first_response#1')).toMatchObject({ cancelled: 5 });
  });

  test('when it waited too long, with all that wait behind it', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.reply(6, 'r2');
    scene.mayRetry(7, 'r1', 60);
    scene.passes(30);
    expect(why(scene)).toEqual([]);
    scene.passes(31);
    expect(why(scene)).toEqual(['r1 waited_too_long 31']);
    // It is first now, and has no try to wait for: its attempt looks at the clock.
    expect(firstInLine(scene.now)?.messageId).toBe('r2');
  });

  test('behind one that may still be tried in time, the older waits less', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.reply(2, 'r2');
    scene.mayRetry(3, 'r1', 31);
    scene.passes(31);
    expect(why(scene)).toEqual([]);
    scene.mayRetry(31, 'r1', 33);
    scene.passes(33);
    expect(why(scene)).toEqual(['r1 waited_too_long 31']);
  });

  test('when its attempt came too late', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.attempted(50, 'r1', { kind: 'stale' });
    expect(why(scene)).toEqual(['r1 waited_too_long 50']);
  });

  test.each([
    ['the customer', 'customer_wrote', (scene: ReturnType<typeof waiting>) => scene.writes(2)],
    [
      'another agent',
      'other_reply',
      (scene: ReturnType<typeof waiting>) => scene.reply(2, 'r2', {}, ben),
    ],
    [
      'somebody in the platform’s own app',
      'other_reply',
      (scene: ReturnType<typeof waiting>) => scene.echo(2),
    ],
    [
      'a resolve',
      'resolved',
      (scene: ReturnType<typeof waiting>) => scene.asks(2, { type: 'resolve' }),
    ],
  ])('when %s was faster while its attempt was under way', (_, reason, overtakes) => {
    for (const outcome of [
      { kind: 'again' } as const,
      { kind: 'retryAt', at: minute(5), failure: { code: 'busy', message: '' } } as const,
    ]) {
      const scene = aConversation();
      scene.reply(1, 'r1');
      overtakes(scene);
      expect(why(scene)).toEqual([]);
      scene.attempted(3, 'r1', outcome);
      expect(why(scene)[0]).toBe(`r1 ${reason} 3`);
      expect(scene.now.outbox.find(({ messageId }) => messageId === 'r1')?.status).toBe('held');
    }
  });

  test('but not for what the same agent added while it was under way', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.reply(2, 'r2');
    scene.mayRetry(3, 'r1', 5);
    expect(why(scene)).toEqual([]);
  });

  test('and nothing is held for being written in two parts while the customer writes', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.reply(1, 'r2');
    scene.writes(2);
    scene.sent(3, 'r1');
    expect(scene.replies()).toEqual(['r2 queued']);
  });
});

describe('a held reply', () => {
  const held = () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.mayRetry(2, 'r1', 20);
    scene.writes(3);
    return scene;
  };

  test('is sent when its agent says so, as if submitted then, by the next attempt', () => {
    const scene = held();
    expect(refusedWith(scene.asks(5, { type: 'release', messageId: 'r1' }))).toBe('done');
    expect(firstInLine(scene.now)).toMatchObject({ submittedAt: minute(5), attempt: 3 });
    expect(firstInLine(scene.now)).not.toHaveProperty('retryAt');
    scene.sent(6, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 5 });
    expect(scene.asked()).toEqual([]);
  });

  test('once released is not held for what overtook it before', () => {
    const scene = held();
    scene.asks(5, { type: 'release', messageId: 'r1' });
    scene.mayRetry(6, 'r1', 10);
    expect(scene.replies()).toEqual(['r1 queued']);
  });

  test('is cancelled for good', () => {
    const scene = held();
    expect(refusedWith(scene.asks(5, { type: 'cancel', messageId: 'r1' }))).toBe('done');
    expect(scene.replies()).toEqual([]);
    expect(refusedWith(scene.asks(6, { type: 'release', messageId: 'r1' }))).toBe(
      'unknown_message',
    );
  });

  test('wakes nobody', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.mayRetry(2, 'r1', 60);
    scene.passes(700);
    expect(scene.replies()).toEqual(['r1 held']);
    expect(nextDue(scene.now)).toBeUndefined();
  });
});

describe('cancelling', () => {
  test('is for what waits, not for what is at the platform’s door', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.reply(1, 'r2');
    expect(refusedWith(scene.asks(2, { type: 'cancel', messageId: 'r1' }))).toBe('already_sending');
    expect(refusedWith(scene.asks(2, { type: 'cancel', messageId: 'r2' }))).toBe('done');
    scene.mayRetry(3, 'r1', 10);
    expect(refusedWith(scene.asks(4, { type: 'cancel', messageId: 'r1' }))).toBe('done');
    expect(scene.replies()).toEqual([]);
  });

  test('comes too late once the next try may have begun', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.mayRetry(2, 'r1', 10);
    expect(refusedWith(scene.asks(10, { type: 'cancel', messageId: 'r1' }))).toBe(
      'already_sending',
    );
  });

  test('comes too late for an attempt that is under way, whatever the two clocks say', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.mayRetry(2, 'r1', 10);
    scene.underWay = 'r1';
    expect(refusedWith(scene.asks(9, { type: 'cancel', messageId: 'r1' }))).toBe('already_sending');
  });

  test.each(['nobody', 'r1'])(
    'is refused for %s that is not there, or is in doubt',
    (messageId) => {
      const scene = aConversation();
      scene.reply(1, 'r1');
      scene.lost(2, 'r1');
      expect(refusedWith(scene.asks(3, { type: 'cancel', messageId }))).toBe('unknown_message');
    },
  );
});

describe('an unknown reply', () => {
  const unknown = () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.lost(2, 'r1');
    return scene;
  };

  test('stays until there is proof', () => {
    const scene = unknown();
    scene.lost(3, 'r1');
    expect(scene.written('reply_unknown')).toHaveLength(1);
    expect(scene.replies()).toEqual(['r1 unknown']);
    scene.echo(9, { outboundId: 'r1', messageId: 'platform-1', platformAt: minute(2) });
    expect(scene.replies()).toEqual([]);
    expect(scene.written('reply_sent')).toMatchObject([
      { messageId: 'r1', sentAt: minute(2), at: 9 },
    ]);
    expect(scene.clock('first_response#1')).toMatchObject({ met: 1 });
  });

  test('can be asked about, others can’t', () => {
    const scene = unknown();
    expect(refusedWith(scene.asks(3, { type: 'check', messageId: 'r1' }))).toBe('done');
    scene.reply(4, 'r2');
    expect(refusedWith(scene.asks(5, { type: 'check', messageId: 'r2' }))).toBe('unknown_message');
    expect(refusedWith(scene.asks(5, { type: 'release', messageId: 'r1' }))).toBe(
      'unknown_message',
    );
  });

  test('sent again is a new message linked to it, and both may arrive', () => {
    const scene = unknown();
    scene.reply(3, 'r2', { sendAgainOf: 'r1' });
    expect(scene.written('reply_queued').at(-1)).toMatchObject({ sendAgainOf: 'r1' });
    scene.sent(4, 'r2');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 3 });
    scene.echo(5, { outboundId: 'r1' });
    expect(scene.written('reply_sent').map(({ messageId }) => messageId)).toEqual(['r2', 'r1']);
    expect(scene.clock('first_response#1')).toMatchObject({ met: 3 });
  });
});

describe('a reply in parts', () => {
  const inThree = () => {
    const scene = aConversation();
    scene.reply(1, 'r1', { following: ['r1b', 'r1c'] });
    return scene;
  };

  test('goes out in order, and its first part meets the deadline', () => {
    const scene = inThree();
    expect(scene.written('reply_queued').map(({ part }) => part)).toEqual([
      { of: 'r1', number: 1, count: 3 },
      { of: 'r1', number: 2, count: 3 },
      { of: 'r1', number: 3, count: 3 },
    ]);
    scene.sent(2, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 1 });
    expect(scene.replies()).toEqual(['r1b queued', 'r1c queued']);
  });

  test('waits as a whole behind a retry', () => {
    const scene = inThree();
    scene.sent(2, 'r1');
    scene.mayRetry(3, 'r1b', 10);
    expect(firstInLine(scene.now)?.messageId).toBe('r1b');
  });

  test('is not sent without its beginning, unless its agent says so', () => {
    const scene = inThree();
    scene.reply(2, 'r2');
    scene.fails(3, 'r1');
    expect(scene.replies()).toEqual(['r1b held', 'r1c held', 'r2 queued']);
    expect(scene.written('reply_held').map(({ reason }) => reason)).toEqual([
      'earlier_part',
      'earlier_part',
    ]);
    scene.asks(4, { type: 'release', messageId: 'r1b' });
    expect(scene.replies()).toContain('r1b queued');
  });

  test('goes on behind a part whose outcome is unknown', () => {
    const scene = inThree();
    scene.lost(2, 'r1');
    expect(firstInLine(scene.now)?.messageId).toBe('r1b');
  });
});

describe('an echo', () => {
  test('that is faster than the attempt’s answer confirms the reply, once', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.echo(2, { outboundId: 'r1' });
    scene.sent(3, 'r1');
    scene.echo(4, { outboundId: 'r1' });
    expect(scene.written('reply_sent')).toHaveLength(1);
    expect(scene.written('external_reply_seen')).toEqual([]);
  });

  test('of one that waits for another try says that it need not', () => {
    const scene = aConversation();
    scene.reply(1, 'r1');
    scene.mayRetry(2, 'r1', 10);
    scene.echo(3, { outboundId: 'r1' });
    expect(scene.replies()).toEqual([]);
  });

  test('from the platform’s own app is a reply from outside, which meets the clocks', () => {
    const scene = aConversation();
    scene.echo(7, { messageId: 'x1', platformAt: minute(6) });
    expect(scene.written('external_reply_seen')).toMatchObject([{ messageId: 'x1', at: 7 }]);
    expect(scene.clock('first_response#1')).toMatchObject({ met: 6 });
    expect(scene.asked()).toEqual([]);
    expect(inMinutes(scene.now.lastReplyAt)).toBe(6);
  });

  test('that is older than what the customer asked does not answer it', () => {
    const scene = aConversation({ needsAnswer: false });
    scene.writes(5, { platformAt: minute(5) });
    scene.echo(7, { platformAt: minute(4) });
    expect(scene.clock('first_response#1')).not.toHaveProperty('met');
    expect(scene.asked()).toEqual(['m2']);
  });

  test('answers what was written before it, though both reached us late', () => {
    const scene = aConversation({ needsAnswer: false });
    // The platform brought us both after an outage of ours.
    scene.writes(60, { platformAt: minute(5) });
    scene.echo(60, { platformAt: minute(8) });
    expect(scene.asked()).toEqual([]);
    expect(scene.clock('first_response#1')).toMatchObject({ from: 60, met: 60 });
  });

  test('without a time counts from when it came', () => {
    const scene = aConversation();
    scene.echo(7);
    expect(scene.clock('first_response#1')).toMatchObject({ met: 7 });
  });
});
