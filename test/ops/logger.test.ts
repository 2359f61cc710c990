import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** What a process that logs this writes to its stdout. */
async function logged(expression: string): Promise<Record<string, unknown>> {
  const source = `
    import { createLogger } from ${JSON.stringify(new URL('../../runtime/logger.ts', import.meta.url).href)};
    createLogger('api', 'info').info(${expression}, 'said');`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module-typescript',
    '-e',
    source,
  ]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

test('a line names its role and its level', async () => {
  expect(await logged('{ account: 7 }')).toMatchObject({
    role: 'api',
    level: 'info',
    msg: 'said',
    account: 7,
  });
});

test('secrets are never written', async () => {
  const line = await logged(`{
    token: 'hush1',
    account: { credentials: { botToken: 'hush2' }, webhookSecrets: ['hush3'], name: 'Shop' },
    request: { headers: { authorization: 'Bearer hush4', cookie: 'hush5' } },
    req: { headers: { 'x-webhook-signature': 'hush6', 'x-hub-signature-256': 'hush7' } },
  }`);
  expect(JSON.stringify(line)).not.toContain('hush');
  expect(JSON.stringify(line)).toContain('Shop');
});

test('of a row that PostgreSQL refuses the values are not written', async () => {
  const line = await logged(
    `{ err: Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (name)=(Ada) already exists.' }) }`,
  );
  expect(line['err']).toMatchObject({ message: 'duplicate key', code: '23505' });
  expect(JSON.stringify(line)).not.toContain('Ada');
});
