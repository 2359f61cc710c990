import { expect, test } from 'vitest';
import { defaultAssist, type AssistSettings } from '../../../domain/assist/settings.ts';
import type { Triage } from '../../../domain/assist/triage.ts';
import { wishesOf } from '../../../domain/assist/wishes.ts';

const triage = (more: Partial<Triage> = {}): Triage => ({
  sentiment: 'neutral',
  urgency: 'normal',
  topics: [],
  reasons: { sentiment: [], urgency: [], topics: [] },
  ...more,
});
const standing = { priority: 'medium', tags: ['delivery'] } as const;
const asked = (of: Triage, more: Partial<AssistSettings> = {}) =>
  wishesOf(of, standing, { ...defaultAssist, ...more });

test('what a message is about becomes tags that are not there yet, one wish each', () => {
  const about = triage({ topics: ['delivery', 'refund', 'sizing'] });
  expect(asked(about).commands).toEqual([
    { type: 'tags', add: ['refund'], remove: [] },
    { type: 'tags', add: ['sizing'], remove: [] },
  ]);
  expect(asked(about).proposals).toEqual([]);
});

test('urgency raises the priority, with its rule; what is not urgent lowers nothing', () => {
  const urgent = triage({
    urgency: 'high',
    reasons: { sentiment: [], urgency: [{ rule: 'deadline', words: ['today'] }], topics: [] },
  });
  expect(asked(urgent).commands).toEqual([{ type: 'priority', priority: 'high', why: 'deadline' }]);
  expect(asked(triage({ urgency: 'low' })).commands).toEqual([]);
});

test('what may not be done is proposed with its reasons, or left alone', () => {
  const reasons = {
    sentiment: [],
    urgency: [],
    topics: [{ rule: 'refund' as const, words: ['money'] }],
  };
  const about = triage({ topics: ['refund'], urgency: 'high', reasons });
  expect(asked(about, { tags: 'proposal', priority: 'off' })).toEqual({
    commands: [],
    proposals: [{ kind: 'tags', value: ['refund'], reasons: reasons.topics }],
  });
});
