import { expect, test } from 'vitest';
import { holdsAnyOf, knownBy, partsOf } from '../../../domain/privacy/known-by.ts';
import { scrubbedEvent, withoutTheirs } from '../../../domain/privacy/scrub.ts';

test('what is too short to look for is not looked for, and nothing twice', () => {
  expect(knownBy(['42', '8100001', '8100001', ''], ['Li', ' Zoë Müller '])).toEqual({
    sure: ['8100001'],
    likely: ['Zoë Müller'],
  });
  expect(partsOf(knownBy([], ['Ada von Lovelace']))).toEqual(['Lovelace']);
});

test('a text is found as a word of its own, whatever the case and however its accents are written', () => {
  const holds = holdsAnyOf(['8100001', 'Zoë Müller', 'a.b+c@example.org']);
  for (const text of [
    'dm:8100001',
    'for zoë müller.',
    'zoe\u0308 mu\u0308ller',
    '<a.b+c@example.org>',
  ]) {
    expect(holds(text), text).toBe(true);
  }
  for (const text of ['18100001', '81000012', 'axb+c@example.org', 'Zoë Müllerin', '']) {
    expect(holds(text), text).toBe(false);
  }
});

const isTheirs = holdsAnyOf(['high', 'ada', '8100001']);

test('of an event only what people word goes: a customer may be called as a code is', () => {
  const event = {
    ...{ type: 'priority_changed', from: 'low', to: 'high', reason: 'by_hand' },
    ...{ tags: ['vip', 'friend of Ada'], state: { byHand: { tagsTaken: ['ada', 'late'] } } },
    ...{ platformMessageId: '8100001:7', failure: { code: 'blocked', message: 'Ada is gone' } },
  };
  expect(scrubbedEvent(event, isTheirs)).toEqual({
    ...{ type: 'priority_changed', from: 'low', to: 'high', reason: 'by_hand' },
    ...{ tags: ['vip'], state: { byHand: { tagsTaken: ['late'] } } },
    failure: { code: 'blocked', message: '' },
  });
});

test('of other JSON what names them goes', () => {
  expect(withoutTheirs({ q: 'ada', status: ['open', 'ada'], n: 1 }, isTheirs)).toEqual({
    ...{ status: ['open'], n: 1 },
  });
});
