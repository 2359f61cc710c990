import type { Pool } from 'pg';
import { writeRows, type InboxRow } from './inbox-rows.ts';

/** More waits than may wait: the platform is asked to come again (503). */
export class IngestOverloaded extends Error {
  override name = 'IngestOverloaded';
  constructor() {
    super('too many webhook events wait for their commit');
  }
}

export interface Inbox {
  /**
   * Resolves when the rows are on the disk.
   * @throws IngestOverloaded, or the database's error: then nothing may be acknowledged.
   */
  add(rows: readonly InboxRow[]): Promise<void>;
  /** Waits for what was taken. */
  close(): Promise<void>;
}

interface Ticket {
  rows: readonly InboxRow[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

const batchRows = 500;
const batchBytes = 4 * 1024 * 1024;
const waitingBytes = 64 * 1024 * 1024;

/**
 * Requests wait while one insert commits for all of them, and those that come meanwhile are the next one. Never two at
 * once: measured, they only make each other's batches smaller and wait for the same disk; and so events are numbered
 * in the order in which they came.
 */
export function createInbox(options: {
  /** Better one of its own, as a busy one holds up every acknowledgement. One connection is enough. */
  pool: Pool;
  /** So many events may wait. */
  queueLimit: number;
  /** A row that the database will never take. */
  onBadRow: (row: InboxRow, error: Error) => Promise<void>;
  /** Events were committed: so many were new, the others were there already. */
  onCommitted?: (written: number, duplicates: number) => void;
}): Inbox {
  const { pool, queueLimit, onBadRow, onCommitted } = options;
  const queue: Ticket[] = [];
  let running: Promise<void> | undefined;
  let waiting = 0;
  let bytes = 0;

  const run = async (): Promise<void> => {
    // What comes in the same turn of the event loop goes along.
    await new Promise(setImmediate);
    while (queue.length > 0) await settle(take(queue));
    running = undefined;
  };

  const settle = async (tickets: Ticket[]): Promise<void> => {
    const rows = tickets.flatMap((ticket) => ticket.rows);
    try {
      const written = await write(rows);
      onCommitted?.(written, rows.length - written);
      for (const { resolve } of tickets) resolve();
    } catch (error) {
      for (const { reject } of tickets) reject(error);
    } finally {
      waiting -= rows.length;
      bytes -= bytesOf(rows);
    }
  };

  const write = async (rows: readonly InboxRow[]): Promise<number> => {
    try {
      return await writeRows(pool, rows);
    } catch (error) {
      if (!isDataError(error)) throw error;
      let written = 0;
      for (const row of rows) written += await writeAlone(row);
      return written;
    }
  };

  const writeAlone = async (row: InboxRow): Promise<number> => {
    try {
      return await writeRows(pool, [row]);
    } catch (error) {
      if (!isDataError(error)) throw error;
      await onBadRow(row, error);
      return 1; // As a dead letter: it is no duplicate.
    }
  };

  return {
    async add(rows) {
      if (rows.length === 0) return;
      const size = bytesOf(rows);
      // A large body is still taken when nothing else waits.
      const isFull = waiting + rows.length > queueLimit || bytes + size > waitingBytes;
      if (isFull && waiting > 0) throw new IngestOverloaded();
      waiting += rows.length;
      bytes += size;
      await new Promise<void>((resolve, reject) => {
        queue.push({ rows, resolve, reject });
        running ??= run();
      });
    },
    async close() {
      await running;
    },
  };
}

function take(queue: Ticket[]): Ticket[] {
  let rows = 0;
  let bytes = 0;
  let count = 0;
  for (const ticket of queue) {
    rows += ticket.rows.length;
    bytes += bytesOf(ticket.rows);
    if (count > 0 && (rows > batchRows || bytes > batchBytes)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

const bytesOf = (rows: readonly InboxRow[]): number =>
  rows.reduce((sum, { raw }) => sum + raw.length, 0);

/** SQLSTATE classes that say "these values", not "not now": bad data, a constraint, too large. */
const isDataError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^(21|22|23|54)/.test(String(error.code));
