import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import type { Channel, Received } from '../../../channels/channel.ts';

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Receives, and checks what must hold for any bytes: everything can be stored, and each raw gives its part again. */
export function receiveSoundly(channel: Channel, body: Buffer, account: string): Received {
  const received = channel.receive(body, account);
  for (const { event, raw } of received.events) {
    for (const key of [event.dedupeKey, event.threadKey]) {
      if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Error(`not a key: ${key}`);
    }
    expectStorable(event);
    const again = channel.receive(raw, account);
    deepStrictEqual(again.rest, []);
    deepStrictEqual(
      again.events.map((it) => it.event),
      [event],
    );
  }
  for (const { raw, ...left } of received.rest) {
    expectStorable(left);
    const again = channel.receive(raw, account);
    deepStrictEqual(again.events, []);
    deepStrictEqual(
      again.rest.map(({ reason, detail }) => [reason, detail]),
      [[left.reason, left.detail]],
    );
  }
  return received;
}

function expectStorable(value: unknown): void {
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) {
    throw new Error(`not storable: ${JSON.stringify(value)}`);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('not a number');
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(expectStorable);
}

/** Values that break careless readers. */
export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ depthSize: 'medium' }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom<unknown>(
    null,
    '',
    '\0',
    '\ud800',
    'a:b',
    'x'.repeat(5_000),
    '9'.repeat(400),
    0,
    -0,
    -1,
    1.5,
    1e21,
    2 ** 53,
    Number.MAX_VALUE,
    true,
    [],
    {},
    [[]],
    [null],
    JSON.parse('{"__proto__":{"id":"1"},"constructor":1,"toString":2}'),
    deep(200),
  ),
);

export function deep(levels: number): unknown {
  let value: unknown = 'end';
  for (let level = 0; level < levels; level += 1) value = { in: [value] };
  return value;
}

type Path = (string | number)[];

/** The paths to everything within, down to where no platform's fields are. */
export function pathsOf(value: unknown, depth = 8): Path[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return [[step], ...pathsOf(inner, depth - 1).map((path) => [step, ...path])];
  });
}

/** A copy with the value at the path replaced; `undefined` removes it. */
export function withAt(value: unknown, [step, ...rest]: Path, replacement: unknown): unknown {
  if (step === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      index === step ? withAt(item, rest, replacement) : item,
    );
  }
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]: [string, unknown]) => [
      key,
      key === step ? withAt(item, rest, replacement) : item,
    ]),
  );
}

/** A copy without anything that it could lack and still say the same, by `meaning`. */
export function withoutOptional(payload: unknown, meaning: (payload: unknown) => string): unknown {
  const whole = meaning(payload);
  return pathsOf(payload).reduce((current, path) => {
    const less = isAt(current, path) ? withAt(current, path, undefined) : current;
    return meaning(less) === whole ? less : current;
  }, payload);
}

const isAt = (value: unknown, [step, ...rest]: Path): boolean =>
  step === undefined ||
  (typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, step) &&
    isAt((value as Record<string | number, unknown>)[step], rest));

/** One of the payloads with one to three of its values replaced. */
export const mutated = (payloads: Record<string, unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.constantFrom(...Object.values(payloads)),
      fc.array(fc.tuple(fc.nat(), fc.option(nasty, { nil: undefined })), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([payload, changes]) =>
      changes.reduce<unknown>((current, [at, replacement]) => {
        const paths = pathsOf(current);
        const path = paths[at % Math.max(1, paths.length)];
        return path ? withAt(current, path, replacement) : current;
      }, payload),
    );

/** Every object gets fields that no documentation names. */
export function withUnknownFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknownFields);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).map(([key, inner]) => [key, withUnknownFields(inner)]);
  return { ...Object.fromEntries(known), x_new: { a: [1, null] }, x_other: 'y' };
}
