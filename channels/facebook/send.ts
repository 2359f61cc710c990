/** One message to one customer: in private by Messenger, in public below what they said. */
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import { sendDirect, type Direct } from '../meta/direct.ts';
import { sendInPublic } from './public.ts';
import { room } from './room.ts';

export const messenger: Direct = {
  room,
  ownerOf: ({ externalId }) => externalId,
  // Meta's documented limit for `message.text`.
  limit: { max: 2000, unit: 'utf16' },
  types: { image: 'image', video: 'video', audio: 'audio', file: 'file' },
  payload: { is_reusable: true },
  ordinary: { messaging_type: 'RESPONSE' },
  words: {
    product: 'Messenger',
    limit: '2000 characters',
    kinds: 'images, videos, audio and files',
    own: 'this Page',
    inbox: 'the Page’s own inbox',
  },
};

export const send = (
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> =>
  message.source === 'dm'
    ? sendDirect(messenger, account, message, options)
    : sendInPublic(account, message, options);
