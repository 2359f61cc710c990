/** Facebook: Messenger direct messages of a Page. */
import type { Channel } from '../channel.ts';
import { notOffered } from '../outcome.ts';
import {
  fetchConversations,
  fetchMessages,
  fetchProfile,
  reconcile,
  sendAction,
} from './history.ts';
import { life } from './life.ts';
import { accountsIn, receive } from './receive.ts';
import { humanAgentDays, maxText, send, windowHours } from './send.ts';
import { handshake, isSignedByMeta } from './signature.ts';

export const facebook: Channel = {
  name: 'facebook',
  capabilities: {
    title: 'Facebook',
    sources: ['dm'],
    text: { dm: { max: maxText, unit: 'utf16' } },
    attachments: {
      dm: {
        max: 1,
        kinds: ['image', 'video', 'audio', 'file'],
        withText: false,
        maxBytes: 25_000_000,
      },
    },
    windowHours,
    humanAgentDays,
    receipts: { delivered: true, read: true },
    edits: true,
    unsends: false,
    reactions: true,
    echoes: true,
    history: true,
    posts: false,
    moderation: {},
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
  markAsRead: (account, customer, options) => sendAction(account, customer, 'mark_seen', options),
  typing: (account, customer, isTyping, options) =>
    sendAction(account, customer, isTyping ? 'typing_on' : 'typing_off', options),
  fetchConversations,
  fetchMessages,
  fetchPost: () => Promise.resolve(undefined),
  moderate: () => Promise.resolve(notOffered('Facebook')),
  life,
};
