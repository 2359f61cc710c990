/** An account from its token to its webhooks. */
import { z } from 'zod';
import type { AccountLife, CallOptions, ChannelAccount } from '../channel.ts';
import { ChannelError } from '../outcome.ts';
import { lenient } from '../schema.ts';
import { cleanText } from '../text.ts';
import { valueOf } from './answers.ts';
import { callX, exchangeWithX } from './client.ts';
import { isSubscribed, subscribe } from './subscriptions.ts';

const Me = z.object({ data: z.object({ id: z.string(), name: z.string() }) });

export const life: AccountLife = {
  async check(account, options) {
    const answer = await callX(account, { method: 'GET', path: ['users', 'me'] }, options);
    const { data } = valueOf(answer, Me, options);
    return {
      externalId: data.id,
      name: cleanText(data.name),
      lacking: lackingOf(account),
    };
  },
  subscribe,
  isSubscribed,
  canRefresh: ({ clientId, refreshToken: old }) => Boolean(clientId) && Boolean(old),
  refreshToken,
};

/** X does not tell which scopes a token has; what cannot be received at all is known here. */
function lackingOf({ credentials, webhookSecrets }: ChannelAccount) {
  const reviews = { feature: 'reviews' as const, reason: 'X has no reviews.' };
  const isSigned = Boolean(credentials.consumerSecret) || webhookSecrets.some(Boolean);
  if (isSigned) return [reviews];
  const reason = 'Without the app’s consumer secret nothing that X sends can be trusted.';
  return [
    { feature: 'messages' as const, reason },
    { feature: 'comments' as const, reason },
    reviews,
  ];
}

const Tokens = z.object({
  access_token: z.string().min(1),
  refresh_token: lenient(z.string().min(1)),
  expires_in: lenient(z.number().positive()),
});

/** A refresh token works once: the answer holds the next (docs.x.com, OAuth 2.0 user access token, step 5). */
async function refreshToken(account: ChannelAccount, options: CallOptions) {
  const { clientId = '', clientSecret = '', refreshToken: old = '' } = account.credentials;
  if (clientId === '' || old === '') {
    throw new ChannelError(
      'not_configured',
      'Without a client id and a refresh token this X account’s token cannot be renewed. Connect it again.',
    );
  }
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: old,
    ...(clientSecret === '' && { client_id: clientId }),
  });
  const answer = await exchangeWithX(
    account,
    {
      method: 'POST',
      route: 'oauth2/token',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(clientSecret !== '' && { authorization: basic(clientId, clientSecret) }),
      },
      body: form.toString(),
    },
    options,
  );
  if (answer.status === 400 || answer.status === 401) {
    throw new ChannelError(
      'token_dead',
      'X does not renew this account’s token any more. Connect the account again.',
    );
  }
  const tokens = valueOf(answer, Tokens, options);
  const now = (options.now ?? Date.now)();
  return {
    credentials: {
      ...account.credentials,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? old,
    },
    ...(tokens.expires_in !== undefined && { expiresAt: now + tokens.expires_in * 1000 }),
  };
}

function basic(id: string, secret: string): string {
  const pair = [id, secret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
