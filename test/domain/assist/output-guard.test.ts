import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardOutput } from '../../../domain/assist/output-guard.ts';
import { linksIn } from '../../../domain/assist/output/links.ts';

const rules = {
  allowedHosts: ['harbour.example', '*.help.harbour.example'],
  allowedAddresses: ['ada@example.org'],
};
const guard = (text: string) => guardOutput(text, rules);

describe('foreign links are taken out and told, however they are spelled', () => {
  test.each([
    'https://evil.example/x?d=secret',
    'HTTP://EVIL.EXAMPLE',
    'http:evil.example',
    'https:/evil.example',
    String.raw`https:\\evil.example\x`,
    'hxxps://evil.example',
    'h**p://evil.example',
    'h t t p s : // evil.example',
    'https://\nevil.example/x',
    'evil.example',
    'www.evil.com',
    'evil.com/path',
    'evil[.]com',
    'evil (dot) com',
    'evil dot com',
    'evil punkt de',
    'ev\u200Bil.com',
    'https://ev\u2060il.com/\u{E0041}',
    'evil．com',
    'evil。com',
    '//evil.example/x.png',
    String.raw`\\evil.example\share`,
    'https://harbour.example@evil.example/',
    'https://harbour.example:pw@evil.example/',
    String.raw`https://evil.example\@harbour.example`,
    'https://harbour.example.evil.example/',
    'https://evil-harbour.example/',
    'https://harbour.example:8443/',
    'https://hаrbour.example/',
    'https://ｈarbour.example/',
    'https://xn--hrbour-4ve.example/',
    'https://münchen.example',
    'https://harbour.example/out?to=https://evil.example',
    'https://harbour.example/out?to=https%3A%2F%2Fevil.example',
    'https://harbour.example/out?to=%252F%252Fevil.example',
    'https://harbour.example/out?to=evil.com',
    'http://93.184.216.34/x',
    '93.184.216.34:8080',
    'http://1572395042/',
    'http://0x5db8d822/',
    'http://[::1]/',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://evil.example',
    'tg://resolve?domain=evil',
    'mailto:evil@evil.example',
    'evil@evil.example',
    'evil (at) evil dot com',
    'harbour.example@evil.com',
    'bit.ly/3xyz',
    't.me/evil',
    '![x](https://evil.example/p.png?d=secret)',
    '[our shop](https://evil.example)',
    '[https://harbour.example](https://evil.example)',
    '[x](<https://evil.example/a b>)',
    '[x](https://evil.example "harbour.example")',
    '<https://evil.example>',
    '<a href="https://evil.example">shop</a>',
    '<img src=//evil.example/p.png>',
    '[shop][1]\n\n[1]: https://evil.example/x',
    'https://harbour.example/@evil.com',
  ])('%s', (spelling) => {
    const { text, removed, problems } = guard(`Please visit ${spelling} for more.`);
    expect(removed).not.toEqual([]);
    expect(problems).toContain('foreign_link');
    const seen = text.normalize('NFKC').toLowerCase();
    expect(seen.replaceAll(/\s/g, '')).not.toMatch(
      /evil\W|secret|93\.184|1572395042|0x5d|::1|javascript|bit\.ly|t\.me/,
    );
    expect(seen).toMatch(/^please visit/);
    if (!spelling.includes('\n\n')) expect(seen).toMatch(/for more\.$/);
  });

  test('in any place of any text, and the second time nothing is left to do', () => {
    const spellings = [
      'https://evil.com',
      'evil.com/x',
      '[a](//evil.com)',
      'evil[.]com',
      'hxxp://evil.com',
      'e\u200Bvil.com',
      'a@evil.com',
      '![](http://evil.com)',
    ];
    const pieces = fc.oneof(
      fc.constantFrom(...spellings),
      fc.constantFrom(
        '.',
        '/',
        ' ',
        '\n',
        '(',
        ')',
        '[',
        ']',
        ':',
        '@',
        '…',
        'https:',
        '//',
        'https://harbour.example/',
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const { text } = guard(parts.join(''));
        expect(linksIn(text).filter(({ host }) => host.includes('evil'))).toEqual([]);
        expect(guard(text).text).toBe(text);
      }),
      { numRuns: 1000, seed: 6 },
    );
  });
});

test.each([
  ['See https://harbour.example/returns.', 'See https://harbour.example/returns.'],
  [
    'See https://www.harbour.example/size-guide.html?size=42#m (new)',
    'See https://www.harbour.example/size-guide.html?size=42#m (new)',
  ],
  [
    'harbour.example/help, or de.help.harbour.example',
    'harbour.example/help, or de.help.harbour.example',
  ],
  ['[Returns](https://harbour.example/returns)', 'Returns (https://harbour.example/returns)'],
  [
    'We wrote to ada@example.org from care@harbour.example.',
    'We wrote to ada@example.org from care@harbour.example.',
  ],
  [
    'That is 1.299,00 € or 5.5 kg, z.B. in 42,5, e.g. at 10.30, v4.8.12',
    'That is 1.299,00 € or 5.5 kg, z.B. in 42,5, e.g. at 10.30, v4.8.12',
  ],
  ['Danke.Es tut uns leid, z.B.in Kiel.', 'Danke. Es tut uns leid, z.B. in Kiel.'],
  ['either/or, and/oder, 24/7 and // too', 'either/or, and/oder, 24/7 and // too'],
  [
    'Hinweis: bitte https nutzen. Note: http is old',
    'Hinweis: bitte https nutzen. Note: http is old',
  ],
  ['**Good news**: `HO-48213` is on its way 👩‍👩‍👧 ❤️', 'Good news: HO-48213 is on its way 👩‍👩‍👧 ❤️'],
  ['# Hello\n> quoted\n- one\n- two', 'Hello\nquoted\n- one\n- two'],
  ['```json\n{"a": 1}\n```', '{"a": 1}'],
  ['one<br>two <b>three</b>', 'one\ntwo three'],
  ['Preço: 12 €. Vale? #harbour @harbour', 'Preço: 12 €. Vale? #harbour @harbour'],
])('left as plain text: %s', (given, expected) => {
  expect(guard(given)).toEqual({ text: expected, removed: [], problems: [] });
});

test('no placeholder is left, nor what nobody sees', () => {
  expect(guard('Hi ⟦name-1⟧, see [email-2].')).toEqual({
    text: 'Hi …, see ….',
    removed: [],
    problems: ['placeholder'],
  });
  expect(guard('Hi\u202E Ada\u{E0041}')).toEqual({
    text: 'Hi Ada',
    removed: [],
    problems: ['invisible'],
  });
});

test('it has an end, and something in it', () => {
  const long = guardOutput('Word word. '.repeat(50), { ...rules, maxLength: 100 });
  expect(long.text.length).toBeLessThanOrEqual(100);
  expect(long.text).toMatch(/word\.$/);
  expect(long.problems).toEqual(['too_long']);
  expect(guardOutput('x'.repeat(300), { ...rules, maxLength: 100 }).text).toBe(
    `${'x'.repeat(99)}…`,
  );
  for (const empty of ['', ' \n', '```\n```', '\u200B', '…'])
    expect(guard(empty).problems).toContain('empty');
});

test('a million characters are refused quickly', () => {
  const before = performance.now();
  for (const it of ['a', '[', '<a ', 'a.', 'h t t p', '**a', 'a@', '](']) {
    expect(guard(it.repeat(1_000_000 / it.length)).problems).toContain('too_long');
  }
  expect(performance.now() - before).toBeLessThan(8_000);
});
