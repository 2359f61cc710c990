/** Did a message arrive after all? A post by its key, a direct message by what was said in the conversation since. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, OutboundMessage } from '../channel.ts';
import { cleanText } from '../text.ts';
import { valueOf } from './answers.ts';
import { didOf } from './client.ts';
import { convoWith } from './direct.ts';
import { Convo, PostRecord } from './payloads.ts';
import { chatMessages } from './reading.ts';
import { getRecord } from './records.ts';
import { placeOf } from './reply.ts';
import { isDirect } from './send.ts';

/** Bluesky's clock and ours differ. */
const clockSlackMs = 5_000;

/** Two direct messages of the same words prove nothing. */
export async function reconcile(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<{ platformMessageId: string; at: number } | undefined> {
  if (message.content.trim() === '' && message.attachments.length === 0) return undefined;
  if (isDirect(message)) return directSaid(account, message, options);
  const did = await didOf(account, options);
  const record = await getRecord(account, did, placeOf(message), options);
  const post = record && PostRecord.safeParse(record.value).data;
  return record && post
    ? { platformMessageId: record.uri, at: post.createdAt ?? message.submittedAt }
    : undefined;
}

async function directSaid(
  account: ChannelAccount,
  { recipientExternalId, content, submittedAt }: OutboundMessage,
  options: CallOptions,
): Promise<{ platformMessageId: string; at: number } | undefined> {
  const answer = await convoWith(account, recipientExternalId, options);
  const { convo } = valueOf(answer, z.object({ convo: Convo }), options);
  const { messages } = await chatMessages(account, convo.id, undefined, options);
  const words = cleanText(content).trim();
  const [only, ...others] = messages.filter(
    ({ sender, sentAt, text }) =>
      sender.did === account.externalId &&
      sentAt !== undefined &&
      sentAt >= submittedAt - clockSlackMs &&
      text?.trim() === words,
  );
  return only?.sentAt === undefined || others.length > 0
    ? undefined
    : { platformMessageId: only.id, at: only.sentAt };
}
