/** Who is there: said by hand, and shown by signs of life of a client. */
import { z } from 'zod';
import { tellAudit } from '../../runtime/changes.ts';
import { CareError, notFound } from '../../domain/errors.ts';
import type { Caller } from '../authenticate.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { may } from '../permissions.ts';
import { findAgent } from '../reads/agents.ts';
import { Agent, availability } from '../schemas/agent.ts';
import { byId } from '../schemas/common.ts';

const tag = 'Teams and agents';

export function presenceOperations({ pool }: Parts): Operation[] {
  return [
    operation({
      method: 'put',
      path: '/agents/{agentId}/availability',
      id: 'setAvailability',
      summary: 'Come online, step away, go offline; agents for themselves, supervisors for anybody',
      tag,
      permission: 'presence.own',
      params: byId('agentId'),
      body: z.strictObject({ availability }),
      answer: Agent,
      async handle({ params: { agentId }, body, caller }) {
        requireOwn(caller, agentId);
        // A client that showed signs of life before begins anew; one that never did is not waited for.
        const { rowCount } = await pool.query(
          `with changed as (
             update agents set
               availability_at = case when availability = $2 then availability_at else now() end,
               presence_at = case when presence_at is null then null else now() end, availability = $2
             where id = $1 and deactivated_at is null returning id
           ), noted as (
             insert into audit (actor, action, target, data)
             select $3, 'agent.availability', id, $4 from changed returning action, target
           ), told as (
             ${tellAudit('noted')}
           )
           select pg_notify('careline_queue', ''), pg_notify('careline_live', '') from changed`,
          [agentId, body.availability, JSON.stringify(caller.actor), JSON.stringify(body)],
        );
        if (rowCount === 0) throw notFound('active agent');
        return { body: await findAgent(pool, agentId) };
      },
    }),
    operation({
      method: 'post',
      path: '/agents/{agentId}/presence',
      id: 'showPresence',
      summary: 'A sign of life of an agent’s client; without one for 5 minutes they count as gone',
      tag,
      permission: 'presence.own',
      status: 204,
      params: byId('agentId'),
      body: z.strictObject({}),
      async handle({ params: { agentId }, caller }) {
        requireOwn(caller, agentId);
        const { rowCount } = await pool.query(
          'update agents set presence_at = now() where id = $1 and deactivated_at is null',
          [agentId],
        );
        if (rowCount === 0) throw notFound('active agent');
        return {};
      },
    }),
  ];
}

function requireOwn(caller: Caller, agentId: string): void {
  if (caller.agentId === agentId || may(caller.role, 'presence.any')) return;
  throw new CareError('forbidden', 'Agents say this for themselves only.');
}
