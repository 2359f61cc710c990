/** How Meta proves itself: a handshake by GET, and a signature over the raw body of each POST. */
import type { ChannelAccount, Handshake, WebhookRequest } from '../channel.ts';
import { headerOf, isHmacOf, isOneOf } from '../hmac.ts';

/** `X-Hub-Signature-256: sha256=<hex>`. The older SHA-1 header beside it is not enough. */
export function isSignedByMeta(account: ChannelAccount, request: WebhookRequest): boolean {
  const [scheme, hex, ...rest] = headerOf(request, 'x-hub-signature-256')?.split('=') ?? [];
  if (scheme !== 'sha256' || hex === undefined || rest.length > 0) return false;
  const secrets = [account.credentials.appSecret ?? '', ...account.webhookSecrets];
  return isHmacOf(secrets, request.rawBody, hex);
}

/** The challenge back, verbatim, to whoever knows the account's verify token. */
export function handshake(
  { credentials }: ChannelAccount,
  { query }: WebhookRequest,
): Handshake | undefined {
  const challenge = query['hub.challenge'];
  const token = query['hub.verify_token'];
  if (query['hub.mode'] !== 'subscribe' || challenge === undefined || token === undefined) return;
  return isOneOf([credentials.verifyToken ?? ''], token)
    ? { status: 200, body: challenge }
    : undefined;
}
