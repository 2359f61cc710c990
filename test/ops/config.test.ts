import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ConfigError, Environment, readConfig } from '../../runtime/config.ts';

const enough = {
  DATABASE_URL: 'postgres://desk:pw@db.example/careline',
  CARELINE_SECRET_KEY: '00'.repeat(32),
};

function problemsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('all that is wrong is said at once, by name, and without the values', () => {
  const problems = problemsOf({
    API_PORT: 'seventy',
    SANDBOX_PORT: '70000',
    LOG_LEVEL: 'loud',
    DATABASE_READ_URL: 'mysql://user:hunter2@db.example',
    CARELINE_SECRET_KEY: 'too-short',
  });
  const names = problems.map((it) => it.split(':')[0]).sort();
  expect(names).toEqual([
    'API_PORT',
    'CARELINE_SECRET_KEY',
    'DATABASE_READ_URL',
    'DATABASE_URL',
    'LOG_LEVEL',
    'SANDBOX_PORT',
  ]);
  expect(problems.join('\n')).not.toMatch(/hunter2|too-short/);
});

test('what is left empty has its default', () => {
  const config = readConfig({ ...enough, API_PORT: '', PUBLIC_URL: '', TEMPORAL_ADDRESS: '' });
  expect(config.publicUrl).toBe('http://localhost:3000');
  expect(config.temporal.address).toBe('127.0.0.1:7233');
  expect(config.database.readUrl).toBe(enough.DATABASE_URL);
  expect(config.relaySecrets.facebook).toEqual([]);
});

test('a new key comes first, and the old one still counts', () => {
  const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const { secretKeys } = readConfig({
    ...enough,
    CARELINE_SECRET_KEY: `${first.toString('base64')}, ${second.toString('hex')}`,
  });
  expect(secretKeys).toEqual([first, second]);
});

test("Temporal's own variables make the connection", () => {
  const { temporal } = readConfig({
    ...enough,
    TEMPORAL_ADDRESS: 'desk.tmprl.example:7233',
    TEMPORAL_NAMESPACE: 'desk',
    TEMPORAL_API_KEY: 'key',
  });
  expect(temporal.namespace).toBe('desk');
  expect(temporal.connection).toMatchObject({ address: 'desk.tmprl.example:7233', apiKey: 'key' });
  expect(temporal.connection.tls).toBeTruthy();
});

test('a certificate that cannot be read is a problem like any other', () => {
  const problems = problemsOf({
    ...enough,
    TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml',
    TEMPORAL_PROFILE: 'x',
  });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^TEMPORAL/);
});

test('a bucket is spoken to with both halves of a key, or with the machine’s own', () => {
  const bucket = { ...enough, FILES_BUCKET: 'desk', FILES_BUCKET_ACCESS_KEY_ID: 'id' };
  expect(problemsOf(bucket).join()).toMatch(/^FILES_BUCKET_SECRET_ACCESS_KEY: goes with/);
  const { files } = readConfig({ ...bucket, FILES_BUCKET_SECRET_ACCESS_KEY: 'secret' });
  expect(files.s3?.keys).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
  expect(readConfig({ ...enough, FILES_BUCKET: 'desk' }).files.s3).toMatchObject({
    keys: undefined,
  });
  expect(readConfig(enough).files.s3).toBeUndefined();
});

describe('.env.example', async () => {
  const text = await readFile(new URL('../../.env.example', import.meta.url), 'utf8');
  const lines = new Map(
    [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );

  test('names every setting and no other', () => {
    expect([...lines.keys()].sort()).toEqual(Object.keys(Environment.shape).sort());
  });

  test('shows the defaults', () => {
    const example: NodeJS.ProcessEnv = Object.fromEntries(lines);
    expect(readConfig({ ...example, ...enough })).toEqual(readConfig(enough));
  });
});
