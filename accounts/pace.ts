/** The pace of an account as all workers share it. */
import {
  admissionOf,
  afterCall,
  isSamePace,
  probeMs,
  type CallEnd,
  type Pace,
} from '../domain/pace.ts';
import type { Pool } from 'pg';
import { transaction } from '../runtime/database.ts';
import { instant, type Queryable } from '../runtime/rows.ts';

interface Row {
  not_before: Date | null;
  failures: number;
  throttles: number;
  open_until: Date | null;
  probe_until: Date | null;
}

async function readPace(db: Queryable, accountId: string, lock = ''): Promise<Pace> {
  const { rows } = await db.query<Row>({
    name: `read-pace${lock && '-locked'}`,
    text: `select not_before, failures, throttles, open_until, probe_until from account_paces where account_id = $1 ${lock}`,
    values: [accountId],
  });
  const [row] = rows;
  if (!row) return { failures: 0, throttles: 0 };
  return {
    failures: row.failures,
    throttles: row.throttles,
    ...(row.not_before && { notBefore: row.not_before.getTime() }),
    ...(row.open_until && { openUntil: row.open_until.getTime() }),
    ...(row.probe_until && { probeUntil: row.probe_until.getTime() }),
  };
}

/** May this account call now? undefined: it may. A try of an open circuit is taken by asking. */
export async function waitOf(
  db: Queryable,
  accountId: string,
  now: number,
): Promise<{ until: number; because: 'allowance' | 'circuit' } | undefined> {
  const admission = admissionOf(await readPace(db, accountId), now);
  if (!admission.may) return admission;
  if (!admission.isProbe) return undefined;
  const { rowCount } = await db.query({
    name: 'take-probe',
    text: `update account_paces set probe_until = $2
            where account_id = $1 and coalesce(probe_until, open_until) <= $3`,
    values: [accountId, new Date(now + probeMs), new Date(now)],
  });
  return rowCount === 1 ? undefined : { until: now + probeMs, because: 'circuit' };
}

/** Writes down what a call told, where it changes anything. */
export async function notePace(
  pool: Pool,
  accountId: string,
  end: CallEnd,
  now: number,
): Promise<void> {
  const before = await readPace(pool, accountId);
  if (isSamePace(before, afterCall(before, end, now))) return;
  await transaction(pool, async (client) => {
    await client.query(
      'insert into account_paces (account_id) values ($1) on conflict (account_id) do nothing',
      [accountId],
    );
    const pace = afterCall(await readPace(client, accountId, 'for update'), end, now);
    await client.query(
      `update account_paces set not_before = $2, failures = $3, throttles = $4, open_until = $5, probe_until = null
        where account_id = $1`,
      [
        ...[accountId, instant(pace.notBefore), pace.failures, pace.throttles],
        instant(pace.openUntil),
      ],
    );
  });
}
