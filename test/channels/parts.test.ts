import { expect, test } from 'vitest';
import type { Capabilities } from '../../channels/capabilities.ts';
import { partsOf } from '../../channels/parts.ts';

const image = (name: string) => ({ kind: 'image' as const, url: `https://example.org/${name}` });
const text: Capabilities['text'] = { dm: { max: 10, unit: 'utf16' } };
const alone: Capabilities['attachments'] = { dm: { max: 1, kinds: ['image'], withText: false } };
const together: Capabilities['attachments'] = {
  dm: { max: 2, kinds: ['image'], withText: true, text: { max: 5, unit: 'utf16' } },
};
const apart: Capabilities['attachments'] = {
  dm: { max: 4, kinds: ['image', 'video'], withText: true, alone: ['video', 'image/gif'] },
};
const film = { kind: 'video' as const, url: 'https://example.org/film' };
const gif = { ...image('gif'), mimeType: 'image/gif' };
const [a, b, c] = [image('a'), image('b'), image('c')];

test.each([
  ['a short text', {}, 'hello', [], [['hello', 0]]],
  [
    'a long text',
    {},
    'hello there you',
    [],
    [
      ['hello', 0],
      ['there you', 0],
    ],
  ],
  [
    'words and files, one at a time',
    alone,
    'hello',
    [a, b],
    [
      ['hello', 0],
      ['', 1],
      ['', 1],
    ],
  ],
  ['a file', alone, ' ', [a], [[' ', 1]]],
  [
    'words beside the first files',
    together,
    'hello',
    [a, b, c],
    [
      ['hello', 2],
      ['', 1],
    ],
  ],
  [
    'words too long for that',
    together,
    'hello you',
    [a],
    [
      ['hello you', 0],
      ['', 1],
    ],
  ],
  [
    'what goes alone between what goes together',
    apart,
    'hello',
    [a, b, film, c, gif, a],
    [
      ['hello', 2],
      ['', 1],
      ['', 1],
      ['', 1],
      ['', 1],
    ],
  ],
])('%s', (_, attachments, content, files, expected) => {
  const parts = partsOf({ text, attachments }, 'dm', { content, attachments: files });
  expect(parts.map((part) => [part.content, part.attachments.length])).toEqual(expected);
});

test('what can not be answered has no parts', () => {
  expect(partsOf({ text, attachments: {} }, 'review', { content: 'Hi', attachments: [] })).toEqual(
    [],
  );
});
