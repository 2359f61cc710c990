/** What an agent reads of a promise: how much time is left, or for how long it has been broken. */
import { describe, expect, test } from 'vitest';
import { slaOf } from '../../web/src/features/inbox/sla.ts';
import type { Text } from '../../web/src/lib/text.ts';
import type { Conversation } from '../../web/src/lib/types.ts';

const now = Date.UTC(2026, 0, 5, 12);
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const t: Text = (key, values = {}) => [key, ...Object.values(values)].join(' ');
const startedAt = inMinutes(-120);
const running = (minutes: number) => ({
  status: 'running' as const,
  startedAt,
  dueAt: inMinutes(minutes),
});
const breached = (minutes: number) => ({ ...running(minutes), status: 'breached' as const });

type Asked = Pick<Conversation, 'sla' | 'owedBy'>;

const cases: { when: string; it: Asked; expected: string | undefined }[] = [
  {
    when: 'an answer is due',
    it: {
      owedBy: inMinutes(30),
      sla: { state: 'ok', firstResponse: running(30), resolution: running(600) },
    },
    expected: 'ok timeLeft 30 min',
  },
  {
    when: 'the first answer is overdue, while the resolution has time',
    it: {
      owedBy: inMinutes(-45),
      sla: { state: 'breached', firstResponse: breached(-45), resolution: running(600) },
    },
    expected: 'bad breachedBy 45 min',
  },
  {
    when: 'the answer came late: it is not owed any more',
    it: {
      owedBy: inMinutes(600),
      sla: { state: 'ok', firstResponse: breached(-45), resolution: running(600) },
    },
    expected: 'ok timeLeft 10 hr',
  },
  {
    when: 'the first answer came late, and the customer wrote again',
    it: {
      owedBy: inMinutes(20),
      sla: {
        ...{ state: 'ok', firstResponse: breached(-45), nextResponse: running(20) },
        resolution: running(600),
      },
    },
    expected: 'ok timeLeft 20 min',
  },
  {
    when: 'it should have been resolved long ago',
    it: { owedBy: inMinutes(-90), sla: { state: 'breached', resolution: breached(-90) } },
    expected: 'bad breachedBy 1 hr',
  },
  {
    when: 'it was answered late, and should have been resolved since',
    it: {
      owedBy: inMinutes(-90),
      sla: { state: 'breached', firstResponse: breached(-110), resolution: breached(-90) },
    },
    expected: 'bad breachedBy 1 hr',
  },
  {
    when: 'it is resolved, late',
    it: { sla: { state: 'none', resolution: breached(-90) } },
    expected: undefined,
  },
];

describe('the chip of a conversation', () => {
  test.each(cases)('$when', ({ it, expected }) => {
    const shown = slaOf(it, now, 'en', t);
    expect(shown && `${shown.tone} ${shown.short}`).toBe(expected);
  });
});
