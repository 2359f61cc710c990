import { describe, expect, test } from 'vitest';
import { answerLabel, labelledLanguages } from '../../../domain/assist/answer-label.ts';
import { plainOf } from '../../../domain/assist/plain.ts';
import { asksForPerson, wantsPerson } from '../../../domain/assist/wants-person.ts';
import { ordinary } from '../../assist/data/ordinary.ts';

describe('a person is asked for', () => {
  test.each([
    'I want a human',
    'agent',
    'Can I talk to someone please?',
    'Is this a real person? I do not want a robot',
    'Ich möchte mit einem Menschen sprechen',
    'Mitarbeiter',
    'Kann ich mit jemandem reden?',
    'Je veux parler à quelqu’un',
    'conseiller svp',
    'Quiero hablar con alguien',
    'Póngame con un AGENTE',
    'Quero falar com alguém',
    'atendente',
    'Vorrei parlare con un operatore',
    'voglio una persona vera',
  ])('%s', (text) => {
    expect(asksForPerson(text)).toBe(true);
  });

  test('the word that each label tells to write is understood', () => {
    expect(labelledLanguages).toHaveLength(6);
    for (const language of labelledLanguages) {
      const word = /[“„«]\s?(.+?)\s?[”“»]/u.exec(answerLabel(language, {}))?.[1] ?? '';
      expect([language, word, asksForPerson(word)]).toEqual([language, word, true]);
    }
  });

  test('hardly any ordinary message is taken for it', () => {
    const all = Object.values(ordinary).flat();
    const taken = all.filter(asksForPerson);
    expect(taken.length / all.length, taken.join('\n')).toBeLessThan(0.03);
  });
});

describe('people are better off with people', () => {
  const question = 'How long do I have to send a jacket back?';
  test.each([
    ['who asks something', [question], [], undefined],
    ['who asks something else', ['Where is my parcel, it is late?'], [question], undefined],
    ['who asks for one', ['a human please'], [], 'asked_for_person'],
    ['who asks the same', ['how long do i have to send the jacket BACK'], [question], 'repeated'],
    ['who greets twice', ['Hello there'], ['Hello there'], undefined],
  ] as const)('%s', (_name, since, before, wanted) => {
    expect(wantsPerson({ since: since.map((text) => ({ text })), before })).toBe(wanted);
  });

  test('who is upset, whatever they ask', () => {
    expect(wantsPerson({ since: [{ text: question, sentiment: 'negative' }], before: [] })).toBe(
      'upset',
    );
    expect(wantsPerson({ since: [{ text: question, sentiment: 'neutral' }], before: [] })).toBe(
      undefined,
    );
  });
});

test('a label is in the customer’s language, in the workspace’s words where it has some', () => {
  expect(answerLabel('de-CH', {})).toContain('Automatische Antwort');
  expect(answerLabel('ja', {})).toContain('Automatic answer');
  expect(answerLabel('fr', { fr: 'Robot' })).toBe('Robot');
  expect(answerLabel('ja', { en: 'A machine' })).toBe('A machine');
});

test('an article is sent as people write messages', () => {
  const markdown =
    '# Returns\n\nYou have **30 days**.\n\n- unworn\n- with [the form](https://shop.example/form)\n\n\n\nThat is `all`.  ';
  expect(plainOf(markdown)).toBe(
    'You have 30 days.\n\n• unworn\n• with the form (https://shop.example/form)\n\nThat is all.',
  );
});
