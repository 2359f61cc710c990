/** What can be asked of a bot: who a customer is. Telegram keeps no history for bots. */
import { GrammyError } from 'grammy';
import { z } from 'zod';
import type { CallOptions, ChannelAccount, Profile } from '../channel.ts';
import { lenient } from '../schema.ts';
import { cleanText } from '../text.ts';
import { apiOf } from './client.ts';
import { readError } from './errors.ts';

const Chat = z.object({
  first_name: lenient(z.string()),
  last_name: lenient(z.string()),
  username: lenient(z.string()),
});

/** No avatar: its address would hold the bot's token. */
export async function fetchProfile(
  account: ChannelAccount,
  customerExternalId: string,
  options: CallOptions,
): Promise<Profile | undefined> {
  try {
    const chat = await apiOf(account, options).getChat(customerExternalId);
    const { first_name, last_name, username } = Chat.parse(chat);
    const name = cleanText([first_name, last_name].filter(Boolean).join(' ')).trim();
    return { ...(name !== '' && { name }), ...(username && { handle: cleanText(username) }) };
  } catch (error) {
    const isUnknownToUs = error instanceof GrammyError && [400, 403].includes(error.error_code);
    if (isUnknownToUs) return undefined;
    throw readError(error);
  }
}

/** Shown for some seconds; there is nothing to take back. */
export async function typing(
  account: ChannelAccount,
  customerExternalId: string,
  isTyping: boolean,
  options: CallOptions,
): Promise<void> {
  if (!isTyping) return;
  try {
    await apiOf(account, options).sendChatAction(customerExternalId, 'typing');
  } catch (error) {
    throw readError(error);
  }
}
