import fc from 'fast-check';
import { expect, test } from 'vitest';
import { open, seal, SealError } from '../../runtime/secrets.ts';

const key = Buffer.alloc(32, 1);
const otherKey = Buffer.alloc(32, 2);

test('what is sealed opens as it was, whatever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(open([key], seal([key], value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('the same value is sealed differently each time, and never readable', () => {
  const sealed = seal([key], { botToken: 'hush' });
  expect(sealed).toMatch(/^v1:[A-Za-z0-9+/=]+$/);
  expect(seal([key], { botToken: 'hush' })).not.toBe(sealed);
  expect(Buffer.from(sealed.slice(3), 'base64').toString('latin1')).not.toContain('hush');
});

test('another key does not open it', () => {
  expect(() => open([otherKey], seal([key], 1))).toThrow(SealError);
});

test('an old key opens what it sealed while a new one seals', () => {
  expect(open([otherKey, key], seal([key], 1))).toBe(1);
  expect(() => open([key], seal([otherKey, key], 1))).toThrow(SealError);
});

test('one changed bit anywhere is found', () => {
  const bytes = Buffer.from(seal([key], { pageAccessToken: 'hush' }).slice(3), 'base64');
  for (let at = 0; at < bytes.length * 8; at += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8((changed[at >> 3] ?? 0) ^ (1 << (at & 7)), at >> 3);
    expect(() => open([key], `v1:${changed.toString('base64')}`)).toThrow(SealError);
  }
});

test.each(['', 'v1:', 'v2:AAAA', 'plain', 'v1:AAAA'])('%j is not a sealed value', (text) => {
  expect(() => open([key], text)).toThrow(SealError);
});
