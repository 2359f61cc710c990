/** Nothing is answered automatically unless every condition holds: each is broken in turn, and any of them together. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  mayAnswerAutomatically,
  type AnswerGrounds,
  type AnswerProposal,
} from '../../../domain/conversation/may-answer.ts';
import type { Conversation } from '../../../domain/conversation/state.ts';
import { aConversation } from './scene.ts';

interface Case {
  conversation: Conversation;
  proposal: AnswerProposal;
  grounds: AnswerGrounds;
}

const fine = (): Case => ({
  conversation: aConversation().now,
  proposal: { about: 'm1', policyId: 'p', articleId: 'k', confidence: 0.8 },
  grounds: {
    isSwitchedOn: true,
    policy: {
      ...{ id: 'p', topic: 'refund', hours: 'inside', mode: 'send' },
      ...{ minConfidence: 0.8, mostAnswers: 2 },
    },
    ...{ topics: ['delivery', 'refund'], isSuspicious: false, isOpen: true, counts: false },
    article: { version: 3, isApproved: true, isInTheirLanguage: true },
    messageId: 'a1',
  },
});

const inState =
  (change: Partial<Conversation>) =>
  (it: Case): Case => ({ ...it, conversation: { ...it.conversation, ...change } });
const onGrounds =
  (change: Partial<AnswerGrounds>) =>
  (it: Case): Case => ({ ...it, grounds: { ...it.grounds, ...change } });
const proposed =
  (change: Partial<AnswerProposal>) =>
  (it: Case): Case => ({ ...it, proposal: { ...it.proposal, ...change } });
const inPolicy =
  (change: Partial<NonNullable<AnswerGrounds['policy']>>) =>
  (it: Case): Case => {
    const { policy } = it.grounds;
    return policy ? onGrounds({ policy: { ...policy, ...change } })(it) : it;
  };
const lacking =
  (key: 'policy' | 'article' | 'messageId') =>
  (it: Case): Case => {
    const { [key]: _, ...grounds } = it.grounds;
    return { ...it, grounds };
  };
const elsewhere = { conversationId: 'c2', threadId: 't2', accountId: 'a1', platform: 'x' };

/** Each is reason enough, in every mode. */
const broken: Record<string, (it: Case) => Case> = {
  'it was begun before there were any': ({ conversation, ...it }) => {
    const { automatic: _, ...older } = conversation;
    return { ...it, conversation: older };
  },
  'it stands in public': inState({ source: 'comment' }),
  'it is a review': inState({ source: 'review' }),
  'it is resolved': inState({ status: 'resolved' }),
  'it waits for the customer': inState({ status: 'pending' }),
  'it is closed': inState({ status: 'closed' }),
  'it is merged': inState({ mergedInto: elsewhere }),
  'others are merged into it': inState({ joined: [{ ...elsewhere, heardAt: 0 }] }),
  'somebody answered since': inState({ recent: [{ messageId: 'r', direction: 'outbound' }] }),
  'the customer wrote since': inState({ recent: [{ messageId: 'm2', direction: 'inbound' }] }),
  'somebody noted something since': inState({
    recent: [
      { messageId: 'm1', direction: 'inbound' },
      { messageId: 'n', direction: 'note' },
    ],
  }),
  'it is about a reply of ours': inState({ recent: [{ messageId: 'm1', direction: 'outbound' }] }),
  'nothing was written': inState({ recent: [] }),
  'a reply is on its way': inState({
    outbox: [
      {
        ...{ messageId: 'r', submittedAt: 0, by: { type: 'agent' }, isHuman: true },
        ...{ status: 'unknown', attempt: 1 },
      },
    ],
  }),
  'a draft waits': inState({ automatic: { answers: [], draft: { id: 'd', about: 'm1' } } }),
  'the customer had asked for a person': inState({
    automatic: { answers: [], handedOver: 'asked_for_person' },
  }),
  'the same was sent already': inState({
    automatic: { answers: [{ about: 'm0', articleId: 'k' }] },
  }),
  'it is about another message': proposed({ about: 'm0' }),
  'it names another policy': proposed({ policyId: 'q' }),
  'it is not sure enough': proposed({ confidence: 0.79 }),
  'nobody knows how sure it is': proposed({ confidence: Number.NaN }),
  'the assistant is off': onGrounds({ isSwitchedOn: false }),
  'there is no policy': lacking('policy'),
  'it is about something else': onGrounds({ topics: ['delivery'] }),
  'nobody read what it is about': onGrounds({ topics: [] }),
  'it speaks to a machine': onGrounds({ isSuspicious: true }),
  'the customer asks for a person': onGrounds({ wantsPerson: 'asked_for_person' }),
  'the customer is upset': onGrounds({ wantsPerson: 'upset' }),
  'the customer asks again': onGrounds({ wantsPerson: 'repeated' }),
  'the desk is closed': onGrounds({ isOpen: false }),
  'there is no article': lacking('article'),
  'the article is not approved': onGrounds({
    article: { version: 3, isApproved: false, isInTheirLanguage: true },
  }),
  'the article is in another language': onGrounds({
    article: { version: 3, isApproved: true, isInTheirLanguage: false },
  }),
  'it does not go into one message': lacking('messageId'),
};

/** Where a person approves each, these are none. */
const brokenForSending: Record<string, (it: Case) => Case> = {
  'a person has a hand in it': inState({ automatic: { answers: [], touched: true } }),
  'a person took over': inState({ automatic: { answers: [], handedOver: 'person' } }),
  'so many were sent': inState({
    automatic: {
      answers: [
        { about: 'a', articleId: 'x' },
        { about: 'b', articleId: 'y' },
      ],
    },
  }),
};

const verdictOf = ({ conversation, proposal, grounds }: Case) =>
  mayAnswerAutomatically(conversation, proposal, grounds);

test('where everything holds it may', () => {
  expect(verdictOf(fine())).toMatchObject({ may: true, articleVersion: 3, messageId: 'a1' });
  expect(verdictOf(inPolicy({ hours: 'always' })(onGrounds({ isOpen: false })(fine()))).may).toBe(
    true,
  );
  expect(verdictOf(inPolicy({ hours: 'outside' })(onGrounds({ isOpen: false })(fine()))).may).toBe(
    true,
  );
});

describe('it may not', () => {
  test.each(Object.entries({ ...broken, ...brokenForSending }))('when %s', (_name, breaks) => {
    expect(verdictOf(breaks(fine())).may).toBe(false);
  });

  test.each(Object.entries(broken))('nor draft when %s', (_name, breaks) => {
    expect(verdictOf(breaks(inPolicy({ mode: 'draft_for_approval' })(fine()))).may).toBe(false);
  });

  test.each(Object.entries(brokenForSending))('but draft though %s', (_name, breaks) => {
    const draft = inPolicy({ mode: 'draft_for_approval' })(fine());
    expect(verdictOf(breaks(draft)).may).toBe(true);
  });

  test('whatever is broken together, in whatever order', () => {
    const all = { ...broken, ...brokenForSending };
    // Undoing one by another is no break: those of the same part are drawn once.
    const some = fc.subarray(Object.keys(broken), { minLength: 1 });
    fc.assert(
      fc.property(some, fc.subarray(Object.keys(brokenForSending)), (names, more) => {
        const shuffled = [...more, ...names];
        let it = fine();
        for (const name of shuffled) it = all[name]?.(it) ?? it;
        expect(verdictOf(it).may).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

test('why it may not brings people in where they are wanted', () => {
  const handOver = (breaks: (it: Case) => Case) => {
    const verdict = verdictOf(breaks(fine()));
    return verdict.may ? 'may' : verdict.handOver;
  };
  expect(handOver(onGrounds({ wantsPerson: 'upset' }))).toBe('upset');
  expect(handOver(broken['the same was sent already'] ?? ((it) => it))).toBe('repeated');
  expect(handOver(brokenForSending['so many were sent'] ?? ((it) => it))).toBe('limit');
  expect(handOver(onGrounds({ isSuspicious: true }))).toBe(undefined);
});
