import type { Pool } from 'pg';
import type { Channel, PlatformName } from '../channels/channel.ts';
import type { Accounts } from '../ingest/accounts.ts';
import type { Config } from '../runtime/config.ts';
import type { Logger } from '../runtime/logger.ts';
import { createAccountLives } from './account-lives.ts';
import { createAssistNews } from './assist-news.ts';
import { createCrmNews } from './crm-news.ts';
import { createCrmOutbox } from './crm-outbox.ts';
import { createDispatcher } from './dispatcher.ts';
import { createFileFetching, type FileFetching } from './files.ts';
import { sweepFiles } from './file-sweep.ts';
import { createFollow } from './follow.ts';
import { createGiveBack } from './give-back.ts';
import {
  sweepChanges,
  sweepClaims,
  sweepCrm,
  sweepDrafts,
  sweepKeys,
  sweepPresence,
  sweepSessions,
} from './housekeeping.ts';
import { listen } from './listen.ts';
import { runLoop, Waker } from '../runtime/loop.ts';
import { createMatcher } from './matcher.ts';
import { createPolling } from './polling.ts';
import { createPrivacy } from './privacy.ts';
import { createProfiles } from './profiles.ts';
import { createRelax } from './relax.ts';
import { createResend } from './resend.ts';
import type { Signals } from './signals.ts';
import { createStoreChange } from './store-change.ts';
import { createUnwantedDrafts } from './unwanted-drafts.ts';
import { createWakeBehind } from './wake-behind.ts';
import { createWakeLost } from './wake-lost.ts';

export interface DispatchParts {
  pool: Pool;
  signals: Signals;
  channels: Partial<Record<PlatformName, Channel>>;
  accounts: Accounts;
  logger: Logger;
  secretKeys: readonly Buffer[];
  /** Between two questions for news of one account, ms. */
  pollEveryMs: number;
  /** There is a model: who takes a conversation over gets it in short. */
  writesSummaries: boolean;
  files: Pick<FileFetching, 'fetcher' | 'store' | 'spoolFolder' | 'fetchWithinMs'>;
}

/** Rounds at once: one is committed while another is being signalled. */
const dispatchers = 2;

/** All loops, each for itself, until `stop`; resolves when the last pass has ended. */
export async function runDispatch(
  parts: DispatchParts,
  database: Config['database'],
  stop: AbortSignal,
): Promise<void> {
  const { pool, logger } = parts;
  const inbox = Array.from({ length: dispatchers }, () => new Waker());
  const queue = new Waker();
  const log = new Waker();
  const crmLog = new Waker();
  const crmOutbox = new Waker();
  const dispatch = createDispatcher(parts);
  const files = createFileFetching({ ...parts, ...parts.files });

  /** `everyMs`: the pause after a pass that leaves nothing to do. */
  const loop = (name: string, everyMs: number, pass: () => Promise<unknown>, waker?: Waker) =>
    runLoop(
      { name, logger, stop, idleMs: everyMs, ...(waker ? { waker } : {}) },
      async () => (await pass()) === true,
    );

  await Promise.all([
    listen({
      database,
      logger,
      stop,
      wakers: {
        careline_inbox: inbox,
        careline_queue: [queue],
        careline_live: [log, crmLog, crmOutbox],
      },
    }),
    ...inbox.map((waker, index) => loop(`dispatcher-${index + 1}`, 200, dispatch, waker)),
    // Twice a second, so that nobody who is free waits a second for work.
    loop('matcher', 500, createMatcher(parts), queue),
    loop('relax', 1_000, createRelax(parts)),
    loop('give-back', 1_000, createGiveBack(parts)),
    loop('resend', 5_000, createResend(parts)),
    loop('wake-lost', 5_000, createWakeLost(parts)),
    loop('wake-behind', 5_000, createWakeBehind(parts)),
    loop('store-change', 5_000, createStoreChange({ ...parts, stop })),
    loop('claims', 5_000, async () => {
      if ((await sweepClaims(pool)) > 0) queue.wake();
    }),
    loop('presence', 10_000, () => sweepPresence(pool)),
    loop('drafts', 600_000, () => sweepDrafts(pool)),
    loop('keys', 600_000, () => sweepKeys(pool)),
    loop('changes', 600_000, () => sweepChanges(pool)),
    loop('sessions', 600_000, () => sweepSessions(pool)),
    loop('assist-news', 250, createFollow(pool, createAssistNews(parts)), log),
    loop('unwanted-drafts', 2_000, createUnwantedDrafts(parts)),
    loop('crm-news', 250, createFollow(pool, createCrmNews(parts)), crmLog),
    loop('crm-outbox', 250, createCrmOutbox(parts), crmOutbox),
    loop('crm-sweep', 600_000, () => sweepCrm(pool)),
    loop('profiles', 1_000, createProfiles(parts)),
    loop('account-lives', 2_000, createAccountLives(parts)),
    loop('privacy', 1_000, createPrivacy(parts)),
    loop('polling', 500, createPolling({ ...parts, everyMs: parts.pollEveryMs })),
    loop('files', 500, files.pass),
    loop('unused-files', 60_000, () => sweepFiles({ pool, ...parts.files })),
  ]);
  await files.close();
}
