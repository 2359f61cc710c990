import { expect, test } from 'vitest';
import { createLinks } from '../../files/link.ts';
import { newId } from '../../runtime/ids.ts';

const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const id = newId();
const hour = 3_600_000;
const now = 1_800_000_000_000;
const tokenOf = (path: string) => path.replace('/files/', '');
const token = tokenOf(createLinks(keys).pathTo(id, now));

test('a link leads to its file for an hour', () => {
  expect(createLinks(keys).read(token, now)).toBe(id);
  expect(createLinks(keys).read(token, now + hour - 1)).toBe(id);
  expect(createLinks(keys).read(token, now + hour)).toBeUndefined();
});

test('what is changed in it makes it worthless', () => {
  const [file = '', until = '', mac = ''] = token.split('.');
  const later = String(Number(until) + 1);
  const flipped = (mac.startsWith('A') ? 'B' : 'A') + mac.slice(1);
  for (const wrong of [
    ...[`${newId()}.${until}.${mac}`, `${file}.${later}.${mac}`, `${file}.${until}.${flipped}`],
    ...[`${file}.${until}`, `${file}.${until}.${mac}.x`, `${file}.${until}.${mac.slice(1)}`, ''],
    ...[`${token}=`, `${file}.${until}.${'A'.repeat(43)}`],
  ]) {
    expect(createLinks(keys).read(wrong, now)).toBeUndefined();
  }
});

test('one that an older key signed still counts; a foreign one never does', () => {
  const [first, second] = keys;
  const older = tokenOf(createLinks([second!]).pathTo(id, now));
  expect(createLinks([first!, second!]).read(older, now)).toBe(id);
  expect(createLinks([first!]).read(older, now)).toBeUndefined();
});
