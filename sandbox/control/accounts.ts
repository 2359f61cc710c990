import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { accountKinds } from '../accounts.ts';
import { platformNames } from '../model.ts';
import type { Account } from '../model.ts';
import { putAccount } from '../world.ts';
import type { World } from '../world.ts';
import { Problem } from './problem.ts';

export const NewAccount = z.strictObject({
  platform: z.enum(platformNames),
  name: z.string().min(1).max(200),
  externalId: z
    .string()
    .regex(/^[\w:.-]{1,64}$/)
    .optional(),
  credentials: z.record(z.string(), z.string()).default({}),
  webhookSecrets: z.array(z.string().min(1)).default([]),
  humanAgentApproved: z.boolean().default(false),
  requireAppSecretProof: z.boolean().default(false),
  /** Of Meta's permissions, those that its token is not given. */
  withheld: z.array(z.string().min(1)).default([]),
  webhookUrl: z.url({ protocol: /^https?$/ }).optional(),
});

/** A further account; ids and secrets that are not given are made up. */
export function addAccount(world: World, order: z.infer<typeof NewAccount>): Account {
  const { platform, name, humanAgentApproved, requireAppSecretProof, webhookUrl } = order;
  const kind = accountKinds[platform];
  const externalId = order.externalId ?? (kind.newExternalId ?? tenDigits)();
  if (world.account(platform, externalId) !== undefined) {
    throw new Problem(409, `there is a ${platform} account ${externalId} already`);
  }
  const credentials = { ...kind.madeUp(externalId), ...order.credentials };
  const webhookSecrets =
    order.webhookSecrets.length > 0 ? order.webhookSecrets : [kind.webhookSecret(credentials)];
  const account: Account = {
    platform,
    externalId,
    name,
    credentials,
    webhookSecrets,
    humanAgentApproved,
    requireAppSecretProof,
    ...(order.withheld.length > 0 && { withheld: order.withheld }),
    appId: tenDigits(),
    webhook: {
      isOn: true,
      fields: kind.demo.webhook.fields,
      maxConnections: 40,
      ...(webhookUrl !== undefined && { url: webhookUrl }),
      ...(kind.hasSecretToken === true && { secretToken: webhookSecrets[0] ?? '' }),
    },
  };
  world.commit([putAccount(account)]);
  return account;
}

const tenDigits = () => String(randomInt(1_000_000_000, 9_999_999_999));
