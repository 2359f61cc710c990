/** Relay mode: webhooks come through a relay that signs every platform's alike. */
import type { ChannelAccount, WebhookRequest } from './channel.ts';
import { headerOf, isHmacOf } from './hmac.ts';

/** Does `x-webhook-signature` hold the bare hex HMAC-SHA256 of the raw body by one of the account's webhook secrets? */
export function isSignedByRelay(
  { webhookSecrets }: Pick<ChannelAccount, 'webhookSecrets'>,
  request: WebhookRequest,
): boolean {
  const signature = headerOf(request, 'x-webhook-signature');
  return signature !== undefined && isHmacOf(webhookSecrets, request.rawBody, signature);
}
