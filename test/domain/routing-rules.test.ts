import { describe, expect, test } from 'vitest';
import {
  chooseRoute,
  type RoutingDefaults,
  type RoutingFacts,
  type RoutingRule,
} from '../../domain/routing-rules.ts';

const french = { kind: 'language', value: 'fr' } as const;
const sizing = { kind: 'topic', value: 'sizing' } as const;
const facts: RoutingFacts = {
  accountId: 'shop',
  source: 'dm',
  language: 'fr',
  tags: ['refund', 'vip'],
};
const defaults: RoutingDefaults = { teamId: 'care', skills: [sizing], slaPolicyId: 'standard' };
const rule = (changes: Partial<RoutingRule> = {}): RoutingRule => ({
  id: 'r1',
  position: 1,
  name: 'French refunds',
  tags: [],
  skills: [],
  ...changes,
});

describe('when a rule holds', () => {
  test.each<{
    when: string;
    conditions: Partial<RoutingRule>;
    known?: Partial<RoutingFacts>;
    expected: boolean;
  }>([
    { when: 'without conditions, always', conditions: {}, expected: true },
    { when: 'on its account', conditions: { accountId: 'shop' }, expected: true },
    { when: 'not on another account', conditions: { accountId: 'outlet' }, expected: false },
    { when: 'for its source', conditions: { source: 'dm' }, expected: true },
    { when: 'not for another source', conditions: { source: 'review' }, expected: false },
    { when: 'in its language', conditions: { language: 'FR' }, expected: true },
    {
      when: 'in a regional form of its language',
      conditions: { language: 'pt' },
      known: { language: 'pt-BR' },
      expected: true,
    },
    {
      when: 'not in the general form of its regional one',
      conditions: { language: 'pt-BR' },
      known: { language: 'pt' },
      expected: false,
    },
    { when: 'not in another language', conditions: { language: 'de' }, expected: false },
    {
      when: 'not while the language is unknown',
      conditions: { language: 'fr' },
      known: { language: '' },
      expected: false,
    },
    { when: 'with all its tags', conditions: { tags: ['VIP', 'refund'] }, expected: true },
    {
      when: 'not with only some of its tags',
      conditions: { tags: ['vip', 'parcel'] },
      expected: false,
    },
    {
      when: 'not when one condition of several fails',
      conditions: { accountId: 'shop', source: 'review' },
      expected: false,
    },
  ])('$when', ({ conditions, known, expected }) => {
    const { why } = chooseRoute({ ...facts, ...known }, [rule(conditions)], defaults);
    expect(why).toBe(expected ? 'rule “French refunds”' : "the account's default");
  });
});

describe('chooseRoute', () => {
  test('the first rule by position chooses, however they are listed', () => {
    const rules = [
      rule({ id: 'a', position: 3, name: 'last', teamId: 'third' }),
      rule({ id: 'c', position: 2, name: 'twin', teamId: 'second' }),
      rule({ id: 'b', position: 2, name: 'chosen', teamId: 'first' }),
      rule({ id: 'd', position: 1, name: 'elsewhere', accountId: 'outlet' }),
    ];
    expect(chooseRoute(facts, rules, defaults)).toMatchObject({
      teamId: 'first',
      why: 'rule “chosen”',
    });
  });

  test('a rule that says everything leaves nothing to the defaults', () => {
    const chosen = {
      teamId: 'refunds',
      skills: [french],
      slaPolicyId: 'gold',
      priority: 'high',
    } as const;
    expect(chooseRoute(facts, [rule({ ...chosen, skills: [french] })], defaults)).toEqual({
      ...chosen,
      why: 'rule “French refunds”',
    });
  });

  test('what a rule leaves open the account’s defaults fill', () => {
    expect(chooseRoute(facts, [rule({ priority: 'low' })], defaults)).toEqual({
      ...defaults,
      priority: 'low',
      why: 'rule “French refunds”',
    });
  });

  test('a detected language asks for no skill by itself', () => {
    expect(chooseRoute(facts, [], { skills: [] })).toEqual({
      skills: [],
      why: "the account's default",
    });
  });
});
