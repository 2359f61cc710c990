/** The api process: webhooks, REST, documents, health. */
import { readConfig } from '../runtime/config.ts';
import { createLogger } from '../runtime/logger.ts';
import { createApp } from './app.ts';
import { cookieNameFor } from './cookies.ts';
import { listenInTurn } from './handover.ts';
import { closeGracefully, createBoundedServer } from './limits.ts';
import { createParts } from './parts.ts';

const closeWithinMs = 7_000;

const config = readConfig();
const logger = createLogger('api', config.logLevel);
const parts = createParts(config, logger);
const server = createBoundedServer(createApp(parts));

parts.live.attach(server);

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  logger.info('stopping');
  // It still waits for its port.
  if (!server.listening) process.exit(0);
  await Promise.all([parts.live.close(), closeGracefully(server, closeWithinMs)]);
  await parts.close();
  logger.info('stopped');
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    void stop();
    // Whatever hangs in closing must not keep the process.
    setTimeout(() => process.exit(1), closeWithinMs + 2_500).unref();
  });
}

if (cookieNameFor(config.publicUrl) === 'careline') {
  logger.warn(
    { publicUrl: config.publicUrl },
    'sessions are not safe over plain http: whoever is on the way can take them; put https before the api',
  );
}
try {
  await listenInTurn(server, config.api);
  logger.info({ host: config.api.host, port: config.api.port }, 'listening');
} catch (error) {
  logger.fatal({ err: error }, 'the api cannot listen');
  process.exit(1);
}
