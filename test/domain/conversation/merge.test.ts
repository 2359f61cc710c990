/** Two conversations of one customer as one: each keeps its thread, one decides. Facts go between them as the inbox would bring them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../../domain/conversation/apply.ts';
import { asElsewhere, forwardsOf, type Forwarded } from '../../../domain/conversation/forwards.ts';
import { nextDue } from '../../../domain/conversation/deadlines.ts';
import { project } from '../../../domain/conversation/project.ts';
import { isRunning, isResponse } from '../../../domain/sla.ts';
import { aConversation, ann, ben, inMinutes, minute, refusedWith, type Scene } from './scene.ts';

/** `a` is merged into `b`. What one tells the other waits until it is brought. */
function aPair(b = aConversation({ conversationId: 'b', threadId: 'tb' })) {
  const a = aConversation({ conversationId: 'a', threadId: 'ta', platform: 'facebook' });
  return pairOf(a, b);
}

function pairOf(a: Scene, b: Scene) {
  const scenes = { a, b };
  const read = { a: a.log.length, b: b.log.length };
  const waiting: Forwarded[] = [];
  let events = 1000;
  const collect = () => {
    for (const name of ['a', 'b'] as const) {
      const scene = scenes[name];
      waiting.push(...forwardsOf(scene.now, scene.log.slice(read[name])));
      read[name] = scene.log.length;
    }
  };
  const pair = {
    a,
    b,
    get waiting() {
      collect();
      return waiting;
    },
    /** Everything told so far arrives, and what that tells in turn. */
    settle() {
      for (;;) {
        collect();
        const next = waiting.shift();
        if (!next) return;
        pair.bring(next);
      }
    },
    bring({ to, at, forward }: Forwarded): void {
      events += 1;
      const scene = to.conversationId === 'a' ? a : b;
      if (scene.now.status === 'closed') {
        // An offer opens the thread's next conversation, which gives it back; other facts are dropped (workflows/batch.ts).
        if (forward.is !== 'offered') return;
        const from = { ...asElsewhere(scene.now), conversationId: 'the next' };
        const refused = { is: 'refused', from } as const;
        return pair.bring({ to: forward.from, at, key: 'refused', forward: refused });
      }
      const inbound = {
        ...{ eventId: events, seq: events, at, kind: 'forwarded' as const },
        ...{ messageId: 'none', needsAnswer: false, forward },
      };
      scene.come({ kind: 'inbound', key: `inbox:${events}`, at, inbound });
    },
    merge(at: number) {
      const outcome = a.asks(at, { type: 'merge', into: asElsewhere(b.now) });
      pair.settle();
      return outcome;
    },
    unmerge(at: number) {
      const outcome = b.asks(at, { type: 'unmerge', conversationId: 'a' });
      pair.settle();
      return outcome;
    },
  };
  return pair;
}

const open = (scene: Scene) =>
  scene.now.commitments
    .filter((it) => isRunning(it) && isResponse(it))
    .map(({ startedAt, dueAt }) => ({ from: inMinutes(startedAt), due: inMinutes(dueAt) }));

describe('merging', () => {
  test('hands over what is open, and waits', () => {
    const pair = aPair();
    expect(refusedWith(pair.merge(5))).toBe('done');
    expect(pair.a.now).toMatchObject({ status: 'pending', mergedInto: { conversationId: 'b' } });
    expect(pair.a.now).not.toHaveProperty('waitingSince');
    expect(pair.a.now.commitments.some(isRunning)).toBe(false);
    expect(pair.b.now.joined).toMatchObject([{ conversationId: 'a', threadId: 'ta' }]);
    expect(pair.b.asked()).toEqual(['m1', 'm1']);
  });

  test('keeps the earlier promise, due instant and all', () => {
    const b = aConversation({ conversationId: 'b', threadId: 'tb' });
    b.reply(1, 'r1');
    b.sent(2, 'r1');
    b.writes(4);
    const pair = aPair(b);
    expect(open(pair.b)).toEqual([{ from: 4, due: 44 }]);
    pair.merge(5);
    expect(open(pair.b)).toEqual([{ from: 0, due: 20 }]);
    pair.b.passes(20);
    expect(
      pair.b.written('commitment_ended').filter(({ outcome }) => outcome === 'breached'),
    ).toHaveLength(1);
    pair.a.passes(100);
    expect(
      pair.a.written('commitment_ended').filter(({ outcome }) => outcome === 'breached'),
    ).toEqual([]);
  });

  test('leaves the survivor’s own promise when that is the earlier', () => {
    const b = aConversation({ conversationId: 'b', threadId: 'tb' });
    const a = aConversation({ conversationId: 'a', threadId: 'ta', needsAnswer: false });
    a.writes(3);
    const pair = pairOf(a, b);
    pair.merge(5);
    expect(open(pair.b)).toEqual([{ from: 0, due: 20 }]);
    pair.unmerge(10);
    expect(open(pair.b)).toEqual([{ from: 0, due: 20 }]);
    expect(open(pair.a)).toEqual([{ from: 3, due: 43 }]);
  });

  test('opens a survivor that waited or was resolved, when somebody waits for an answer', () => {
    const b = aConversation({ conversationId: 'b', threadId: 'tb' });
    b.asks(1, { type: 'resolve', reason: 'no_reply_needed' });
    const pair = aPair(b);
    pair.merge(5);
    expect(pair.b.now.status).toBe('open');
    expect(open(pair.b)).toEqual([{ from: 0, due: 20 }]);
  });

  test('is refused to one that is merged, or has others merged into it', () => {
    const pair = aPair();
    pair.merge(5);
    const into = { ...asElsewhere(pair.b.now), conversationId: 'c' };
    expect(refusedWith(pair.a.asks(6, { type: 'merge', into }))).toBe('merged');
    expect(refusedWith(pair.b.asks(6, { type: 'merge', into }))).toBe('wrong_status');
  });

  test('comes to nothing when the survivor is no longer what it was', () => {
    const a = aConversation({ conversationId: 'a', threadId: 'ta' });
    const b = aConversation({ conversationId: 'b', threadId: 'tb' });
    const pair = pairOf(a, b);
    a.asks(5, { type: 'merge', into: { ...asElsewhere(b.now), conversationId: 'gone' } });
    const [offer] = pair.waiting.splice(0);
    pair.bring({ ...offer!, to: asElsewhere(b.now) });
    pair.settle();
    expect(a.now).toMatchObject({ status: 'open' });
    expect(a.now).not.toHaveProperty('mergedInto');
    expect(open(a)).toEqual([{ from: 0, due: 40 }]);
    expect(b.now.joined ?? []).toEqual([]);
  });

  test('two into one another at once ends with both by themselves', () => {
    const pair = aPair();
    pair.a.asks(5, { type: 'merge', into: asElsewhere(pair.b.now) });
    pair.b.asks(5, { type: 'merge', into: asElsewhere(pair.a.now) });
    pair.settle();
    for (const scene of [pair.a, pair.b]) {
      expect(scene.now.status).toBe('open');
      expect(scene.now).not.toHaveProperty('mergedInto');
      expect(open(scene)).toHaveLength(1);
    }
  });
});

describe('merged', () => {
  const merged = () => {
    const pair = aPair();
    pair.merge(5);
    return pair;
  };

  test('only what is of its thread is done there', () => {
    const { a } = merged();
    for (const command of [
      { type: 'resolve' },
      { type: 'assign', agentId: 'ann' },
      { type: 'reopen' },
      { type: 'priority', priority: 'high' },
    ] as const) {
      expect(refusedWith(a.asks(6, command))).toBe('merged');
    }
    expect(refusedWith(a.reply(6, 'r1'))).toBe('done');
  });

  test('a reply on its thread answers the customer as of its submission', () => {
    const pair = merged();
    pair.a.reply(6, 'r1');
    pair.settle();
    expect(pair.b.clock('first_response#1')).not.toHaveProperty('met');
    pair.b.passes(25);
    expect(pair.b.clock('first_response#1')).not.toHaveProperty('breached');
    pair.a.sent(26, 'r1');
    pair.settle();
    expect(pair.b.clock('first_response#1')).toMatchObject({ met: 6 });
    expect(pair.b.asked()).toEqual([]);
  });

  test('a first answer there that comes late is told of', () => {
    const pair = merged();
    pair.b.passes(25);
    pair.a.reply(30, 'r1');
    pair.a.sent(31, 'r1');
    pair.settle();
    expect(pair.b.clock('first_response#1')).toMatchObject({ breached: 20 });
    expect(inMinutes(pair.b.now.firstResponseAt)).toBe(30);
  });

  test('one that fails brings the promise back', () => {
    const pair = merged();
    pair.a.reply(6, 'r1');
    pair.a.fails(7, 'r1');
    pair.settle();
    pair.b.passes(20);
    expect(pair.b.clock('first_response#1')).toMatchObject({ breached: 20 });
  });

  test('one whose outcome is unknown answers once it is found', () => {
    const pair = merged();
    pair.a.reply(6, 'r1');
    pair.a.lost(7, 'r1');
    pair.settle();
    pair.a.echo(9, { outboundId: 'r1', messageId: 'platform-1', platformAt: minute(6) });
    pair.settle();
    expect(pair.b.clock('first_response#1')).toMatchObject({ met: 6 });
  });

  test('one that was on its way when it was merged answers too', () => {
    const pair = aPair();
    pair.a.reply(4, 'r1');
    pair.merge(5);
    pair.a.sent(6, 'r1');
    pair.settle();
    // It came after what both had asked.
    expect(pair.b.asked()).toEqual([]);
    expect(pair.b.clock('first_response#1')).toMatchObject({ met: 4 });
  });

  test('what the customer writes there opens the survivor, and holds what waits there', () => {
    const pair = merged();
    pair.b.reply(6, 'r1', { andWait: true });
    pair.b.mayRetry(7, 'r1', 20);
    pair.a.writes(8);
    pair.settle();
    expect(pair.b.now.status).toBe('open');
    expect(pair.b.replies()).toEqual(['r1 held']);
  });

  test('a reply there takes the survivor for who wrote it, and waits with it', () => {
    const pair = merged();
    pair.a.reply(6, 'r1', { andWait: true }, ben);
    pair.settle();
    expect(pair.b.now).toMatchObject({ status: 'pending', lastAssignedTo: 'ben' });
  });

  test('one for later waits with it when its time has come', () => {
    const pair = merged();
    pair.a.reply(6, 'later', { sendAt: minute(60), andWait: true }, ben);
    pair.settle();
    expect(pair.b.now.status).toBe('open');
    pair.a.passes(60);
    pair.settle();
    expect(pair.b.now.status).toBe('pending');
  });

  test.each([
    ['the customer', 'customer_wrote', (scene: Scene) => void scene.writes(7)],
    ['another agent', 'other_reply', (scene: Scene) => void scene.reply(7, 'x', {}, ben)],
  ])('what waits there asks when %s was faster on the survivor’s thread', (_, reason, faster) => {
    const pair = merged();
    pair.a.reply(6, 'later', { sendAt: minute(60) });
    faster(pair.b);
    pair.settle();
    pair.a.passes(60);
    expect(pair.a.written('reply_held')).toMatchObject([{ messageId: 'later', reason, at: 60 }]);
  });

  test('what its own agent says on the other thread does not', () => {
    const pair = merged();
    pair.a.reply(6, 'later', { sendAt: minute(60) });
    pair.b.reply(7, 'x');
    pair.settle();
    pair.a.passes(60);
    expect(pair.a.replies()).toEqual(['later queued']);
  });

  test('resolving the survivor holds what waits there; closing closes it', () => {
    const pair = merged();
    pair.a.reply(6, 'later', { sendAt: minute(600) });
    pair.settle();
    pair.b.asks(7, { type: 'resolve', reason: 'no_reply_needed' });
    pair.settle();
    expect(pair.a.replies()).toEqual(['later held']);
    pair.b.asks(8, { type: 'close' });
    pair.settle();
    expect(pair.a.now.status).toBe('closed');
    expect(pair.a.written('reply_cancelled')).toMatchObject([{ messageId: 'later' }]);
  });

  test('the survivor does not close while a reply is on its way there', () => {
    const pair = merged();
    pair.a.reply(6, 'r1');
    pair.settle();
    pair.b.asks(7, { type: 'resolve' });
    expect(refusedWith(pair.b.asks(8, { type: 'close' }))).toBe('already_sending');
    expect(nextDue(pair.b.now)?.key ?? '').not.toContain('close:');
  });

  test('what the survivor never heard of, as it closed, is asked of the thread itself', () => {
    const pair = merged();
    pair.b.asks(6, { type: 'resolve', reason: 'no_reply_needed' });
    pair.b.asks(7, { type: 'close' });
    const closing = pair.waiting.splice(0);
    const messageId = pair.a.writes(7);
    pair.waiting.splice(0);
    for (const forward of closing) pair.bring(forward);
    expect(pair.a.now.status).toBe('open');
    expect(pair.a.asked()).toContain(messageId);
    expect(open(pair.a)).toHaveLength(1);
  });
});

describe('unmerging', () => {
  test('gives back the thread’s own promise, and leaves the survivor its own', () => {
    const b = aConversation({ conversationId: 'b', threadId: 'tb' });
    b.reply(1, 'r1');
    b.sent(2, 'r1');
    b.writes(4);
    const pair = aPair(b);
    pair.merge(5);
    expect(refusedWith(pair.unmerge(10))).toBe('done');
    expect(open(pair.a)).toEqual([{ from: 0, due: 20 }]);
    expect(open(pair.b)).toEqual([{ from: 4, due: 44 }]);
    expect(pair.a.now).toMatchObject({ status: 'open' });
    expect(pair.a.now).not.toHaveProperty('mergedInto');
    expect(pair.b.asked()).toEqual(['m2']);
  });

  test('does not warn again of what was warned of', () => {
    const pair = aPair();
    pair.merge(5);
    pair.b.passes(19);
    expect(pair.b.written('commitment_warned')).toHaveLength(1);
    pair.unmerge(19);
    expect(open(pair.a)).toEqual([{ from: 0, due: 20 }]);
    pair.a.passes(19.5);
    expect(pair.a.written('commitment_warned')).toEqual([]);
  });

  test('gives back what came in since, though the survivor had not heard of it yet', () => {
    const pair = aPair();
    pair.a.reply(1, 'r0');
    pair.a.sent(2, 'r0');
    pair.merge(5);
    pair.b.asks(9, { type: 'unmerge', conversationId: 'a' });
    const back = pair.waiting.splice(0);
    const messageId = pair.a.writes(10);
    const told = pair.waiting.splice(0);
    for (const forward of [...told, ...back]) pair.bring(forward);
    pair.settle();
    expect(pair.a.asked()).toEqual([messageId]);
    expect(open(pair.a)).toEqual([{ from: 10, due: 50 }]);
    expect(pair.b.asked()).toEqual(['m1']);
  });

  test('with nothing to answer waits', () => {
    const pair = aPair();
    pair.merge(5);
    pair.b.reply(6, 'r1');
    pair.b.sent(7, 'r1');
    pair.unmerge(10);
    expect(pair.a.now.status).toBe('pending');
    expect(open(pair.a)).toEqual([]);
  });

  test('is refused for what is not merged', () => {
    const pair = aPair();
    expect(refusedWith(pair.b.asks(5, { type: 'unmerge', conversationId: 'a' }))).toBe(
      'nothing_to_do',
    );
  });

  test('and merging again starts from what then is', () => {
    const pair = aPair();
    pair.merge(5);
    pair.unmerge(6);
    pair.merge(7);
    expect(pair.b.now.joined).toHaveLength(1);
    expect(open(pair.b)).toEqual([{ from: 0, due: 20 }]);
    expect(open(pair.a)).toEqual([]);
  });
});

/** As a list shows it. */
function shown({ now }: Scene) {
  const { sla, owedBy, nextDueAt } = project(now);
  return {
    state: sla.state,
    owedBy: inMinutes(owedBy ?? undefined),
    next: inMinutes(nextDueAt ?? undefined),
  };
}
const breaches = ({ written }: Scene) =>
  written('commitment_ended').filter(({ outcome }) => outcome === 'breached').length;

describe('what was missed', () => {
  /** `a` is overdue since 20; `b` is answered, and its resolution due at 600. */
  const overdue = () => {
    const b = aConversation({ conversationId: 'b', threadId: 'tb' });
    b.reply(1, 'r1');
    b.sent(2, 'r1');
    const pair = aPair(b);
    pair.a.passes(25);
    return pair;
  };

  test('before it was merged is shown on the survivor, and counted once', () => {
    const pair = overdue();
    pair.merge(30);
    expect(shown(pair.b)).toEqual({ state: 'breached', owedBy: 20, next: 600 });
    expect(project(pair.b.now).sla.firstResponse).toMatchObject({ status: 'breached' });
    expect(pair.b.now.status).toBe('open');
    expect([breaches(pair.a), breaches(pair.b)]).toEqual([1, 0]);
    expect(shown(pair.a)).toMatchObject({ state: 'none', owedBy: undefined });
  });

  test.each(['a', 'b'] as const)('is owed until somebody answers, on the thread of %s', (name) => {
    const pair = overdue();
    pair.merge(30);
    pair[name].reply(31, 'r2');
    pair.settle();
    pair[name].sent(32, 'r2');
    pair.settle();
    expect(shown(pair.b)).toMatchObject({ state: 'ok', owedBy: 600 });
    expect(project(pair.b.now).sla.firstResponse).toMatchObject({ status: 'met' });
  });

  test('leaves a promise of the survivor’s that is still open as it is', () => {
    const pair = overdue();
    pair.b.writes(26);
    pair.merge(30);
    expect(open(pair.b)).toEqual([{ from: 26, due: 66 }]);
    expect(shown(pair.b)).toEqual({ state: 'breached', owedBy: 20, next: 66 });
  });

  test('goes back with its thread, and leaves nothing behind', () => {
    const pair = overdue();
    pair.merge(30);
    pair.unmerge(40);
    expect(shown(pair.a)).toMatchObject({ state: 'breached', owedBy: 20 });
    expect(open(pair.a)).toEqual([]);
    expect(shown(pair.b)).toMatchObject({ state: 'ok', owedBy: 600 });
    pair.a.passes(100);
    expect([breaches(pair.a), breaches(pair.b)]).toEqual([1, 0]);
  });

  test('while it was merged goes back too', () => {
    const b = aConversation({ conversationId: 'b', threadId: 'tb' });
    b.reply(1, 'r1');
    b.sent(2, 'r1');
    b.writes(4);
    const pair = aPair(b);
    pair.merge(5);
    pair.b.passes(25);
    expect(shown(pair.b)).toMatchObject({ state: 'breached', owedBy: 20 });
    pair.unmerge(30);
    expect(shown(pair.a)).toMatchObject({ state: 'breached', owedBy: 20 });
    expect(project(pair.a.now).sla.firstResponse).toMatchObject({ status: 'breached' });
    // What was asked there meanwhile has a promise of its own again.
    expect(open(pair.b)).toEqual([{ from: 4, due: 44 }]);
    expect(shown(pair.b)).toMatchObject({ state: 'ok', owedBy: 44 });
    pair.a.passes(40);
    expect([breaches(pair.a), breaches(pair.b)]).toEqual([0, 1]);
    pair.a.reply(41, 'r2');
    pair.a.sent(42, 'r2');
    expect(shown(pair.a).state).toBe('ok');
    expect(inMinutes(pair.a.now.firstResponseAt)).toBe(41);
  });

  test('of the survivor’s stays its own, whatever joins and leaves', () => {
    const pair = aPair();
    pair.b.passes(25);
    pair.a.reply(19, 'r1');
    pair.a.sent(19, 'r1');
    pair.a.writes(24);
    pair.merge(30);
    expect(open(pair.b)).toEqual([{ from: 24, due: 64 }]);
    expect(shown(pair.b)).toMatchObject({ state: 'breached', owedBy: 20, next: 64 });
    pair.unmerge(40);
    expect(shown(pair.b)).toMatchObject({ state: 'breached', owedBy: 20 });
    expect(open(pair.a)).toEqual([{ from: 24, due: 64 }]);
    expect(shown(pair.a)).toMatchObject({ state: 'ok', owedBy: 64 });
  });

  test('stays missed, and is missed once, when the survivor was not there any more', () => {
    const pair = overdue();
    pair.b.asks(29, { type: 'resolve' });
    pair.b.asks(29, { type: 'close' });
    pair.merge(30);
    expect(pair.a.now.status).toBe('open');
    expect(shown(pair.a)).toMatchObject({ state: 'breached', owedBy: 20 });
    pair.a.passes(100);
    expect(breaches(pair.a)).toBe(1);
  });

  test('of a resolution is owed until the survivor is resolved', () => {
    const pair = aPair();
    for (const scene of [pair.a, pair.b]) {
      scene.reply(1, `r of ${scene.now.id}`);
      scene.sent(2, `r of ${scene.now.id}`);
    }
    pair.b.asks(3, { type: 'resolve' });
    pair.b.asks(590, { type: 'reopen' });
    pair.a.passes(610);
    pair.merge(620);
    expect(shown(pair.b)).toEqual({ state: 'breached', owedBy: 600, next: 1190 });
    pair.b.asks(630, { type: 'resolve' });
    pair.b.asks(640, { type: 'reopen' });
    expect(shown(pair.b)).toEqual({ state: 'ok', owedBy: 1240, next: 1240 });
  });
});

test('whatever happens, nobody is forgotten and each state is the fold of its log', () => {
  const step = fc.record({
    after: fc.integer({ min: 1, max: 15 }),
    do: fc.constantFrom(
      ...(['merge', 'unmerge', 'a writes', 'b writes', 'a reply', 'b reply', 'bring'] as const),
      ...(['resolve', 'close', 'a fails'] as const),
    ),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const pair = aPair();
      let at = 1;
      let replies = 0;
      for (const it of steps) {
        at += it.after;
        const isOver = (scene: Scene) => scene.now.status === 'closed';
        if (isOver(pair.b) || isOver(pair.a)) break;
        if (it.do === 'merge') pair.a.asks(at, { type: 'merge', into: asElsewhere(pair.b.now) });
        if (it.do === 'unmerge') pair.b.asks(at, { type: 'unmerge', conversationId: 'a' });
        if (it.do === 'a writes') pair.a.writes(at, { messageId: `a${at}` });
        if (it.do === 'b writes') pair.b.writes(at, { messageId: `b${at}` });
        if (it.do === 'resolve') pair.b.asks(at, { type: 'resolve', reason: 'no_reply_needed' });
        if (it.do === 'close') pair.b.asks(at, { type: 'close' });
        if (it.do === 'a reply' || it.do === 'b reply' || it.do === 'a fails') {
          const scene = it.do === 'b reply' ? pair.b : pair.a;
          const id = `r${(replies += 1)}`;
          scene.reply(at, id, {}, ann);
          if (it.do === 'a fails') scene.fails(at, id);
          else scene.sent(at, id);
        }
        const [next] = it.do === 'bring' ? pair.waiting.splice(0, 1) : [];
        if (next) pair.bring({ ...next, at: Math.max(next.at, minute(0)) });
      }
      pair.settle();
      for (const scene of [pair.a, pair.b]) {
        expect(fold(scene.log)).toEqual(scene.now);
        const ended = scene.written('commitment_ended').map(({ id }) => id);
        expect(new Set(ended).size).toBe(ended.length);
        // Whoever waits for an answer is in an open conversation that is decided by itself.
        const { status, mergedInto } = scene.now;
        if (mergedInto || status === 'closed') continue;
        if (scene.now.unanswered.length === 0) continue;
        expect(status).toBe('open');
        // They were promised an answer, or it is shown as missed.
        if (open(scene).length === 0) expect(shown(scene).state).toBe('breached');
      }
      // Both are of one mind.
      const isMerged = pair.a.now.mergedInto !== undefined;
      if (pair.b.now.status !== 'closed') {
        expect((pair.b.now.joined ?? []).length > 0).toBe(isMerged);
      } else expect(isMerged).toBe(false);
    }),
    { numRuns: 1_000 },
  );
}, 60_000);
