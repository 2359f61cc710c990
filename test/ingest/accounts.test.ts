import type { Pool } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { createAccounts } from '../../ingest/accounts.ts';
import { newId } from '../../runtime/ids.ts';
import { openDatabase } from '../support/database.ts';
import { addAccount, secretKeys } from './fixtures.ts';

let pool: Pool;
beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
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
