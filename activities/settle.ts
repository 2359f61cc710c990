import { ApplicationFailure } from '@temporalio/activity';
import type { Pool } from 'pg';
import type { AttemptOutcome } from '../domain/conversation/items.ts';
import { endAttempt, readOutbound, voidAttempt, type OutboundRow } from './outbound.ts';
import type { DeliverInput } from './types.ts';

/** Clocks of two machines may differ by so much, ms. */
const clockMargin = 2_000;

/**
 * What became of an attempt whose worker never answered. It may still run somewhere, suspended: a call that has begun
 * is waited out, and one that has not begun is made impossible, before another may follow.
 */
export const createSettle =
  ({ pool, now = Date.now }: { pool: Pool; now?: () => number }) =>
  async (input: DeliverInput): Promise<AttemptOutcome> => {
    const row = await readOutbound(pool, input.messageId);
    if (!row) throw new Error(`reply ${input.messageId} is not in the database`);
    switch (row.status) {
      case 'sent':
      case 'delivered':
      case 'read':
        return arrived(row, now());
      case 'failed':
        return { kind: 'refused', failure: lost };
      case 'unknown':
        return { kind: 'unknown', failure: lost };
      case 'sending':
        return inFlight(pool, input, row, now());
      default:
        return (await voidAttempt(pool, input)) ? { kind: 'again' } : moved(input, row);
    }
  };

const lost = {
  code: 'lost_answer',
  message: 'The answer of the platform was lost: it may have arrived.',
};

const arrived = (row: OutboundRow, now: number): AttemptOutcome => ({
  kind: 'sent',
  at: row.sentAt ?? now,
  platformAt: row.submittedAt,
  ...(row.platformMessageId ? { platformMessageId: row.platformMessageId } : {}),
});

async function inFlight(
  pool: Pool,
  input: DeliverInput,
  row: OutboundRow,
  now: number,
): Promise<AttemptOutcome> {
  const over = (row.callDeadline ?? 0) + clockMargin;
  if (now < over) {
    throw ApplicationFailure.create({
      message: `the call may go on for another ${over - now} ms`,
      nextRetryDelay: over - now,
    });
  }
  const outcome: AttemptOutcome = { kind: 'unknown', failure: lost };
  await endAttempt(pool, { ...input, attempt: row.attempt }, outcome);
  return outcome;
}

/** A first run of this very activity made the attempt void, or the retry that it asked for is recorded already. */
function moved(input: DeliverInput, row: OutboundRow): AttemptOutcome {
  if (row.status === 'queued' && row.attempt > input.attempt) return { kind: 'again' };
  throw new Error(`reply ${row.id} is ${row.status}; looked at again`);
}
