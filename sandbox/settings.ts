import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigError, Environment } from '../runtime/config.ts';
import type { SandboxOptions } from './app.ts';
import type { DeskDoors } from './live/desk.ts';

/** What the sandbox needs of the environment: less than the desk, so that it starts without its secrets. */
const SandboxEnvironment = Environment.pick({
  CARELINE_HOME: true,
  LOG_LEVEL: true,
  PUBLIC_URL: true,
  API_PORT: true,
  SANDBOX_HOST: true,
  SANDBOX_PORT: true,
  SANDBOX_DESK_TOKEN: true,
  SANDBOX_CONTROL_URL: true,
  SANDBOX_CONTROL_TOKEN: true,
}).extend({ SANDBOX_QUIET: z.stringbool('must be true or false').default(false) });

const Flags = z.object({
  quiet: z.boolean().default(false),
  'no-limits': z.boolean().default(false),
  seed: z.string().default('careline'),
  rate: z.coerce.number('must be a number').positive().max(6000).default(6),
  'clock-factor': z.coerce.number('must be a number').positive().default(1),
  /** How many people write as soon as the desk is there, in a world that begins now. */
  opening: z.coerce.number('must be a number').int().min(0).max(1000).default(0),
  webhooks: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
});

export const usage = `node sandbox/server.ts [--quiet] [--seed TEXT] [--rate MESSAGES_PER_MINUTE]
  [--no-limits] [--clock-factor NUMBER] [--opening PEOPLE] [--webhooks BASE_URL]`;

export type SandboxSettings = Omit<SandboxOptions, 'log'> & { logLevel: string };

/**
 * Flags say how this run behaves, the environment where everything is.
 * @throws ConfigError naming every setting that is wrong.
 */
export function readSandboxSettings(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): SandboxSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, it]) => it !== ''));
  const settings = SandboxEnvironment.safeParse(given);
  const flags = Flags.safeParse(readFlags(args));
  if (!settings.success || !flags.success) {
    const issues = [...(settings.error?.issues ?? []), ...(flags.error?.issues ?? [])];
    throw new ConfigError(issues.map((it) => `${it.path.join('.')}: ${it.message}`));
  }
  const { data: it } = settings;
  return {
    port: it.SANDBOX_PORT,
    host: it.SANDBOX_HOST,
    home: it.CARELINE_HOME,
    webhookBaseUrl: flags.data.webhooks ?? it.PUBLIC_URL ?? `http://127.0.0.1:${it.API_PORT}`,
    seed: flags.data.seed,
    quiet: flags.data.quiet || it.SANDBOX_QUIET,
    limits: !flags.data['no-limits'],
    rate: flags.data.rate,
    clockFactor: flags.data['clock-factor'],
    ...(flags.data.opening > 0 && { openingDay: { people: flags.data.opening, everyMs: 150 } }),
    desk: doorsOf(it),
    logLevel: it.LOG_LEVEL,
  };
}

function doorsOf(it: z.infer<typeof SandboxEnvironment>): DeskDoors {
  const { SANDBOX_CONTROL_URL: url, SANDBOX_CONTROL_TOKEN: token } = it;
  return {
    url: `http://127.0.0.1:${it.API_PORT}`,
    token: it.SANDBOX_DESK_TOKEN,
    control: url !== undefined && token !== undefined ? { url, token } : undefined,
  };
}

function readFlags(args: readonly string[]): Record<string, unknown> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quiet: { type: 'boolean' },
        'no-limits': { type: 'boolean' },
        seed: { type: 'string' },
        rate: { type: 'string' },
        'clock-factor': { type: 'string' },
        opening: { type: 'string' },
        webhooks: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new ConfigError([`${error instanceof Error ? error.message : String(error)}\n${usage}`]);
  }
}
