import { ConfigError } from '../runtime/config.ts';
import { createLogger } from '../runtime/logger.ts';
import { startSandbox } from './app.ts';
import { readSandboxSettings } from './settings.ts';

try {
  const { logLevel, ...options } = readSandboxSettings(process.argv.slice(2), process.env);
  const log = createLogger('sandbox', logLevel);
  const sandbox = await startSandbox({ ...options, log });
  log.info(
    { url: sandbox.url, webhooks: options.webhookBaseUrl, quiet: options.quiet },
    'sandbox is up',
  );

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'sandbox is closing');
      void sandbox.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!(error instanceof ConfigError) && !isInUse) throw error;
  process.stderr.write(
    `${isInUse ? `sandbox: ${error.message}; set SANDBOX_PORT` : error.message}\n`,
  );
  process.exitCode = 1;
}
