import { describe, expect, test } from 'vitest';
import { runLoop, Waker } from '../../runtime/loop.ts';
import { Throttle } from '../../dispatch/throttle.ts';
import { silent } from './desk.ts';

/** Runs a loop over what its passes answer or throw; the time between them, and how it ended. */
async function run(answers: (boolean | Error)[], options: { idleMs: number; waker?: Waker }) {
  const stop = new AbortController();
  const logged: string[] = [];
  const logger = Object.assign(Object.create(silent) as typeof silent, {
    warn: (_: unknown, text: string) => logged.push(text),
    info: (_: unknown, text: string) => logged.push(text),
  });
  const at: number[] = [];
  await runLoop({ name: 'test', logger, stop: stop.signal, ...options }, () => {
    at.push(performance.now());
    const answer = answers.shift();
    if (answers.length === 0) stop.abort();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? false);
  });
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  return { pauses, logged };
}

describe('a loop', () => {
  test('goes on at once while there is more, and rests when there is not', async () => {
    const { pauses } = await run([true, true, false, false], { idleMs: 60 });
    expect(pauses[0]).toBeLessThan(40);
    expect(pauses[1]).toBeLessThan(40);
    expect(pauses[2]).toBeGreaterThan(50);
  });

  test('survives failures with growing pauses, and says so once', async () => {
    const { pauses, logged } = await run(
      [new Error('a'), new Error('b'), new Error('c'), true, true],
      { idleMs: 10 },
    );
    expect(pauses[0]).toBeGreaterThan(90);
    expect(pauses[1]).toBeGreaterThan(190);
    expect(pauses[2]).toBeGreaterThan(390);
    expect(logged).toEqual(['the loop fails, and goes on trying', 'the loop works again']);
  });

  test('is woken, also by a call that came during a pass', async () => {
    const waker = new Waker();
    waker.wake();
    setTimeout(() => {
      waker.wake();
    }, 30);
    const { pauses } = await run([false, false, false], { idleMs: 5_000, waker });
    expect(pauses[0]).toBeLessThan(25);
    expect(pauses[1]).toBeLessThan(1_000);
  });
});

describe('a throttle', () => {
  test('doubles the pause each time it was needed again, and forgets after a long while', () => {
    const throttle = new Throttle(10, 40);
    const taken = Array.from({ length: 200 }, (_, at) => at).filter((at) => throttle.take('a', at));
    expect(taken).toEqual([0, 10, 30, 70, 110, 150, 190]);
    expect(throttle.take('b', 5)).toBe(true);
    expect(throttle.take('a', 1000)).toBe(true);
    expect(throttle.take('a', 1010)).toBe(true);
  });
});
