import { describe, expect, test } from 'vitest';
import { isVisible, scopeOf } from '../../domain/visibility.ts';

const [ana, ben, orders, style] = ['ana', 'ben', 'orders', 'style'];
const limited = { agentId: ana, teamId: orders };

describe('who is limited', () => {
  test.each([
    { visibility: 'all', role: 'agent', agentId: ana, scope: 'all' },
    { visibility: 'own_team', role: 'viewer', agentId: ana, scope: limited },
    { visibility: 'own_team', role: 'agent', agentId: ana, scope: limited },
    { visibility: 'own_team', role: 'supervisor', agentId: ana, scope: 'all' },
    { visibility: 'own_team', role: 'admin', agentId: ana, scope: 'all' },
    // An integration.
    { visibility: 'own_team', role: 'agent', scope: 'all' },
  ] as const)('$visibility, $role', ({ visibility, scope, ...looker }) => {
    expect(scopeOf(visibility, { ...looker, teamId: orders })).toEqual(scope);
  });
});

describe('what they see', () => {
  test.each([
    { what: 'of their team', teamId: orders, assignedTo: ben, sees: true },
    { what: 'of no team', teamId: null, assignedTo: ben, sees: true },
    { what: 'of another team', teamId: style, assignedTo: null, sees: false },
    { what: 'of another team, another’s', teamId: style, assignedTo: ben, sees: false },
    { what: 'of another team, their own', teamId: style, assignedTo: ana, sees: true },
  ])('$what: $sees', ({ sees, ...conversation }) => {
    expect(isVisible(limited, conversation)).toBe(sees);
    expect(isVisible('all', conversation)).toBe(true);
  });

  test('who is of no team sees what is of none', () => {
    const scope = { agentId: ana, teamId: null };
    expect(isVisible(scope, { teamId: null, assignedTo: null })).toBe(true);
    expect(isVisible(scope, { teamId: style, assignedTo: null })).toBe(false);
  });
});
