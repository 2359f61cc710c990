import { randomBytes, randomInt } from 'node:crypto';
import { z } from 'zod';
import { telegramUpdates } from '../demo-accounts.ts';
import { pageFields } from '../facebook/subscriptions.ts';
import type { Account } from '../model.ts';
import { putAccount } from '../world.ts';
import type { World } from '../world.ts';
import { Problem } from './problem.ts';

export const NewAccount = z.strictObject({
  platform: z.enum(['facebook', 'telegram']),
  name: z.string().min(1).max(200),
  externalId: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .optional(),
  credentials: z.record(z.string(), z.string()).default({}),
  webhookSecrets: z.array(z.string().min(1)).default([]),
  humanAgentApproved: z.boolean().default(false),
  requireAppSecretProof: z.boolean().default(false),
  webhookUrl: z.url({ protocol: /^https?$/ }).optional(),
});

/** A further page or bot; ids and secrets that are not given are made up. */
export function addAccount(world: World, order: z.infer<typeof NewAccount>): Account {
  const { platform, name, humanAgentApproved, requireAppSecretProof, webhookUrl } = order;
  const externalId = order.externalId ?? String(randomInt(1_000_000_000, 9_999_999_999));
  if (world.account(platform, externalId) !== undefined) {
    throw new Problem(409, `there is a ${platform} account ${externalId} already`);
  }
  const credentials = { ...madeUp(platform, externalId), ...order.credentials };
  const appSecret = platform === 'facebook' ? credentials['appSecret'] : undefined;
  const webhookSecrets =
    order.webhookSecrets.length > 0 ? order.webhookSecrets : [appSecret ?? secret(16)];
  const account: Account = {
    platform,
    externalId,
    name,
    credentials,
    webhookSecrets,
    humanAgentApproved,
    requireAppSecretProof,
    appId: String(randomInt(1_000_000_000, 9_999_999_999)),
    webhook: {
      isOn: true,
      fields: platform === 'facebook' ? pageFields : telegramUpdates,
      maxConnections: 40,
      ...(webhookUrl !== undefined && { url: webhookUrl }),
      ...(platform === 'telegram' && { secretToken: webhookSecrets[0] ?? '' }),
    },
  };
  world.commit([putAccount(account)]);
  return account;
}

const secret = (bytes: number) => randomBytes(bytes).toString('hex');

const madeUp = (platform: Account['platform'], externalId: string): Record<string, string> =>
  platform === 'facebook'
    ? { pageAccessToken: `EAA${secret(20)}`, appSecret: secret(16), verifyToken: secret(8) }
    : { botToken: `${externalId}:AA${secret(16)}0` };
