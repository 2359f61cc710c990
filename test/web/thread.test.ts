/** How a thread is laid out, and what a composer offers. */
import { describe, expect, test } from 'vitest';
import { channels } from '../../channels/index.ts';
import { triggerAt } from '../../web/src/features/composer/trigger.ts';
import { windowOf } from '../../web/src/features/composer/limits.ts';
import { entriesOf } from '../../web/src/features/conversation/entries.ts';
import { timeChoices } from '../../web/src/lib/time-choices.ts';
import type { Message, TimelineEntry } from '../../web/src/lib/types.ts';
import { aMessage as builtMessage } from './builders.ts';

const minute = 60_000;
const start = new Date(2026, 2, 2, 10).getTime();

const aMessage = (id: string, minutes: number, more: Partial<Message> = {}) =>
  builtMessage(id, new Date(start + minutes * minute).toISOString(), more);

const anEvent = (version: number, minutes: number, type = 'assigned'): TimelineEntry => ({
  version,
  at: new Date(start + minutes * minute).toISOString(),
  type,
  actor: { type: 'system' },
  data: {},
  text: type,
});

const shape = (...given: Parameters<typeof entriesOf>) =>
  entriesOf(...given).map((entry) =>
    entry.kind === 'message'
      ? `${entry.isFirst ? '[' : ''}${entry.message.id}${entry.isLast ? ']' : ''}`
      : entry.kind === 'events'
        ? `events:${String(entry.events.length)}`
        : entry.kind,
  );

describe('a thread', () => {
  test('words of one writer that are close together stand as one', () => {
    expect(shape([aMessage('a', 0), aMessage('b', 2), aMessage('c', 20)], [], undefined)).toEqual([
      'day',
      '[a',
      'b]',
      '[c]',
    ]);
  });
  test('events between messages collapse into one place; what nobody asks for is left out', () => {
    expect(
      shape(
        [aMessage('a', 0), aMessage('b', 9)],
        [anEvent(2, 1), anEvent(3, 2, 'status_changed'), anEvent(4, 3, 'read')],
        undefined,
      ),
    ).toEqual(['day', '[a]', 'events:2', '[b]']);
  });
  test('the new begins before the first that was not seen, and a new day says so', () => {
    expect(shape([aMessage('a', 0), aMessage('b', 24 * 60)], [], 'b')).toEqual([
      'day',
      '[a]',
      'day',
      'new',
      '[b]',
    ]);
  });
  test('a reply that needs a hand keeps its own line', () => {
    const reply = { direction: 'outbound', senderId: 'me', senderType: 'agent' } as const;
    expect(
      shape(
        [
          aMessage('a', 0, { ...reply, deliveryStatus: 'failed' }),
          aMessage('b', 1, { ...reply, deliveryStatus: 'sent' }),
        ],
        [],
        undefined,
      ),
    ).toEqual(['day', '[a]', '[b]']);
  });
  test('events from before what was loaded wait for the earlier messages', () => {
    expect(shape([aMessage('a', 10)], [anEvent(1, 0)], undefined)).toEqual(['day', '[a]']);
  });
});

describe('the window of a platform', () => {
  const facebook = { platform: 'facebook' as const, ...channels.facebook!.capabilities };
  const hour = 60 * minute;
  test.each([
    { when: 'an hour after the customer wrote', after: hour, state: 'open' },
    { when: 'just before a day is over', after: 24 * hour - 1, state: 'open' },
    { when: 'after a day', after: 24 * hour, state: 'human' },
    { when: 'after a week', after: 7 * 24 * hour, state: 'closed' },
  ])('$when it is $state', ({ after, state }) => {
    expect(windowOf(facebook, 'dm', [aMessage('a', 0)], start + after).state).toBe(state);
  });
  test('a reaction opens it again, and one that was taken back does not', () => {
    const reactedAt = new Date(start + 3 * 86_400_000).toISOString();
    const silent = (reactions: string[]) => [
      aMessage('b', 1, { direction: 'outbound', metadata: { reactions, reactedAt } }),
      aMessage('a', 0),
    ];
    const now = start + 3 * 86_400_000 + minute;
    expect(windowOf(facebook, 'dm', silent(['❤']), now).state).toBe('open');
    expect(windowOf(facebook, 'dm', silent([]), now).state).toBe('human');
  });
  test('comments have none', () => {
    expect(windowOf(facebook, 'comment', [aMessage('a', 0)], start).state).toBe('none');
  });
});

test.each([
  { text: '/', kind: 'reply', found: { mark: '/', words: '', at: 0 } },
  { text: 'Hello /ref', kind: 'reply', found: { mark: '/', words: 'ref', at: 6 } },
  { text: 'and/or', kind: 'reply', found: undefined },
  { text: 'Ask @An', kind: 'note', found: { mark: '@', words: 'An', at: 4 } },
  { text: 'Ask @An', kind: 'reply', found: undefined },
  { text: 'mail ana@x', kind: 'note', found: undefined },
] as const)('"$text" in a $kind', ({ text, kind, found }) => {
  expect(triggerAt(text, text.length, kind)).toEqual(found);
});

test('snoozing offers only what lies ahead, and next week begins on Monday', () => {
  const friday = new Date(2026, 2, 6, 16, 20);
  const choices = timeChoices(friday, 'en');
  expect(choices.map(({ id }) => id)).toEqual(['soon', 'tomorrow', 'monday']);
  expect(choices.at(-1)?.at).toEqual(new Date(2026, 2, 9, 9));
  expect(choices.every(({ at }) => at > friday)).toBe(true);
});
