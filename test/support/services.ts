/**
 * The servers of one test run, each started when the first file asks for it and shared by all: a narrow run of a few files
 * does not wait for what it does not use.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { embeddedPostgres, ensureDatabase } from '../../ops/postgres.ts';
import { freePort } from '../../ops/processes.ts';
import { Supervisor } from '../../ops/supervisor.ts';
import { findTemporal, temporalServer } from '../../ops/temporal-server.ts';
import { findTestServer } from '../../ops/test-server.ts';
import { migrateDatabase } from '../../ops/migrate-database.ts';
import { findBrowser } from './browser.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's servers are asked for. */
    services: string;
  }
}

/** A database that holds the migrations, and that each test file's own one is a copy of. */
export const templateDatabase = 'careline_template';

const say = (line: string) => {
  console.error(`[services] ${line}`);
};

export default async function setup(project: TestProject) {
  const home = await mkdtemp(join(tmpdir(), 'careline-test-'));
  await chmod(home, 0o755); // As root, PostgreSQL runs as another user, who has to get in.
  const supervisor = new Supervisor({ runDir: join(home, 'run'), logDir: join(home, 'logs'), say });
  // Fetched before any test begins, as that may take minutes on a machine that has neither.
  const temporalProgram = await findTemporal(say);
  const testServer = await findTestServer(say);
  // Without one, only the tests that need it fail.
  const [browser] = await Promise.allSettled([findBrowser(say)]);

  const services: Record<string, () => Promise<string>> = {
    '/postgres': once(async () => {
      const postgres = await embeddedPostgres({
        home,
        port: await freePort(),
        password: 'careline',
        disposable: true,
        say,
      });
      await supervisor.start(postgres.role);
      await ensureDatabase(postgres.url('postgres'), templateDatabase);
      await migrateDatabase(postgres.url(templateDatabase));
      return postgres.url('postgres');
    }),
    '/temporal': once(async () => {
      const port = await freePort();
      await supervisor.start(
        temporalServer({ program: temporalProgram, port, namespace: 'default' }),
      );
      return `127.0.0.1:${port}`;
    }),
    '/test-server': () => Promise.resolve(testServer),
    '/browser': () =>
      browser.status === 'fulfilled'
        ? Promise.resolve(browser.value)
        : Promise.reject(browser.reason as Error),
  };

  const server = createServer((request, response) => {
    const service = services[request.url ?? ''];
    if (!service) {
      response.writeHead(404).end();
      return;
    }
    service().then(
      (answer) => response.end(answer),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  project.provide('services', `http://127.0.0.1:${port}`);

  return async () => {
    server.close();
    await supervisor.stop('temporal');
    await supervisor.stop('postgres');
    await rm(home, { recursive: true, force: true });
  };
}

function once<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => (started ??= start());
}
