/** A bot from its token to its webhook. */
import { z } from 'zod';
import type { AccountLife } from '../channel.ts';
import { cleanText } from '../text.ts';
import { apiOf } from './client.ts';
import { readError } from './errors.ts';

/** What the desk reads; Telegram leaves reactions out unless asked (Bot API, setWebhook). */
const allowedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'message_reaction',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
] as const;

const Bot = z.object({ id: z.int().transform(String), username: z.string().optional() });
const Hook = z.object({ url: z.string() });

export const life: AccountLife = {
  async check(account, options) {
    try {
      const { id, username } = Bot.parse(await apiOf(account, options).getMe());
      const lacking = (['comments', 'reviews'] as const).map((feature) => ({
        feature,
        reason: `Telegram has no ${feature} for bots.`,
      }));
      return { externalId: id, name: cleanText(username ?? id), lacking };
    } catch (error) {
      throw readError(error);
    }
  },
  async subscribe(account, callbackUrl, options) {
    const [secret] = account.webhookSecrets;
    try {
      await apiOf(account, options).setWebhook(callbackUrl, {
        ...(secret !== undefined && { secret_token: secret }),
        allowed_updates: allowedUpdates,
        max_connections: 40,
      });
    } catch (error) {
      throw readError(error);
    }
  },
  async isSubscribed(account, callbackUrl, options) {
    try {
      return Hook.parse(await apiOf(account, options).getWebhookInfo()).url === callbackUrl;
    } catch (error) {
      throw readError(error);
    }
  },
};
