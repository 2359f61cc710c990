/** Telegram signs nothing: it repeats a secret that setWebhook gave it. */
import type { ChannelAccount, WebhookRequest } from '../channel.ts';
import { headerOf, isOneOf } from '../hmac.ts';

export function knowsSecret(account: ChannelAccount, request: WebhookRequest): boolean {
  const given = headerOf(request, 'x-telegram-bot-api-secret-token');
  return given !== undefined && isOneOf(account.webhookSecrets, given);
}
