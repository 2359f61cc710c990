import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const script = `
  const { createRequire } = await import('node:module');
  const { cache } = createRequire(import.meta.resolve('./x'));
  const loaded = () => Object.keys(cache).filter((it) => /jsforce|hubspot/.test(it)).length;
  const connection = { id: 'x', credentials: {}, keepCredentials: async () => {} };
  const crms = [];
  for (const kind of ['hubspot', 'salesforce']) {
    const kit = (await import('./crm/' + kind + '/index.ts'))[kind + 'Kit']({ trustedOrigins: [] });
    crms.push(kit.create(connection));
  }
  const raw = { method: 'POST', url: '/', headers: {}, body: Buffer.from(''), receivedAt: 0 };
  for (const crm of crms) crm.receive(raw);
  const before = loaded();
  await import('@hubspot/api-client');
  console.log(JSON.stringify([before, loaded() > 0]));
`;

test('the SDKs are not loaded by who only hears webhooks', () => {
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(JSON.parse(output)).toEqual([0, true]);
});
