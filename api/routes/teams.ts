import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import type { Team as TeamRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { audited } from '../audit.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listById } from '../reads/by-id.ts';
import { iso, present } from '../reads/present.ts';
import { requireReferences } from '../references.ts';
import { byId, id, instant, name, page, paging, strategy } from '../schemas/common.ts';

const Team = z
  .object({
    id,
    name: z.string(),
    routingStrategy: strategy,
    slaPolicyId: id.optional(),
    relaxAfterSeconds: z.int(),
    createdAt: instant,
  })
  .meta({ id: 'Team' });

const fields = {
  name,
  slaPolicyId: id.nullable().optional(),
  routingStrategy: strategy.optional(),
  relaxAfterSeconds: z.int().min(1).max(86_400).optional().meta({
    description: 'Nobody with the skills for so long: the requirement relaxes to the team.',
  }),
};

const tag = 'Teams and agents';

export function teamOperations({ prisma }: Parts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/teams',
      id: 'listTeams',
      summary: 'Teams',
      tag,
      permission: 'desk.read',
      query: z.strictObject(paging),
      answer: page(Team),
      handle: async ({ query }) => ({
        body: await listById(query, (find) => prisma.team.findMany(find), toTeam),
      }),
    }),
    operation({
      method: 'post',
      path: '/teams',
      id: 'createTeam',
      summary: 'Add a team',
      tag,
      permission: 'teams.manage',
      status: 201,
      body: z.strictObject(fields),
      answer: Team,
      async handle({ body, caller }) {
        const team = await audited(prisma, caller, 'team.created', async (tx) => {
          await requireReferences(tx, body);
          const result = await tx.team.create({ data: { id: newId(), ...dense(body) } });
          return { target: result.id, data: body, result };
        });
        return { body: toTeam(team) };
      },
    }),
    operation({
      method: 'patch',
      path: '/teams/{teamId}',
      id: 'changeTeam',
      summary: 'Change a team',
      tag,
      permission: 'teams.manage',
      params: byId('teamId'),
      body: z.strictObject(fields).partial(),
      answer: Team,
      async handle({ params: { teamId }, body, caller }) {
        const team = await audited(prisma, caller, 'team.changed', async (tx) => {
          if (!(await tx.team.findUnique({ where: { id: teamId } }))) throw notFound('team');
          await requireReferences(tx, body);
          const result = await tx.team.update({ where: { id: teamId }, data: dense(body) });
          return { target: teamId, data: body, result };
        });
        return { body: toTeam(team) };
      },
    }),
  ];
}

const toTeam = (row: TeamRow): z.input<typeof Team> => ({
  id: row.id,
  name: row.name,
  routingStrategy: row.routingStrategy as z.output<typeof strategy>,
  ...present('slaPolicyId', row.slaPolicyId),
  relaxAfterSeconds: row.relaxAfterSeconds,
  createdAt: iso(row.createdAt),
});
