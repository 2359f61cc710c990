import { type Candidate, levelOf, type Skill } from './eligibility.ts';

export type Strategy = 'round-robin' | 'load-balanced' | 'skill-based';

/** The best of those who may take it, and what tipped the balance. */
export function best(
  candidates: readonly Candidate[],
  strategy: Strategy,
  requiredSkills: readonly Skill[],
): { candidate: Candidate; because: string } | undefined {
  const criteria = criteriaOf(strategy, requiredSkills);
  const [first, second] = candidates.toSorted(
    (a, b) => deciding(criteria, a, b)?.order ?? (a.agentId < b.agentId ? -1 : 1),
  );
  if (!first) return undefined;
  if (!second) return { candidate: first, because: 'the only one free' };
  const reason = deciding(criteria, first, second)?.because ?? 'as good as any other';
  return { candidate: first, because: reason };
}

/** A lower score is better. */
interface Criterion {
  because: string;
  score: (candidate: Candidate) => number;
}

const lightestLoad: Criterion = {
  because: 'lightest load',
  score: ({ load, capacity }) => load / capacity,
};

const longestIdle: Criterion = {
  because: 'longest idle',
  score: ({ lastAssignedAt }) => lastAssignedAt ?? -Infinity,
};

function bestSkilled(requiredSkills: readonly Skill[]): Criterion {
  return {
    because: 'best skilled',
    score: (candidate) =>
      -requiredSkills.reduce((sum, skill) => sum + levelOf(skill, candidate), 0),
  };
}

function criteriaOf(strategy: Strategy, requiredSkills: readonly Skill[]): Criterion[] {
  switch (strategy) {
    case 'round-robin':
      return [longestIdle, lightestLoad];
    case 'load-balanced':
      return [lightestLoad, longestIdle];
    case 'skill-based':
      return [bestSkilled(requiredSkills), lightestLoad, longestIdle];
  }
}

/** The first criterion that tells the two apart, and who it puts in front. */
function deciding(
  criteria: readonly Criterion[],
  a: Candidate,
  b: Candidate,
): { because: string; order: -1 | 1 } | undefined {
  for (const { because, score } of criteria) {
    const [ofA, ofB] = [score(a), score(b)];
    if (ofA !== ofB) return { because, order: ofA < ofB ? -1 : 1 };
  }
  return undefined;
}
