import { z } from 'zod';
import {
  addRunningTime,
  openPeriods,
  type BusinessHours,
  type Pause,
} from '../../domain/business-hours.ts';
import { notFound } from '../../domain/errors.ts';
import { budgetMs, type Metric } from '../../domain/sla.ts';
import { newId } from '../../runtime/ids.ts';
import type { SlaPolicy as PolicyRow } from '../../prisma/client/client.ts';
import { atVersion, audited, jsonOf } from '../audit.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { iso, isoWhere } from '../reads/present.ts';
import { byId, instant, page, paging, priority } from '../schemas/common.ts';
import { configurationOf, NewSlaPolicy, SlaConfiguration, SlaPolicy } from '../schemas/sla.ts';
import { listById } from '../reads/by-id.ts';

const Preview = z.strictObject({
  policy: SlaConfiguration,
  openedAt: instant,
  priority: priority.default('medium'),
  pauses: z
    .array(z.strictObject({ from: instant, to: instant.optional() }))
    .max(1000)
    .default([]),
  weekFrom: instant.optional().meta({
    description: 'Ask also when the clock runs in the seven days from here, to be drawn.',
  }),
});

const Deadlines = z
  .object({
    firstResponseDueAt: instant.optional(),
    nextResponseDueAt: instant.optional(),
    resolutionDueAt: instant.optional(),
    openPeriods: z
      .array(z.object({ from: instant, to: instant }))
      .optional()
      .meta({ description: 'With weekFrom.' }),
  })
  .meta({ id: 'Deadlines', description: 'Absent where the clock never gets that far.' });

const tag = 'SLA';

export function slaOperations({ prisma }: Parts): Operation[] {
  return [
    operation({
      method: 'post',
      path: '/sla/preview',
      id: 'previewSla',
      summary: 'When a policy’s deadlines would be; pauses here stop every clock',
      tag,
      permission: 'sla.preview',
      body: Preview,
      answer: Deadlines,
      handle: ({ body }) => Promise.resolve({ body: deadlinesOf(body) }),
    }),
    operation({
      method: 'get',
      path: '/sla-policies',
      id: 'listSlaPolicies',
      summary: 'SLA policies',
      tag,
      permission: 'desk.read',
      query: z.strictObject(paging),
      answer: page(SlaPolicy),
      handle: async ({ query }) => ({
        body: await listById(query, (find) => prisma.slaPolicy.findMany(find), toPolicy),
      }),
    }),
    operation({
      method: 'post',
      path: '/sla-policies',
      id: 'createSlaPolicy',
      summary: 'Add an SLA policy',
      tag,
      permission: 'policies.manage',
      status: 201,
      body: NewSlaPolicy,
      answer: SlaPolicy,
      async handle({ body, caller }) {
        const policy = await audited(prisma, caller, 'sla_policy.created', async (tx) => {
          const config = jsonOf(configurationOf(body.config));
          const result = await tx.slaPolicy.create({
            data: { id: newId(), name: body.name, config },
          });
          return { target: result.id, data: body, result };
        });
        return { body: toPolicy(policy) };
      },
    }),
    operation({
      method: 'patch',
      path: '/sla-policies/{policyId}',
      id: 'changeSlaPolicy',
      summary: 'Change an SLA policy; conversations keep the one they began with',
      tag,
      permission: 'policies.manage',
      hasVersion: true,
      params: byId('policyId'),
      body: NewSlaPolicy.partial(),
      answer: SlaPolicy,
      async handle({ params: { policyId: id }, body, caller, ifMatch }) {
        const policy = await audited(prisma, caller, 'sla_policy.changed', async (tx) => {
          const before = await tx.slaPolicy.findUnique({ where: { id } });
          if (!before) throw notFound('SLA policy');
          await atVersion(ifMatch, before.version, (version) =>
            tx.slaPolicy.updateMany({
              where: { id, version },
              data: {
                version: version + 1,
                ...(body.name === undefined ? {} : { name: body.name }),
                ...(body.config ? { config: jsonOf(configurationOf(body.config)) } : {}),
              },
            }),
          );
          const result = await tx.slaPolicy.findUniqueOrThrow({ where: { id } });
          return { target: id, data: body, result };
        });
        return { body: toPolicy(policy), version: policy.version };
      },
    }),
  ];
}

const toPolicy = (row: PolicyRow): z.input<typeof SlaPolicy> => ({
  id: row.id,
  name: row.name,
  // Checked when it was written.
  config: row.config as z.input<typeof SlaConfiguration>,
  version: row.version,
  createdAt: iso(row.createdAt),
});

function deadlinesOf(asked: z.output<typeof Preview>): z.input<typeof Deadlines> {
  const policy = configurationOf(asked.policy);
  const calendar = policy.businessHoursOnly ? policy.businessHours : undefined;
  const pauses: Pause[] = asked.pauses.map(({ from, to }) => ({
    from: Date.parse(from),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  }));
  const dueAt = (metric: Metric): Date | null => {
    const budget = budgetMs(policy, metric, asked.priority);
    const at = budget && addRunningTime(Date.parse(asked.openedAt), budget, calendar, pauses);
    return at === undefined ? null : new Date(at);
  };
  return {
    ...isoWhere('firstResponseDueAt', dueAt('first_response')),
    ...isoWhere('nextResponseDueAt', dueAt('next_response')),
    ...isoWhere('resolutionDueAt', dueAt('resolution')),
    ...(asked.weekFrom === undefined ? {} : { openPeriods: weekOf(asked.weekFrom, calendar) }),
  };
}

const weekMs = 7 * 86_400_000;

function weekOf(weekFrom: string, calendar: BusinessHours | undefined) {
  const from = Date.parse(weekFrom);
  return openPeriods(from, from + weekMs, calendar).map((period) => ({
    from: iso(new Date(period.from)),
    to: iso(new Date(period.to)),
  }));
}
