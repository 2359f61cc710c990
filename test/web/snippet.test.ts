import { expect, test } from 'vitest';
import { snippetOf } from '../../web/src/features/inbox/snippet.ts';
import type { Conversation } from '../../web/src/lib/types.ts';

type Last = NonNullable<Conversation['lastMessage']>;
const text = ((key: string, { words }: { words?: string } = {}) =>
  words === undefined ? key : `${key} ${words}`) as Parameters<typeof snippetOf>[1];
const said: Last = {
  ...{ direction: 'outbound', senderType: 'agent', contentType: 'text', isUnsent: false },
  content: 'On its\n way',
};

test.each<[string, Partial<Last>, string]>([
  ['a customer', { direction: 'inbound', senderType: 'customer' }, 'On its way'],
  ['an agent', {}, 'youSaid On its way'],
  ['nobody: an automatic answer is not one’s own', { senderType: 'bot' }, 'botSaid On its way'],
  ['an agent, as a picture', { contentType: 'image', content: '' }, 'youSaid sent_image'],
  ['an agent, who took it back', { isUnsent: true }, 'youSaid wasUnsent'],
])('what was said last, by %s', (_, more, shown) => {
  expect(snippetOf({ lastMessage: { ...said, ...more } }, text)).toBe(shown);
});
