import pg from 'pg';
import type { Config } from '../runtime/config.ts';
import type { Logger } from '../runtime/logger.ts';
import type { HintChannel } from '../runtime/hint.ts';
import { Waker } from './loop.ts';

const retryMs = 1_000;

/**
 * Wakes loops by NOTIFY, on a connection of its own that is made again whenever it is lost, until `stop`. What is said
 * meanwhile is missed, so everything is woken after each connect, and the loops look by themselves as well.
 */
export async function listen(options: {
  database: Config['database'];
  wakers: Partial<Record<HintChannel, readonly Waker[]>>;
  logger: Logger;
  stop: AbortSignal;
}): Promise<void> {
  const { database, wakers, logger, stop } = options;
  let wasLost = false;
  while (!stop.aborted) {
    const client = new pg.Client({
      connectionString: database.url,
      application_name: 'careline-dispatch-listen',
      connectionTimeoutMillis: 2_000,
      keepAlive: true,
    });
    const lost = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      stop.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', ({ channel }) => {
      for (const waker of wakers[channel as HintChannel] ?? []) waker.wake();
    });
    try {
      await client.connect();
      for (const channel of Object.keys(wakers)) await client.query(`listen ${channel}`);
      if (wasLost) logger.info('hints are heard again');
      wasLost = false;
      for (const waker of Object.values(wakers).flat()) waker.wake();
      await lost;
    } catch (error) {
      if (!wasLost)
        logger.warn({ err: error }, 'hints are not heard: the loops look by themselves');
      wasLost = true;
    }
    await client.end().catch(() => undefined);
    await new Waker().wait(retryMs, stop);
  }
}
