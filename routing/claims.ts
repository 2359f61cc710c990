/** Claims are rows; an agent's load is their count (design.md, rule 16). */
import type { Pool, PoolClient } from 'pg';
import { match, type Match } from '../domain/matching.ts';
import { transaction } from '../runtime/database.ts';
import { newId } from '../runtime/ids.ts';
import { readCandidates, readQueue, readStrategies, type Queued } from './queue.ts';
import type { ThreadRef } from './signals.ts';

export interface Claim extends Match {
  claimId: string;
  thread: ThreadRef;
}

/** A number nobody else uses for a lock. */
const matcherLock = 0x6361_7265;

/** One pass over the queue; none while another process is at it. Answers the claims that are now committed. */
export const claimForWaiting = (pool: Pool): Promise<Claim[]> =>
  transaction(pool, async (client) => {
    const { rows } = await client.query<{ ok: boolean }>(
      'select pg_try_advisory_xact_lock($1) as ok',
      [matcherLock],
    );
    if (!rows[0]?.ok) return [];
    const queue = await readQueue(client);
    if (queue.length === 0) return [];
    const candidates = await readCandidates(client);
    const strategyOf = await readStrategies(client);
    const matches = match(queue, candidates, strategyOf);
    return matches.length === 0 ? [] : write(client, queue, matches);
  });

/** Loads are counted again under the locks of the agents' rows: claims by hand are made at the same time. */
async function write(
  client: PoolClient,
  queue: readonly Queued[],
  matches: readonly Match[],
): Promise<Claim[]> {
  const fitting = await stillFitting(client, matches);
  const claims = fitting.map((it) => ({ ...it, claimId: newId() }));
  const { rows } = await client.query<{ id: string }>({
    name: 'matcher-claim',
    text: `insert into claims (conversation_id, agent_id, claim_id, why)
           select m.conversation_id, m.agent_id, m.claim_id, m.why
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as m (conversation_id, agent_id, claim_id, why)
             join conversations c on c.id = m.conversation_id
            where c.waiting_since is not null and c.status = 'open'
           on conflict (conversation_id) do nothing
           returning claim_id as id`,
    values: [
      claims.map(({ conversationId }) => conversationId),
      claims.map(({ agentId }) => agentId),
      claims.map(({ claimId }) => claimId),
      claims.map(({ why }) => why),
    ],
  });
  const written = new Set(rows.map(({ id }) => id));
  const made = claims.filter(({ claimId }) => written.has(claimId));
  await rememberAssigned(client, made);
  const threads = new Map(
    queue.map(({ conversationId, threadId, platform, accountId }) => [
      conversationId,
      { threadId, platform, accountId },
    ]),
  );
  return made.flatMap((claim) => {
    const thread = threads.get(claim.conversationId);
    return thread ? [{ ...claim, thread }] : [];
  });
}

async function stillFitting(client: PoolClient, matches: readonly Match[]): Promise<Match[]> {
  const ids = [...new Set(matches.map(({ agentId }) => agentId))];
  // The count is a statement of its own: one that waited for a lock would count what was there before it waited.
  const agents = await client.query<{ id: string; capacity: number }>(
    `select id, capacity from agents
      where id = any($1::uuid[]) and availability = 'online' and deactivated_at is null
      order by id for update`,
    [ids],
  );
  const loads = await client.query<{ id: string; load: number }>(
    'select agent_id as id, count(*) as load from claims where agent_id = any($1::uuid[]) group by agent_id',
    [ids],
  );
  const load = new Map(loads.rows.map((row) => [row.id, row.load]));
  const room = new Map(agents.rows.map(({ id, capacity }) => [id, capacity - (load.get(id) ?? 0)]));
  return matches.filter(({ agentId }) => {
    const left = room.get(agentId) ?? 0;
    room.set(agentId, left - 1);
    return left > 0;
  });
}

/** In the order in which they were given work, so that "longest idle" means something within one pass too. */
async function rememberAssigned(client: PoolClient, claims: readonly Match[]): Promise<void> {
  const latest = new Map(claims.map(({ agentId }, index) => [agentId, index]));
  await client.query(
    `update agents a set last_assigned_at = now() + make_interval(secs => m.place / 1000.0)
       from unnest($1::uuid[], $2::int[]) as m (id, place) where a.id = m.id`,
    [[...latest.keys()], [...latest.values()]],
  );
}
