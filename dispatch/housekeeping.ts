/** What runs out by itself. Each is one statement, so that several processes may do it at once. */
import type { Pool } from 'pg';
import { hintLive, tellAudit } from '../runtime/changes.ts';

/** A claim that no workflow accepted within 30 s: its conversation waits again. */
export async function sweepClaims(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from claims where accepted_at is null and claimed_at < now() - interval '30 seconds'`,
  );
  return rowCount ?? 0;
}

/** Agents whose client gave no sign of life for 5 minutes are offline, with an audit row (I13). */
export async function sweepPresence(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `with lost as (
       select id, availability from agents
        where availability <> 'offline' and presence_at < now() - interval '5 minutes'
        order by id for update skip locked
     ), gone as (
       update agents a set availability = 'offline', availability_at = now(), version = version + 1
         from lost where a.id = lost.id
     ), noted as (
       insert into audit (actor, action, target, data)
       select '{"type":"system"}', 'agent.availability', id,
              jsonb_build_object('from', availability, 'availability', 'offline', 'reason', 'presence lost')
         from lost returning action, target
     )
     ${tellAudit('noted')}`,
  );
  if (rowCount) hintLive(pool);
  return rowCount ?? 0;
}

/** Bodies of commands that were refused or never made; their files are nobody's from now on. */
export async function sweepDrafts(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `with drafts as (
       delete from message_bodies b
        where b.created_at < now() - interval '1 day'
          and not exists (select from messages m where m.id = b.message_id)
       returning b.message_id
     ), uses as (
       delete from file_uses u using drafts where u.message_id = drafts.message_id returning u.file_id
     ), unused as (
       update files f set unused_since = now() from uses
        where f.id = uses.file_id and not exists (
          select from file_uses other where other.file_id = f.id
             and other.message_id not in (select message_id from drafts))
     )
     select from drafts`,
  );
  return rowCount ?? 0;
}

/** Idempotency keys are remembered for 7 days; so many go at a time. */
export async function sweepKeys(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from idempotency_keys where key in (
       select key from idempotency_keys where created_at < now() - interval '7 days' order by created_at limit 10000)`,
  );
  return rowCount ?? 0;
}

/** What live clients were told is kept for the day in which they may come back for it (docs/live.md), and an hour. */
export async function sweepChanges(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    `delete from changes where id in (
       select id from changes where at < now() - interval '25 hours' order by at limit $1)`,
    [sweptAtOnce],
  );
  return rowCount === sweptAtOnce;
}

const sweptAtOnce = 10_000;

/** Sessions and links that are over are kept for a month, what was tried in vain for two days. */
export async function sweepSessions(pool: Pool): Promise<number> {
  const { rowCount: sessions } = await pool.query(
    `delete from sessions where least(expires_at, revoked_at, seen_at + idle_seconds * interval '1 second')
       < now() - interval '30 days'`,
  );
  const { rowCount: links } = await pool.query(
    `delete from one_time_links where expires_at < now() - interval '30 days'`,
  );
  const { rowCount: attempts } = await pool.query(
    `delete from attempts where since < now() - interval '2 days' and coalesce(not_before, since) < now()`,
  );
  return (sessions ?? 0) + (links ?? 0) + (attempts ?? 0);
}

/** What a CRM told is remembered for 30 days, and what was read of it; what was logged there, as long as the log. */
export async function sweepCrm(pool: Pool): Promise<number> {
  const { rowCount: told } = await pool.query(
    `delete from crm_inbound where received_at < now() - interval '30 days'`,
  );
  const { rowCount: done } = await pool.query(
    `delete from crm_tasks where kind in ('contact', 'card', 'fields') and state <> 'waiting' and done_at < now() - interval '30 days'`,
  );
  return (told ?? 0) + (done ?? 0);
}
