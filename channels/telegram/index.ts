/** Telegram: private chats with a bot, and those of a business account that a bot serves. */
import type { Channel } from '../channel.ts';
import { fetchProfile, typing } from './history.ts';
import { receive } from './receive.ts';
import { maxText, send } from './send.ts';
import { knowsSecret } from './signature.ts';

export const telegram: Channel = {
  name: 'telegram',
  capabilities: {
    sources: ['dm'],
    text: { max: maxText, unit: 'utf16' },
    attachments: true,
    receipts: { delivered: false, read: false },
    edits: true,
    unsends: false,
    reactions: true,
    echoes: false,
    history: false,
    markAsRead: false,
    typing: true,
    idempotentSend: false,
    writeFirst: 'after_contact',
  },
  handshake: () => undefined,
  verify: knowsSecret,
  accountsIn: () => [],
  receive,
  send,
  // A bot can read nothing back: a lost answer stays unknown.
  reconcile: () => Promise.resolve(undefined),
  fetchProfile,
  markAsRead: () => Promise.resolve(),
  typing,
  fetchConversations: () => Promise.resolve([]),
  fetchMessages: () => Promise.resolve({ messages: [] }),
};
