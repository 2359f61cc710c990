/** A desk's tables, and hands to put events into them; workflows are a stand-in that remembers what it was told. */
import type { Pool } from 'pg';
import { pino } from 'pino';
import { channels } from '../../channels/index.ts';
import type { InboundBatch } from '../../workflows/contract.ts';
import type { Signals, ThreadRef } from '../../dispatch/signals.ts';
import { writeRows } from '../../ingest/inbox-rows.ts';
import { newId } from '../../runtime/ids.ts';
import { addAccount, pageBody } from '../ingest/fixtures.ts';

export const silent = pino({ level: 'silent' });
export const page = 'page-1';

export const tables = [
  ...['accounts', 'threads', 'inbox_events', 'dead_letters', 'conversations', 'messages'],
  ...['message_bodies', 'events', 'claims', 'agents', 'teams', 'customers', 'settings', 'audit'],
  ...['files', 'file_uses'],
];

export async function emptyDesk(pool: Pool): Promise<string> {
  for (const table of tables) await pool.query(`delete from ${table}`);
  return addAccount(pool, { platform: 'facebook', externalId: page });
}

/** Puts one item of `messaging` into the inbox, as a webhook would. */
export async function arrive(pool: Pool, accountId: string, item: unknown): Promise<void> {
  const raw = pageBody({ id: page, time: 1_700_000_000_000, messaging: [item] });
  const [received] = channels.facebook?.receive(raw, page).events ?? [];
  if (!received) throw new Error('this is no event');
  const { event } = received;
  await writeRows(pool, [
    {
      accountId,
      platform: 'facebook',
      threadKey: event.threadKey,
      threadKind: event.source,
      customerExternalId: event.customer.externalId,
      kind: event.kind,
      dedupeKey: event.dedupeKey,
      raw: received.raw,
    },
  ]);
}

const at = 1_700_000_000_000;
export const message = (customer: string, mid: string, text = 'Where is it?') => ({
  sender: { id: customer },
  recipient: { id: page },
  timestamp: at,
  message: { mid, text },
});
export const echo = (customer: string, mid: string, metadata?: string) => ({
  sender: { id: page },
  recipient: { id: customer },
  timestamp: at,
  message: { mid, text: 'On its way.', is_echo: true, ...(metadata ? { metadata } : {}) },
});
export const delivered = (customer: string, mids: string[], watermark = at) => ({
  sender: { id: customer },
  recipient: { id: page },
  timestamp: at,
  delivery: { mids, watermark },
});
export const read = (customer: string, watermark: number) => ({
  sender: { id: customer },
  recipient: { id: page },
  timestamp: at,
  read: { watermark },
});

export async function threadOf(pool: Pool, customer: string): Promise<ThreadRef> {
  const { rows } = await pool.query<ThreadRef>(
    `select id as "threadId", platform, account_id as "accountId" from threads where key = $1`,
    [`dm:${customer}`],
  );
  if (!rows[0]) throw new Error(`no thread with ${customer}`);
  return rows[0];
}

export async function addThread(
  pool: Pool,
  accountId: string,
  customer: string,
): Promise<ThreadRef> {
  await pool.query(
    `insert into threads (id, account_id, platform, key, kind, customer_external_id)
     values ($1, $2, 'facebook', $3, 'dm', $4)`,
    [newId(), accountId, `dm:${customer}`, customer],
  );
  return threadOf(pool, customer);
}

/** A row with `columns` over what every conversation has. */
export async function addConversation(
  pool: Pool,
  thread: ThreadRef,
  columns: Record<string, unknown> = {},
): Promise<string> {
  const row: Record<string, unknown> = {
    id: newId(),
    thread_id: thread.threadId,
    platform: thread.platform,
    account_id: thread.accountId,
    customer_id: newId(),
    source: 'dm',
    status: 'open',
    priority: 'medium',
    priority_rank: 1,
    version: 1,
    created_at: new Date(),
    updated_at: new Date(),
    ...columns,
  };
  await insert(pool, 'conversations', row);
  return row['id'] as string;
}

export async function addReply(
  pool: Pool,
  thread: ThreadRef,
  conversationId: string,
  columns: Record<string, unknown>,
): Promise<string> {
  const id = newId();
  await insert(pool, 'messages', {
    id,
    conversation_id: conversationId,
    thread_id: thread.threadId,
    account_id: thread.accountId,
    platform: thread.platform,
    direction: 'outbound',
    content_type: 'text',
    sender_id: newId(),
    sender_type: 'agent',
    timestamp: new Date(at),
    delivery_status: 'sending',
    attempt: 1,
    ...columns,
  });
  return id;
}

export async function addAgent(pool: Pool, columns: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await insert(pool, 'agents', {
    id,
    name: 'Ann',
    email: `${id}@example.org`,
    role: 'agent',
    availability: 'online',
    capacity: 6,
    ...columns,
  });
  return id;
}

export async function insert(
  pool: Pool,
  table: string,
  row: Record<string, unknown>,
): Promise<void> {
  const names = Object.keys(row);
  await pool.query(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
    names.map((name) => row[name]),
  );
}

/** Temporal as the loops see it. */
export class Workflows implements Signals {
  readonly batches: (ThreadRef & InboundBatch)[] = [];
  readonly told: { thread: ThreadRef; signal: string; value: unknown }[] = [];
  readonly accounts: string[] = [];
  /** Conversations of which the assistant was told. */
  readonly assisted: string[] = [];
  readonly crmTold: { connectionId: string; personKey: string }[] = [];
  /** Erasures and exports that were begun. */
  readonly privacy: string[] = [];
  readonly running = new Set<string>();
  /** What their workflows know of their logs, by thread. */
  readonly known = new Map<string, number>();
  namespace = 'first';
  /** Thrown by every call while it is set. */
  failure: Error | undefined;
  delayMs = 0;

  async inbound(thread: ThreadRef, batch: InboundBatch) {
    await this.#call();
    this.batches.push({ ...thread, ...batch });
  }
  claimed = (thread: ThreadRef, value: unknown) => this.#tell(thread, 'claimed', value);
  agentGone = (thread: ThreadRef, value: unknown) => this.#tell(thread, 'agentGone', value);
  relax = (thread: ThreadRef, value: unknown) => this.#tell(thread, 'relax', value);
  wake = (thread: ThreadRef) => this.#tell(thread, 'wake', undefined);
  async accountChanged({ accountId }: { accountId: string }) {
    await this.#call();
    this.accounts.push(accountId);
  }
  async assistNews(conversationId: string) {
    await this.#call();
    this.assisted.push(conversationId);
  }
  async crmNews(connectionId: string, personKey: string) {
    await this.#call();
    this.crmTold.push({ connectionId, personKey });
  }
  async assistSummary(conversationId: string, { occasion }: { occasion: string }) {
    await this.#call();
    this.assisted.push(`${conversationId} ${occasion}`);
  }
  async startErasure(erasureId: string) {
    await this.#call();
    this.privacy.push(`erasure ${erasureId}`);
  }
  async startExport(exportId: string) {
    await this.#call();
    this.privacy.push(`export ${exportId}`);
  }
  async isRunning({ threadId }: ThreadRef) {
    await this.#call();
    return this.running.has(threadId);
  }
  async knownVersion({ threadId }: ThreadRef) {
    await this.#call();
    return this.known.get(threadId);
  }
  async namespaceId() {
    await this.#call();
    return this.namespace;
  }
  /** Of one thread, in the order in which they were told. */
  itemsOf(threadId: string) {
    return this.batches.filter((it) => it.threadId === threadId).flatMap(({ items }) => items);
  }
  async #tell(thread: ThreadRef, signal: string, value: unknown) {
    await this.#call();
    this.told.push({ thread, signal, value });
  }
  async #call() {
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (this.failure) throw this.failure;
  }
}
