/** Automatic answers in the life of a conversation: one goes out, people take over, drafts wait and are overtaken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnswerPolicy } from '../../../domain/assist/answer-policy.ts';
import { fold } from '../../../domain/conversation/apply.ts';
import type { Command, Item } from '../../../domain/conversation/items.ts';
import type { AnswerGrounds } from '../../../domain/conversation/may-answer.ts';
import type { Actor } from '../../../domain/conversation/state.ts';
import { aConversation, ann, ben, minute, refusedWith, type Scene } from './scene.ts';

const assistant: Actor = { type: 'assistant' };
const policy: AnswerPolicy = {
  ...{ id: 'p', topic: 'refund', hours: 'always', mode: 'send' },
  ...{ minConfidence: 0.5, mostAnswers: 2 },
};
const grounds: AnswerGrounds = {
  ...{ isSwitchedOn: true, policy, topics: ['refund'], isSuspicious: false, isOpen: true },
  article: { version: 1, isApproved: true, isInTheirLanguage: true },
  ...{ counts: false, messageId: 'a1' },
};

let proposals = 0;
/** The assistant proposes to answer `about` with an article; what the desk looked up besides. */
function proposes(
  scene: Scene,
  at: number,
  about: string,
  { articleId = 'k', ...more }: Partial<AnswerGrounds> & { articleId?: string } = {},
  actor = assistant,
) {
  proposals += 1;
  const commandId = `proposal${proposals}`;
  const command: Command = { type: 'answer', about, policyId: 'p', articleId, confidence: 0.9 };
  const envelope = {
    commandId,
    conversationId: 'c1',
    actor,
    at: minute(at),
    bodyHash: 'x',
    command,
  };
  const item: Item = {
    ...{ kind: 'command', key: `command:${commandId}`, at: minute(at), envelope },
    grounds: { ...grounds, ...more },
  };
  return scene.come(item).outcome ?? { status: 'done', conversationId: 'none' };
}
const draft = { policy: { ...policy, mode: 'draft_for_approval' } } as const;

describe('an automatic answer', () => {
  test('goes out once, and says from where it is; the promise of a person stays', () => {
    const scene = aConversation();
    expect(proposes(scene, 1, 'm1').status).toBe('done');
    expect(scene.written('reply_queued')).toMatchObject([
      {
        ...{ messageId: 'a1', isHuman: false },
        automatic: {
          policyId: 'p',
          topic: 'refund',
          articleId: 'k',
          articleVersion: 1,
          about: 'm1',
        },
      },
    ]);
    expect(refusedWith(proposes(scene, 1, 'm1'))).toBe('not_for_assistant');
    scene.sent(2, 'a1');
    expect(refusedWith(proposes(scene, 3, 'm1'))).toBe('not_for_assistant');
    expect(scene.replies()).toEqual([]);
    expect(scene.asked()).toEqual(['m1']);
    expect(scene.clock('first_response#1')).toEqual({ id: 'first_response#1', from: 0, due: 20 });
    expect(scene.now.status).toBe('open');
    scene.passes(20);
    expect(scene.clock('first_response#1')).toMatchObject({ breached: 20 });
  });

  test('meets the promise where the workspace says that it counts', () => {
    const scene = aConversation();
    proposes(scene, 1, 'm1', { counts: true });
    scene.sent(2, 'a1');
    expect(scene.asked()).toEqual([]);
    expect(scene.clock('first_response#1')).toMatchObject({ met: 1 });
  });

  test('is given on nobody else’s word, and not unless the desk looked it up', () => {
    const scene = aConversation();
    expect(refusedWith(proposes(scene, 1, 'm1', {}, ann))).toBe('not_for_assistant');
    const bare: Command = {
      ...{ type: 'answer', about: 'm1', policyId: 'p', articleId: 'k', confidence: 1 },
    };
    expect(refusedWith(scene.asks(2, bare, assistant))).toBe('not_for_assistant');
    expect(scene.written('reply_queued')).toEqual([]);
  });

  test('is not given to the same question twice: people take over', () => {
    const scene = aConversation();
    proposes(scene, 1, 'm1');
    scene.sent(1, 'a1');
    scene.writes(5);
    expect(refusedWith(proposes(scene, 6, 'm2', { messageId: 'a2' }))).toBe('not_for_assistant');
    expect(scene.written('handed_over')).toMatchObject([{ reason: 'repeated' }]);
    expect(proposes(scene, 7, 'm2', { articleId: 'other', messageId: 'a2' }).status).toBe(
      'refused',
    );
  });

  test('is not given more often than the policy says', () => {
    const scene = aConversation();
    for (const n of [1, 2]) {
      proposes(scene, n * 10, `m${n}`, { articleId: `k${n}`, messageId: `a${n}` });
      scene.sent(n * 10, `a${n}`);
      scene.writes(n * 10 + 5);
    }
    expect(proposes(scene, 30, 'm3', { articleId: 'k3', messageId: 'a3' }).status).toBe('refused');
    expect(scene.written('handed_over')).toMatchObject([{ reason: 'limit' }]);
    expect(scene.now.automatic?.answers).toHaveLength(2);
  });

  test('that waits for another try is not sent once it was handed over', () => {
    const scene = aConversation();
    proposes(scene, 1, 'm1');
    scene.mayRetry(1, 'a1', 10);
    scene.asks(2, { type: 'assign', agentId: 'ann' });
    expect(scene.written('handed_over')).toMatchObject([{ reason: 'person' }]);
    expect(scene.written('reply_cancelled')).toMatchObject([{ messageId: 'a1' }]);
    expect(scene.replies()).toEqual([]);
  });
});

describe('people take over', () => {
  const touches: [string, (scene: Scene) => unknown][] = [
    ['answers', (scene) => scene.reply(5, 'r1')],
    ['answers in the platform’s own app', (scene) => scene.echo(5)],
    ['takes it', (scene) => scene.asks(5, { type: 'assign', agentId: 'ann' })],
    ['leaves a note', (scene) => scene.asks(5, { type: 'note', messageId: 'n', mentions: [] })],
    ['passes it on', (scene) => scene.asks(5, { type: 'transfer', teamId: 't', teamName: 'T' })],
    ['lets it wait', (scene) => scene.asks(5, { type: 'pending' })],
  ];
  test.each(touches)('when somebody %s', (_name, touch) => {
    const scene = aConversation();
    proposes(scene, 1, 'm1');
    scene.sent(1, 'a1');
    touch(scene);
    expect(scene.written('handed_over')).toMatchObject([{ reason: 'person' }]);
    scene.writes(6, { messageId: 'm6' });
    expect(proposes(scene, 7, 'm6', { articleId: 'k2', messageId: 'a2' }).status).toBe('refused');
  });

  test.each(touches)(
    'before anything was answered: nothing is said of it when somebody %s',
    (_n, touch) => {
      const scene = aConversation();
      touch(scene);
      scene.writes(6, { messageId: 'm6' });
      expect(proposes(scene, 7, 'm6').status).toBe('refused');
      expect(scene.written('handed_over')).toEqual([]);
    },
  );

  test('not because it was given to an agent who was free', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann');
    expect(proposes(scene, 2, 'm1').status).toBe('done');
  });

  test('once the customer’s words ask for them, whoever had it', () => {
    const scene = aConversation();
    proposes(scene, 1, 'm1');
    scene.sent(1, 'a1');
    const handOver = { type: 'hand_over', reason: 'asked_for_person' } as const;
    expect(refusedWith(scene.asks(2, handOver))).toBe('not_for_assistant');
    scene.asks(3, { type: 'assign', agentId: 'ann' });
    scene.asks(4, handOver, assistant);
    scene.asks(5, handOver, assistant);
    expect(scene.written('handed_over').map(({ reason }) => reason)).toEqual([
      'person',
      'asked_for_person',
    ]);
  });
});

describe('a draft', () => {
  const waiting = () => {
    const scene = aConversation();
    proposes(scene, 1, 'm1', draft);
    return scene;
  };
  const ends = (scene: Scene) => scene.written('draft_withdrawn').map(({ reason }) => reason);

  test('waits for days, and nothing is sent', () => {
    const scene = waiting();
    expect(scene.written('reply_queued')).toEqual([]);
    scene.passes(3 * 24 * 60);
    expect(scene.now.automatic?.draft).toEqual({ id: 'a1', about: 'm1' });
  });

  test('that is approved is its agent’s answer', () => {
    const scene = waiting();
    expect(scene.reply(10, 'r1', { draftId: 'a1' }).status).toBe('done');
    scene.sent(10, 'r1');
    expect(scene.clock('first_response#1')).toMatchObject({ met: 10 });
    expect(ends(scene)).toEqual([]);
    expect(scene.now.automatic?.draft).toBeUndefined();
    expect(refusedWith(scene.reply(11, 'r2', { draftId: 'a1' }))).toBe('overtaken');
  });

  test('in parts, too', () => {
    const scene = waiting();
    scene.reply(10, 'r1', { draftId: 'a1', following: ['r1b'] });
    expect(scene.replies()).toEqual(['r1 queued', 'r1b queued']);
    expect(ends(scene)).toEqual([]);
  });

  test.each<[string, (scene: Scene) => unknown, string]>([
    ['the customer writes', (scene) => scene.writes(5), 'customer_wrote'],
    ['somebody answers', (scene) => scene.reply(5, 'r1', {}, ben), 'other_reply'],
    ['it is answered elsewhere', (scene) => scene.echo(5), 'other_reply'],
    ['it is resolved', (scene) => scene.asks(5, { type: 'resolve', reason: 'spam' }), 'resolved'],
    [
      'it is merged',
      (scene) =>
        scene.asks(5, {
          type: 'merge',
          into: { conversationId: 'c2', threadId: 't2', accountId: 'a1', platform: 'x' },
        }),
      'merged',
    ],
    [
      'the customer asks for a person',
      (scene) => scene.asks(5, { type: 'hand_over', reason: 'asked_for_person' }, assistant),
      'handed_over',
    ],
    [
      'it is dismissed',
      (scene) => scene.asks(5, { type: 'drop_draft', draftId: 'a1' }),
      'dismissed',
    ],
    [
      'it is switched off',
      (scene) => scene.asks(5, { type: 'drop_draft', draftId: 'a1' }, { type: 'system' }),
      'switched_off',
    ],
  ])('is taken back when %s', (_name, act, reason) => {
    const scene = waiting();
    act(scene);
    expect(ends(scene)).toEqual([reason]);
    expect(scene.now.automatic?.draft).toBeUndefined();
    expect(['overtaken', 'merged']).toContain(
      refusedWith(scene.asks(6, { type: 'drop_draft', draftId: 'a1' })),
    );
    // What is said in its name is refused; on a merged thread it is no other.
    expect(refusedWith(scene.reply(7, 'r9', { draftId: 'a1' }))).toBe('overtaken');
  });

  test('comes for the next question, though an agent answered the last', () => {
    const scene = waiting();
    scene.reply(10, 'r1', { draftId: 'a1' });
    scene.sent(10, 'r1');
    scene.writes(20);
    expect(proposes(scene, 21, 'm2', { ...draft, messageId: 'a2' }).status).toBe('done');
    expect(scene.now.automatic?.draft?.id).toBe('a2');
  });
});

test('whatever happens in whatever order, no answer is given twice, after a person, or beyond the policy', () => {
  const step = fc.constantFrom(
    ...(['write', 'propose', 'propose', 'sent', 'fails', 'retry', 'reply', 'assign'] as const),
    ...(['hand over', 'resolve', 'wait', 'draft', 'approve'] as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const scene = aConversation();
      let at = 0;
      let newest = 'm1';
      steps.forEach((it, index) => {
        at += 2;
        const [first] = scene.now.outbox;
        const draftId = scene.now.automatic?.draft?.id;
        if (it === 'write') newest = scene.writes(at);
        if (it === 'propose' || it === 'draft') {
          const more = it === 'draft' ? draft : {};
          const words = { articleId: `k${index % 5}`, messageId: `a${index}` };
          proposes(scene, at, newest, { ...words, ...more });
        }
        if (it === 'sent' && first) scene.sent(at, first.messageId);
        if (it === 'fails' && first) scene.fails(at, first.messageId);
        if (it === 'retry' && first) scene.mayRetry(at, first.messageId, at + 3);
        if (it === 'reply') scene.reply(at, `r${index}`);
        if (it === 'approve' && draftId) scene.reply(at, `r${index}`, { draftId });
        if (it === 'assign') scene.asks(at, { type: 'assign', agentId: 'ann' });
        if (it === 'resolve') scene.asks(at, { type: 'resolve', reason: 'spam' });
        if (it === 'hand over') {
          scene.asks(at, { type: 'hand_over', reason: 'upset' }, assistant);
        }
        if (it === 'wait') scene.passes(at);
      });
      const answers = scene.log.flatMap(({ event, actor }, index) =>
        event.type === 'reply_queued' && event.automatic ? [{ event, actor, index }] : [],
      );
      expect(answers.length).toBeLessThanOrEqual(policy.mostAnswers);
      expect(new Set(answers.map(({ event }) => event.automatic?.about)).size).toBe(answers.length);
      expect(new Set(answers.map(({ event }) => event.automatic?.articleId)).size).toBe(
        answers.length,
      );
      for (const { event, actor, index } of answers) {
        expect([actor.type, event.isHuman]).toEqual(['assistant', false]);
        const before = scene.log.slice(0, index);
        const said = before.filter(
          ({ event: it }) => it.type === 'message_received' || it.type === 'reply_queued',
        );
        expect(said.at(-1)?.event).toMatchObject({ messageId: event.automatic?.about });
        expect(
          before.filter(
            ({ event: it, actor: by }) => it.type === 'handed_over' || by.type === 'agent',
          ),
        ).toEqual([]);
      }
      expect(fold(scene.log)).toEqual(scene.now);
    }),
    { numRuns: 300 },
  );
});
