/** What agents ask of the CRM: written down at once, done as soon as the CRM is there. */
import type { Pool } from 'pg';
import type { z } from 'zod';
import { cardTask, enqueue, enqueueParts, type NewTask } from '../../crm/outbox.ts';
import { CareError, invalid, notFound } from '../../domain/errors.ts';
import { Prisma } from '../../prisma/client/client.ts';
import { hintLive } from '../../runtime/changes.ts';
import { newId, uuidFrom } from '../../runtime/ids.ts';
import { json } from '../../runtime/rows.ts';
import type { Transaction } from '../audit.ts';
import type { Caller } from '../authenticate.ts';
import { digest, keyReused } from '../idempotency.ts';
import { readCaseTask, readCrm } from '../reads/crm.ts';
import type { CrmTaskJson, NewCrmCase } from '../schemas/crm.ts';

/**
 * The same Idempotency-Key asks for the same case, whatever became of the first request.
 * @throws CareError nothing_to_do where no CRM takes part; invalid_request where the named one does not
 */
export async function askForCase(
  pool: Pool,
  conversationId: string,
  {
    caller,
    idempotencyKey,
    body,
  }: { caller: Caller; idempotencyKey: string | undefined; body: z.output<typeof NewCrmCase> },
): Promise<CrmTaskJson> {
  const { connectionId: named, ...payload } = body;
  const { contacts } = await readCrm(pool, conversationId);
  const connection = contacts
    .map((contact) => contact.connection)
    .find(({ id }) => named === undefined || id === named);
  if (!connection && named !== undefined)
    throw invalid('connectionId', 'is not a CRM that takes part');
  if (!connection) throw new CareError('nothing_to_do', 'No CRM is connected.');
  const customerId = await customerOf(pool, conversationId);
  const id = uuidFrom('crm-case', caller.key, conversationId, idempotencyKey ?? newId());
  const bodyHash = digest(body);
  const key = `case:${id}`;
  const task: NewTask = {
    ...{ customerId, kind: 'case', key, conversationId },
    payload: { ...payload, by: caller.agentId ?? null, bodyHash },
  };
  const made = await enqueue(pool, [task], connection.id);
  if (made.length === 0) await requireSameBody(pool, key, bodyHash);
  await tell(pool, conversationId);
  return readCaseTask(pool, connection.id, key);
}

async function requireSameBody(pool: Pool, key: string, bodyHash: string): Promise<void> {
  const { rows } = await pool.query<{ hash: string }>(
    `select payload->>'bodyHash' as hash from crm_tasks where key = $1`,
    [key],
  );
  if (rows.some(({ hash }) => hash !== bodyHash)) throw keyReused();
}

/** Has the person's card read anew. */
export async function refreshCard(pool: Pool, conversationId: string): Promise<void> {
  await enqueue(pool, [cardTask(await customerOf(pool, conversationId))]);
  await tell(pool, conversationId);
}

async function customerOf(pool: Pool, conversationId: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'select customer_id as id from conversations where id = $1',
    [conversationId],
  );
  const [row] = rows;
  if (!row) throw notFound('conversation');
  return row.id;
}

async function tell(pool: Pool, conversationId: string): Promise<void> {
  await pool.query(`insert into changes (kind, conversation_id) values ('crm', $1)`, [
    conversationId,
  ]);
  hintLive(pool);
}

/** What the desk keeps of a customer has changed: the CRM is told. Within the transaction that changes it. */
export async function pushToCrm(
  tx: Transaction,
  customerId: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return;
  const task: NewTask = {
    ...{ customerId, kind: 'fields', key: `fields:${newId()}` },
    payload: { keys },
  };
  await tx.$queryRaw(Prisma.sql(enqueueParts, json([task]), null));
}
