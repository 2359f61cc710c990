/** A Page from its token to its webhooks. */
import { z } from 'zod';
import type { AccountLife, CallOptions, ChannelAccount } from '../channel.ts';
import { goodOf } from '../schema.ts';
import { cleanText } from '../text.ts';
import { callGraph } from '../meta/graph.ts';
import { isGone, valueOf } from '../meta/answers.ts';
import { room } from './room.ts';

/** What the desk reads (Messenger Platform and Page webhooks). */
const fields = [
  'messages',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_edits',
  'message_reactions',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_handovers',
  'standby',
  'feed',
  'mention',
  'ratings',
] as const;

const Page = z.object({ id: z.string(), name: z.string() });
const Subscriptions = z.object({
  data: goodOf(z.object({ subscribed_fields: z.array(z.string()).catch([]) })),
});

/** What each feature needs (docs: Messenger Platform and Pages API, permissions). */
const needs = {
  messages: ['pages_messaging', 'pages_manage_metadata'],
  comments: ['pages_read_engagement', 'pages_read_user_content', 'pages_manage_engagement'],
  reviews: ['pages_read_user_content'],
} as const;

const Permissions = z.object({
  data: goodOf(z.object({ permission: z.string(), status: z.string() })),
});

async function lackingOf(account: ChannelAccount, options: CallOptions) {
  const answer = await callGraph(
    room,
    account,
    { method: 'GET', path: ['me', 'permissions'] },
    options,
  );
  // A Page's own token has no such list: then the first call that is refused tells.
  if (isGone(answer)) return [];
  const { data } = valueOf(room, answer, Permissions, options);
  const granted = new Set(data.flatMap((it) => (it.status === 'granted' ? it.permission : [])));
  return (['messages', 'comments', 'reviews'] as const).flatMap((feature) => {
    const missing = needs[feature].filter((permission) => !granted.has(permission));
    return missing.length === 0
      ? []
      : [{ feature, reason: `The token lacks ${missing.join(', ')}.` }];
  });
}

export const life: AccountLife = {
  async check(account, options) {
    const query = { fields: 'id,name' };
    const path = [account.externalId];
    const answer = await callGraph(room, account, { method: 'GET', path, query }, options);
    const { id, name } = valueOf(room, answer, Page, options);
    return { externalId: id, name: cleanText(name), lacking: await lackingOf(account, options) };
  },
  /** Where the events go is the app's setting, made once in Meta's dashboard; that they go is the Page's. */
  async subscribe(account, _callbackUrl, options) {
    const path = [account.externalId, 'subscribed_apps'];
    const query = { subscribed_fields: fields.join(',') };
    valueOf(
      room,
      await callGraph(room, account, { method: 'POST', path, query }, options),
      z.object({}),
      options,
    );
  },
  async isSubscribed(account, _callbackUrl, options) {
    const path = [account.externalId, 'subscribed_apps'];
    const answer = await callGraph(room, account, { method: 'GET', path }, options);
    const { data } = valueOf(room, answer, Subscriptions, options);
    return data.some(({ subscribed_fields: subscribed }) => subscribed.includes('messages'));
  },
};
