/**
 * Having X send an account's events: a webhook of the app, and what of the account goes there. X has two kinds of
 * subscriptions (docs.x.com: X Activity API, Account Activity API); the newer is tried first.
 */
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { isRecord } from '../json.ts';
import { ChannelError } from '../outcome.ts';
import { goodOf, lenient } from '../schema.ts';
import { valueOf } from './answers.ts';
import { callX, type Call, type XAnswer } from './client.ts';

/** What the desk reads. */
const needed = [
  'dm.received',
  'dm.sent',
  'dm.read',
  'post.mention.create',
  'post.reply.create',
  'post.quote.create',
  'post.create',
  'post.delete',
] as const;
/** Encrypted messages need scopes that not every app has; that somebody types is nice to know. */
const welcome = ['chat.received', 'chat.sent', 'dm.indicate_typing'] as const;
type Activity = (typeof needed)[number] | (typeof welcome)[number];

const Webhook = z.object({ id: z.string(), url: z.string(), valid: lenient(z.boolean()) });
type Webhook = z.infer<typeof Webhook>;
const Webhooks = z.object({ data: goodOf(Webhook).catch([]) });
const Validated = z.object({
  data: z.object({ id: lenient(z.string()), valid: lenient(z.boolean()) }),
});

const Subscription = z.object({
  subscription_id: z.string(),
  event_type: z.string(),
  filter: lenient(z.object({ user_id: lenient(z.string()) })),
  webhook_id: lenient(z.string()),
});
type Subscription = z.infer<typeof Subscription>;

/** Done twice harmlessly: what is there already is left alone. */
export async function subscribe(
  account: ChannelAccount,
  callbackUrl: string,
  options: CallOptions,
): Promise<void> {
  const call = (it: Call) => callX(withAppToken(account), it, options);
  const webhook = await validWebhook(call, callbackUrl, options);
  const mine = await subscriptionsOf(account, call, options);
  for (const activity of [...needed, ...welcome]) {
    const one = mine.find(({ event_type: type }) => type === activity);
    if (one?.webhook_id === webhook.id) continue;
    const answer = await call(one ? moved(one, webhook) : created(account, activity, webhook));
    if (isRefused(answer)) {
      if (activity === needed[0] && (await isAllSubscribed(call, 'POST', webhook, options))) return;
      if (welcome.some((name) => name === activity)) continue;
    }
    const body = valueOf(answer, z.unknown(), options);
    if (!subscriptionsIn(body).some(({ event_type: type }) => type === activity)) {
      throw new ChannelError('platform_failed', `X did not confirm ${activity}`);
    }
  }
}

/** Ours at that address: registered if need be, and asked to try us again where X has given up on it. */
async function validWebhook(call: CallOne, url: string, options: CallOptions): Promise<Webhook> {
  const known = await webhookAt(call, url, options);
  const body = { url };
  const path = ['webhooks', ...(known ? [known.id] : [])];
  if (known && known.valid !== false) return known;
  const answer = await call({
    method: known ? 'PUT' : 'POST',
    path,
    as: 'app',
    ...(!known && { body }),
  });
  const { data } = valueOf(answer, Validated, options);
  const id = known?.id ?? data.id;
  if (id !== undefined && data.valid !== false) return { id, url };
  throw new ChannelError(
    'platform_failed',
    'X did not accept the answer to its challenge. Check that the consumer secret is the app’s.',
  );
}

type CallOne = (call: Call) => Promise<XAnswer>;

const moved = ({ subscription_id: id }: Subscription, { id: webhook_id }: Webhook): Call => ({
  ...{ method: 'PUT', path: ['activity', 'subscriptions', id], as: 'app', body: { webhook_id } },
});

/** Private activities need the account's own token. */
const created = (
  { externalId }: ChannelAccount,
  event_type: Activity,
  { id: webhook_id }: Webhook,
): Call => ({
  method: 'POST',
  path: ['activity', 'subscriptions'],
  body: { event_type, filter: { user_id: externalId }, tag: 'careline', webhook_id },
});

const isRefused = ({ status }: XAnswer): boolean => [400, 403, 404].includes(status);

/** The older way: everything of the account at once. False: the app has no access to it either. */
async function isAllSubscribed(
  call: CallOne,
  method: 'GET' | 'POST',
  webhook: Webhook,
  options: CallOptions,
): Promise<boolean> {
  const path = ['account_activity', 'webhooks', webhook.id, 'subscriptions', 'all'];
  const answer = await call({ method, path });
  return !isRefused(answer) && valueOf(answer, AllSubscribed, options).data.subscribed;
}

const AllSubscribed = z.object({ data: z.object({ subscribed: z.boolean() }) });

/** Does X still send what customers write? */
export async function isSubscribed(
  account: ChannelAccount,
  callbackUrl: string,
  options: CallOptions,
): Promise<boolean> {
  const call = (it: Call) => callX(withAppToken(account), it, options);
  const webhook = await webhookAt(call, callbackUrl, options);
  if (!webhook || webhook.valid === false) return false;
  const mine = await subscriptionsOf(account, call, options);
  const arriving = mine.filter(({ webhook_id: id }) => id === webhook.id);
  if (needed.every((name) => arriving.some(({ event_type: type }) => type === name))) return true;
  return isAllSubscribed(call, 'GET', webhook, options);
}

/** Webhooks belong to the app, so its own token is needed. */
function withAppToken(account: ChannelAccount): ChannelAccount {
  if (account.credentials.bearerToken) return account;
  throw new ChannelError(
    'not_configured',
    'X sends events only to apps that register with their own bearer token. Add it to this account.',
  );
}

async function webhookAt(
  call: CallOne,
  url: string,
  options: CallOptions,
): Promise<Webhook | undefined> {
  const answer = await call({ method: 'GET', path: ['webhooks'], as: 'app' });
  return valueOf(answer, Webhooks, options).data.find((webhook) => webhook.url === url);
}

const Meta = z.object({ meta: z.object({ next_token: z.string() }) });
const maxPages = 20;

/** The account's, among all of the app. None where the app has no access to activities. */
async function subscriptionsOf(
  { externalId }: ChannelAccount,
  call: CallOne,
  options: CallOptions,
): Promise<Subscription[]> {
  const all: Subscription[] = [];
  let query = {};
  for (let page = 0; page < maxPages; page += 1) {
    const path = ['activity', 'subscriptions'];
    const answer = await call({ method: 'GET', path, query, as: 'app' });
    if (isRefused(answer)) return [];
    all.push(...subscriptionsIn(valueOf(answer, z.unknown(), options)));
    const next = Meta.safeParse(answer.body).data?.meta.next_token;
    if (next === undefined) break;
    query = { pagination_token: next };
  }
  return all.filter(({ filter }) => filter?.user_id === externalId);
}

/** X's own sources nest them in three ways: a list, one, or one within `subscription`. */
function subscriptionsIn(body: unknown): Subscription[] {
  const data = isRecord(body) ? body.data : undefined;
  const nested = isRecord(data) ? (data.subscriptions ?? data.subscription ?? data) : data;
  return goodOf(Subscription).parse(Array.isArray(nested) ? nested : [nested]);
}
