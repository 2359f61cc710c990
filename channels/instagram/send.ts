/** One message to one customer: in private, or in public below what they said. */
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import { sendDirect, type Direct } from '../meta/direct.ts';
import { sendInPublic } from './public.ts';
import { ownerOf, room } from './room.ts';

export const direct: Direct = {
  ...{ room, ownerOf },
  limit: { max: 1000, unit: 'bytes' },
  types: { image: 'image', video: 'video', audio: 'audio' },
  words: {
    product: 'Instagram',
    limit: '1000 bytes (letters with accents take two, emoji four or more)',
    kinds: 'images, videos and audio',
    own: 'this account',
    inbox: 'Instagram’s own inbox',
  },
};

export const send = (
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> =>
  message.source === 'dm'
    ? sendDirect(direct, account, message, options)
    : sendInPublic(account, message, options);
