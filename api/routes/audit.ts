import { z } from 'zod';
import { decodeCursor, encodeCursor, pageOf } from '../cursor.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { iso } from '../reads/present.ts';
import { instant, page, paging, text } from '../schemas/common.ts';

const AuditEntry = z
  .object({
    id: z.int(),
    actor: z.object({ type: z.string(), id: z.string().optional() }),
    action: z.string(),
    target: z.string(),
    data: z.looseObject({}),
    at: instant,
  })
  .meta({ id: 'AuditEntry' });

const Filters = z.strictObject({
  action: text(100).optional(),
  target: text(200).optional(),
  actor: text(200).optional().meta({
    description: 'An agent’s id, or `token:` and the id of a token that is nobody’s.',
  }),
  from: instant.optional(),
  to: instant.optional().meta({ description: 'The first instant that is not among them.' }),
  ...paging,
});

export function auditOperations({ prisma }: Parts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/audit',
      id: 'listAudit',
      summary: 'Who changed what outside conversations, the newest first',
      tag: 'Desk',
      permission: 'audit.read',
      query: Filters,
      answer: page(AuditEntry),
      async handle({ query: { action, target, actor, from, to, cursor, limit } }) {
        const after = decodeCursor('audit', cursor);
        const rows = await prisma.audit.findMany({
          where: {
            ...(action === undefined ? {} : { action }),
            ...(target === undefined ? {} : { target }),
            ...(actor === undefined ? {} : { actor: { path: ['id'], equals: actor } }),
            at: dense({
              gte: from === undefined ? undefined : new Date(from),
              lt: to === undefined ? undefined : new Date(to),
            }),
            ...(after ? { id: { lt: BigInt(after.id) } } : {}),
          },
          orderBy: { id: 'desc' },
          take: limit + 1,
        });
        return {
          body: pageOf(
            rows,
            limit,
            (row) => ({
              id: Number(row.id),
              actor: row.actor as z.input<typeof AuditEntry>['actor'],
              action: row.action,
              target: row.target,
              data: row.data as Record<string, unknown>,
              at: iso(row.at),
            }),
            (row) => encodeCursor('audit', '', String(row.id)),
          ),
        };
      },
    }),
  ];
}
