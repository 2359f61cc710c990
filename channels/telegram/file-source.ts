/** Where a customer's file is: Telegram gives an id, and an address for an hour that holds the bot's token (Bot API, getFile). */
import { GrammyError } from 'grammy';
import { z } from 'zod';
import type { Attachment, CallOptions, ChannelAccount } from '../channel.ts';
import { ChannelError } from '../outcome.ts';
import { apiOf, causeOf, rootOf } from './client.ts';
import { readError } from './errors.ts';

const Located = z.object({ file_path: z.string().min(1) });

export async function fileSource(
  account: ChannelAccount,
  { fileId = '' }: Attachment,
  options: CallOptions,
): Promise<{ url: string }> {
  try {
    const located = Located.safeParse(await apiOf(account, options).getFile(fileId));
    if (!located.success) throw new ChannelError('platform_failed', 'Telegram names no path');
    const token = account.credentials.botToken ?? '';
    return { url: `${rootOf(account)}/file/bot${token}/${located.data.file_path}` };
  } catch (error) {
    if (error instanceof ChannelError) throw error;
    const cause = causeOf(error);
    const refusal = cause instanceof GrammyError && cause.error_code === 400 && cause.description;
    if (refusal === false) throw readError(error);
    // Bots get files of up to 20 MB.
    throw /too big/i.test(refusal)
      ? new ChannelError('too_large', 'Telegram does not give bots files of this size')
      : new ChannelError('gone', 'Telegram does not have the file any more');
  }
}
