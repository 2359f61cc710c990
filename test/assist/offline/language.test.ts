import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectLanguage } from '../../../assist/offline/language.ts';

const six = ['en', 'de', 'es', 'fr', 'pt', 'it'];

describe('a language is told', () => {
  test.each([
    ['en', 'Where is my order? It should be here by now'],
    ['de', 'Wo bleibt meine Bestellung?'],
    ['es', '¿Dónde está mi pedido? Llevo días esperando'],
    ['fr', 'Où est ma commande ?'],
    ['pt', 'Onde está a minha encomenda?'],
    ['it', "Dov'è il mio ordine?"],
    ['nl', 'Waar blijft mijn pakket, ik wacht al twee weken'],
    ['ja', '荷物はいつ届きますか'],
  ])('%s: %s', (language, text) => {
    expect(detectLanguage(text)?.language).toBe(language);
  });

  test.each([
    ['shouting', 'WO BLEIBT MEINE BESTELLUNG'],
    [
      'an address of another language',
      'Wo bleibt meine Bestellung https://shop.example/en/where-is-my-order',
    ],
    ['a handle', '@the_harbour_shop_official wo bleibt meine Bestellung'],
    ['codes', 'Wo bleibt meine Bestellung HB-40218 XK22B9Z00 JD0002233'],
    ['emoji', '😡😡 Wo bleibt meine Bestellung 👩‍👩‍👧'],
  ])('despite %s', (_, text) => {
    expect(detectLanguage(text, { languages: six })?.language).toBe('de');
  });
});

describe('nothing is told', () => {
  test.each([
    ['nothing', ''],
    ['too short', 'ok'],
    ['in every language', 'super'],
    ['only emoji', '😂😂😂😂'],
    ['only a code', 'HB-40218'],
    ['only an address', 'https://www.example.com/where-is-my-order'],
    ['no language', 'asdkjh qwelkj zxcmn qwoiue'],
  ])('%s: %s', (_, text) => {
    expect(detectLanguage(text, { languages: six })).toBeUndefined();
  });

  test.each([
    ['nl', 'Waar blijft mijn pakket, ik wacht al twee weken'],
    ['pl', 'Kiedy dotrze moja paczka? Czekam już tydzień'],
    ['sv', 'Var är mitt paket? Jag har väntat i två veckor'],
    ['ro', 'Unde este coletul meu? Aștept de o săptămână'],
    ['ca', 'On és el meu paquet? Fa dues setmanes que espero'],
    ['ru', 'Где моя посылка? Жду уже две недели'],
  ])('what is not in the list is not forced into it: %s', (_, text) => {
    expect(detectLanguage(text, { languages: six })).toBeUndefined();
  });
});

test('any text, well formed or not, gets an answer, and a sure one only', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const told = detectLanguage(text);
      if (told) expect(told.confidence).toBeGreaterThan(0.5);
    }),
  );
});

test.each(['a', 'a ', '@', 'a@', '#a', '1a', 'https://', '😡', '-_'])(
  '20 kB of %j take no time',
  (it) => {
    const text = it.repeat(20_000 / it.length);
    const start = performance.now();
    detectLanguage(text);
    expect(performance.now() - start).toBeLessThan(250);
  },
);
