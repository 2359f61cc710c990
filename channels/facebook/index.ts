/** Facebook: Messenger direct messages of a Page. */
import type { Channel } from '../channel.ts';
import {
  fetchConversations,
  fetchMessages,
  fetchProfile,
  reconcile,
  sendAction,
} from './history.ts';
import { accountsIn, receive } from './receive.ts';
import { humanAgentDays, maxText, send, windowHours } from './send.ts';
import { handshake, isSignedByMeta } from './signature.ts';

export const facebook: Channel = {
  name: 'facebook',
  capabilities: {
    sources: ['dm'],
    text: { max: maxText, unit: 'utf16' },
    attachments: true,
    windowHours,
    humanAgentDays,
    receipts: { delivered: true, read: true },
    edits: true,
    unsends: false,
    reactions: true,
    echoes: true,
    history: true,
    markAsRead: true,
    typing: true,
    idempotentSend: false,
    writeFirst: 'after_contact',
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
};
