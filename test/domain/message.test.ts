import { describe, expect, test } from 'vitest';
import { needsAnswer } from '../../domain/message.ts';

describe('thanks alone need no answer', () => {
  test.each([
    'thanks',
    'Thank you!',
    'THX',
    'ok',
    'Okay, great, thanks a lot!',
    'Thank you so much for the quick reply',
    'No problem, thanks',
    'No, thanks',
    'no thank you',
    'got it',
    'Got it, thanks!',
    'perfect 👍',
    '👍',
    '🙏🏽🙏🏽',
    '❤️',
    'Vielen Dank für Ihre schnelle Antwort',
    'alles klar, danke dir',
    'Muchas gracias por la ayuda',
    'merci beaucoup',
    "d'accord, merci",
    'd’accord, merci',
    'muito obrigada',
    'grazie mille',
    'ciao',
    'done, thanks',
  ])('%s', (text) => {
    expect(needsAnswer(text, false)).toBe(false);
  });
});

describe('anything else does, and what is in doubt', () => {
  test.each([
    'Where is my parcel',
    'thanks, but it is broken',
    'ok?',
    'ok ？',
    '؟',
    '❓',
    'ok ❓❓',
    'not great',
    'no',
    'no good',
    'Got no answer',
    'got no help',
    'great, no reply',
    'ok, no help',
    'done',
    'all the help',
    'the answer',
    '4711',
    '…',
    '',
    '   ',
    'so lovely of you to never reply',
    'thanks '.repeat(20),
    '谢谢你', // a language that the list does not know
  ])('%s', (text) => {
    expect(needsAnswer(text, false)).toBe(true);
  });

  test('also thanks with a picture', () => {
    expect(needsAnswer('thanks', true)).toBe(true);
    expect(needsAnswer('', true)).toBe(true);
  });
});
