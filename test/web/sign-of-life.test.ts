/** The live stream says that an agent is there; where it cannot, requests do. */
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { showSignsOfLife } from '../../web/src/app/sign-of-life.ts';
import type { LiveStatus } from '../../web/src/lib/live.ts';
import { createStore } from '../../web/src/lib/store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test.each<{ status: LiveStatus; shown: number }>([
  { status: 'live', shown: 0 },
  { status: 'connecting', shown: 4 },
  { status: 'offline', shown: 4 },
  { status: 'ended', shown: 0 },
])('within five minutes of a stream that is $status: $shown', ({ status, shown }) => {
  let signs = 0;
  const stop = showSignsOfLife(createStore(status), () => (signs += 1));
  onTestFinished(stop);
  vi.advanceTimersByTime(299_000);
  expect(signs).toBe(shown);
});

test('from the minute in which the stream is lost until it is back', () => {
  const status = createStore<LiveStatus>('live');
  let signs = 0;
  onTestFinished(showSignsOfLife(status, () => (signs += 1)));
  vi.advanceTimersByTime(90_000);
  status.set('offline');
  vi.advanceTimersByTime(60_000);
  expect(signs).toBe(1);
  status.set('live');
  vi.advanceTimersByTime(300_000);
  expect(signs).toBe(1);
});
