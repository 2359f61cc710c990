import { describe, expect, test } from 'vitest';
import { mergeFields } from '../../../domain/crm/merge-fields.ts';

const at = (value: string, changedAt: number) => ({ value, changedAt });

describe('of a field that both have', () => {
  test.each([
    {
      when: 'only the desk changed it, its value goes to the CRM',
      ours: at('gold', 20),
      theirs: at('silver', 10),
      base: at('silver', 10),
      expected: { push: { tier: 'gold' }, take: {} },
    },
    {
      when: 'only the desk changed it, and the CRM’s contact was touched later, it still goes there',
      ours: at('gold', 20),
      theirs: { value: 'silver' },
      base: { value: 'silver' },
      contactChangedAt: 99,
      expected: { push: { tier: 'gold' }, take: {} },
    },
    {
      when: 'only the CRM changed it, its value comes to the desk',
      ours: at('silver', 5),
      theirs: at('gold', 3),
      base: at('silver', 1),
      expected: { push: {}, take: { tier: 'gold' } },
    },
    {
      when: 'both changed it, the later write holds: the desk’s',
      ours: at('gold', 21),
      theirs: at('bronze', 20),
      base: at('silver', 1),
      expected: { push: { tier: 'gold' }, take: {} },
    },
    {
      when: 'both changed it, the later write holds: the CRM’s',
      ours: at('gold', 20),
      theirs: at('bronze', 21),
      base: at('silver', 1),
      expected: { push: {}, take: { tier: 'bronze' } },
    },
    {
      when: 'both changed it at the same time, the CRM’s holds',
      ours: at('gold', 20),
      theirs: at('bronze', 20),
      base: at('silver', 1),
      expected: { push: {}, take: { tier: 'bronze' } },
    },
    {
      when: 'the CRM does not say when, the contact’s own time counts',
      ours: at('gold', 20),
      theirs: { value: 'bronze' },
      base: { value: 'silver' },
      contactChangedAt: 30,
      expected: { push: {}, take: { tier: 'bronze' } },
    },
    {
      when: 'they are equal, nothing is to be done',
      ours: at('gold', 20),
      theirs: at('gold', 1),
      base: at('silver', 1),
      expected: { push: {}, take: {} },
    },
    {
      when: 'the desk took its value away, that goes to the CRM',
      ours: at('', 20),
      theirs: at('silver', 10),
      base: at('silver', 10),
      expected: { push: { tier: '' }, take: {} },
    },
  ])('where $when', ({ ours, theirs, base, contactChangedAt, expected }) => {
    const merged = mergeFields({ tier: ours }, { tier: theirs }, { tier: base }, contactChangedAt);
    expect(merged).toEqual(expected);
  });
});

test('a CRM that says nothing of a field takes nothing away', () => {
  const base = { tier: { value: 'gold' } };
  expect(mergeFields({ tier: at('gold', 1) }, {}, base)).toEqual({ push: {}, take: {} });
  expect(mergeFields({ tier: at('', 9) }, {}, base)).toEqual({ push: { tier: '' }, take: {} });
});

test('what one side does not have comes from the other', () => {
  const merged = mergeFields({ a: at('1', 1) }, { b: { value: '2' }, c: { value: '' } }, {});
  expect(merged).toEqual({ push: { a: '1' }, take: { b: '2' } });
});
