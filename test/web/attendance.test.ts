/** What a page asks while nobody is at it says so. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { get } from '../../web/src/lib/api.ts';
import { hangOnTheWall, watchHands } from '../../web/src/lib/attendance.ts';

const page = new EventTarget();
const asked: Headers[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', (_address: string, { headers }: RequestInit) => {
    asked.push(new Headers(headers));
    return Promise.resolve(Response.json({}));
  });
  watchHands(page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const isBackground = async () => {
  await get('/views');
  return asked.at(-1)?.get('careline-background') === '1';
};

test('a minute after the last hand', async () => {
  page.dispatchEvent(new Event('keydown'));
  expect(await isBackground()).toBe(false);
  vi.advanceTimersByTime(61_000);
  expect(await isBackground()).toBe(true);
  page.dispatchEvent(new Event('mousemove'));
  expect(await isBackground()).toBe(true);
  page.dispatchEvent(new Event('pointerdown'));
  expect(await isBackground()).toBe(false);
});

test('but not on the wall, where nobody is meant to be', async () => {
  page.dispatchEvent(new Event('keydown'));
  const takeDown = hangOnTheWall();
  vi.advanceTimersByTime(3_600_000);
  expect(await isBackground()).toBe(false);
  takeDown();
  expect(await isBackground()).toBe(true);
});
