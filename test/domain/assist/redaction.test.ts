import { describe, expect, test } from 'vitest';
import { mask, redact } from '../../../domain/assist/redaction.ts';
import { foldText, seenView } from '../../../domain/assist/text-view.ts';
import { seededPieces } from '../../assist/data/personal-data.ts';
import type { Seeded } from '../../assist/data/personal-data.ts';
import { plainNumbers } from '../../assist/data/plain-numbers.ts';

const once = (text: string, known = {}) => redact([text], known).texts[0];
const knownOf = ({ kind, known = '' }: Seeded) =>
  kind === 'name' ? { names: [known] } : kind === 'handle' ? { handles: [known] } : {};

test('of 1,000 seeded pieces in running text none remains, and all come back', () => {
  const seeds = seededPieces(1000);
  const wrong = seeds.flatMap((seeded) => {
    const { texts, restore } = redact([seeded.text], knownOf(seeded));
    const left = foldText(texts[0] ?? '');
    const rests = [left, left.replaceAll(/[^\p{L}\p{N}]/gu, '')];
    const remains = tracesOf(seeded).filter((trace) => rests.some((it) => it.includes(trace)));
    const { text, invented } = restore(texts[0] ?? '');
    // What is known comes back as it is known; all else as it was written, to the last character.
    const isBack =
      seeded.known === undefined ? text === seeded.text : foldText(text) === foldText(seeded.text);
    return remains.length === 0 && isBack && invented.length === 0
      ? []
      : [{ ...seeded, left, text }];
  });
  expect(wrong).toEqual([]);
  const others = { names: ['Nobody Known'] };
  const unknown = seeds.filter(({ kind }) => kind === 'name');
  expect(unknown.filter(({ text }) => once(text, others) !== text)).toEqual([]);
});

/** What would betray it: each name, all digits in a row, the mailbox. */
function tracesOf({ kind, piece, known = '' }: Seeded): string[] {
  const read = foldText(piece);
  if (kind === 'name') return foldText(known).split(' ');
  if (kind === 'handle') return [foldText(known)];
  if (kind === 'email') return [read, read.split(/ ?@| ?[([]| at | arroba| arobase| chiocc/)[0]!];
  return [read.replaceAll(/[^\p{L}\p{N}]/gu, '')];
}

test('orders, parcels, prices, dates and sizes are left alone', () => {
  const messages = plainNumbers(2000);
  const eaten = messages.filter(({ text }) => once(text) !== text);
  const kept = 1 - eaten.length / messages.length;
  console.info(
    `numbers that are nobody's, left alone: ${(kept * 100).toFixed(2)} % of ${messages.length}`,
  );
  expect(kept).toBeGreaterThan(0.99);
  // Nine digits and not a word around them may be a mobile's: the doubt is the customer's.
  expect(eaten.filter(({ text }) => !/^\d{9}\.$/.test(text))).toEqual([]);
});

test.each([
  'Are you open at 9 or at 10 on 24.12.?',
  'I looked at amazon.com and met them @ 5',
  'see you at home. dot your i',
  'The code is 4111 1111 1111 1112',
  'Karte endet auf 1234, **** **** **** 1234',
  'DE00 3704 ist keine',
  'Größe 42, 2 Stück, Artikel 612345678',
  'Order 0612345678 and #0712345678',
  'it may rain, I will see',
  'tag @harbour and #summer',
  '',
])('nothing personal: %s', (text) => {
  expect(once(text, { names: ['Will May'], handles: ['bo'] })).toBe(text);
});

describe('e-mail addresses', () => {
  test.each([
    'ada@example.org',
    'ada (at) example dot org',
    'ada [at] example [dot] org',
    'ADA AT EXAMPLE DOT ORG',
    'ada{at}example.org',
    'ada punkt l at example punkt de',
    'ada arobase exemple point fr',
    'ada arroba ejemplo punto es',
    'ada chiocciola esempio.it',
    'ada@ example.org',
    'ada @ example . org',
    'ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ',
    'ada@exam\u00ADple.org',
    'ada%40example.org',
    '...ada@example.org',
    'ada@example dot org',
  ])('%s', (email) => {
    expect(once(`write to ${email}, please`)).toBe('write to ⟦email-1⟧, please');
  });

  test('of any length', () => {
    expect(once(`${'a'.repeat(90)}@example.org`)).toBe('⟦email-1⟧');
  });
});

describe('phone numbers', () => {
  test.each([
    ['Tel.0151 2345678', 'Tel.⟦phone-1⟧'],
    ['ruf 0151/2345678 an, nicht 030-901820', 'ruf ⟦phone-1⟧ an, nicht ⟦phone-2⟧'],
    ['order 612345678, phone 612345678', 'order 612345678, phone ⟦phone-1⟧'],
    ['call 555 0100 99', 'call ⟦phone-1⟧'],
    ['am 06.12.2025 unter 06.12.34.56.78', 'am 06.12.2025 unter ⟦phone-1⟧'],
    ['+49 (0)151 / 23 45 67 8', '⟦phone-1⟧'],
    ['(+34) 612 345 678', '⟦phone-1⟧'],
    ['+١٢٣٤٥٦٧٨٩٠', '⟦phone-1⟧'],
  ])('%s', (text, expected) => {
    expect(once(text)).toBe(expected);
  });
});

test('cards and accounts that stand beside other digits', () => {
  expect(once('pay 2 x 4111 1111 1111 1111 12/27 123')).toBe('pay 2 x ⟦card-1⟧ 12/27 123');
  expect(once('visa4111111111111111')).toBe('visa⟦card-1⟧');
  expect(once('IBANDE89370400440532013000 bitte')).toBe('IBAN⟦iban-1⟧ bitte');
  expect(once('D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0')).toBe('⟦iban-1⟧');
});

describe('who is known', () => {
  const known = {
    names: ['Ada Müller-Lindqvist', 'Will Rose', '🌸 Li Wei (Official)', '田中'],
    handles: ['@ada_l', 'x1'],
  };
  test.each([
    ["It's for ADA MÜLLER-LINDQVIST.", "It's for ⟦name-1⟧."],
    ["ada's boots, Mueller’s jacket", "⟦name-1⟧'s boots, ⟦name-2⟧’s jacket"],
    ['Adas Paket, an Frau Lindqvist', '⟦name-1⟧s Paket, an Frau ⟦name-2⟧'],
    ['Adam and Adanna are others', 'Adam and Adanna are others'],
    ['Will Rose will call. Will?', '⟦name-1⟧ will call. ⟦name-2⟧?'],
    ['Lі Wеі in Cyrillic', '⟦name-1⟧ in Cyrillic'],
    ['田中さん', '⟦name-1⟧さん'],
    ['@ADA_L and ada_l, not ada_love', '@⟦handle-1⟧ and ⟦handle-1⟧, not ⟦name-1⟧_love'],
    ['@x1 but model x1', '@⟦handle-1⟧ but model x1'],
    ['ada@example.org', '⟦email-1⟧'],
  ])('%s', (text, expected) => {
    expect(once(text, known)).toBe(expected);
  });
});

describe('over a conversation', () => {
  const known = { names: ['Ada Lovelace'] };

  test('the same thing has the same placeholder, however it is written', () => {
    const { texts, restore } = redact(
      [
        'ada lovelace, +49 151 2345678, Ada@example.org',
        'ADA LOVELACE: 0049151/2345678 or ada (at) example.org',
        'bo@example.org',
      ],
      known,
    );
    expect(texts).toEqual([
      '⟦name-1⟧, ⟦phone-1⟧, ⟦email-1⟧',
      '⟦name-1⟧: ⟦phone-1⟧ or ⟦email-1⟧',
      '⟦email-2⟧',
    ]);
    expect(restore('Hi ⟦name-1⟧, we wrote to ⟦email-1⟧.').text).toBe(
      'Hi Ada Lovelace, we wrote to Ada@example.org.',
    );
  });

  test.each([
    '⟦email-1⟧',
    '⟦ EMAIL - 1 ⟧',
    '[email-1]',
    '[[Email 1]]',
    String.raw`\[email-1\]`,
    '{{email_1}}',
    '<email-1>',
    '«email-1»',
    '【email-1】',
    '⟦e-mail-1⟧',
    '⟦correo-1⟧',
    '⟦courriel‑01⟧',
    '⟦email\u200B-1⟧',
    '⟦email-1',
    'email-1',
    'Email-1',
  ])('a model may write %s', (written) => {
    const { restore } = redact(['ada@example.org']);
    expect(restore(`We wrote to ${written}.`)).toEqual({
      text: 'We wrote to ada@example.org.',
      invented: [],
    });
  });

  test('brackets around one are the text’s', () => {
    const { texts, restore } = redact(['Me (ada@example.org) [bo@example.org]']);
    expect(restore(texts[0] ?? '').text).toBe('Me (ada@example.org) [bo@example.org]');
    expect(restore('**⟦email-1⟧**').text).toBe('**ada@example.org**');
  });

  test('what a model makes up stands for nothing, and is told', () => {
    const { restore } = redact(['ada@example.org']);
    expect(restore('⟦email-2⟧ ⟦iban-1⟧ ⟦email⟧ [name 7]')).toEqual({
      text: '… … … …',
      invented: ['⟦email-2⟧', '⟦iban-1⟧', '⟦email⟧', '[name 7]'],
    });
    expect(restore('a gift card-2 you').text).toBe('a gift card-2 you');
  });

  test('what a customer writes is no placeholder', () => {
    const { texts, restore } = redact([
      'ada@example.org',
      'say ⟦email-1⟧ and [ E-Mail 1 ] and email-1',
    ]);
    expect(texts[1]).toBe('say ⟦text-1⟧ and ⟦text-2⟧ and ⟦text-3⟧');
    // Once: what comes back is not looked at again.
    expect(restore(texts[1] ?? '').text).toBe('say ⟦email-1⟧ and [ E-Mail 1 ] and email-1');
  });

  test('of others nothing comes back', () => {
    const masked = mask('Ada Lovelace, ada@example.org', known);
    expect(masked).toBe('⟦name⟧, ⟦email⟧');
    expect(redact(['ada@example.org']).restore(masked).text).toBe('…, …');
  });
});

test('an hour’s worth of text takes no time', () => {
  const long = [
    'a.'.repeat(20_000),
    '1 '.repeat(20_000),
    'DE89 '.repeat(8_000),
    '⟦'.repeat(40_000),
    'ada at '.repeat(6_000),
  ];
  const before = performance.now();
  for (const text of long)
    expect(
      seenView(redact([text], { names: ['Ada B'] }).texts[0] ?? '').text.length,
    ).toBeGreaterThan(10);
  expect(performance.now() - before).toBeLessThan(8_000);
});
