/** How X proves itself: a challenge by GET, and a signature over the raw body of each POST (docs.x.com, Webhooks). */
import { createHmac } from 'node:crypto';
import type { ChannelAccount, Handshake, WebhookRequest } from '../channel.ts';
import { headerOf, isHmacOf } from '../hmac.ts';

/** `x-twitter-webhooks-signature: sha256=<base64>`, keyed with the app's consumer secret. */
export function isSignedByX(account: ChannelAccount, request: WebhookRequest): boolean {
  const [, base64] =
    /^sha256=([A-Za-z0-9+/]{43}=)$/.exec(headerOf(request, 'x-twitter-webhooks-signature') ?? '') ??
    [];
  if (base64 === undefined) return false;
  const hex = Buffer.from(base64, 'base64').toString('hex');
  return isHmacOf(secretsOf(account), request.rawBody, hex);
}

/**
 * X signs challenges and bodies with one secret, so whoever gets a challenge answered has a signature for a body of the
 * same bytes. Tokens are answered only where no JSON object could be written with their characters.
 */
const challenge = /^[\w.~+/=-]{1,256}$/;

/** X asks at registration, on demand and from time to time whether we know the secret (Challenge-Response Check). */
export function handshake(
  account: ChannelAccount,
  { query }: WebhookRequest,
): Handshake | undefined {
  const { crc_token: token = '' } = query;
  const secret = secretsOf(account).find((one) => one !== '');
  if (secret === undefined || !challenge.test(token)) return undefined;
  const answer = createHmac('sha256', secret).update(token).digest('base64');
  return {
    status: 200,
    body: JSON.stringify({ response_token: `sha256=${answer}` }),
    isJson: true,
  };
}

const secretsOf = ({ credentials, webhookSecrets }: ChannelAccount): string[] => [
  credentials.consumerSecret ?? '',
  ...webhookSecrets,
];
