/** What a test file asks of its surroundings: a database of its own, a Temporal server, settings that fit. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { inject } from 'vitest';
import { readConfig } from '../../runtime/config.ts';
import type { Config } from '../../runtime/config.ts';
import { launchBrowser } from './browser.ts';
import { templateDatabase } from './services.ts';

export interface TestPostgres {
  /** The address of an empty desk's database that nobody else uses. */
  url: string;
  /** Ends every session and removes the database. */
  drop(): Promise<void>;
}

/** A fresh database with all migrations, copied from a template in some 50 ms. */
export async function startPostgres(): Promise<TestPostgres> {
  const adminUrl = await ask('/postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await admin(adminUrl, `create database ${name} template ${templateDatabase}`);
  const url = new URL(adminUrl);
  url.pathname = name;
  return {
    url: url.href,
    drop: () => admin(adminUrl, `drop database if exists ${name} with (force)`),
  };
}

export interface TestTemporal {
  address: string;
  namespace: string;
  /** Keeps this file's workers from taking another file's tasks. */
  taskQueuePrefix: string;
}

/** The run's Temporal development server, which has our search attributes. */
export async function startTemporal(): Promise<TestTemporal> {
  return {
    address: await ask('/temporal'),
    namespace: 'default',
    taskQueuePrefix: `test-${randomBytes(4).toString('hex')}`,
  };
}

/**
 * For `TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } })`. Add the search
 * attributes by `requireSearchAttributes`.
 */
export const timeSkippingServerPath = (): Promise<string> => ask('/test-server');

/** A Chromium of this file's own; whoever opened it closes it. */
export const openBrowser = async (): Promise<Browser> => launchBrowser(await ask('/browser'));

/** Settings for these servers; `more` are further environment variables. */
export function testConfig(
  servers: { postgres?: TestPostgres; temporal?: TestTemporal },
  more: Record<string, string> = {},
): Config {
  return readConfig({
    // Addresses that nobody listens on, so that a test cannot reach the desk of this machine by mistake.
    DATABASE_URL: servers.postgres?.url ?? 'postgres://127.0.0.1:1/none',
    TEMPORAL_ADDRESS: servers.temporal?.address ?? '127.0.0.1:1',
    TEMPORAL_NAMESPACE: servers.temporal?.namespace ?? 'default',
    TASK_QUEUE_PREFIX: servers.temporal?.taskQueuePrefix ?? 'test',
    CARELINE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'silent',
    ...more,
  });
}

async function ask(service: string): Promise<string> {
  const response = await fetch(inject('services') + service);
  const answer = await response.text();
  if (!response.ok) throw new Error(`the test run's ${service} did not start: ${answer}`);
  return answer;
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
