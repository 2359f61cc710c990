/** An organization from its token to its webhooks. */
import { z } from 'zod';
import type { AccountFinding, AccountLife, CallOptions, ChannelAccount } from '../channel.ts';
import { ChannelError } from '../outcome.ts';
import { goodOf, lenient } from '../schema.ts';
import { cleanText } from '../text.ts';
import { callLinkedIn, callOAuth, encoded, keyed } from './client.ts';
import { errorOfAnswer, isDone, valueOf } from './errors.ts';
import { notificationType, OrganizationId } from './payloads.ts';
import { bareId, organizationUrn, urnOf } from './urns.ts';

const Organization = z.object({ id: OrganizationId, localizedName: z.string() });
const Roles = z.object({ elements: goodOf(z.object({ organization: OrganizationId })) });
const Subscription = z.object({ webhook: z.string(), expiresAt: lenient(z.number()) });
const Introspection = z.object({ expires_at: z.number().positive() });
const Token = z.object({
  access_token: z.string().min(1),
  expires_in: lenient(z.number().positive()),
  refresh_token: lenient(z.string().min(1)),
});

export const life: AccountLife = {
  async check(account, options) {
    const path = `organizations/${encoded(bareId(account.externalId))}`;
    const answer = await callLinkedIn(account, { method: 'GET', path }, options);
    const { id, localizedName } = valueOf(answer, Organization, options);
    const tokenExpiresAt = await expiryOf(account, options);
    return {
      externalId: id,
      name: cleanText(localizedName),
      lacking: [...neverThere, ...(await lackingRole(account, id, options))],
      ...(tokenExpiresAt !== undefined && { tokenExpiresAt }),
    };
  },
  async subscribe(account, callbackUrl, options) {
    const call = { method: 'PUT', path: subscriptionPath(account) } as const;
    const answer = await callLinkedIn(
      account,
      { ...call, body: { webhook: callbackUrl } },
      options,
    );
    if (!isDone(answer)) throw errorOfAnswer(answer, (options.now ?? Date.now)());
  },
  /** A subscription ends with the grant, and with the member's role (Organization Social Action Notifications). */
  async isSubscribed(account, callbackUrl, options) {
    const call = { method: 'GET', path: subscriptionPath(account) } as const;
    const answer = await callLinkedIn(account, call, options);
    if (answer.status === 404) return false;
    const { webhook, expiresAt } = valueOf(answer, Subscription, options);
    const now = (options.now ?? Date.now)();
    return webhook === callbackUrl && (expiresAt === undefined || expiresAt > now);
  },
  /** The refresh token itself lives on as it was: after a year the member must agree again (Programmatic refresh tokens). */
  canRefresh: ({ refreshToken, clientId, clientSecret }) =>
    Boolean(refreshToken) && Boolean(clientId) && Boolean(clientSecret),
  async refreshToken(account, options) {
    const { refreshToken = '', clientId = '', clientSecret = '' } = account.credentials;
    if (refreshToken === '' || clientId === '' || clientSecret === '') {
      throw new ChannelError(
        'not_configured',
        'LinkedIn needs refreshToken, clientId and clientSecret to renew the token',
      );
    }
    const form = {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
      client_secret: clientSecret,
    };
    const answer = await callOAuth(account, 'accessToken', form, options);
    // OAuth: 400 with invalid_grant where the refresh token has run out or was revoked.
    if (answer.status === 400 || answer.status === 401) {
      throw new ChannelError('token_dead', 'LinkedIn does not renew the token: connect again');
    }
    const token = valueOf(answer, Token, options);
    const { access_token: accessToken, refresh_token: next = refreshToken, expires_in } = token;
    const expiresAt = expires_in && (options.now ?? Date.now)() + expires_in * 1000;
    return {
      credentials: { ...account.credentials, accessToken, refreshToken: next },
      ...(expiresAt !== undefined && { expiresAt }),
    };
  },
};

const neverThere: AccountFinding['lacking'] = [
  { feature: 'messages', reason: 'LinkedIn has no direct messages for apps.' },
  { feature: 'reviews', reason: 'LinkedIn has no reviews.' },
];

/** Webhooks and comments need an administrator's token (Organization Access Control). What cannot be told lacks nothing. */
async function lackingRole(
  account: ChannelAccount,
  organization: string,
  options: CallOptions,
): Promise<AccountFinding['lacking']> {
  const query = { q: 'roleAssignee', role: 'ADMINISTRATOR', state: 'APPROVED', count: '100' };
  const call = { method: 'GET', path: 'organizationAcls', query } as const;
  const answer = await callLinkedIn(account, call, options);
  const lacks = (reason: string) => [{ feature: 'comments' as const, reason }];
  if (answer.status === 403) {
    return lacks('The token lacks rw_organization_admin: connect again and agree to it.');
  }
  if (answer.status >= 400 && answer.status < 500) return [];
  const { elements } = valueOf(answer, Roles, options);
  return elements.some((role) => role.organization === organization)
    ? []
    : lacks('Whoever connected this Page is not an administrator of it on LinkedIn.');
}

/** Where the app's own credentials are known (Token introspection); seconds there. */
async function expiryOf(account: ChannelAccount, options: CallOptions) {
  const { clientId = '', clientSecret = '', accessToken = '' } = account.credentials;
  if (clientId === '' || clientSecret === '') return undefined;
  const form = { client_id: clientId, client_secret: clientSecret, token: accessToken };
  const { status, body } = await callOAuth(account, 'introspectToken', form, options);
  const told = status === 200 ? Introspection.safeParse(body).data : undefined;
  return told && told.expires_at * 1000;
}

function subscriptionPath({ externalId, credentials }: ChannelAccount): string {
  const { applicationId = '', personId = '' } = credentials;
  if (applicationId === '' || personId === '') {
    throw new ChannelError(
      'not_configured',
      'LinkedIn needs applicationId and personId for its notifications',
    );
  }
  const urns = {
    developerApplication: urnOf('developerApplication', applicationId),
    user: urnOf('person', personId),
    entity: organizationUrn(externalId),
    eventType: notificationType,
  };
  return `eventSubscriptions/${keyed(urns)}`;
}
