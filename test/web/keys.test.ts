/** Which action a key does: never one that has none. */
import { expect, test } from 'vitest';
import { actionFor, type Action } from '../../web/src/features/palette/keys.ts';

const action = (id: string, keys?: string): Action => ({
  id,
  label: id,
  group: 'all',
  ...(keys === undefined ? {} : { keys }),
  run: () => undefined,
});

const actions = [
  action('snooze', 'z'),
  action('snoozed', 'g z'),
  action('lower the priority'),
  action('all', 'g a'),
  action('assign', 'a'),
];

test.each([
  { pressed: 'z', sequence: undefined, does: 'snooze' },
  { pressed: 'z', sequence: 'g z', does: 'snoozed' },
  { pressed: 'a', sequence: 'x a', does: 'assign' },
  { pressed: 'q', sequence: undefined, does: undefined },
])('$sequence $pressed', ({ pressed, sequence, does }) => {
  expect(actionFor(actions, pressed, sequence)?.id).toBe(does);
});

test('of two with the same key the one that was shown last', () => {
  expect(actionFor([...actions, action('newer', 'z')], 'z', undefined)?.id).toBe('newer');
});
