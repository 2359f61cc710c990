import { describe, expect, test } from 'vitest';
import { priorities } from '../../../domain/sla.ts';
import { priorityAfter, triageOf } from '../../../domain/assist/triage.ts';

const judge = (text: string, language = 'en', earlier: string[] = []) => {
  const { urgency, reasons } = triageOf({ text, language, earlier });
  return { urgency, rules: reasons.urgency.map(({ rule }) => rule) };
};

describe('high', () => {
  test.each([
    ['danger', 'en', 'the stove exploded in my hands'],
    ['danger', 'de', 'meine Tochter hat Verbrennungen'],
    ['fraud', 'en', 'my account was hacked'],
    ['fraud', 'es', 'me han hackeado la cuenta'],
    ['threat', 'en', 'you will hear from my lawyer'],
    ['threat', 'fr', 'je porte plainte'],
    ['urgent', 'it', 'bloccatelo subito'],
    ['urgent', 'pt', 'é urgente, respondam'],
    ['deadline', 'en', 'I need it today'],
    ['deadline', 'de', 'ich brauche das bis morgen'],
    ['repeated', 'en', 'third time I ask'],
    ['repeated', 'es', 'es la tercera vez que escribo'],
  ])('%s, %s: %s', (rule, language, text) => {
    const { urgency, rules } = judge(text, language);
    expect(urgency).toBe('high');
    expect(rules).toContain(rule);
  });

  test('several signs of impatience at once', () => {
    expect(judge('no reply for 3 weeks!!!')).toEqual({
      urgency: 'high',
      rules: ['ignored', 'waiting', 'exclamation_marks'],
    });
    expect(judge('no reply yet').urgency).toBe('normal');
  });

  test('the same question for the third time', () => {
    const ask = 'where is my parcel HB-1';
    expect(judge(ask, 'en', []).urgency).toBe('normal');
    expect(judge(ask, 'en', ['Where is my parcel?']).urgency).toBe('normal');
    expect(judge(ask, 'en', ['Where is my parcel?', 'WHERE is my parcel']).urgency).toBe('high');
    expect(judge(ask, 'en', ['hello there', 'do you have red ones']).urgency).toBe('normal');
  });
});

describe('not high', () => {
  test.each([
    ['it came today', 'normal', 'my order was delivered today, where is the invoice'],
    ['a near day in another sentence than the need', 'normal', 'Came today. I need an invoice'],
    ['who is pleased', 'low', 'arrived today, love it, needed it for a wedding tomorrow!!!'],
    ['the press that only asks', 'normal', 'journalist here, can I reach your press office'],
    ['a question', 'normal', 'do you ship to Norway'],
    ['applications wait', 'low', 'are you hiring?'],
    ['chatter', 'low', 'that dog 🐶'],
    ['nothing', 'low', ''],
  ])('%s: %s', (_, urgency, text) => {
    expect(judge(text).urgency).toBe(urgency);
  });
});

test('a priority rises with high urgency and never falls', () => {
  expect(priorities.map((it) => priorityAfter(it, 'high'))).toEqual([
    'high',
    'high',
    'high',
    'urgent',
  ]);
  expect(priorities.map((it) => priorityAfter(it, 'normal'))).toEqual([...priorities]);
  expect(priorities.map((it) => priorityAfter(it, 'low'))).toEqual([...priorities]);
});
