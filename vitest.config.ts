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
        test: { name: 'pure', include: pure, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: 'desk',
          include: ['test/**/*.test.ts'],
          exclude: pure,
          globalSetup: ['test/support/services.ts'],
          // Each file may run a database, a Temporal server and workers: on two cores, one file at a time.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
