import { z } from 'zod';
import { CareError, notFound } from '../../domain/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { atVersion, audited, jsonOf } from '../audit.ts';
import type { Caller } from '../authenticate.ts';
import { announceRevoked, endSessions } from '../identity/revoke.ts';
import { dense } from '../dense.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { may, rankOf } from '../permissions.ts';
import { findAgent, listAgents } from '../reads/agents.ts';
import { requireReferences } from '../references.ts';
import { Agent } from '../schemas/agent.ts';
import { byId, id, idOr, name, page, paging, role, skills } from '../schemas/common.ts';

const fields = {
  name,
  email: z.email().max(254).toLowerCase(),
  role,
  teamId: id.nullable().optional(),
  skills: skills.optional(),
  capacity: z.int().min(0).max(1000).optional(),
};

const Filters = z.strictObject({
  teamId: idOr('none').optional(),
  availability: z.enum(['online', 'away', 'offline']).optional(),
  ...paging,
});

const tag = 'Teams and agents';

export function agentOperations({ pool, prisma }: Parts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/agents',
      id: 'listAgents',
      summary: 'Agents with what they have in hand',
      tag,
      permission: 'desk.read',
      query: Filters,
      answer: page(Agent),
      handle: async ({ query }) => ({ body: await listAgents(pool, query) }),
    }),
    operation({
      method: 'get',
      path: '/agents/{agentId}',
      id: 'getAgent',
      summary: 'An agent',
      tag,
      permission: 'desk.read',
      hasVersion: true,
      params: byId('agentId'),
      answer: Agent,
      async handle({ params: { agentId } }) {
        const agent = await findAgent(pool, agentId);
        return { body: agent, version: agent.version };
      },
    }),
    operation({
      method: 'post',
      path: '/agents',
      id: 'createAgent',
      summary: 'Add an agent',
      tag,
      permission: 'agents.manage',
      status: 201,
      body: z.strictObject(fields),
      answer: Agent,
      async handle({ body, caller }) {
        requireRankOver(caller, body.role);
        const created = newId();
        await audited(prisma, caller, 'agent.created', async (tx) => {
          await requireReferences(tx, body);
          const { skills: given, ...rest } = dense(body);
          await tx.agent.create({
            data: { id: created, ...rest, ...(given ? { skills: jsonOf(given) } : {}) },
          });
          return { target: created, data: body, result: undefined };
        });
        return { body: await findAgent(pool, created) };
      },
    }),
    operation({
      method: 'patch',
      path: '/agents/{agentId}',
      id: 'changeAgent',
      summary: 'Change an agent; active false takes them, and their tokens, out of service',
      tag,
      permission: 'agents.manage',
      hasVersion: true,
      params: byId('agentId'),
      body: z.strictObject({ ...fields, active: z.boolean() }).partial(),
      answer: Agent,
      async handle({ params: { agentId }, body, caller, ifMatch }) {
        await audited(prisma, caller, 'agent.changed', async (tx) => {
          const before = await tx.agent.findUnique({ where: { id: agentId } });
          if (!before) throw notFound('agent');
          requireRankOver(caller, before.role as z.output<typeof role>);
          if (body.role) requireRankOver(caller, body.role);
          const isMoved = body.email !== undefined && body.email !== before.email;
          if (isMoved) {
            requireMayMove(caller);
            await tx.oneTimeLink.deleteMany({ where: { agentId, usedAt: null } });
          }
          await requireReferences(tx, body);
          const { skills: given, active, ...rest } = dense(body);
          await atVersion(ifMatch, before.version, (version) =>
            tx.agent.updateMany({
              where: { id: agentId, version },
              data: {
                ...rest,
                version: version + 1,
                ...(given ? { skills: jsonOf(given) } : {}),
                ...(active === true ? { deactivatedAt: null } : {}),
                ...(active === false
                  ? {
                      deactivatedAt: before.deactivatedAt ?? new Date(),
                      availability: 'offline',
                      availabilityAt: new Date(),
                    }
                  : {}),
              },
            }),
          );
          if (active === false) await endSessions(tx, { agentId });
          // What is open of theirs is authorised anew.
          await announceRevoked(tx, agentId);
          return { target: agentId, data: body, result: undefined };
        });
        await pool.query(`select pg_notify('careline_queue', '')`);
        const agent = await findAgent(pool, agentId);
        return { body: agent, version: agent.version };
      },
    }),
  ];
}

/** Who has somebody's address gets the links by which they log in. */
function requireMayMove(caller: Caller): void {
  if (may(caller.role, 'people.invite')) return;
  throw new CareError('forbidden', 'Only admins may change an address.', {
    errors: [{ field: 'email', message: 'can be changed by admins only' }],
  });
}

/** Nobody makes or changes somebody who may do more than they may themselves. */
function requireRankOver(caller: Caller, of: z.output<typeof role>): void {
  if (rankOf(of) <= rankOf(caller.role)) return;
  throw new CareError('forbidden', `Only an ${of} may do this to an ${of}.`, {
    errors: [{ field: 'role', message: 'is above your own' }],
  });
}
