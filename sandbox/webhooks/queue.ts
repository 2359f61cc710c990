import { accountKinds } from '../accounts.ts';
import type { WebhookDraft } from '../platform.ts';
import type { Account, Chat, WebhookEvent } from '../model.ts';
import type { World, WorldChange } from '../world.ts';

/** The change that queues a draft, and its event; nothing where the account has not asked for such events. */
export function queueWebhook(
  world: World,
  account: Account,
  { customer }: Pick<Chat, 'customer'>,
  draft: WebhookDraft | undefined,
): { changes: WorldChange[]; event?: WebhookEvent } {
  const kept = draft?.kept === undefined ? [] : [draft.kept];
  if (draft === undefined || !wants(account, draft.field)) return { changes: kept };
  const seq = world.nextNumber('webhook');
  const event: WebhookEvent = {
    seq,
    eventKey: `${account.platform}/${account.externalId}/${draft.kind}/${draft.key}`,
    platform: account.platform,
    account: account.externalId,
    customer,
    kind: draft.kind,
    sentAt: draft.sentAt,
    ...(draft.text !== undefined && { text: draft.text }),
    ...(draft.platformMessageId !== undefined && { platformMessageId: draft.platformMessageId }),
    payload: draft.payload,
  };
  return { changes: [...kept, ['webhooks', webhookKey(seq), event]], event };
}

export const webhookKey = (seq: number) => String(seq).padStart(12, '0');

const wants = ({ platform, webhook }: Account, field: string) =>
  (webhook.isOn || accountKinds[platform].keepsUnsent === true) && webhook.fields.includes(field);
