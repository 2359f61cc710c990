import { z } from 'zod';
import { settingsFrom, type Settings } from '../../domain/settings.ts';
import { CareError } from '../../domain/errors.ts';
import { audited, jsonOf } from '../audit.ts';
import { announceRevoked } from '../identity/revoke.ts';
import { dense } from '../dense.ts';
import { requireVersion } from '../etag.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { requireReferences } from '../references.ts';
import { id, language, name, platform, priority, strategy, text } from '../schemas/common.ts';
import { articleLanguage } from '../schemas/knowledge.ts';
import { SlaConfiguration } from '../schemas/sla.ts';

const handling = z.enum(['automatic', 'proposal', 'off']);

const mostTokens = z.int().min(0).max(1_000_000_000);
const mostCost = z.number().min(0).max(1_000_000);
const assistFields = {
  tags: handling,
  priority: handling,
  skills: handling.meta({
    description:
      'automatic: they count before the first routing; they are never asked for against a rule’s.',
  }),
  suggestions: z.boolean(),
  voice: text(1_000).meta({ description: 'How the brand speaks, in words for a model.' }),
  teamLanguage: language.meta({ description: 'Of summaries.' }),
  allowedHosts: z
    .array(
      z
        .string()
        .max(253)
        .regex(
          /^(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+$/,
          'must be a host like shop.example or *.shop.example',
        ),
    )
    .max(100)
    .meta({
      description: 'Where what a model writes may link to, beside where the library links to.',
    }),
  answerLabels: z
    .record(articleLanguage, text(200).trim().min(1))
    .refine((labels) => Object.keys(labels).length <= 50, 'are too many')
    .meta({
      description: 'What an automatic answer says of itself, by language; where absent: a default.',
    }),
  budget: z
    .strictObject({
      tokensPerConversation: mostTokens,
      tokensPerDay: mostTokens,
      costPerConversation: mostCost.optional(),
      costPerDay: mostCost.optional(),
    })
    .meta({
      description:
        'Of a language model; a day is one of UTC. Beyond it the assistant goes by search.',
    }),
};

const fields = {
  workspaceName: name,
  platforms: z.array(platform).max(6),
  routingStrategy: strategy,
  slaDefaults: SlaConfiguration,
  aiAssistEnabled: z.boolean(),
  assist: z.strictObject(assistFields),
  crm: z.strictObject({
    tiers: z
      .record(
        text(100).trim().min(1),
        z.strictObject({ slaPolicyId: id.optional(), priority: priority.optional() }),
      )
      .refine((tiers) => Object.keys(tiers).length <= 50, 'are too many')
      .meta({ description: 'What customers of a tier are promised, by its name in the CRM.' }),
    ownerFirst: z.boolean().meta({
      description:
        'A new conversation goes to the customer’s owner first, where that agent may take it.',
    }),
  }),
  botAnswersCount: z.boolean().meta({
    description: 'An automatic answer meets the response clocks, as a person’s does.',
  }),
  teamVisibility: z.enum(['all', 'own_team']).meta({
    description: 'own_team: viewers and agents see what is of their team, of none, or their own.',
  }),
  replyHoldAfterMinutes: z.int().min(1).max(10_080).optional(),
  reopenWindowHours: z.int().min(0).max(8760).optional(),
};

const SettingsView = z
  .object({
    ...fields,
    webhookEndpoint: z.string().meta({ description: 'Where platforms send to; from PUBLIC_URL.' }),
    version: z.int(),
  })
  .meta({ id: 'Settings' });

const tag = 'Desk';

export function settingsOperations({ prisma, config }: Parts): Operation[] {
  const shown = (data: unknown, version: number): z.input<typeof SettingsView> => ({
    ...(settingsFrom(data) as Settings & { platforms: z.output<typeof platform>[] }),
    webhookEndpoint: `${config.publicUrl}/webhooks`,
    version,
  });
  return [
    operation({
      method: 'get',
      path: '/settings',
      id: 'getSettings',
      summary: 'What holds for the whole desk',
      tag,
      permission: 'desk.read',
      hasVersion: true,
      answer: SettingsView,
      async handle() {
        const row = await prisma.settings.findUnique({ where: { id: 1 } });
        const version = row?.version ?? 0;
        return { body: shown(row?.data, version), version };
      },
    }),
    operation({
      method: 'patch',
      path: '/settings',
      id: 'changeSettings',
      summary: 'Change settings; webhookEndpoint follows PUBLIC_URL and cannot be changed',
      tag,
      permission: 'settings.manage',
      hasVersion: true,
      body: z.strictObject({ ...fields, assist: z.strictObject(assistFields).partial() }).partial(),
      answer: SettingsView,
      async handle({ body, caller, ifMatch }) {
        const row = await audited(prisma, caller, 'settings.changed', async (tx) => {
          const before = await tx.settings.findUnique({ where: { id: 1 } });
          requireVersion(ifMatch, before?.version ?? 0);
          for (const [tier, { slaPolicyId }] of Object.entries(body.crm?.tiers ?? {})) {
            await requireReferences(tx, { slaPolicyId }, `crm.tiers.${tier}.`);
          }
          const stored = settingsFrom(before?.data);
          const assist = { ...stored.assist, ...(body.assist && dense(body.assist)) };
          const data = jsonOf({ ...stored, ...dense(body), assist });
          const written = before
            ? await tx.settings.updateMany({
                where: { id: 1, version: before.version },
                data: { data, version: before.version + 1, updatedAt: new Date() },
              })
            : await tx.settings.createMany({ data: [{ id: 1, data }], skipDuplicates: true });
          if (written.count === 0) {
            throw new CareError('version_mismatch', 'They were changed at the same moment.');
          }
          if (body.teamVisibility !== undefined) await announceRevoked(tx, '*');
          const result = await tx.settings.findUniqueOrThrow({ where: { id: 1 } });
          return { target: 'settings', data: body, result };
        });
        return { body: shown(row.data, row.version), version: row.version };
      },
    }),
  ];
}
