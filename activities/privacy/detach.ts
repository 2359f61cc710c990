import type { Pool, PoolClient } from 'pg';
import { rememberErased, type Counterpart } from '../../ingest/erased-identities.ts';
import { hintLive } from '../../runtime/changes.ts';
import { transaction } from '../../runtime/database.ts';
import type { ErasureActivities } from '../types.ts';
import { atStep, count } from './progress.ts';
import { erasureOf, sealKnown } from './scope.ts';

/**
 * The rows stay, as what figures count; their names, their platform's ids and their links go. Threads get another key, so that
 * whoever writes by the old one gets a new thread, and is a new customer.
 */
export const createDetach =
  ({
    pool,
    secretKeys,
  }: {
    pool: Pool;
    secretKeys: readonly Buffer[];
  }): ErasureActivities['detachCustomers'] =>
  async ({ erasureId }) => {
    await atStep(pool, erasureId, 'detaching');
    const counted = await transaction(pool, async (client) => {
      // Nobody links them with anybody meanwhile (api/commands/link-customers.ts).
      await client.query(`select pg_advisory_xact_lock(hashtext('careline identities'))`);
      await takeInBornMeanwhile(client, erasureId);
      const { customerIds, status, evidence } = await erasureOf(client, erasureId);
      if (status === 'done') return {};
      if (evidence === null) {
        const sealed = await sealKnown(client, secretKeys, customerIds);
        await client.query(`update erasures set status = 'running', evidence = $2 where id = $1`, [
          erasureId,
          sealed,
        ]);
      }
      await remember(client, secretKeys, customerIds);
      return detach(client, customerIds);
    });
    await count(pool, erasureId, counted);
    hintLive(pool);
  };

/** A conversation that was being opened just then may have made its customer anew. */
async function takeInBornMeanwhile(client: PoolClient, erasureId: string): Promise<void> {
  await client.query(
    `update erasures e set customer_ids = array(
       select unnest(e.customer_ids) union
       select c.customer_id from customers cu join threads t on t.account_id = cu.account_id and t.customer_external_id = cu.external_id
              join conversations c on c.thread_id = t.id where cu.id = any(e.customer_ids))
      where id = $1`,
    [erasureId],
  );
}

/** What they wrote until now does not come back. */
async function remember(
  client: PoolClient,
  secretKeys: readonly Buffer[],
  ids: readonly string[],
): Promise<void> {
  const { rows } = await client.query<Counterpart>(
    `select account_id as "accountId", external_id as "externalId" from customers
      where id = any($1::uuid[]) and erased_at is null`,
    [ids],
  );
  await rememberErased(client, secretKeys, rows);
}

async function detach(client: PoolClient, ids: readonly string[]): Promise<Record<string, number>> {
  const run = async (text: string) => (await client.query(text, [ids])).rowCount ?? 0;
  const theirThreads = `customers cu where cu.id = any($1::uuid[]) and t.account_id = cu.account_id
                          and t.customer_external_id = cu.external_id`;
  // What a mention stands under may be their own; of a comment it is ours.
  const posts = await run(
    `delete from posts p using threads t, ${theirThreads} and t.kind <> 'comment'
        and p.account_id = t.account_id and p.external_id = t.post_id`,
  );
  const threads = await run(
    `update threads t set key = 'erased:' || t.id, customer_external_id = 'erased:' || cu.id, post_id = null, post_url = null
       from ${theirThreads} and cu.erased_at is null`,
  );
  // Alone, they are no person of several identities any more.
  await run(
    `update customers o set person_id = null, linked_by = null, linked_at = null, linked_by_agent_id = null
      where o.id <> all($1::uuid[]) and o.person_id in (select person_id from customers where id = any($1::uuid[]))
        and (select count(*) from customers left_over
              where left_over.person_id = o.person_id and left_over.id <> all($1::uuid[])) = 1`,
  );
  // Again, too: what was being recorded, or asked of the platform, may have written a name.
  const customers = await run(
    `update customers set external_id = 'erased:' || id, name = '', handle = '', avatar_url = null, language = null,
            blocked_at = null, block_changed_at = null, blocked_by_us_at = null, profile_fetched_at = now(),
            person_id = null, linked_by = null, linked_at = null, linked_by_agent_id = null,
            erased_at = coalesce(erased_at, now())
      where id = any($1::uuid[])
        and (erased_at is null or (name, handle, coalesce(avatar_url, ''), coalesce(language, '')) <> ('', '', '', ''))`,
  );
  await run(
    `insert into changes (kind, conversation_id)
     select 'conversation', id from conversations where customer_id = any($1::uuid[])`,
  );
  await run(
    `insert into changes (kind, data)
     select 'customer.erasing', jsonb_build_object('target', id) from unnest($1::uuid[]) id`,
  );
  // Nobody has read it yet, and nobody will; what conversations tell one another is needed until they are closed.
  const unread = await run(
    `delete from inbox_events e using threads t, ${theirThreads}
        and e.thread_id = t.id and e.dispatched_at is null and e.kind <> 'forwarded'`,
  );
  return { posts, threads, customers, inboxEvents: unread };
}
