import { z } from 'zod';
import { id, instant, name, priority, text } from './common.ts';

export const crmKind = z.enum(['builtin', 'hubspot', 'salesforce', 'webhook']);

const item = z.object({ externalId: z.string(), title: z.string(), url: z.string().optional() });

export const CrmCard = z
  .object({
    externalId: z.string(),
    url: z.string().optional(),
    name: z.string().optional(),
    company: z.string().optional(),
    tier: z.string().optional(),
    owner: z
      .object({
        externalId: z.string(),
        name: z.string().optional(),
        email: z.string().optional(),
      })
      .optional(),
    deals: z.array(item.extend({ stage: z.string().optional(), amount: z.string().optional() })),
    cases: z.array(item.extend({ status: z.string().optional() })),
  })
  .meta({ id: 'CrmCard', description: 'As the CRM has it.' });

export const CrmContact = z
  .object({
    connection: z.object({ id, kind: crmKind, name: z.string() }),
    state: z.enum(['none', 'reading', 'ready', 'stale', 'unavailable']).meta({
      description:
        'none: not looked for yet; reading: for the first time; stale: the CRM is away, and the card is from before; ' +
        'unavailable: it is away, and there is no card.',
    }),
    card: CrmCard.optional(),
    asOf: instant.optional(),
    staleSince: instant.optional().meta({ description: 'The CRM has not been read since.' }),
    error: z.string().optional().meta({ description: 'What it said last.' }),
    waiting: z.int().meta({ description: 'How much is still to be told to it of this person.' }),
  })
  .meta({ id: 'CrmContact' });
export type CrmContactJson = z.output<typeof CrmContact>;

export const CrmTask = z
  .object({
    id,
    connectionId: id,
    state: z.enum(['waiting', 'done', 'refused']),
    title: z.string(),
    priority,
    externalId: z.string().optional(),
    url: z.string().optional(),
    error: z.string().optional(),
    createdAt: instant,
  })
  .meta({ id: 'CrmTask', description: 'A case that was asked for, and what became of it.' });
export type CrmTaskJson = z.output<typeof CrmTask>;

export const Crm = z
  .object({
    contacts: z.array(CrmContact).meta({ description: 'One for each CRM that takes part.' }),
    cases: z.array(CrmTask).meta({ description: 'Asked for in this conversation.' }),
  })
  .meta({ id: 'Crm' });
export type CrmJson = z.output<typeof Crm>;

export const NewCrmCase = z.strictObject({
  title: text(200).trim().min(1),
  description: text(5_000).trim().default(''),
  priority: priority.default('medium'),
  connectionId: id.optional(),
});

const credentials = z
  .record(z.string().regex(/^\w{1,50}$/), text(4_096).trim().min(1))
  .refine((it) => Object.keys(it).length <= 20, 'are too many');
const baseUrl = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .refine((it) => {
    const { username, password, hash } = new URL(it);
    return !username && !password && !hash;
  }, 'must be an address without a password or a fragment');
const fields = z
  .record(z.string().regex(/^[\w.-]{1,60}$/), z.string().regex(/^[\w.-]{1,100}$/))
  .refine((it) => Object.keys(it).length <= 200, 'are too many')
  .meta({
    description:
      'What is exchanged: the key of a customer field, or `email`, `phone` → the CRM’s name of it.',
  });

export const NewCrmConnection = z.strictObject({
  kind: z.enum(['hubspot', 'salesforce', 'webhook']),
  name,
  baseUrl: baseUrl.optional().meta({ description: 'Absent: the CRM’s own address.' }),
  credentials: credentials.default({}),
  fields: fields.default({}),
  check: z
    .boolean()
    .default(true)
    .meta({ description: 'Connected only once the CRM has said that it may be.' }),
});

export const CrmConnectionChange = z
  .strictObject({
    name,
    baseUrl: baseUrl.nullable(),
    credentials: credentials.meta({ description: 'Those that are named are replaced.' }),
    fields,
    isOn: z.boolean(),
  })
  .partial();

export const CrmConnection = z
  .object({
    id,
    kind: crmKind,
    name: z.string(),
    baseUrl: z.string().optional(),
    status: z.enum(['active', 'paused', 'needs_attention']),
    problem: z.string().optional(),
    checkedAt: instant.optional(),
    credentialNames: z.array(z.string()),
    fields: z.record(z.string(), z.string()),
    webhookUrl: z.string().meta({ description: 'Where the CRM tells of changes.' }),
    waiting: z.int().meta({ description: 'What it is still to be told.' }),
    waitingSince: instant.optional(),
    refused: z.int().meta({ description: 'What it refused in the last 30 days.' }),
    lastError: z.string().optional(),
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'CrmConnection' });
export type CrmConnectionJson = z.output<typeof CrmConnection>;

export const CrmKinds = z
  .object({
    data: z.array(
      z.object({
        kind: crmKind,
        required: z.array(z.string()).meta({ description: 'Names of credentials.' }),
        optional: z.array(z.string()),
        needsBaseUrl: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'CrmKinds' });
export type CrmKindsJson = z.output<typeof CrmKinds>;

export const CrmCheck = z
  .object({ isWorking: z.boolean(), problem: z.string().optional(), checkedAt: instant })
  .meta({ id: 'CrmCheck' });
export type CrmCheckJson = z.output<typeof CrmCheck>;
