/** Our own processes, as `npm start` runs them. */
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Config } from '../runtime/config.ts';
import type { Role } from './supervisor.ts';

const root = join(import.meta.dirname, '..');
/** Longer than the workers' own grace for what is under way. */
const stopWithinMs = 35_000;
const files: Record<string, string> = {
  sandbox: 'sandbox/server.ts',
  conversations: 'workers/conversations.ts',
  delivery: 'workers/delivery.ts',
  assist: 'workers/assist.ts',
  dispatch: 'workers/dispatch.ts',
  api: 'api/server.ts',
};

/** @param options.quiet the sandbox runs without simulated customers. @param options.own what only the role of that name gets */
export function deskRoles(
  config: Config,
  env: NodeJS.ProcessEnv,
  options: { quiet: boolean; own: { sandbox: NodeJS.ProcessEnv; api: NodeJS.ProcessEnv } },
): Role[] {
  const { own } = options;
  return [
    role(
      'sandbox',
      { ...env, ...own.sandbox },
      {
        heapMb: 256,
        args: options.quiet ? ['--quiet'] : ['--opening', '120'],
        isReady: () => accepts(config.sandbox.port),
      },
    ),
    role('conversations', env, {
      heapMb: 768,
      isReady: saysReady(config, 'conversations'),
    }),
    role('delivery', env, {
      heapMb: 384,
      isReady: saysReady(config, 'delivery'),
    }),
    role('assist', env, {
      heapMb: 384,
      isReady: saysReady(config, 'assist'),
    }),
    role('dispatch', env, {
      heapMb: 256,
      isReady: saysReady(config, 'dispatch'),
    }),
    role(
      'api',
      { ...env, ...own.api },
      {
        heapMb: 384,
        isReady: async () => (await fetch(`http://127.0.0.1:${config.api.port}/readyz`)).ok,
      },
    ),
  ];
}

/** Where the process of a role is: enough to end what an earlier run has left. */
export const roleOf = (name: string): Pick<Role, 'name' | 'marker' | 'stopWithinMs'> => ({
  name,
  marker: join(root, files[name] ?? name),
  stopWithinMs,
});

/** Who ends before whom: first what takes work in, last what everything writes to. */
export const stopOrder = [
  ['api', 'dispatch'],
  ['conversations', 'delivery', 'assist'],
  ['sandbox'],
  ['temporal'],
  ['postgres'],
];

function role(
  name: string,
  env: NodeJS.ProcessEnv,
  options: { heapMb: number; args?: string[]; isReady?: () => Promise<boolean> },
): Role {
  const known = roleOf(name);
  const { marker } = known;
  return {
    ...known,
    command: process.execPath,
    args: [`--max-old-space-size=${options.heapMb}`, marker, ...(options.args ?? [])],
    cwd: root,
    env: { NODE_ENV: 'production', ...env },
    ...(options.isReady && { isReady: options.isReady }),
  };
}

/** A worker has no port to ask: it logs that it is ready, if it logs that much. */
function saysReady(config: Config, name: string): () => Promise<boolean> {
  const file = join(config.home, 'logs', `${name}.log`);
  const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return async () =>
    !['trace', 'debug', 'info'].includes(config.logLevel) ||
    (await readFile(file)).subarray(before).includes('"msg":"ready"');
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
