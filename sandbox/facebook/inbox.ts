import { GraphError } from '../meta/errors.ts';
import type { Inbox } from '../meta/inbox.ts';
import { privately } from '../meta/private-reply.ts';
import { messenger } from '../meta/products.ts';
import { pageAsPerson, person } from './people.ts';
import { windowClosed } from './window.ts';

/** A page's inbox: Messenger. */
export const pageInbox: Inbox = {
  platform: 'facebook',
  product: messenger,
  path: '/meta',
  person,
  own: pageAsPerson,
  messageFields: ['sticker', 'tags'],
  shown: () => ({}),
  tooLong: (text) =>
    text.length > 2000
      ? '(#100) Length of param message[text] must be less than or equal to 2000'
      : undefined,
  attachmentTypes: ['image', 'video', 'audio', 'file'],
  nobody: () => new GraphError('(#100) No matching user found', 100, { subcode: 2018001 }),
  blocked: () =>
    new GraphError("(#551) This person isn't available right now.", 551, { subcode: 1545041 }),
  windowClosed,
  privately: (world, account, id) => privately(world, account, id, windowClosed),
};
