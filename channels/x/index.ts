/** X: direct messages, and the posts that name or answer an account. */
import type { Channel } from '../channel.ts';
import { fetchConversations, fetchMessages } from './history.ts';
import { life } from './life.ts';
import { fetchPost, fetchProfile } from './lookups.ts';
import { directFiles, fileSource, postFiles } from './media.ts';
import { moderate, offered } from './moderate.ts';
import { accountsIn, receive } from './receive.ts';
import { reconcile } from './reconcile.ts';
import { directLimit, postLimit, send } from './send.ts';
import { handshake, isSignedByX } from './signature.ts';
import { upload } from './upload.ts';

export const x: Channel = {
  name: 'x',
  capabilities: {
    title: 'X',
    sources: ['dm', 'comment', 'mention'],
    text: { dm: directLimit, comment: postLimit, mention: postLimit },
    attachments: { dm: directFiles, comment: postFiles, mention: postFiles },
    receipts: { delivered: false, read: true },
    edits: true,
    unsends: false,
    reactions: false,
    echoes: true,
    history: true,
    posts: true,
    moderation: offered,
    markAsRead: false,
    typing: false,
    idempotentSend: [],
    writeFirst: 'after_contact',
    isPolled: false,
  },
  handshake,
  verify: isSignedByX,
  accountsIn: ({ rawBody }) => accountsIn(rawBody),
  receive,
  send,
  upload,
  reconcile,
  fetchProfile,
  // Only encrypted chats can be marked as read and typed in.
  markAsRead: () => Promise.resolve(),
  typing: () => Promise.resolve(),
  fetchConversations,
  fetchMessages,
  fetchPost,
  moderate,
  fileSource,
  life,
};
