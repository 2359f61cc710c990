import { describe, expect, test } from 'vitest';
import { triageOf } from '../../../domain/assist/triage.ts';

describe('a topic by its words', () => {
  test.each([
    ['delivery', 'en', 'where is my parcel'],
    ['delivery', 'fr', 'le colis n’est pas là'],
    ['refund', 'en', 'I am waiting for my refund'],
    ['refund', 'de', 'wann kommt die Rückerstattung'],
    ['exchange', 'es', 'quiero cambiarla por otra talla'],
    ['cancellation', 'pt', 'quero cancelar a encomenda'],
    ['complaint', 'it', 'il peggior servizio'],
    ['damaged', 'en', 'one pole is bent'],
    ['sizing', 'de', 'fällt klein aus'],
    ['availability', 'en', 'is it back in stock'],
    ['outage', 'it', "l'app si blocca"],
    ['billing', 'pt', 'podem enviar a fatura'],
    ['discount', 'fr', 'mon code promo'],
    ['account', 'es', 'olvidé la contraseña'],
    ['praise', 'en', 'amazing service'],
    ['opening_hours', 'de', 'eure Öffnungszeiten'],
    ['job', 'fr', 'je voudrais postuler'],
    ['press', 'it', 'sono una giornalista'],
  ])('%s, %s: %s', (topic, language, text) => {
    const { topics, reasons } = triageOf({ text, language });
    expect(topics).toContain(topic);
    expect(reasons.topics.map(({ rule }) => rule)).toEqual(topics);
  });

  test('more than one', () => {
    expect(triageOf({ text: 'refund me, the zip broke', language: 'en' }).topics).toEqual([
      'refund',
      'damaged',
    ]);
  });

  test('praise only where somebody is pleased', () => {
    expect(
      triageOf({ text: 'amazing how broken this is, awful', language: 'en' }).topics,
    ).not.toContain('praise');
  });

  test('nothing that is part of another word, or of an address', () => {
    expect(
      triageOf({ text: 'see https://x.example/refund @refund.me prerefunding', language: 'en' })
        .topics,
    ).toEqual([]);
  });
});
