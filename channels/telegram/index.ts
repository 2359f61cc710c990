/** Telegram: private chats with a bot, and those of a business account that a bot serves. */
import type { Channel } from '../channel.ts';
import { fileSource } from './file-source.ts';
import { fetchProfile, typing } from './history.ts';
import { life } from './life.ts';
import { moderate, offered } from './moderate.ts';
import { receive } from './receive.ts';
import { maxCaption, maxText, send } from './send.ts';
import { knowsSecret } from './signature.ts';

export const telegram: Channel = {
  name: 'telegram',
  capabilities: {
    title: 'Telegram',
    sources: ['dm'],
    text: { dm: { max: maxText, unit: 'utf16' } },
    attachments: {
      dm: {
        max: 1,
        kinds: ['image', 'video', 'audio', 'file'],
        withText: true,
        text: { max: maxCaption, unit: 'utf16' },
        maxBytes: 50_000_000,
        maxBytesOf: { image: 10_000_000 },
      },
    },
    receipts: { delivered: false, read: false },
    edits: true,
    unsends: false,
    reactions: true,
    echoes: false,
    history: false,
    posts: false,
    moderation: offered,
    markAsRead: false,
    typing: true,
    idempotentSend: [],
    writeFirst: 'after_contact',
    isPolled: false,
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
  fetchPost: () => Promise.resolve(undefined),
  fileSource,
  moderate,
  life,
};
