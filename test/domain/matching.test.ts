import { describe, expect, test } from 'vitest';
import { type Candidate, match, type Skill, type Waiting } from '../../domain/matching.ts';

const french: Skill = { kind: 'language', value: 'fr' };
const sizing: Skill = { kind: 'topic', value: 'sizing' };

const waiting = (changes: Partial<Waiting> = {}): Waiting => ({
  conversationId: 'c1',
  requiredSkills: [],
  eligible: 'skills',
  priorityRank: 1,
  waitingSince: 0,
  ...changes,
});
const agent = (agentId: string, changes: Partial<Candidate> = {}): Candidate => ({
  agentId,
  name: agentId,
  role: 'agent',
  skills: [],
  capacity: 6,
  load: 0,
  ...changes,
});
const roundRobin = () => 'round-robin' as const;
const loadBalanced = () => 'load-balanced' as const;
const skillBased = () => 'skill-based' as const;
const pairs = (...args: Parameters<typeof match>) =>
  match(...args).map(({ conversationId, agentId }) => `${conversationId} ${agentId}`);

describe('who may take a conversation', () => {
  const mine = { teamId: 'red' };
  test.each<{
    who: string;
    conversation: Partial<Waiting>;
    candidate: Partial<Candidate>;
    takes: boolean;
  }>([
    { who: 'anybody takes what has no team', conversation: {}, candidate: mine, takes: true },
    { who: 'a member takes what is the team’s', conversation: mine, candidate: mine, takes: true },
    {
      who: 'another team does not',
      conversation: { teamId: 'blue' },
      candidate: mine,
      takes: false,
    },
    { who: 'an agent without a team does not', conversation: mine, candidate: {}, takes: false },
    {
      who: 'an admin of the team does',
      conversation: mine,
      candidate: { ...mine, role: 'admin' },
      takes: true,
    },
    { who: 'a full one does not', conversation: {}, candidate: { load: 6 }, takes: false },
    {
      who: 'one overfilled by hand does not',
      conversation: {},
      candidate: { load: 5, overCapacityByHand: true },
      takes: false,
    },
    {
      who: 'a missing skill excludes',
      conversation: { requiredSkills: [french] },
      candidate: { skills: [sizing] },
      takes: false,
    },
    {
      who: 'a skill of another kind excludes',
      conversation: { requiredSkills: [french] },
      candidate: { skills: [{ kind: 'topic', value: 'fr' }] },
      takes: false,
    },
    {
      who: 'a lower level excludes',
      conversation: { requiredSkills: [{ ...french, level: 3 }] },
      candidate: { skills: [{ ...french, level: 2 }] },
      takes: false,
    },
    {
      who: 'the level itself will do, however it is written',
      conversation: { requiredSkills: [{ ...french, level: 3 }] },
      candidate: { skills: [{ kind: 'language', value: 'FR', level: 3 }] },
      takes: true,
    },
    {
      who: 'relaxed to the team, skills do not matter',
      conversation: { ...mine, requiredSkills: [french], eligible: 'team' },
      candidate: mine,
      takes: true,
    },
    {
      who: 'relaxed to the team, other teams do not',
      conversation: { teamId: 'blue', eligible: 'team' },
      candidate: mine,
      takes: false,
    },
    {
      who: 'supervisors leave the ordinary to agents',
      conversation: mine,
      candidate: { ...mine, role: 'supervisor' },
      takes: false,
    },
    {
      who: 'supervisors take what came to them',
      conversation: { ...mine, requiredSkills: [french], eligible: 'supervisors' },
      candidate: { ...mine, role: 'supervisor' },
      takes: true,
    },
    {
      who: 'agents of the team still take what came to the supervisors',
      conversation: { ...mine, requiredSkills: [french], eligible: 'supervisors' },
      candidate: mine,
      takes: true,
    },
    {
      who: 'another team’s supervisor helps out',
      conversation: { teamId: 'blue', eligible: 'supervisors' },
      candidate: { ...mine, role: 'supervisor' },
      takes: true,
    },
  ])('$who', ({ conversation, candidate, takes }) => {
    const matches = match([waiting(conversation)], [agent('ann', candidate)], roundRobin);
    expect(matches).toHaveLength(takes ? 1 : 0);
  });

  test('another team’s supervisor does not while the team has a busy one', () => {
    const own = agent('own', { role: 'supervisor', teamId: 'red', load: 6 });
    const other = agent('other', { role: 'supervisor', teamId: 'blue' });
    expect(
      match([waiting({ teamId: 'red', eligible: 'supervisors' })], [own, other], roundRobin),
    ).toEqual([]);
  });
});

describe('who waits first', () => {
  test('priority, then deadline, then how long', () => {
    const queue = [
      waiting({ conversationId: 'late', dueAt: 900 }),
      waiting({ conversationId: 'no-deadline' }),
      waiting({ conversationId: 'new', dueAt: 500, waitingSince: 2 }),
      waiting({ conversationId: 'old', dueAt: 500, waitingSince: 1 }),
      waiting({ conversationId: 'urgent', priorityRank: 3, dueAt: 5000 }),
    ];
    expect(pairs(queue, [agent('ann')], roundRobin)).toEqual([
      'urgent ann',
      'old ann',
      'new ann',
      'late ann',
      'no-deadline ann',
    ]);
  });

  test('one that nobody can take holds up none behind it', () => {
    const queue = [
      waiting({ conversationId: 'urgent', priorityRank: 3, requiredSkills: [french] }),
      waiting({ conversationId: 'plain' }),
    ];
    expect(pairs(queue, [agent('ann')], roundRobin)).toEqual(['plain ann']);
  });
});

describe('who of several takes it, and why', () => {
  const asked = [french, sizing];
  const both = (level: number): Skill[] => [{ ...french, level }, sizing];
  test.each([
    {
      when: 'round-robin takes the one whose last was longest ago',
      strategy: roundRobin,
      agents: [agent('ann', { lastAssignedAt: 9 }), agent('bob', { lastAssignedAt: 4, load: 5 })],
      expected: ['bob', '5 of 6 in hand, longest idle'],
    },
    {
      when: 'round-robin takes a newcomer first',
      strategy: roundRobin,
      agents: [agent('ann', { lastAssignedAt: 0 }), agent('bob')],
      expected: ['bob', '0 of 6 in hand, longest idle'],
    },
    {
      when: 'load-balanced takes the lowest share of capacity',
      strategy: loadBalanced,
      agents: [agent('ann', { load: 2, capacity: 3 }), agent('bob', { load: 5, capacity: 10 })],
      expected: ['bob', '5 of 10 in hand, lightest load'],
    },
    {
      when: 'load-balanced settles a tie by who was idle longest',
      strategy: loadBalanced,
      agents: [
        agent('ann', { load: 3, lastAssignedAt: 9 }),
        agent('bob', { load: 3, lastAssignedAt: 4 }),
      ],
      expected: ['bob', '3 of 6 in hand, longest idle'],
    },
    {
      when: 'skill-based takes the highest levels',
      strategy: skillBased,
      required: asked,
      agents: [agent('ann', { skills: both(2) }), agent('bob', { skills: both(4), load: 3 })],
      expected: ['bob', 'French and sizing, 3 of 6 in hand, best skilled'],
    },
    {
      when: 'skill-based settles a tie by load',
      strategy: skillBased,
      required: asked,
      agents: [
        agent('ann', { skills: both(4), load: 4 }),
        agent('bob', { skills: both(4), load: 3 }),
      ],
      expected: ['bob', 'French and sizing, 3 of 6 in hand, lightest load'],
    },
    {
      when: 'only one can',
      strategy: skillBased,
      required: [{ ...french, level: 3 }],
      agents: [agent('ann'), agent('bob', { skills: both(4) })],
      expected: ['bob', 'French at level 3, 0 of 6 in hand, the only one free'],
    },
    {
      when: 'equals go by their id',
      strategy: loadBalanced,
      agents: [agent('bob'), agent('ann')],
      expected: ['ann', '0 of 6 in hand, as good as any other'],
    },
  ])('$when', ({ strategy, required = [], agents, expected }) => {
    const [first] = match([waiting({ requiredSkills: required })], agents, strategy);
    expect([first?.agentId, first?.why]).toEqual(expected);
  });

  test('what became of the requirement is said', () => {
    const relaxed = waiting({ requiredSkills: [french], eligible: 'team' });
    const raised = waiting({ requiredSkills: [french], eligible: 'supervisors' });
    const people = [agent('ann'), agent('sue', { role: 'supervisor' })];
    const busy = [agent('ann', { load: 6 }), agent('sue', { role: 'supervisor' })];
    expect(match([relaxed], people, roundRobin)[0]?.why).toMatch(
      /^French no longer required, 0 of 6/,
    );
    expect(match([raised], busy, roundRobin)[0]?.why).toMatch(/^left to the supervisors, 0 of 6/);
  });

  test('the strategy is the team’s', () => {
    const people = [
      agent('ann', { teamId: 'red', load: 1, lastAssignedAt: 1 }),
      agent('bob', { teamId: 'red', load: 0, lastAssignedAt: 2 }),
    ];
    const strategyOf = (teamId?: string) => (teamId === 'red' ? 'round-robin' : 'load-balanced');
    expect(pairs([waiting({ teamId: 'red' })], people, strategyOf)).toEqual(['c1 ann']);
    expect(pairs([waiting()], people, strategyOf)).toEqual(['c1 bob']);
  });

  test('each match counts for the next', () => {
    const queue = ['c1', 'c2', 'c3'].map((conversationId) => waiting({ conversationId }));
    const people = [agent('ann', { load: 3 }), agent('bob', { load: 5 })];
    expect(pairs(queue, people, loadBalanced)).toEqual(['c1 ann', 'c2 ann', 'c3 bob']);
    expect(pairs(queue, people, roundRobin)).toEqual(['c1 ann', 'c2 bob', 'c3 ann']);
    expect(people.map(({ load }) => load)).toEqual([3, 5]);
  });
});

describe('who had it before', () => {
  const returning = waiting({ preferredAgentId: 'ann', requiredSkills: [french] });
  test.each([
    {
      when: 'gets it back, whatever the strategy says',
      ann: { load: 5 },
      expected: 'ann',
      why: 'had it before, 5 of 6 in hand',
    },
    {
      when: 'does not when full',
      ann: { load: 6 },
      expected: 'bob',
      why: 'French, 0 of 6 in hand, the only one free',
    },
  ])('$when', ({ ann, expected, why }) => {
    const people = [agent('ann', ann), agent('bob', { skills: [french] })];
    expect(match([returning], people, loadBalanced)).toEqual([
      { conversationId: 'c1', agentId: expected, why },
    ]);
  });

  test('does not when offline', () => {
    expect(pairs([returning], [agent('bob', { skills: [french] })], loadBalanced)).toEqual([
      'c1 bob',
    ]);
  });
});
