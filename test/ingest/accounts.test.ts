import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccounts } from '../../ingest/accounts.ts';
import { createPool } from '../../runtime/database.ts';
import { newId } from '../../runtime/ids.ts';
import { startPostgres, testConfig, type TestPostgres } from '../support/environment.ts';
import { addAccount, secretKeys } from './fixtures.ts';

let postgres: TestPostgres;
let pool: Pool;
beforeAll(async () => {
  postgres = await startPostgres();
  pool = createPool(testConfig({ postgres }).database, { applicationName: 'careline-test' });
});
afterAll(async () => {
  await pool.end();
  await postgres.drop();
});

test('an account that was connected a moment ago is known by its id at once', async () => {
  const accounts = createAccounts({ pool, secretKeys, maxAge: 60_000 });
  await addAccount(pool, { platform: 'telegram', externalId: '1' });
  expect(await accounts.byPlatform('telegram')).toHaveLength(1);
  const id = await addAccount(pool, { platform: 'telegram', externalId: '2' });
  expect(await accounts.byPlatform('telegram')).toHaveLength(1);
  expect(await accounts.byId(id)).toMatchObject({ externalId: '2' });
  expect(await accounts.byId(newId())).toBeUndefined();
});
