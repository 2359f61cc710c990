/** An account from its token to its webhooks, by either of Meta's logins. */
import { z } from 'zod';
import type { AccountFinding, AccountLife, CallOptions, ChannelAccount } from '../channel.ts';
import { valueOf } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { ChannelError } from '../outcome.ts';
import { goodOf, lenient } from '../schema.ts';
import { cleanText } from '../text.ts';
import { ask, lackingOf } from './permissions.ts';
import { loginOf, ownerOf, room } from './room.ts';

const Id = z.union([z.string().min(1), z.int().transform(String)]);
const Named = z.object({ username: lenient(z.string()), name: lenient(z.string()) });
const Own = Named.extend({ user_id: Id });
/** Meta's documentation shows it in a list, its answers without. */
const Me = z.union([Own, z.object({ data: z.tuple([Own]) }).transform(({ data }) => data[0])]);
const Page = z.object({ instagram_business_account: lenient(Named.extend({ id: Id })) });

/** What the desk reads of an account's own webhooks. */
const accountFields = [
  'messages',
  'message_edit',
  'message_reactions',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
  'messaging_handover',
  'standby',
  'comments',
  'live_comments',
  'mentions',
] as const;

/** Of the Page's; which of Instagram's events are sent is then the app's setting, made once in Meta's dashboard. */
const pageFields = [
  'messages',
  'message_reactions',
  'message_reads',
  'messaging_postbacks',
  'messaging_handovers',
  'standby',
] as const;

export const life: AccountLife = {
  async check(account, options) {
    const { externalId, name } = await identityOf(account, options);
    const lacking = [...(await lackingOf(account, externalId, options)), ...neverThere];
    return { externalId, name: cleanText(name), lacking };
  },
  /** What a Page is subscribed to already stays: it may be connected as a Page besides. */
  async subscribe(account, _callbackUrl, options) {
    const ofPage = loginOf(account) === 'facebook';
    const fields = ofPage
      ? new Set([...(await subscribedFields(account, options)), ...pageFields])
      : accountFields;
    const query = { subscribed_fields: [...fields].join(',') };
    const path = [ownerOf(account), 'subscribed_apps'];
    const answer = await callGraph(room, account, { method: 'POST', path, query }, options);
    valueOf(room, answer, z.object({}), options);
  },
  async isSubscribed(account, _callbackUrl, options) {
    return (await subscribedFields(account, options)).includes('messages');
  },
  refreshToken,
};

const neverThere: AccountFinding['lacking'] = [
  { feature: 'reviews', reason: 'Instagram has no reviews.' },
];

async function identityOf(account: ChannelAccount, options: CallOptions) {
  if (loginOf(account) === 'instagram') {
    const me = await ask(account, ['me'], { fields: 'user_id,username,name' }, options);
    const { user_id: externalId, name, username } = valueOf(room, me, Me, options);
    return { externalId, name: name ?? username ?? externalId };
  }
  const fields = 'instagram_business_account{id,username,name}';
  const page = await ask(account, [ownerOf(account)], { fields }, options);
  const { instagram_business_account: linked } = valueOf(room, page, Page, options);
  if (!linked) {
    throw new ChannelError(
      'not_configured',
      'No Instagram account is linked to this Page. Link them in the Page’s settings.',
    );
  }
  const { id: externalId, name, username } = linked;
  return { externalId, name: name ?? username ?? externalId };
}

const Subscriptions = z.object({
  data: goodOf(z.object({ subscribed_fields: z.array(z.string()).catch([]) })),
});

async function subscribedFields(account: ChannelAccount, options: CallOptions) {
  const answer = await ask(account, [ownerOf(account), 'subscribed_apps'], {}, options);
  const { data } = valueOf(room, answer, Subscriptions, options);
  return data.flatMap(({ subscribed_fields: subscribed }) => subscribed);
}

const Renewed = z.object({
  access_token: z.string().min(1),
  expires_in: lenient(z.number().positive()),
});

/**
 * An Instagram Login token lives 60 days from its making or last renewal, and is renewed from its second day on:
 * a younger one, or one that has run out, Instagram refuses. A Page's token does not run out.
 */
async function refreshToken(account: ChannelAccount, options: CallOptions) {
  const { credentials } = account;
  if (loginOf(account) === 'facebook') return { credentials };
  const query = { grant_type: 'ig_refresh_token', access_token: credentials.accessToken ?? '' };
  const call = { path: ['refresh_access_token'], query, isUnversioned: true };
  const answer = await callGraph(room, account, { method: 'GET', ...call }, options);
  const renewed = valueOf(room, answer, Renewed, options);
  const expiresIn = renewed.expires_in;
  const now = (options.now ?? Date.now)();
  return {
    credentials: { ...credentials, accessToken: renewed.access_token },
    ...(expiresIn !== undefined && { expiresAt: now + expiresIn * 1000 }),
  };
}
