/** A Page from its token to its webhooks. */
import { z } from 'zod';
import type { AccountLife } from '../channel.ts';
import { goodOf } from '../schema.ts';
import { cleanText } from '../text.ts';
import { callGraph } from './client.ts';
import { valueOf } from './errors.ts';

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

export const life: AccountLife = {
  async check(account, options) {
    const query = { fields: 'id,name' };
    const path = [account.externalId];
    const answer = await callGraph(account, { method: 'GET', path, query }, options);
    const { id, name } = valueOf(answer, Page, options);
    return { externalId: id, name: cleanText(name), lacking: [] };
  },
  /** Where the events go is the app's setting, made once in Meta's dashboard; that they go is the Page's. */
  async subscribe(account, _callbackUrl, options) {
    const path = [account.externalId, 'subscribed_apps'];
    const query = { subscribed_fields: fields.join(',') };
    valueOf(
      await callGraph(account, { method: 'POST', path, query }, options),
      z.object({}),
      options,
    );
  },
  async isSubscribed(account, _callbackUrl, options) {
    const path = [account.externalId, 'subscribed_apps'];
    const answer = await callGraph(account, { method: 'GET', path }, options);
    const { data } = valueOf(answer, Subscriptions, options);
    return data.some(({ subscribed_fields: subscribed }) => subscribed.includes('messages'));
  },
};
