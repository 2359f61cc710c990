import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { Tally } from './test/support/tally.ts';

/** What needs no server: pure rules and recorded payloads. */
const pure = [
  'test/domain/**/*.test.ts',
  'test/channels/**/*.test.ts',
  'test/web/**/*.test.ts',
  'test/assist/offline/**/*.test.ts',
  'test/crm/adapters/**/*.test.ts',
];

/** The servers that tests share; each of the two projects that need them has its own. */
const globalSetup = ['test/support/services.ts'];

/** What runs a whole desk or a browser. */
const desk = ['test/browser/**/*.test.ts', 'test/e2e/**/*.test.ts', 'test/faults/**/*.test.ts'];

/** What says how long something may take: next to others it would measure them, too. */
const timed = [
  'test/api/{history,limits,outage,unread}.test.ts',
  'test/dispatch/loop.test.ts',
  // Leaves transactions open, which whoever reads a log on the same server waits for.
  'test/dispatch/follow.test.ts',
  'test/ops/progress.test.ts',
];

/** Each file has a database and task queues of its own, if any; much of its time it waits. */
const together = { maxWorkers: 2, sequence: { groupOrder: 0 } };

// A run starts hundreds of processes of the same sources: what one has compiled the others read.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node');

export default defineConfig({
  test: {
    environment: 'node',
    // Prisma's engine is WebAssembly, whose import Node still calls experimental.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', new Tally()],
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: pure, ...together },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: ['test/**/*.test.ts'],
          exclude: [...pure, ...desk, ...timed],
          globalSetup,
          ...together,
        },
      },
      {
        extends: true,
        test: {
          name: 'desk',
          include: [...desk, ...timed],
          globalSetup,
          // A desk is nine processes: on two cores, one at a time.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
