/** Webhook bodies that break careless readers: each a real payload with one thing wrong, or no payload at all. */
import type { ChannelCase } from '../channels/support/table.ts';
import { withAt } from '../channels/support/soundness.ts';

export interface Poison {
  name: string;
  body: Buffer;
}

/** Put where the customer's words, an id and a time stand. JSON texts, as not all of them are what stringify writes. */
const values: Record<string, string> = {
  'a NUL': String.raw`"a\u0000b"`,
  'NUL alone': String.raw`"\u0000"`,
  'half a surrogate pair': String.raw`"\ud83d"`,
  'halves the wrong way round': String.raw`"\udc00\ud800"`,
  '1 MB of text': `"${'x'.repeat(1024 * 1024)}"`,
  '1 MB of emoji': `"${'👩‍👩‍👧'.repeat(58_000)}"`,
  'right to left': '"مرحبا\u202eabc\u202c"',
  'combining marks': `"${'a\u0301'.repeat(500)}"`,
  'zero width': '"\u200b\ufeff\u2060"',
  'line separators': '"a\u2028b\u2029c"',
  'control characters': String.raw`"\u0001\u001b[31m\u0007"`,
  'a script': '"<script>alert(1)</script>"',
  SQL: `"'; drop table messages; --"`,
  'a path': '"../../etc/passwd"',
  'a template': '"{{7*7}}${7*7}"',
  nothing: '""',
  null: 'null',
  true: 'true',
  zero: '0',
  'minus one': '-1',
  'minus zero': '-0',
  'a fraction': '0.1',
  'beyond 2^53': '9007199254740993',
  'beyond 2^64': '184467440737095516160',
  'beyond doubles': '1e999',
  'beyond doubles, below': '-1e999',
  'a tiny number': '1e-320',
  'a time in 1969': '-31536000',
  'a time in the year 20000': '568971820800',
  'a list': '[]',
  'a list of lists': '[[[[]]]]',
  'an object': '{}',
  'a prototype': '{"__proto__":{"admin":true},"constructor":{"prototype":{}},"toString":1}',
  'depth 10,000': `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  'many keys': `{${Array.from({ length: 5_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
  'keys twice': '{"a":1,"a":2}',
  'a number as text': '"00017"',
  '10,000 digits': `"${'9'.repeat(10_000)}"`,
};

/** Places in lists are numbers. */
const step = (name: string) => (/^\d+$/.test(name) ? Number(name) : name);

const mark = 'poison-goes-here';

/** One body for each value in each place. */
export function poisonsOf({ said, bodyOf }: ChannelCase): Poison[] {
  return (['words', 'id', 'time'] as const).flatMap((place) => {
    const body = bodyOf(withAt(said.payload, said[place].map(step), mark)).toString();
    return Object.entries(values).map(([value, text]) => ({
      name: `${value} for ${place}`,
      body: Buffer.from(body.replace(JSON.stringify(mark), () => text)),
    }));
  });
}

/** Bodies that are no payload of anybody's. */
export const strangers: Poison[] = Object.entries({
  'no bytes': '',
  'white space': ' \n ',
  'a word': 'hello',
  'a page': '<html>502</html>',
  'a form': 'a=1&b=2',
  'half a body': '{"object":"page","entry":[{"id":"1',
  'two bodies': '{}{}',
  'a number': '17',
  'a text': '"text"',
  null: 'null',
  'a list': '[]',
  'a list of nothing': '[null]',
  'an object': '{}',
  'an entry that is none': '{"object":"page","entry":[null,1,"x",[]]}',
  'entries that are none': '{"object":"page","entry":{}}',
  'a prototype': '{"__proto__":{"object":"page"},"entry":[]}',
  'depth 10,000': `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  'lists of depth 10,000': `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  'a byte order mark': '\ufeff{"object":"page","entry":[]}',
}).map(([name, text]) => ({ name, body: Buffer.from(text) }));

export const bytes: Poison[] = [
  { name: 'no UTF-8', body: Buffer.from([0xff, 0xfe, 0xfd, 0x00, 0x80]) },
  { name: 'cut UTF-8', body: Buffer.from([0x7b, 0x22, 0xc3, 0x22, 0x7d]) },
  { name: 'UTF-16', body: Buffer.from('{"object":"page"}', 'utf16le') },
  { name: 'NUL bytes', body: Buffer.alloc(1_000) },
];
