/** What whoever answers should be able to do, by what the customer wrote. */
import { isMet, type Candidate, type Skill } from '../matching/eligibility.ts';

export interface ReadForRouting {
  /** ISO 639-1 */
  language?: string | undefined;
  topics: readonly string[];
}

/** Somebody who is online, of the team that it goes to. */
export interface Present extends Pick<Candidate, 'skills'> {
  hasRoom: boolean;
}

/**
 * The skills to ask for beside those that people ask for: a rule or an account that asks for a language has chosen it. A language that
 * somebody there speaks; a topic only where somebody who knows it has room, for it is better answered than waited for.
 */
export function skillsFor(
  { language, topics }: ReadForRouting,
  asked: readonly Skill[],
  present: readonly Present[],
): Skill[] {
  const found: Skill[] = [];
  const able = (skills: readonly Skill[]) =>
    present.filter((person) => skills.every((skill) => isMet(skill, person)));
  const isOpen = (kind: Skill['kind']) => !asked.some((skill) => skill.kind === kind);
  if (language !== undefined && isOpen('language')) {
    const skill: Skill = { kind: 'language', value: language };
    if (able([...asked, skill]).length > 0) found.push(skill);
  }
  if (!isOpen('topic')) return found;
  const free = able([...asked, ...found]).filter(({ hasRoom }) => hasRoom);
  const known = free.flatMap(({ skills }) => skills.filter(({ kind }) => kind === 'topic'));
  const topic = topics
    .map((it) => known.find(({ value }) => isCalled(value, it)))
    .find((it) => it !== undefined);
  return topic ? [...found, { kind: 'topic', value: topic.value }] : found;
}

/** People write "refunds" where the reading says "refund". */
const isCalled = (skill: string, topic: string): boolean =>
  [topic, `${topic}s`].includes(skill.trim().toLowerCase().replaceAll(' ', '_'));
