import { z } from 'zod';
import { AccountProblem } from './account-check.ts';
import { id, instant, name, platform, skill, skills, text } from './common.ts';

const secret = text(4096).trim().min(1);
const feature = z.enum(['messages', 'comments', 'reviews']);

const graphVersion = z
  .string()
  .regex(/^v\d{1,3}\.\d$/)
  .optional();

/** Credentials by each platform's own names. */
export const credentialsOf = {
  facebook: z.strictObject({
    pageAccessToken: secret,
    appSecret: secret,
    verifyToken: secret.optional(),
    graphVersion,
  }),
  instagram: z.strictObject({
    accessToken: secret.optional(),
    pageAccessToken: secret.optional(),
    pageId: secret.optional(),
    login: z.enum(['instagram', 'facebook']).optional(),
    appSecret: secret,
    verifyToken: secret.optional(),
    graphVersion,
  }),
  x: z.strictObject({
    accessToken: secret,
    consumerSecret: secret,
    bearerToken: secret.optional(),
    clientId: secret.optional(),
    clientSecret: secret.optional(),
    refreshToken: secret.optional(),
  }),
  linkedin: z.strictObject({
    accessToken: secret,
    clientSecret: secret,
    clientId: secret.optional(),
    refreshToken: secret.optional(),
    applicationId: secret.optional(),
    personId: secret.optional(),
    linkedinVersion: z
      .string()
      .regex(/^\d{6}$/)
      .optional(),
    signatureVariant: z.enum(['prefixed', 'body']).optional(),
  }),
  bluesky: z.strictObject({ identifier: secret, appPassword: secret }),
  telegram: z.strictObject({ botToken: secret }),
} as const;

const signedWith: Partial<Record<z.output<typeof platform>, string>> = {
  facebook: 'appSecret',
  instagram: 'appSecret',
  x: 'consumerSecret',
  linkedin: 'clientSecret',
};

/** The credential that signs an account's webhooks; undefined: one of its webhook secrets does. */
export const signingCredential = (account: { platform: string; relay: boolean }) =>
  account.relay ? undefined : signedWith[account.platform as keyof typeof signedWith];

/** Where to call instead of the platform itself: kept without a slash at its end. */
const baseUrl = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((value) => !/^https?:\/\/[^/]*@/.test(value), 'must not hold a user or password')
  .overwrite((value) => value.replace(/\/+$/, ''));

const secrets = {
  credentials: z.record(z.string().max(64), secret).meta({
    description:
      'By the platform’s own names (docs/platforms): facebook {pageAccessToken, appSecret, verifyToken}, instagram {accessToken, appSecret, verifyToken}, x {accessToken, consumerSecret, …}, linkedin {accessToken, clientSecret, …}, bluesky {identifier, appPassword}, telegram {botToken}.',
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
  markAsRead: z.boolean().optional().meta({
    description:
      'Customers see that their messages were read: when their agent opens or answers them.',
  }),
  assistEnabled: z.boolean().optional().meta({
    description: 'The assistant reads what comes in here, where the workspace has it switched on.',
  }),
};

export const NewAccount = z.strictObject({
  platform,
  externalId: text(200).trim().min(1),
  ...settings,
  credentials: secrets.credentials.default({}),
  webhookSecrets: secrets.webhookSecrets.default([]),
  check: z.boolean().default(true).meta({
    description:
      'Ask the platform first whose token it is and what it may do: what does not work is refused. Relayed accounts are not asked about.',
  }),
});

/** Credentials that are named are replaced, the others stay; webhookSecrets are replaced as a whole. */
export const AccountChange = z
  .strictObject({
    ...settings,
    ...secrets,
    status: z.enum(['active', 'paused']),
    rotation: z.enum(['begin', 'end']).meta({
      description:
        'begin: what signed webhooks so far stays good beside the new secret that is given; end: only the newest stays good.',
    }),
  })
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
    markAsRead: z.boolean(),
    assistEnabled: z.boolean(),
    status: z.enum(['active', 'paused', 'needs_attention']),
    credentialNames: z
      .array(z.string())
      .meta({ description: 'Which are set; never their values.' }),
    webhookSecretCount: z.int(),
    hasOldSecret: z.boolean().meta({ description: 'A rotation of its secret has not ended.' }),
    pace: z
      .object({ because: z.enum(['allowance', 'circuit']), until: instant })
      .optional()
      .meta({ description: 'Why nothing is sent just now, and until when; absent: it may be.' }),
    health: z
      .object({
        isWorking: z.boolean().optional(),
        isSubscribed: z.boolean().optional(),
        tokenExpiresAt: instant.optional(),
        problems: z.array(AccountProblem),
        checkedAt: instant.optional(),
        nextCheckAt: instant.optional(),
      })
      .optional()
      .meta({ description: 'As the platform said when it was last asked; absent: not yet.' }),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Account' });

export type AccountJson = z.output<typeof Account>;
