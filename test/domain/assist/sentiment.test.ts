import { describe, expect, test } from 'vitest';
import { triageOf } from '../../../domain/assist/triage.ts';

const moodOf = (text: string, language?: string, stars?: number) =>
  triageOf({ text, language, stars }).sentiment;

describe('a mood by words', () => {
  test.each([
    ['en', 'positive', 'love these boots'],
    ['en', 'negative', 'the zip is broken'],
    ['en', 'negative', 'not happy with it'],
    ['en', 'negative', 'the colour is not nice'],
    ['en', 'positive', "can't complain, great service"],
    ['en', 'neutral', 'when does it arrive? thanks'],
    ['en', 'positive', 'it never failed me, great jacket'],
    ['en', 'negative', 'great jacket but it came broken'],
    ['en', 'positive', 'was late, but all good now'],
    ['de', 'negative', 'die App funktioniert nicht'],
    ['de', 'positive', 'Da kann man nicht meckern'],
    ['de', 'neutral', 'Danke im Voraus'],
    ['es', 'negative', 'nadie contesta'],
    ['es', 'positive', 'sin ninguna queja'],
    ['fr', 'negative', "je n'ai rien reçu"],
    ['fr', 'positive', 'rien à redire'],
    ['pt', 'negative', 'não funciona'],
    ['pt', 'positive', 'Adorei, obrigada'],
    ['it', 'negative', 'che schifo'],
    ['it', 'positive', 'niente male'],
  ])('%s: %s: %s', (language, sentiment, text) => {
    expect(moodOf(text, language)).toBe(sentiment);
  });
});

describe('words are found whatever they are written like', () => {
  test.each([
    ['no accents', 'ca ne marche pas, decu', 'fr'],
    ['capitals', 'ENTTÄUSCHT VON EUCH', 'de'],
    ['decomposed accents', 'de\u0301c\u0327u', 'fr'],
    ['drawn out', 'soooo baaaad', 'en'],
    ['a typographic apostrophe', 'it doesn’t work', 'en'],
    ['invisible characters between letters', 'bro\u200bken', 'en'],
    ['no language told', 'che vergogna', undefined],
    ['a region told', 'que vergüenza', 'es-MX'],
  ])('%s', (_, text, language) => {
    expect(moodOf(text, language)).toBe('negative');
  });

  test('but only as words of their own', () => {
    expect(moodOf('I live in Badminton, is there a shop near Lovelace Road', 'en')).toBe('neutral');
  });

  test('in a language without lists only emoji, stars and marks count', () => {
    expect(moodOf('slechte kwaliteit, fail, bad', 'nl')).toBe('neutral');
    expect(moodOf('slechte kwaliteit 😡', 'nl')).toBe('negative');
  });
});

describe('a mood beside the words', () => {
  test.each([
    ['an emoji', 'ok 😍', undefined, 'positive'],
    ['an emoji that is typed', 'arrived :(', undefined, 'negative'],
    ['irony', 'nice, a great surprise 🙄', undefined, 'negative'],
    ['few stars', 'boots', 1, 'negative'],
    ['many stars', 'boots', 5, 'positive'],
    ['three stars', 'boots', 3, 'neutral'],
    ['many stars against a word', 'delivery was slow', 5, 'positive'],
    ['nothing but question marks', '???', undefined, 'negative'],
    ['shouting', 'WHERE DID THE ORDER GO', undefined, 'negative'],
    ['nothing', '', undefined, 'neutral'],
  ])('%s', (_, text, stars, sentiment) => {
    expect(moodOf(text, 'en', stars)).toBe(sentiment);
  });
});

test('a reason names its rule and quotes the customer', () => {
  expect(triageOf({ text: 'The Zip is BROKEN 😡', language: 'en' }).reasons.sentiment).toEqual([
    { rule: 'negative_words', words: ['BROKEN'] },
    { rule: 'negative_emoji', words: ['😡'] },
  ]);
});

test('only what speaks for the verdict is a reason', () => {
  const { sentiment, reasons } = triageOf({
    text: 'nice, but broken and late and dirty',
    language: 'en',
  });
  expect(sentiment).toBe('negative');
  expect(reasons.sentiment.map(({ rule }) => rule)).toEqual(['negative_words']);
});
