import { z } from 'zod';
import { id, instant, name, platform, skill, skills, text } from './common.ts';

const secret = text(4096).trim().min(1);
const feature = z.enum(['messages', 'comments', 'reviews']);

/** Credentials by each platform's own names. */
export const credentialsOf = {
  facebook: z.strictObject({
    pageAccessToken: secret,
    appSecret: secret,
    verifyToken: secret.optional(),
  }),
  telegram: z.strictObject({ botToken: secret }),
} as const;

/** Where to call instead of the platform itself: kept without a slash at its end. */
const baseUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((value) => !/^https?:\/\/[^/]*@/.test(value), 'must not hold a user or password')
  .overwrite((value) => value.replace(/\/+$/, ''));

const secrets = {
  credentials: z.record(z.string().max(64), secret).meta({
    description:
      'By the platform’s own names: facebook {pageAccessToken, appSecret, verifyToken}, telegram {botToken}.',
  }),
  webhookSecrets: z.array(secret).max(5),
};

const settings = {
  name,
  baseUrl: baseUrl.nullable().optional(),
  relay: z.boolean().optional(),
  features: z.array(feature).max(3).optional(),
  teamId: id.nullable().optional(),
  slaPolicyId: id.nullable().optional(),
  skills: skills.optional(),
  humanAgentApproved: z.boolean().optional(),
};

export const NewAccount = z.strictObject({
  platform,
  externalId: text(200).trim().min(1),
  ...settings,
  credentials: secrets.credentials.default({}),
  webhookSecrets: secrets.webhookSecrets.default([]),
});

/** Credentials that are named are replaced, the others stay; webhookSecrets are replaced as a whole. */
export const AccountChange = z
  .strictObject({ ...settings, ...secrets, status: z.enum(['active', 'paused']) })
  .partial();

export const Account = z
  .object({
    id,
    platform,
    name: z.string(),
    externalId: z.string(),
    baseUrl: z.string().optional(),
    relay: z.boolean(),
    features: z.array(feature),
    teamId: id.optional(),
    slaPolicyId: id.optional(),
    skills: z.array(skill),
    humanAgentApproved: z.boolean(),
    status: z.enum(['active', 'paused', 'needs_attention']),
    credentialNames: z
      .array(z.string())
      .meta({ description: 'Which are set; never their values.' }),
    webhookSecretCount: z.int(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Account' });

export type AccountJson = z.output<typeof Account>;
