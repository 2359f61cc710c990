import { describe, expect, test } from 'vitest';
import { aConversation, ann, ben, minute } from './scene.ts';

const french = { kind: 'language', value: 'fr' } as const;

describe('skills that a person asks for', () => {
  test('count while it waits, also where the requirement had been relaxed', () => {
    const scene = aConversation();
    scene.relax(1, 'team');
    const skills = [{ kind: 'language' as const, value: 'de' }];
    expect(scene.asks(2, { type: 'skills', skills }).status).toBe('done');
    expect(scene.now).toMatchObject({ requiredSkills: skills, eligible: 'skills' });
    scene.asks(3, { type: 'skills', skills: [] });
    expect(scene.now).toMatchObject({ requiredSkills: [], eligible: 'team' });
    expect(scene.written('skills_changed')).toHaveLength(2);
  });
});

describe('a claim', () => {
  test('is accepted by a conversation that waits', () => {
    const scene = aConversation();
    expect(scene.claimed(1, 'ann', 'k1').declinedClaim).toBeUndefined();
    expect(scene.now).toMatchObject({ assignedTo: 'ann', claimId: 'k1' });
    expect(scene.now.waitingSince).toBeUndefined();
  });

  test('heard of twice is accepted once, and not given back', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann', 'k1');
    expect(scene.claimed(2, 'ann', 'k1').declinedClaim).toBeUndefined();
    expect(scene.written('assigned')).toHaveLength(1);
  });

  test('is declined when somebody has the conversation already', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann', 'k1');
    expect(scene.claimed(2, 'ben', 'k2').declinedClaim).toBe('k2');
    expect(scene.now.assignedTo).toBe('ann');
  });

  test.each([
    ['pending', { type: 'pending' }],
    ['snoozed', { type: 'snooze' }],
    ['resolved', { type: 'resolve', reason: 'spam' }],
  ] as const)('is declined by a %s one', (_, command) => {
    const scene = aConversation();
    scene.asks(1, command);
    expect(scene.claimed(2, 'ann', 'k1').declinedClaim).toBe('k1');
    expect(scene.now.assignedTo).toBeUndefined();
  });

  test('is declined when an agent took it by answering', () => {
    const scene = aConversation();
    scene.reply(1, 'r1', {}, ben);
    expect(scene.now.assignedTo).toBe('ben');
    expect(scene.claimed(2, 'ann', 'k1').declinedClaim).toBe('k1');
  });
});

describe('by hand', () => {
  test('it is given to anybody, whatever its status, without a claim', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann', 'k1');
    scene.asks(2, { type: 'assign', agentId: 'ben' });
    expect(scene.now.assignedTo).toBe('ben');
    expect(scene.now).not.toHaveProperty('claimId');
    expect(scene.written('assigned').at(-1)).toMatchObject({ isManual: true });
  });

  test('it is taken from its agent and waits for the next', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann');
    scene.asks(5, { type: 'assign', agentId: null });
    expect(scene.now).toMatchObject({ waitingSince: minute(5) });
    expect(scene.now.assignedTo).toBeUndefined();
  });

  test('nobody’s keeps its place in the queue when taken from nobody', () => {
    const scene = aConversation();
    scene.asks(5, { type: 'assign', agentId: null });
    expect(scene.now.waitingSince).toBe(minute(0));
  });

  test('another’s stays that agent’s when somebody else answers', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann');
    scene.reply(2, 'r1', {}, ben);
    expect(scene.now.assignedTo).toBe('ann');
  });

  test('a transferred one waits for the other team, not for its old agent', () => {
    const scene = aConversation({ requiredSkills: [french] });
    scene.claimed(1, 'ann');
    scene.asks(2, { type: 'transfer', teamId: 'blue', teamName: 'Blue' });
    expect(scene.now).toMatchObject({ teamId: 'blue', requiredSkills: [], eligible: 'team' });
    expect(scene.now.waitingSince).toBe(minute(2));
    scene.asks(3, { type: 'pending' });
    scene.writes(4);
    expect(scene.now).not.toHaveProperty('preferredAgentId');
  });
});

describe('an agent who goes', () => {
  test('leaves what nobody answered to the queue', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann');
    scene.gone(5, 'ann');
    expect(scene.now).toMatchObject({ waitingSince: minute(5) });
    expect(scene.now.assignedTo).toBeUndefined();
  });

  test('keeps what is answered, or whose answer is under way', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann');
    scene.reply(2, 'r1');
    scene.gone(3, 'ann');
    expect(scene.now.assignedTo).toBe('ann');
    scene.sent(3, 'r1');
    scene.gone(4, 'ann');
    expect(scene.now.assignedTo).toBe('ann');
  });

  test('keeps pending ones until the customer writes; then its last agent comes first', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann');
    scene.asks(2, { type: 'pending' });
    scene.gone(3, 'ann');
    expect(scene.now.assignedTo).toBe('ann');
    scene.writes(4);
    expect(scene.now).toMatchObject({ preferredAgentId: 'ann', waitingSince: minute(4) });
  });

  test('is nobody here if somebody else has it', () => {
    const scene = aConversation();
    scene.claimed(1, 'ann');
    const before = scene.now;
    scene.gone(2, 'ben');
    expect(scene.now).toBe(before);
  });
});

describe('a requirement nobody meets', () => {
  test('relaxes step by step, never back', () => {
    const scene = aConversation({ requiredSkills: [french] });
    expect(scene.now.eligible).toBe('skills');
    scene.relax(1, 'team');
    expect(scene.now.eligible).toBe('team');
    scene.relax(2, 'skills');
    expect(scene.now.eligible).toBe('team');
    scene.relax(3, 'supervisors');
    expect(scene.now.eligible).toBe('supervisors');
    expect(scene.written('requirement_relaxed').map(({ to }) => to)).toEqual([
      'team',
      'supervisors',
    ]);
  });

  test('holds again when the conversation comes back to the queue', () => {
    const scene = aConversation({ requiredSkills: [french] });
    scene.relax(1, 'supervisors');
    scene.claimed(2, 'sue');
    scene.gone(3, 'sue');
    expect(scene.now.eligible).toBe('skills');
  });

  test('stays as it is when somebody has it already', () => {
    const scene = aConversation({ requiredSkills: [french] });
    scene.claimed(1, ann.id ?? '');
    scene.relax(2, 'team');
    expect(scene.now.eligible).toBe('skills');
  });
});
