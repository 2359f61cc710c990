/** How LinkedIn proves itself: a challenge by GET every two hours, and a signature over the raw body of each POST. */
import { createHmac } from 'node:crypto';
import type { ChannelAccount, Handshake, WebhookRequest } from '../channel.ts';
import { headerOf, isHmacOf } from '../hmac.ts';

const prefix = 'hmacsha256=';

/**
 * `X-LI-Signature`: hex of the HMAC over `hmacsha256=` and the raw body (learn.microsoft.com/linkedin, Webhooks). Some have
 * seen the prefix in the header too, and some a signature of the body alone: that needs `signatureVariant: 'body'`.
 */
export function isSignedByLinkedIn(account: ChannelAccount, request: WebhookRequest): boolean {
  const header = headerOf(request, 'x-li-signature');
  if (header === undefined) return false;
  const hex = header.startsWith(prefix) ? header.slice(prefix.length) : header;
  const { clientSecret = '', signatureVariant } = account.credentials;
  const signed =
    signatureVariant === 'body'
      ? request.rawBody
      : Buffer.concat([Buffer.from(prefix), request.rawBody]);
  return isHmacOf([clientSecret, ...account.webhookSecrets], signed, hex);
}

/**
 * Proof that we know the client secret. Only challenges that are a word are answered (LinkedIn's are UUIDs): for one that
 * looks like `hmacsha256={…}` the answer would be the signature of a forged webhook.
 */
export function handshake(
  { externalId, credentials }: ChannelAccount,
  { query }: WebhookRequest,
): Handshake | undefined {
  const { challengeCode = '', applicationId, account } = query;
  const { clientSecret = '' } = credentials;
  if (clientSecret === '' || !/^[\w-]{1,100}$/.test(challengeCode)) return undefined;
  // Accounts of several apps may share an address: whom it is about is told by one of these, if at all.
  const isOther = (named: string | undefined, own: string | undefined) =>
    named !== undefined && own !== undefined && named !== own;
  if (isOther(applicationId, credentials.applicationId) || isOther(account, externalId)) {
    return undefined;
  }
  const challengeResponse = createHmac('sha256', clientSecret).update(challengeCode).digest('hex');
  const body = JSON.stringify({ challengeCode, challengeResponse });
  return { status: 200, body, isJson: true };
}
