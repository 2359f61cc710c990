/** Read-model rows as workers leave them, for what only reads. */
import type { Pool } from 'pg';
import { newId } from '../../../runtime/ids.ts';

export interface DeskRows {
  accountId: string;
  teamId: string;
}

export async function addDesk(pool: Pool): Promise<DeskRows> {
  const rows = { accountId: newId(), teamId: newId() };
  await pool.query(`insert into teams (id, name) values ($1, 'Orders')`, [rows.teamId]);
  await pool.query(
    `insert into accounts (id, platform, name, external_id, secrets, team_id)
     values ($1, 'facebook', 'Harbour', '1100', 'v1:none', $2)`,
    [rows.accountId, rows.teamId],
  );
  return rows;
}

export interface ConversationSeed {
  id?: string;
  customer?: string;
  status?: string;
  priority?: 'low' | 'medium' | 'high' | 'urgent';
  assignedTo?: string;
  tags?: string[];
  updatedAt?: Date;
  createdAt?: Date;
  nextDueAt?: Date;
  waitingSince?: Date;
  slaState?: string;
  language?: string;
  teamId?: string | null;
  version?: number;
}

export async function addConversation(
  pool: Pool,
  { accountId, teamId }: DeskRows,
  seed: ConversationSeed = {},
): Promise<{ id: string; customerId: string; threadId: string }> {
  const [id, customerId, threadId] = [seed.id ?? newId(), newId(), newId()];
  const priority = seed.priority ?? 'medium';
  await pool.query(
    `insert into customers (id, account_id, platform, external_id, name, language) values ($1, $2, 'facebook', $4, $3, $5)`,
    [customerId, accountId, seed.customer ?? 'Carla Customer', customerId, seed.language ?? null],
  );
  await pool.query(
    `insert into threads (id, account_id, platform, key, kind, customer_external_id)
     values ($1, $2, 'facebook', 'dm:' || $3::text, 'dm', $3::text)`,
    [threadId, accountId, customerId],
  );
  await pool.query(
    `insert into conversations (id, thread_id, platform, account_id, customer_id, source, status, priority,
       priority_rank, assigned_to, team_id, tags, sla, version, created_at, updated_at, next_due_at, owed_by,
       waiting_since)
     values ($1, $2, 'facebook', $3, $4, 'dm', $5, $6, $7, $8, $9, $10, $14, $11, $15, $12, $13, $13, $16)`,
    [
      id,
      threadId,
      accountId,
      customerId,
      seed.status ?? 'open',
      priority,
      ['low', 'medium', 'high', 'urgent'].indexOf(priority),
      seed.assignedTo ?? null,
      seed.teamId === undefined ? teamId : seed.teamId,
      seed.tags ?? [],
      seed.version ?? 1,
      seed.updatedAt ?? new Date(),
      seed.nextDueAt ?? null,
      { state: seed.slaState ?? 'none' },
      seed.createdAt ?? seed.updatedAt ?? new Date(),
      seed.waitingSince ?? null,
    ],
  );
  return { id, customerId, threadId };
}

export async function addMessage(
  pool: Pick<Pool, 'query'>,
  conversation: { id: string; threadId: string },
  { accountId }: DeskRows,
  message: { content: string; at?: Date; direction?: 'inbound' | 'outbound' | 'note' },
): Promise<string> {
  const id = newId();
  const direction = message.direction ?? 'inbound';
  await pool.query('insert into message_bodies (message_id, content) values ($1, $2)', [
    id,
    message.content,
  ]);
  await pool.query(
    `insert into messages (id, conversation_id, thread_id, account_id, platform, direction, content_type, sender_id,
       sender_type, timestamp, delivery_status)
     values ($1, $2, $3, $4, 'facebook', $5, 'text', 'someone', $6, $7, $8)`,
    [
      id,
      conversation.id,
      conversation.threadId,
      accountId,
      direction,
      direction === 'inbound' ? 'customer' : 'agent',
      message.at ?? new Date(),
      direction === 'inbound' ? 'delivered' : 'sent',
    ],
  );
  return id;
}

/** A note mentions them. */
export async function addMention(
  pool: Pool,
  conversation: { id: string },
  recipientId: string,
): Promise<string> {
  const id = newId();
  await pool.query(
    `insert into notifications (id, recipient_id, conversation_id, kind, cause) values ($1, $2, $3, 'mentioned', $4)`,
    [id, recipientId, conversation.id, `mention ${id}`],
  );
  return id;
}
