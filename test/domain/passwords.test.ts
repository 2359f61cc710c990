import { describe, expect, test } from 'vitest';
import { lockedForMs } from '../../domain/lockout.ts';
import { passwordProblem } from '../../domain/passwords.ts';

describe('a password', () => {
  test.each([
    ['elevenchars', 'must have at least 12 characters'],
    ['🌊'.repeat(11), 'must have at least 12 characters'],
    [`ab${'cd'.repeat(100)}`, 'must have at most 200 characters'],
    ['ANA@Careline.example', 'must not be the e-mail address'],
    ['Password1234', 'is one that everybody tries first'],
    ['careline-demo', 'is one that everybody tries first'],
    ['abababababab', 'is one that everybody tries first'],
  ])('%s %s', (password, problem) => {
    expect(passwordProblem(password, 'ana@careline.example')).toBe(problem);
  });

  test.each(['twelve chars', 'ein Boot im Hafen', '🌊🚢⚓🐟🌊🚢⚓🐟🌊🚢⚓🐟'])(
    '%s may be one',
    (password) => {
      expect(passwordProblem(password, 'ana@careline.example')).toBeUndefined();
    },
  );
});

describe('wrong passwords in a row', () => {
  const minutes = 60_000;
  test.each([
    [1, 0],
    [9, 0],
    [10, 15 * minutes],
    [11, 0],
    [20, 30 * minutes],
    [30, 60 * minutes],
    [100, 1440 * minutes],
    [5000, 1440 * minutes],
  ])('%i: %i ms', (count, ms) => {
    expect(lockedForMs(count)).toBe(ms);
  });
});
