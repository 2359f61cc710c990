import type { Answer } from '../answer.ts';
import type { Account } from '../model.ts';
import { putAccount } from '../world.ts';
import type { World } from '../world.ts';
import { GraphError } from '../meta/errors.ts';
import type { GraphRequest } from '../meta/request.ts';

export const pageFields = [
  'messages',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_edits',
  'message_reactions',
  'messaging_postbacks',
  'feed',
  'mention',
  'ratings',
];
/** Fields a page may subscribe to, though nothing of theirs happens here. */
const otherFields = ['messaging_referrals', 'messaging_optins', 'messaging_handovers', 'standby'];

export function subscribe(world: World, account: Account, request: GraphRequest): Answer {
  const given = request.value('subscribed_fields');
  const text = request.text('subscribed_fields') ?? '';
  const fields = Array.isArray(given) ? given.map(String) : text.split(',');
  const unknown = fields.find((it) => ![...pageFields, ...otherFields].includes(it));
  if (unknown !== undefined) {
    throw new GraphError(
      `(#100) Param subscribed_fields must be of known fields: "${unknown}"`,
      100,
    );
  }
  const { failingSince: _failingSince, ...webhook } = account.webhook;
  world.commit([putAccount({ ...account, webhook: { ...webhook, isOn: true, fields } })]);
  return { status: 200, body: { success: true } };
}

export function unsubscribe(world: World, account: Account): Answer {
  world.commit([putAccount({ ...account, webhook: { ...account.webhook, isOn: false } })]);
  return { status: 200, body: { success: true } };
}

export const subscriptions = ({ appId, webhook }: Account): Answer => ({
  status: 200,
  body: {
    data: webhook.isOn ? [{ id: appId, name: 'Careline', subscribed_fields: webhook.fields }] : [],
  },
});
