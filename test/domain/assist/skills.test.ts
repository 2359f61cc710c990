import { expect, test } from 'vitest';
import { skillsFor, type Present } from '../../../domain/assist/skills.ts';
import type { Skill } from '../../../domain/matching.ts';

const language = (value: string): Skill => ({ kind: 'language', value });
const topic = (value: string): Skill => ({ kind: 'topic', value });
const person = (skills: Skill[], hasRoom = true): Present => ({ skills, hasRoom });

test.each<[string, Parameters<typeof skillsFor>, Skill[]]>([
  [
    'a language that somebody speaks',
    [{ language: 'de', topics: [] }, [], [person([language('de')])]],
    [language('de')],
  ],
  [
    'no language that nobody speaks',
    [{ language: 'de', topics: [] }, [], [person([language('en')])]],
    [],
  ],
  [
    'no language beside one that people asked for',
    [{ language: 'de', topics: [] }, [language('fr')], [person([language('de'), language('fr')])]],
    [],
  ],
  [
    'a language although all who speak it are busy',
    [{ language: 'de', topics: [] }, [], [person([language('de')], false)]],
    [language('de')],
  ],
  [
    'a topic as its people call it',
    [{ topics: ['refund'] }, [], [person([topic('Refunds')])]],
    [topic('Refunds')],
  ],
  [
    'no topic that only the busy know',
    [{ topics: ['refund'] }, [], [person([topic('refunds')], false), person([])]],
    [],
  ],
  [
    'no topic that nobody knows in that language',
    [
      { language: 'de', topics: ['refund'] },
      [],
      [person([language('de')]), person([topic('refunds')])],
    ],
    [language('de')],
  ],
  [
    'both of one person, and the first topic of those known',
    [
      { language: 'de', topics: ['sizing', 'delivery', 'refund'] },
      [],
      [person([language('de'), topic('refunds'), topic('delivery')])],
    ],
    [language('de'), topic('delivery')],
  ],
  [
    'nothing that who has the skills that people asked for has not',
    [
      { language: 'de', topics: [] },
      [topic('vip')],
      [person([language('de')]), person([topic('vip')])],
    ],
    [],
  ],
  ['nothing of nobody', [{ language: 'de', topics: ['refund'] }, [], []], []],
])('asks for %s', (_, [read, asked, present], expected) => {
  expect(skillsFor(read, asked, present)).toEqual(expected);
});
