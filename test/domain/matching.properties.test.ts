import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Candidate,
  match,
  type Skill,
  type Strategy,
  type Waiting,
} from '../../domain/matching.ts';

const teamId = fc.constantFrom('red', 'blue');
const skill = fc.record(
  {
    kind: fc.constantFrom('language' as const, 'topic' as const),
    value: fc.constantFrom('fr', 'de'),
    level: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['kind', 'value'] },
);
const skills = fc.array(skill, { maxLength: 3 });
const queue = fc
  .array(
    fc.record(
      {
        teamId,
        requiredSkills: skills,
        eligible: fc.constantFrom<Waiting['eligible']>('skills', 'team', 'supervisors'),
        priorityRank: fc.nat(3),
        dueAt: fc.nat(5),
        waitingSince: fc.nat(5),
        preferredAgentId: fc.constantFrom('agent0', 'agent1', 'agent9'),
      },
      { requiredKeys: ['requiredSkills', 'eligible', 'priorityRank', 'waitingSince'] },
    ),
    { maxLength: 10 },
  )
  .map((list) =>
    list.map((one, index): Waiting => ({ ...one, conversationId: `c${String(index)}` })),
  );
const people = fc
  .array(
    fc.record(
      {
        name: fc.constant('Someone'),
        role: fc.constantFrom<Candidate['role']>('agent', 'agent', 'supervisor', 'admin'),
        teamId,
        skills,
        capacity: fc.nat(4),
        load: fc.nat(5),
        lastAssignedAt: fc.nat(5),
        overCapacityByHand: fc.boolean(),
      },
      { requiredKeys: ['name', 'role', 'skills', 'capacity', 'load'] },
    ),
    { maxLength: 6 },
  )
  .map((list) =>
    list.map((one, index): Candidate => ({ ...one, agentId: `agent${String(index)}` })),
  );
const strategy = fc.constantFrom<Strategy>('round-robin', 'load-balanced', 'skill-based');
const scene = fc.record({ queue, people, strategy });

const has = (candidate: Candidate, { kind, value, level = 1 }: Skill) =>
  candidate.skills.some((s) => s.kind === kind && s.value === value && (s.level ?? 1) >= level);

/** The rules once more, load left aside. */
function mayTake(conversation: Waiting, candidate: Candidate, everybody: Candidate[]): boolean {
  if (conversation.preferredAgentId === candidate.agentId) return true;
  const own = ({ teamId }: Candidate) => [undefined, teamId].includes(conversation.teamId);
  if (conversation.eligible === 'supervisors' && candidate.role === 'supervisor') {
    const teamHasOne = everybody.some((one) => one.role === 'supervisor' && own(one));
    return own(candidate) || !teamHasOne;
  }
  const skilled = conversation.requiredSkills.every((required) => has(candidate, required));
  return (
    candidate.role !== 'supervisor' &&
    own(candidate) &&
    (skilled || conversation.eligible !== 'skills')
  );
}

function isBefore(a: Waiting, b: Waiting): boolean {
  const key = ({ priorityRank, dueAt = Infinity, waitingSince, conversationId }: Waiting) => [
    3 - priorityRank,
    dueAt,
    waitingSince,
    Number(conversationId.slice(1)),
  ];
  const [left, right] = [key(a), key(b)];
  const at = left.findIndex((part, index) => part !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
}

const holds = (check: (scene: Scene & { taken: Map<string, Candidate> }) => void) => () => {
  fc.assert(
    fc.property(scene, (value) => {
      const { queue, people, strategy } = value;
      const taken = new Map(
        match(queue, people, () => strategy).map(({ conversationId, agentId }) => [
          conversationId,
          people.find((one) => one.agentId === agentId) ?? expect.unreachable(agentId),
        ]),
      );
      check({ ...value, taken });
    }),
    { numRuns: 2_000 },
  );
};
interface Scene {
  queue: Waiting[];
  people: Candidate[];
  strategy: Strategy;
}
const loadAfter = (candidate: Candidate, taken: Map<string, Candidate>) =>
  candidate.load + [...taken.values()].filter((one) => one === candidate).length;

describe('whoever waits and whoever is online', () => {
  test(
    'nobody gets more than they can hold',
    holds(({ people, taken }) => {
      for (const one of people) {
        const after = loadAfter(one, taken);
        expect(after === one.load || (after <= one.capacity && !one.overCapacityByHand)).toBe(true);
      }
    }),
  );

  test(
    'nobody gets what they may not take',
    holds(({ queue, people, taken }) => {
      for (const conversation of queue) {
        const taker = taken.get(conversation.conversationId);
        if (taker) expect(mayTake(conversation, taker, people)).toBe(true);
      }
    }),
  );

  test(
    'nobody idles while something they may take is left',
    holds(({ queue, people, taken }) => {
      for (const conversation of queue.filter(({ conversationId }) => !taken.has(conversationId))) {
        const idle = people.filter(
          (one) => loadAfter(one, taken) < one.capacity && !one.overCapacityByHand,
        );
        expect(idle.filter((one) => mayTake(conversation, one, people))).toEqual([]);
      }
    }),
  );

  test(
    'nobody takes something while they could have taken what waits before it',
    holds(({ queue, people, taken }) => {
      for (const left of queue.filter(({ conversationId }) => !taken.has(conversationId))) {
        for (const later of queue.filter((one) => isBefore(left, one))) {
          const taker = taken.get(later.conversationId);
          if (taker) expect(mayTake(left, taker, people)).toBe(false);
        }
      }
    }),
  );

  test('the order they come in changes nothing', () => {
    fc.assert(
      fc.property(scene, ({ queue, people, strategy }) => {
        const turned = match(queue.toReversed(), people.toReversed(), () => strategy);
        expect(turned).toEqual(match(queue, people, () => strategy));
      }),
      { numRuns: 2_000 },
    );
  });
});
