/** A small desk in a test's database: an account, a team, agents; and customers who write to it. */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { InboundItem } from '../../domain/conversation/items.ts';
import type { SlaConfiguration } from '../../domain/sla.ts';
import { newId, platformMessageUuid, uuidFrom } from '../../runtime/ids.ts';
import { seal } from '../../runtime/secrets.ts';

export const testKey = Buffer.alloc(32, 7);
export const botToken = '9:test-token';

export const quickPolicy: SlaConfiguration = {
  firstResponseMinutes: 15,
  nextResponseMinutes: 30,
  resolutionHours: 24,
  businessHoursOnly: false,
};

export interface TestDesk {
  accountId: string;
  teamId: string;
  agents: { id: string; name: string }[];
  supervisorId: string;
}

/** Writes the desk's rows. `externalId` keeps two desks of one database apart. */
export async function seedDesk(
  pool: Pool,
  options: {
    externalId?: string;
    baseUrl?: string;
    agents?: number;
    policy?: SlaConfiguration;
  } = {},
): Promise<TestDesk> {
  const externalId = options.externalId ?? 'harbour_bot';
  const [accountId, teamId, policyId, supervisorId] = [newId(), newId(), newId(), newId()];
  await pool.query('insert into sla_policies (id, name, config) values ($1, $2, $3)', [
    policyId,
    `policy of ${externalId}`,
    JSON.stringify(options.policy ?? quickPolicy),
  ]);
  await pool.query('insert into teams (id, name, sla_policy_id) values ($1, $2, $3)', [
    teamId,
    `team of ${externalId}`,
    policyId,
  ]);
  await pool.query(
    `insert into accounts (id, platform, name, external_id, base_url, secrets, team_id)
     values ($1, 'telegram', $2, $2, $3, $4, $5)`,
    [
      accountId,
      externalId,
      options.baseUrl ?? null,
      seal([testKey], { credentials: { botToken }, webhookSecrets: [webhookSecret(externalId)] }),
      teamId,
    ],
  );
  const agents: TestDesk['agents'] = [];
  for (let index = 0; index < (options.agents ?? 2); index += 1) {
    const agent = { id: newId(), name: `Agent ${index + 1}` };
    agents.push(agent);
    await insertAgent(pool, agent, `agent${index}@${externalId}`, 'agent', teamId);
  }
  const supervisor = { id: supervisorId, name: 'Sue' };
  await insertAgent(pool, supervisor, `sue@${externalId}`, 'supervisor', teamId);
  return { accountId, teamId, agents, supervisorId };
}

export const webhookSecret = (externalId: string): string =>
  createHash('sha256').update(externalId).digest('hex').slice(0, 32);

const insertAgent = (
  pool: Pool,
  agent: { id: string; name: string },
  email: string,
  role: string,
  teamId: string,
) =>
  pool.query(
    `insert into agents (id, name, email, role, team_id, availability) values ($1, $2, $3, $4, $5, 'online')`,
    [agent.id, agent.name, email, role, teamId],
  );

export interface TestThread {
  id: string;
  accountId: string;
  customer: number;
  lastSeq: number;
}

export async function seedThread(
  pool: Pool,
  accountId: string,
  customer: number,
): Promise<TestThread> {
  const id = newId();
  await pool.query(
    `insert into threads (id, account_id, platform, key, kind, customer_external_id)
     values ($1, $2, 'telegram', $3, 'dm', $4)`,
    [id, accountId, `dm:${customer}`, String(customer)],
  );
  return { id, accountId, customer, lastSeq: 0 };
}

/** A Telegram message as an inbox event that the dispatcher has numbered: the row, and the item it would signal. */
export async function customerWrites(
  pool: Pool,
  thread: TestThread,
  text: string,
  more: { at?: number; needsAnswer?: boolean } = {},
): Promise<InboundItem> {
  const at = more.at ?? Date.now();
  thread.lastSeq += 1;
  const messageNumber = thread.lastSeq;
  const update = {
    update_id: Number.parseInt(uuidFrom(thread.id, messageNumber).slice(0, 8), 16),
    message: {
      message_id: messageNumber,
      from: { id: thread.customer, is_bot: false, first_name: `Customer ${thread.customer}` },
      chat: { id: thread.customer, first_name: `Customer ${thread.customer}`, type: 'private' },
      date: Math.floor(at / 1000),
      text,
    },
  };
  const { rows } = await pool.query<{ id: number }>(
    `insert into inbox_events (account_id, kind, dedupe_key, thread_id, thread_seq, raw, received_at, dispatched_at)
     values ($1, 'message', $2, $3, $4, $5, to_timestamp($6 / 1000.0), now()) returning id`,
    [
      thread.accountId,
      `${thread.customer}/${messageNumber}`,
      thread.id,
      thread.lastSeq,
      Buffer.from(JSON.stringify(update)),
      at,
    ],
  );
  await pool.query('update threads set last_seq = $2 where id = $1', [thread.id, thread.lastSeq]);
  return {
    eventId: rows[0]?.id ?? 0,
    seq: thread.lastSeq,
    at,
    kind: 'message',
    messageId: platformMessageUuid(thread.id, `${thread.customer}:${messageNumber}`),
    platformAt: Math.floor(at / 1000) * 1000,
    needsAnswer: more.needsAnswer ?? true,
  };
}

/** The words of a reply, as the api stores them before it asks for the sending. */
export async function draft(pool: Pool, content: string): Promise<string> {
  const id = newId();
  await pool.query('insert into message_bodies (message_id, content) values ($1, $2)', [
    id,
    content,
  ]);
  return id;
}
