import { expect, test } from 'vitest';
import { problemWith, type FieldType } from '../../domain/customer-fields.ts';

const choices = ['gold', 'silver'];

test.each<[FieldType, string | number | boolean]>([
  ['text', 'A-17'],
  ['number', -1.5],
  ['date', '2024-02-29'],
  ['date', '2026-12-31'],
  ['choice', 'gold'],
  ['flag', false],
])('%s takes %j', (type, value) => {
  expect(problemWith({ type, choices }, value)).toBeUndefined();
});

test.each<[FieldType, string | number | boolean]>([
  ['text', ' '],
  ['text', 1],
  ['number', '1'],
  ['number', Number.NaN],
  ['date', '2026-02-29'],
  ['date', '1900-02-29'],
  ['date', '2026-13-01'],
  ['date', '2026-00-10'],
  ['date', '2026-04-31'],
  ['date', '26-4-1'],
  ['date', '2026-04-01T00:00'],
  ['choice', 'Gold'],
  ['choice', true],
  ['flag', 'true'],
])('%s does not take %j', (type, value) => {
  expect(problemWith({ type, choices }, value)).toMatch(/^must be /);
});
