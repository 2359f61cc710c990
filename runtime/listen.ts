import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';

const retryMs = 1_000;

/**
 * Hears NOTIFY on a connection of its own that is made again whenever it is lost, until `stop`. What is said meanwhile is
 * missed: `onConnected` is called after each connect, and whoever listens looks by themselves as well.
 */
export async function listenTo(options: {
  database: Config['database'];
  applicationName: string;
  channels: readonly string[];
  onHeard: (channel: string, payload: string) => void;
  onConnected: () => void;
  logger: Logger;
  stop: AbortSignal;
}): Promise<void> {
  const { database, applicationName, channels, onHeard, onConnected, logger, stop } = options;
  let wasLost = false;
  while (!stop.aborted) {
    const client = new pg.Client({
      connectionString: database.url,
      application_name: applicationName,
      connectionTimeoutMillis: 2_000,
      keepAlive: true,
    });
    const lost = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
      stop.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', ({ channel, payload = '' }) => onHeard(channel, payload));
    try {
      await client.connect();
      for (const channel of channels) await client.query(`listen ${channel}`);
      if (wasLost) logger.info('hints are heard again');
      wasLost = false;
      onConnected();
      await lost;
    } catch (error) {
      if (!wasLost) logger.warn({ err: error }, 'hints are not heard: who listens looks by itself');
      wasLost = true;
    }
    await client.end().catch(() => undefined);
    await pause(retryMs, undefined, { signal: stop }).catch(() => undefined);
  }
}
