/** One message to one customer: a direct message, or a post that answers theirs. */
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import type { TextLimit } from '../capabilities.ts';
import { refused, type Unsent } from '../outcome.ts';
import { cleanText } from '../text.ts';
import { fits } from '../text-length.ts';
import { sendDirect } from './direct.ts';
import { sendReply } from './reply.ts';
import { postFiles } from './upload.ts';

/** lexicon of chat.bsky.convo.defs#messageInput */
export const directLimit: TextLimit = { max: 1_000, unit: 'graphemes', maxBytes: 10_000 };
/** lexicon of app.bsky.feed.post */
export const postLimit: TextLimit = { max: 300, unit: 'graphemes', maxBytes: 3_000 };

export function send(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> {
  const wrong = wrongWith(message);
  return wrong
    ? Promise.resolve(wrong)
    : isDirect(message)
      ? sendDirect(account, message, cleanText(message.content), options)
      : sendReply(account, message, cleanText(message.content), options);
}

function wrongWith(message: OutboundMessage): Unsent | undefined {
  const wrongFile = wrongWithFiles(message);
  if (wrongFile) return wrongFile;
  const text = cleanText(message.content);
  if (text.trim() === '' && message.attachments.length === 0) {
    return refused('rejected', 'The message is empty. Write something first.');
  }
  const limit = isDirect(message) ? directLimit : postLimit;
  return fits(limit, text) ? undefined : tooLong(limit.max);
}

function wrongWithFiles(message: OutboundMessage): Unsent | undefined {
  const { attachments } = message;
  if (attachments.length === 0) return undefined;
  const refusal = (text: string) => refused('unsupported_attachment', text);
  if (isDirect(message)) {
    return refusal('Bluesky takes no files in direct messages. Send a link to the file as text.');
  }
  if (attachments.length > postFiles.max || attachments.some(({ kind }) => kind !== 'image')) {
    return refusal('A post on Bluesky takes up to four pictures, and no other files.');
  }
  return attachments.some(({ handle }) => handle === undefined)
    ? refusal('Bluesky fetches no files from addresses. Upload the picture here instead.')
    : undefined;
}

/** A public post's author can also be answered by direct message. */
export const isDirect = ({ source, privateReplyTo }: OutboundMessage): boolean =>
  source === 'dm' || privateReplyTo !== undefined;

const tooLong = (max: number): Unsent =>
  refused(
    'too_long',
    `The message is longer than the ${String(max)} characters that Bluesky takes. Shorten it, or send it in parts.`,
  );
