/** The language of a message by its small words: seldom unsure where there are some, and hardly ever wrong. */
import { describe, expect, test } from 'vitest';
import { likelyLanguage } from '../../../domain/assist/likely-language.ts';
import { messages } from '../../assist/data/messages.ts';

describe('on the labelled messages', () => {
  const known = messages.map(({ text, language }) => ({
    language,
    text,
    found: likelyLanguage(text),
  }));

  test('what it says is right', () => {
    const said = known.filter(({ found }) => found !== undefined);
    const wrong = said.filter(({ found, language }) => found !== language);
    expect(wrong.length / said.length).toBeLessThan(0.01);
  });

  test('it says something of most that are longer than a few words', () => {
    const long = known.filter(({ text }) => text.length > 40);
    expect(long.filter(({ found }) => found !== undefined).length / long.length).toBeGreaterThan(
      0.85,
    );
  });
});

test.each([
  ['', 'nothing'],
  ['👍👍', 'a picture'],
  ['ok', 'a word'],
  ['Waar blijft mijn bestelling? Ik wacht al twee weken op jullie antwoord.', 'Dutch'],
  ['Gdzie jest moja paczka? Czekam na nią już od dwóch tygodni.', 'Polish'],
  ['Var är mitt paket? Jag har väntat i två veckor nu och ingen svarar.', 'Swedish'],
  ['Hvor er pakken min? Jeg har ventet i to uker.', 'Norwegian'],
  ['Siparişim nerede? İki haftadır bekliyorum.', 'Turkish'],
  ['Где мой заказ? Я жду уже две недели.', 'Russian'],
  ['CL20931 CL20932 https://harbour.example/the/and/of', 'numbers and addresses'],
])('"%s" (%s) is in none that it knows', (text) => {
  expect(likelyLanguage(text)).toBeUndefined();
});
