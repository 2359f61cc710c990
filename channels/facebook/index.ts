/** Facebook: a Page's Messenger, the comments below its posts, mentions and reviews. */
import type { Channel } from '../channel.ts';
import { humanAgentDays, privateReplyDays, sendAction, windowHours } from '../meta/direct.ts';
import { accountsIn } from '../meta/envelope.ts';
import { handshake, isSignedByMeta } from '../meta/signature.ts';
import { fetchConversations, fetchMessages, fetchProfile, reconcile } from './history.ts';
import { life } from './life.ts';
import { moderate, offered } from './moderate.ts';
import { fetchPost } from './post.ts';
import { maxPublicText } from './public.ts';
import { receive } from './receive.ts';
import { messenger, send } from './send.ts';

const publicText = { max: maxPublicText, unit: 'utf16' } as const;
const oneImage = { max: 1, kinds: ['image'], withText: true } as const;

export const facebook: Channel = {
  name: 'facebook',
  capabilities: {
    title: 'Facebook',
    sources: ['dm', 'comment', 'mention', 'review'],
    text: {
      dm: messenger.limit,
      comment: publicText,
      mention: publicText,
      review: publicText,
    },
    attachments: {
      dm: {
        max: 1,
        kinds: ['image', 'video', 'audio', 'file'],
        withText: false,
        maxBytes: 25_000_000,
      },
      ...{ comment: oneImage, mention: oneImage, review: oneImage },
    },
    windowHours,
    humanAgentDays,
    privateReplyDays,
    receipts: { delivered: true, read: true },
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
    sendAction(messenger, account, customer, 'mark_seen', options),
  typing: (account, customer, isTyping, options) =>
    sendAction(messenger, account, customer, isTyping ? 'typing_on' : 'typing_off', options),
  fetchConversations,
  fetchMessages,
  fetchPost,
  moderate,
  life,
};
