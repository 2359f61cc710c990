/** An account's life as its workflow asks for it. */
import { ApplicationFailure, Context } from '@temporalio/activity';
import { backfill, NotNow } from '../accounts/backfill.ts';
import type { CareParts } from '../accounts/care.ts';
import { lookAfter } from '../accounts/look.ts';
import { refreshToken } from '../accounts/refresh.ts';
import type { AccountActivities } from './types.ts';

export const createAccountActivities = (parts: CareParts): AccountActivities => ({
  lookAfterAccount: ({ accountId }) => lookAfter(parts, accountId),

  refreshAccountToken: ({ accountId }) => refreshToken(parts, accountId),

  async backfillAccount({ backfillId }) {
    const { heartbeat, cancellationSignal } = Context.current();
    // Also while one call waits for its platform.
    const beating = setInterval(heartbeat, 10_000);
    try {
      await backfill(parts, backfillId, () => {
        heartbeat();
        cancellationSignal.throwIfAborted();
      });
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      const wait = Math.max(1_000, error.until - (parts.now ?? Date.now)());
      throw ApplicationFailure.create({ message: error.message, nextRetryDelay: wait });
    } finally {
      clearInterval(beating);
    }
  },
});
