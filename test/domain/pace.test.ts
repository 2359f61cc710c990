import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  admissionOf,
  afterCall,
  failuresToOpen,
  probeMs,
  type CallEnd,
  type Pace,
} from '../../domain/pace.ts';

const fresh: Pace = { failures: 0, throttles: 0 };
const fail = (pace: Pace, now: number) => afterCall(pace, { was: 'failed' }, now);
const failing = (times: number, now = 0): Pace =>
  Array.from({ length: times }).reduce<Pace>((pace) => fail(pace, now), fresh);

describe('the allowance', () => {
  test.each<[string, CallEnd, number | undefined]>([
    ['half used', { was: 'answered', usage: { used: 0.5 } }, undefined],
    ['nearly used', { was: 'answered', usage: { used: 0.95, resetAt: 900_000 } }, 3_000],
    ['used up', { was: 'answered', usage: { used: 1, resetAt: 900_000 } }, 900_000],
    ['used up, until nobody knows', { was: 'answered', usage: { used: 1.2 } }, 61_000],
    ['refused until then', { was: 'throttled', until: 9_000 }, 9_000],
    ['refused for a while', { was: 'throttled' }, 2_000],
  ])('%s', (_, end, until) => {
    const pace = afterCall(fresh, end, 1_000);
    expect(admissionOf(pace, 1_001)).toEqual(
      until === undefined
        ? { may: true, isProbe: false }
        : { may: false, until, because: 'allowance' },
    );
    expect(admissionOf(pace, until ?? 1_001)).toMatchObject({ may: true });
  });

  test('refused again and again without a time, it waits longer each time', () => {
    let pace = fresh;
    const pauses = [1, 2, 3, 4, 5].map(() => {
      const now = pace.notBefore ?? 0;
      pace = afterCall(pace, { was: 'throttled' }, now);
      return (pace.notBefore ?? 0) - now;
    });
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(afterCall(pace, { was: 'answered' }, 1_000_000).throttles).toBe(0);
  });

  test('a short wish does not shorten a long one', () => {
    const long = afterCall(fresh, { was: 'throttled', until: 100_000 }, 0);
    expect(afterCall(long, { was: 'throttled', until: 5_000 }, 1_000).notBefore).toBe(100_000);
    expect(afterCall(long, { was: 'answered' }, 1_000).notBefore).toBe(100_000);
  });
});

describe('the circuit', () => {
  test('opens at the fifth failure in a row, for longer each time', () => {
    expect(admissionOf(failing(failuresToOpen - 1), 1)).toEqual({ may: true, isProbe: false });
    expect(admissionOf(failing(failuresToOpen), 1)).toEqual({
      ...{ may: false, until: 5_000, because: 'circuit' },
    });
    expect(failing(failuresToOpen + 1).openUntil).toBe(10_000);
    expect(failing(failuresToOpen + 9).openUntil).toBe(60_000);
  });

  test('then lets one try; the others wait for it', () => {
    const open = failing(failuresToOpen);
    expect(admissionOf(open, 5_000)).toEqual({ may: true, isProbe: true });
    const trying = { ...open, probeUntil: 5_000 + probeMs };
    expect(admissionOf(trying, 6_000)).toMatchObject({ may: false, until: 5_000 + probeMs });
    expect(admissionOf(trying, 5_000 + probeMs)).toEqual({ may: true, isProbe: true });
  });

  test('closes at the first answer, be it a refusal', () => {
    const closed = afterCall(failing(failuresToOpen + 2), { was: 'answered' }, 99_000);
    expect(closed).toEqual(fresh);
  });
});

test('whatever happens, it waits five minutes at most unless the platform says so', () => {
  const end: fc.Arbitrary<CallEnd> = fc.oneof(
    fc.constantFrom<CallEnd>({ was: 'answered' }, { was: 'failed' }, { was: 'throttled' }),
    fc.record({
      was: fc.constant<'answered'>('answered'),
      usage: fc.record({ used: fc.double({ min: 0, max: 3, noNaN: true }) }),
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(end, fc.nat(100_000)), { maxLength: 50 }), (calls) => {
      let pace = fresh;
      let now = 0;
      for (const [it, later] of calls) {
        now += later;
        pace = afterCall(pace, it, now);
        const admission = admissionOf(pace, now);
        if (!admission.may) expect(admission.until - now).toBeLessThanOrEqual(300_000);
      }
    }),
  );
});
