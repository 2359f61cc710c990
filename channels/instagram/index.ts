/** Instagram: an account's direct messages, the comments below its media, and mentions, by either of Meta's logins. */
import type { Channel } from '../channel.ts';
import { humanAgentDays, privateReplyDays, sendAction, windowHours } from '../meta/direct.ts';
import { accountsIn } from '../meta/envelope.ts';
import { handshake, isSignedByMeta } from '../meta/signature.ts';
import { fetchConversations, fetchMessages, reconcile } from './history.ts';
import { life } from './life.ts';
import { fetchPost, fetchProfile } from './lookups.ts';
import { moderate, offered } from './moderate.ts';
import { maxPublicText } from './public.ts';
import { receive } from './receive.ts';
import { title } from './room.ts';
import { direct, send } from './send.ts';

const publicText = { max: maxPublicText, unit: 'utf16' } as const;

export const instagram: Channel = {
  name: 'instagram',
  capabilities: {
    title,
    sources: ['dm', 'comment', 'mention'],
    text: { dm: direct.limit, comment: publicText, mention: publicText },
    attachments: {
      dm: {
        max: 1,
        kinds: ['image', 'video', 'audio'],
        withText: false,
        maxBytes: 25_000_000,
      },
    },
    windowHours,
    humanAgentDays,
    privateReplyDays,
    receipts: { delivered: false, read: true },
    edits: true,
    unsends: true,
    reactions: true,
    echoes: true,
    history: true,
    posts: true,
    moderation: offered,
    markAsRead: true,
    typing: true,
    idempotentSend: [],
    writeFirst: 'after_contact',
    isPolled: false,
  },
  handshake,
  verify: isSignedByMeta,
  accountsIn: ({ rawBody }) => accountsIn(rawBody),
  receive,
  send,
  reconcile,
  fetchProfile,
  markAsRead: (account, customer, options) =>
    sendAction(direct, account, customer, 'mark_seen', options),
  typing: (account, customer, isTyping, options) =>
    sendAction(direct, account, customer, isTyping ? 'typing_on' : 'typing_off', options),
  fetchConversations,
  fetchMessages,
  fetchPost,
  moderate,
  life,
};
