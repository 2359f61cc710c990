/** Customers' files are fetched once, as soon as they are told of: the platforms' addresses do not last. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Attachment, Channel, PlatformName } from '../channels/channel.ts';
import { NoAnswer } from '../channels/http.ts';
import { ChannelError } from '../channels/outcome.ts';
import { FetchError, failed, refused } from '../files/fetch-error.ts';
import type { Fetcher, FileSource } from '../files/fetch.ts';
import { spool, unspool } from '../files/spool.ts';
import { objectKey, type FileStore } from '../files/store.ts';
import type { Accounts } from '../ingest/accounts.ts';
import type { Logger } from '../runtime/logger.ts';
import {
  giveUp,
  holdFile,
  markStored,
  takeFiles,
  tryAgain,
  type WaitingFile,
} from './file-rows.ts';

const atOnce = 8;
/** Taken of one account in a pass; twice as many are under way at most: its slow server must not hold up the others. */
const takenOfOne = 2;
/** So long a pass waits for those it fetches, ms. */
const patienceMs = 2_000;
/** For the platform to say where the file is. */
const askMs = 10_000;
/** What a killed worker had under way is taken by another after so long: who lives says so again and again, ms. */
const usualLeaseMs = 30_000;
/** … but no longer than the fetching takes, with asking and keeping what came, ms. */
const marginMs = 300_000;
/** Some 40 hours in all. */
const mostAttempts = 12;
const firstPauseMs = 5_000;
const longestPauseMs = 6 * 60 * 60_000;

export interface FileFetching {
  pool: Pool;
  channels: Partial<Record<PlatformName, Channel>>;
  accounts: Accounts;
  fetcher: Fetcher;
  store: FileStore;
  /** Where files are while they come. */
  spoolFolder: string;
  fetchWithinMs: number;
  /** For tests. */
  leaseMs?: number;
  logger: Logger;
}

/**
 * A pass answers whether there may be more. `close` ends what is under way; it is tried again by whoever comes next, as is
 * what a crash interrupts, once its time is over.
 */
export function createFileFetching(parts: FileFetching) {
  const { pool, accounts, channels, fetcher, store, spoolFolder, logger } = parts;
  const { leaseMs = usualLeaseMs } = parts;
  const underWay = new Map<Promise<void>, string>();

  const sourceOf = async (file: WaitingFile): Promise<FileSource> => {
    const account = await accounts.byId(file.accountId);
    const channel = account && channels[account.platform];
    if (!account || !channel) throw failed('no_account');
    const attachment: Attachment = file.attachment ?? { kind: 'file' };
    const deadline = Date.now() + askMs;
    const asked = await channel.fileSource?.(account, attachment, { deadline }).catch(inOurWords);
    const { url, headers } = asked ?? { url: attachment.url ?? '', headers: undefined };
    const trusted = account.baseUrl === undefined ? null : URL.parse(account.baseUrl);
    return { url, ...(headers && { headers }), ...(trusted && { trustedOrigin: trusted.origin }) };
  };

  const fetchOne = async (file: WaitingFile): Promise<void> => {
    const key = objectKey(file.storageKey, file.attempts);
    try {
      const source = await sourceOf(file);
      const came = await fetcher.fetch(source, (body) => spool(spoolFolder, body));
      await store.keep(key, came).finally(() => unspool(came));
      if (await markStored(pool, file, came)) {
        for (let n = 1; n < file.attempts; n += 1)
          await store.remove(objectKey(file.storageKey, n));
      } else {
        // Taken back by the customer meanwhile, or another's since this took too long.
        await store.remove(key);
      }
    } catch (error) {
      const { kind, reason, retryAfterMs = 0 } = error instanceof FetchError ? error : ourFault;
      if (reason === ourFault.reason) logger.warn({ err: error, fileId: file.id }, 'a file broke');
      const isOver = kind !== 'again' || file.attempts >= mostAttempts;
      if (isOver) await giveUp(pool, file, kind === 'refused' ? kind : 'failed', reason);
      else await tryAgain(pool, file, reason, Math.max(retryAfterMs, pauseAfter(file.attempts)));
    }
  };

  const held = async (file: WaitingFile, work: (file: WaitingFile) => Promise<void>) => {
    const until = Date.now() + parts.fetchWithinMs + marginMs;
    const holding = setInterval(() => {
      // A hold that fails is a file fetched twice, of which one counts.
      if (Date.now() < until) holdFile(pool, file, leaseMs).catch(() => undefined);
    }, leaseMs / 3);
    try {
      await work(file);
    } finally {
      clearInterval(holding);
    }
  };

  return {
    pass: async (): Promise<boolean> => {
      const counts = Map.groupBy(underWay.values(), (accountId) => accountId);
      const busy = [...counts].flatMap(([id, all]) => (all.length > takenOfOne ? [id] : []));
      const files = await takeFiles(pool, {
        ...{ limit: atOnce - underWay.size, limitForOne: takenOfOne, without: busy },
        leaseMs,
      });
      for (const file of files) {
        const one = held(file, fetchOne)
          .catch((error: unknown) => logger.warn({ err: error, fileId: file.id }, 'a file is left'))
          .finally(() => underWay.delete(one));
        underWay.set(one, file.accountId);
      }
      // One that hangs is not waited for: the next pass takes others. Nor does the end of the process wait.
      const patience = pause(patienceMs, undefined, { ref: false });
      await Promise.race([Promise.all(underWay.keys()), patience]);
      return files.length > 0 && underWay.size < atOnce;
    },
    close: async (): Promise<void> => {
      await fetcher.close();
      await Promise.all(underWay.keys());
    },
  };
}

/** The disk, the store, the database: the file may be had as soon as they work. */
const ourFault = new FetchError('again', 'not_kept');

const pauseAfter = (attempts: number): number =>
  Math.min(firstPauseMs * 4 ** (attempts - 1), longestPauseMs);

function inOurWords(error: unknown): never {
  if (error instanceof ChannelError) {
    if (error.code === 'too_large') throw refused('too_large');
    if (error.code === 'gone') throw failed('gone');
    throw new FetchError('again', error.code, error.retryAfterMs);
  }
  throw error instanceof NoAnswer ? new FetchError('again', 'not_reached') : error;
}
