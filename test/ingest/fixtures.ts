/** Two Pages and a bot, and webhooks signed as their platforms sign them. */
import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import type { WebhookRequest } from '../../channels/channel.ts';
import { newId } from '../../runtime/ids.ts';
import { seal } from '../../runtime/secrets.ts';

export const secretKeys = [Buffer.alloc(32, 7)];

export async function addAccount(
  pool: Pool,
  account: {
    platform: string;
    externalId: string;
    credentials?: Record<string, string>;
    webhookSecrets?: string[];
    relay?: boolean;
    features?: string[];
  },
): Promise<string> {
  const id = newId();
  const { credentials = {}, webhookSecrets = [] } = account;
  await pool.query(
    `insert into accounts (id, platform, name, external_id, secrets, relay, features)
     values ($1, $2, $3, $3, $4, $5, $6)`,
    [
      id,
      account.platform,
      account.externalId,
      seal(secretKeys, { credentials, webhookSecrets }),
      account.relay ?? false,
      account.features ?? ['messages', 'comments', 'reviews'],
    ],
  );
  return id;
}

export const said = (
  page: string,
  customer: string,
  mid: string,
  text = 'Where is my parcel?',
) => ({
  id: page,
  time: 1_700_000_000_000,
  messaging: [
    {
      sender: { id: customer },
      recipient: { id: page },
      timestamp: 1_700_000_000_000,
      message: { mid, text },
    },
  ],
});

export const pageBody = (...entry: unknown[]): Buffer =>
  Buffer.from(JSON.stringify({ object: 'page', entry }));

export const hmac = (secret: string, body: Buffer): string =>
  createHmac('sha256', secret).update(body).digest('hex');

export const request = (
  rawBody: Buffer,
  headers: Record<string, string> = {},
  query: Record<string, string> = {},
): WebhookRequest => ({ headers, query, rawBody });

export const signedBy = (secret: string, rawBody: Buffer): WebhookRequest =>
  request(rawBody, { 'x-hub-signature-256': `sha256=${hmac(secret, rawBody)}` });

export const fromTelegram = (secret: string, update: unknown, account?: string): WebhookRequest =>
  request(
    Buffer.from(JSON.stringify(update)),
    { 'x-telegram-bot-api-secret-token': secret },
    account === undefined ? {} : { account },
  );

export const update = (updateId: number, chat: number, text: string) => ({
  update_id: updateId,
  message: {
    message_id: updateId,
    date: 1_700_000_000,
    chat: { id: chat, type: 'private', first_name: 'Ada' },
    from: { id: chat, is_bot: false, first_name: 'Ada' },
    text,
  },
});
