import { expect, test } from 'vitest';
import { dryRun, type PastConversation, type Routed } from '../../domain/routing-dry-run.ts';
import type { RoutingRule } from '../../domain/routing-rules.ts';

const sizing = { kind: 'topic', value: 'sizing' } as const;
const french = { kind: 'language', value: 'fr' } as const;
const rule = (id: string, changes: Partial<RoutingRule>): RoutingRule => ({
  ...{ id, name: id, position: 1, tags: [], skills: [] },
  ...changes,
});
const past = (id: string, language: string, was: Partial<Routed>): PastConversation => ({
  id,
  facts: { accountId: 'shop', source: 'dm', language, tags: [] },
  defaults: { teamId: 'care', skills: [] },
  was: { teamId: 'care', skills: [], priority: 'medium', slaPolicyId: 'standard', ...was },
});
const policies = new Map([
  ['care', 'standard'],
  ['france', 'quick'],
]);

test('counts what each rule takes, and what is left to the accounts', () => {
  const rules = [
    rule('everything', { position: 3, source: 'dm' }),
    rule('french', { position: 1, language: 'fr' }),
    rule('german', { position: 2, language: 'de' }),
    rule('never', { position: 4 }),
  ];
  const conversations = [past('a', 'fr', {}), past('b', 'fr-CA', {}), past('c', 'es', {})];
  const { taken, byDefault } = dryRun(conversations, rules, policies);
  expect([...taken]).toEqual([
    ['everything', 1],
    ['french', 2],
    ['german', 0],
    ['never', 0],
  ]);
  expect(byDefault).toBe(0);
  expect(dryRun(conversations, rules.slice(2, 3), policies).byDefault).toBe(3);
});

test('tells what would go another way: team with its policy, skills, priority', () => {
  const rules = [
    rule('french', { language: 'fr', teamId: 'france', skills: [french], priority: 'high' }),
  ];
  const { differences } = dryRun([past('a', 'fr', {}), past('b', 'en', {})], rules, policies);
  expect(differences).toEqual([
    {
      conversationId: 'a',
      ruleId: 'french',
      before: past('a', 'fr', {}).was,
      after: { teamId: 'france', skills: [french], priority: 'high', slaPolicyId: 'quick' },
    },
  ]);
});

test.each<[string, Partial<Routed>, boolean]>([
  ['the same', {}, false],
  ['skills in another order', { skills: [french, sizing] }, false],
  ['another team', { teamId: 'other' }, true],
  ['another priority', { priority: 'low' }, true],
  ['another policy', { slaPolicyId: 'quick' }, true],
  ['other skills', { skills: [sizing] }, true],
  ['another level of a skill', { skills: [{ ...sizing, level: 3 }, french] }, true],
])('%s', (_what, was, differs) => {
  const rules = [rule('all', { skills: [sizing, french] })];
  const conversations = [past('a', 'fr', { skills: [sizing, french], ...was })];
  expect(dryRun(conversations, rules, policies).differences).toHaveLength(differs ? 1 : 0);
});
