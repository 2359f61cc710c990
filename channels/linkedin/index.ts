/** LinkedIn: comments on an organization's posts, and mentions of it. Apps have no direct messages there. */
import type { Channel } from '../channel.ts';
import { fileSource } from './file-source.ts';
import { fetchConversations, fetchMessages } from './history.ts';
import { life } from './life.ts';
import { fetchPost, fetchProfile } from './lookups.ts';
import { moderate, moderations } from './moderate.ts';
import { accountsIn, receive } from './receive.ts';
import { maxText, reconcile, send } from './send.ts';
import { handshake, isSignedByLinkedIn } from './signature.ts';

const text = { max: maxText, unit: 'utf16' } as const;

export const linkedin: Channel = {
  name: 'linkedin',
  capabilities: {
    title: 'LinkedIn',
    sources: ['comment', 'mention'],
    text: { comment: text, mention: text },
    attachments: {},
    receipts: { delivered: false, read: false },
    edits: true,
    unsends: true,
    reactions: false,
    echoes: true,
    history: true,
    posts: true,
    moderation: moderations,
    markAsRead: false,
    typing: false,
    idempotentSend: [],
    writeFirst: 'never',
    isPolled: false,
  },
  handshake,
  verify: isSignedByLinkedIn,
  accountsIn: ({ rawBody }) => accountsIn(rawBody),
  receive,
  send,
  reconcile,
  fetchProfile,
  markAsRead: () => Promise.resolve(),
  typing: () => Promise.resolve(),
  fetchConversations,
  fetchMessages,
  fetchPost,
  moderate,
  fileSource,
  life,
};
