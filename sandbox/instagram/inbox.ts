import { GraphError } from '../meta/errors.ts';
import type { Inbox } from '../meta/inbox.ts';
import { noSuchComment, privately } from '../meta/private-reply.ts';
import { instagram } from '../meta/products.ts';
import { accountAsPerson, person } from './people.ts';
import { windowClosed } from './window.ts';

/** An account's inbox: Instagram Direct. */
export const accountInbox: Inbox = {
  platform: 'instagram',
  product: instagram,
  path: '/ig',
  person,
  own: accountAsPerson,
  messageFields: ['story'],
  shown: ({ story }) => ({
    story: story && {
      [story.kind === 'reply' ? 'reply_to' : 'mention']: { id: story.id, link: story.url },
    },
  }),
  tooLong: (text) =>
    Buffer.byteLength(text) > 1000
      ? '(#100) Length of param message[text] must be less than or equal to 1000 bytes'
      : undefined,
  attachmentTypes: ['image', 'video', 'audio'],
  nobody: () => new GraphError('(#100) No matching Instagram user', 100, { subcode: 2534014 }),
  blocked: () => new GraphError('(#100) The user has blocked you', 100, { subcode: 2534029 }),
  windowClosed,
  privately(world, account, id) {
    const scene = privately(world, account, id, windowClosed);
    if (scene.comment.source === 'comment') return scene;
    throw noSuchComment();
  },
};
