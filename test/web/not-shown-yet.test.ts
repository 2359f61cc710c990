import { expect, test } from 'vitest';
import { notShownYet } from '../../web/src/features/conversation/not-shown-yet.ts';
import type { Outgoing } from '../../web/src/features/conversation/outbox.ts';
import type { Message } from '../../web/src/lib/types.ts';
import { at } from './builders.ts';

const sent = (more: Partial<Outgoing> = {}): Outgoing => ({
  ...{ key: 'k', conversationId: 'c', kind: 'reply', path: 'messages', attachments: [] },
  ...{ body: { content: 'It leaves today.' }, at: at(10), state: 'sending' },
  ...more,
});
const shown = (more: Partial<Message> = {}) =>
  ({
    ...{ id: 'm', direction: 'outbound', senderId: 'ann', content: 'It leaves today.' },
    ...{ attachments: [], timestamp: at(10) },
    ...more,
  }) as Message;
const left = (outgoing: Outgoing, message: Message) =>
  notShownYet([outgoing], [message], 'ann').length;

test('what the stream has shown already is not shown twice', () => {
  expect(left(sent(), shown())).toBe(0);
  expect(left(sent({ body: { content: 'It leaves today. And more.' } }), shown())).toBe(0);
  expect(left(sent({ kind: 'note' }), shown({ direction: 'note' }))).toBe(0);
});

test.each<[string, Outgoing, Message]>([
  ['what somebody else said', sent(), shown({ senderId: 'ben' })],
  ['what was said before', sent(), shown({ timestamp: at(5) })],
  ['what the customer said', sent(), shown({ direction: 'inbound' })],
  ['other words', sent(), shown({ content: 'Tomorrow.' })],
  ['what waits for the desk', sent({ state: 'waiting' }), shown()],
  [
    'a picture without words',
    sent({ body: { content: '' }, attachments: [{} as never] }),
    shown({ content: '' }),
  ],
])('%s does not hide what is on its way', (_what, outgoing, message) => {
  expect(left(outgoing, message)).toBe(1);
});
