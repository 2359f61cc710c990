/** Claims are rows; an agent's load is their count (design.md, rule 16). */
import type { Pool, PoolClient } from 'pg';
import { match, type Match, type Waiting } from '../domain/matching.ts';
import { transaction } from '../runtime/database.ts';
import { newId } from '../runtime/ids.ts';
import { readCandidates, readQueue, readStrategies, type Queued } from './queue.ts';

export interface Claim extends Match {
  claimId: string;
}

/** A number nobody else uses for a lock. */
const matcherLock = 0x6361_7265;

/** One pass over the queue. Answers the claims that are now committed. */
export const claimForWaiting = (pool: Pool): Promise<(Claim & { thread: Queued })[]> =>
  transaction(pool, async (client) => {
    if (!(await isMyTurn(client, 1_000))) return [];
    const queue = await readQueue(client);
    if (queue.length === 0) return [];
    const made = await write(client, await matchFor(client, queue), 'recorded');
    const threads = new Map(queue.map((queued) => [queued.conversationId, queued]));
    return made.flatMap((claim) => {
      const thread = threads.get(claim.conversationId);
      return thread ? [{ ...claim, thread }] : [];
    });
  });

/**
 * A claim for a conversation that is about to begin, so that it needs no pass of the matcher: for an agent who would be
 * left when everybody who waits has one, else undefined. Asked again, it answers the claim it made.
 */
export const claimForNew = (pool: Pool, waiting: Waiting): Promise<Claim | undefined> =>
  transaction(pool, async (client) => {
    if (!(await isMyTurn(client, 200))) return undefined;
    // A claim that a crash of the database loses was never accepted: the matcher makes another.
    await client.query('set local synchronous_commit = off');
    const before = await claimOf(client, waiting.conversationId);
    if (before) return before;
    const queue = await readQueue(client);
    if (queue.length > shortQueue) return undefined;
    const matches = await matchFor(client, [...queue, waiting]);
    const own = matches.filter(({ conversationId }) => conversationId === waiting.conversationId);
    const [made] = await write(client, own, 'new');
    return made;
  });

/** Where more than so many wait, the matcher has its hands full anyway. */
const shortQueue = 100;

/**
 * One at a time, so that "longest idle" and "next in turn" mean something. False when it did not come to us in time.
 */
async function isMyTurn(client: PoolClient, withinMs: number): Promise<boolean> {
  await client.query(`set local lock_timeout = ${withinMs}; savepoint turn`);
  try {
    await client.query(
      `select pg_advisory_xact_lock(${matcherLock}); set local lock_timeout to default`,
    );
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== lockNotAvailable) throw error;
    await client.query('rollback to savepoint turn');
    return false;
  }
}

/** PostgreSQL's lock_not_available. */
const lockNotAvailable = '55P03';

async function matchFor(client: PoolClient, queue: readonly Waiting[]): Promise<Match[]> {
  const candidates = await readCandidates(client);
  return candidates.length === 0 ? [] : match(queue, candidates, await readStrategies(client));
}

async function claimOf(client: PoolClient, conversationId: string): Promise<Claim | undefined> {
  const { rows } = await client.query<Claim>({
    name: 'claim-of',
    text: `select conversation_id as "conversationId", agent_id as "agentId", claim_id as "claimId", why
             from claims where conversation_id = $1 and accepted_at is null`,
    values: [conversationId],
  });
  return rows[0];
}

/** Loads are counted again under the locks of the agents' rows: claims by hand are made at the same time. */
async function write(
  client: PoolClient,
  matches: readonly Match[],
  what: 'recorded' | 'new',
): Promise<Claim[]> {
  if (matches.length === 0) return [];
  const fitting = await stillFitting(client, matches);
  const claims = fitting.map((it) => ({ ...it, claimId: newId() }));
  const { rows } = await client.query<{ id: string }>({
    name: `claim-${what}`,
    text: `insert into claims (conversation_id, agent_id, claim_id, why)
           select m.conversation_id, m.agent_id, m.claim_id, m.why
             from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as m (conversation_id, agent_id, claim_id, why)
            ${stillWaits[what]}
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
  return made;
}

const stillWaits = {
  recorded: `join conversations c on c.id = m.conversation_id
            where c.waiting_since is not null and c.status = 'open'`,
  new: 'where not exists (select from conversations c where c.id = m.conversation_id)',
};

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
