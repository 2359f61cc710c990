import { expect, test } from 'vitest';
import { newestOf } from '../../web/src/features/conversation/newest.ts';
import { aMessage, at } from './builders.ts';

test('what an answer is given to is what came last, wherever it stands', () => {
  const [above, below] = [aMessage('above', at(1)), aMessage('below', at(2))];
  expect(newestOf([below, above])).toBe('below');
  expect(newestOf([below, { ...above, recordedAt: at(3) }])).toBe('above');
});

test('of what came at once it is the one that stands last', () => {
  const [above, below] = [aMessage('above', at(1)), aMessage('below', at(2))];
  expect(newestOf([below, { ...above, recordedAt: at(2) }])).toBe('below');
});

test('a note is nothing that was said', () => {
  const note = aMessage('note', at(3), { direction: 'note' });
  expect(newestOf([note, aMessage('said', at(1))])).toBe('said');
  expect(newestOf([note])).toBeUndefined();
  expect(newestOf()).toBeUndefined();
});
