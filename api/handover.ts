import type { Server } from 'node:http';
import type { Config } from '../runtime/config.ts';

/** What holds the port waits for the rest of the desk, which may be built first. */
const longestMs = 10 * 60_000;

/**
 * Listens where the settings say. Under `npm start` the port is held by a page that shows its progress (ops/progress-server.ts):
 * it is asked for the port first, and has let go of it when it answers.
 */
export async function listenInTurn(
  server: Server,
  { host, port, handoverToken }: Config['api'],
): Promise<void> {
  if (handoverToken !== undefined) await askForPort(host, port, handoverToken);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function askForPort(host: string, port: number, token: string): Promise<void> {
  const isAny = host === '0.0.0.0' || host === '::';
  const address = isAny ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  try {
    const response = await fetch(`http://${address}:${port}/handover`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(longestMs),
    });
    await response.body?.cancel();
  } catch {
    // Nobody holds it: the api was started again.
  }
}
