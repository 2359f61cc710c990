/** Bluesky: direct messages, and the posts that name, quote or answer an account. It sends nothing by itself: it is asked. */
import type { Channel } from '../channel.ts';
import { fetchConversations, fetchMessages } from './history.ts';
import { life } from './life.ts';
import { fetchPost, fetchProfile } from './lookups.ts';
import { moderate, offered } from './moderate.ts';
import { poll } from './poll.ts';
import { accountsIn, receive } from './receive.ts';
import { reconcile } from './reconcile.ts';
import { directLimit, postLimit, send } from './send.ts';
import { postFiles, upload } from './upload.ts';

export const bluesky: Channel = {
  name: 'bluesky',
  capabilities: {
    title: 'Bluesky',
    sources: ['dm', 'comment', 'mention'],
    text: { dm: directLimit, comment: postLimit, mention: postLimit },
    attachments: { comment: postFiles, mention: postFiles },
    receipts: { delivered: false, read: false },
    edits: false,
    unsends: false,
    reactions: true,
    echoes: true,
    history: true,
    posts: true,
    moderation: offered,
    markAsRead: false,
    typing: false,
    idempotentSend: ['comment', 'mention'],
    writeFirst: 'after_contact',
    isPolled: true,
  },
  // Nothing is sent to us but by a relay, whose signature is checked elsewhere.
  handshake: () => undefined,
  verify: () => false,
  accountsIn: ({ rawBody }) => accountsIn(rawBody),
  receive,
  send,
  upload,
  reconcile,
  fetchProfile,
  // Reading is told to nobody, and there is no typing.
  markAsRead: () => Promise.resolve(),
  typing: () => Promise.resolve(),
  fetchConversations,
  fetchMessages,
  fetchPost,
  moderate,
  poll,
  life,
};
