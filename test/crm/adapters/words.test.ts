import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tracesOf, withTraces } from '../../../crm/traces.ts';
import { inItsWords } from '../../../crm/words.ts';
import { person } from './support/bench.ts';

test.each([
  [
    'Email address ana.lima+1@example.co.uk is invalid',
    'Email address (an e-mail address) is invalid',
  ],
  ['[{"name":"email","value":"a@b.c"}]', '[{"name":"email","value":"(an e-mail address)"}]'],
  ['phone +351 911 111 111 is taken', 'phone (a phone number) is taken'],
  ['Authorization: Bearer pat-eu1-abc', 'Authorization: Bearer …'],
  [`token ${'00DAb1!'.repeat(8)} is dead`, 'token (a long word) is dead'],
  ['one\n\ttwo', 'one two'],
  [
    'Contact already exists. Existing ID: 51000000101',
    'Contact already exists. Existing ID: 51000000101',
  ],
])('%j is told as %j', (text, told) => {
  expect(inItsWords(text)).toBe(told);
});

test('whatever a CRM says, it is short', () => {
  fc.assert(fc.property(fc.string({ maxLength: 2_000 }), (text) => inItsWords(text).length <= 300));
});

describe('traces', () => {
  const facts = person('x', {
    ...{ emails: ['a@example.com'], phones: ['+351911111111'] },
    identities: [{ platform: 'facebook', handle: 'a', externalId: '1' }],
  });

  test('are letters, one word for each fact, and tell nothing of it', () => {
    const traces = tracesOf(facts);
    expect(new Set(traces).size).toBe(3);
    for (const it of traces) expect(it).toMatch(/^[a-p]{16}$/);
  });

  test('are added once, as far as there is room', () => {
    const traces = tracesOf(facts);
    const text = withTraces('', traces, 255);
    expect(withTraces(text, traces, 255)).toBe(text);
    expect(withTraces('old', traces, 21)).toBe(`old ${traces[0] ?? ''}`);
    expect(withTraces('a  b', [], 255)).toBe('a b');
  });
});
