import type { Answer } from '../answer.ts';
import { GraphError } from '../meta/errors.ts';
import type { GraphRequest } from '../meta/request.ts';
import { ok, success } from '../meta/route.ts';
import type { Account } from '../model.ts';
import { putAccount } from '../world.ts';
import type { World } from '../world.ts';
import { loginOf } from './login.ts';

/** What happens here. */
export const accountFields = [
  'messages',
  'message_edit',
  'message_reactions',
  'messaging_postbacks',
  'messaging_seen',
  'comments',
  'live_comments',
  'mentions',
];
/** Fields an account may subscribe to, though nothing of theirs happens here. */
const otherFields = ['messaging_referral', 'messaging_handover', 'standby', 'story_insights'];
/** A page's own; with any of them, Instagram's events come as the app is set up for, which is: all. */
const pageFields = [
  'feed',
  'messages',
  'message_deliveries',
  'message_echoes',
  'message_edits',
  'message_reads',
  'message_reactions',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_handovers',
  'standby',
];

export function subscribe(world: World, account: Account, request: GraphRequest): Answer {
  const given = request.value('subscribed_fields');
  const text = request.text('subscribed_fields') ?? '';
  const fields = Array.isArray(given) ? given.map(String) : text.split(',');
  const isPage = loginOf(account) === 'facebook';
  const known = isPage ? pageFields : [...accountFields, ...otherFields];
  const unknown = fields.find((it) => !known.includes(it));
  if (unknown !== undefined) {
    throw new GraphError(
      `(#100) Param subscribed_fields must be of known fields: "${unknown}"`,
      100,
    );
  }
  const { failingSince: _failingSince, ...webhook } = account.webhook;
  const all = isPage ? [...new Set([...fields, ...accountFields])] : fields;
  world.commit([putAccount({ ...account, webhook: { ...webhook, isOn: true, fields: all } })]);
  return success;
}

export function unsubscribe(world: World, account: Account): Answer {
  world.commit([putAccount({ ...account, webhook: { ...account.webhook, isOn: false } })]);
  return success;
}

export function subscriptions(account: Account): Answer {
  const { appId, webhook } = account;
  const fields =
    loginOf(account) === 'facebook'
      ? webhook.fields.filter((it) => pageFields.includes(it))
      : webhook.fields;
  const data = webhook.isOn ? [{ id: appId, name: 'Careline', subscribed_fields: fields }] : [];
  return ok({ data });
}
