import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange, retryAfterOf } from '../../channels/http.ts';
import { json, startPlatform } from './support/platform-server.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const post = (ms: number, headers = {}) =>
  exchange(
    { method: 'POST', url: `${platform.baseUrl}/x?y=1`, headers, body: 'null' },
    { deadline: Date.now() + ms },
  );

test('an answer is its status, headers and body, redirects too', async () => {
  platform.answersWith(json(302, { a: 1 }, { location: '/elsewhere' }));
  const answer = await post(1_000);
  expect(answer).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
  expect(answer.body.toString()).toBe('{"a":1}');
  expect(platform.seen).toMatchObject([{ method: 'POST', path: '/x', query: { y: '1' } }]);
});

test('what was still connecting at the deadline is not sent afterwards', async () => {
  const fresh = await startPlatform();
  fresh.answersWith(json(200, {}));
  const asked = exchange(
    { method: 'POST', url: fresh.baseUrl, body: 'null' },
    { deadline: Date.now() + 10 },
  );
  // While this thread is busy the deadline passes and the connection comes to stand; timers are served first.
  const until = Date.now() + 100;
  while (Date.now() < until);
  await expect(asked).rejects.toMatchObject({ name: 'NoAnswer', kind: 'not_sent' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(fresh.seen).toEqual([]);
  await fresh.stop();
});

test('what was under way at the deadline may have arrived', async () => {
  platform.answersWith(() => undefined);
  await expect(post(100)).rejects.toMatchObject({ kind: 'lost' });
  expect(platform.seen).toHaveLength(1);
});

test('a header that HTTP cannot carry is our mistake', async () => {
  await expect(post(1_000, { 'x-y': 'a\nb' })).rejects.toMatchObject({ kind: 'invalid' });
});

test.each([
  [undefined, undefined],
  ['8', 8_000],
  ['0', 0],
  ['Mon, 23 Nov 2026 08:00:30 GMT', 30_000],
  ['Mon, 23 Nov 2026 07:00:00 GMT', undefined],
  ['-5', undefined],
  ['soon', undefined],
  ['99999999999', undefined],
])('Retry-After %j is %j ms', (value, expected) => {
  const headers = value === undefined ? {} : { 'retry-after': value };
  expect(retryAfterOf(headers, Date.parse('2026-11-23T08:00:00Z'))).toBe(expected);
});
