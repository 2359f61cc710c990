import type { Pool } from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel, Profile } from '../../channels/channel.ts';
import { channels } from '../../channels/index.ts';
import { ChannelError } from '../../channels/outcome.ts';
import { createProfiles } from '../../dispatch/profiles.ts';
import { createAccounts } from '../../ingest/accounts.ts';
import { newId } from '../../runtime/ids.ts';
import { openDatabase } from '../support/database.ts';
import { addAccount, secretKeys } from '../ingest/fixtures.ts';
import * as desk from './desk.ts';

let pool: Pool;
let accountId: string;
let otherId: string;
let asked: string[];
let answer: (customer: string, account: string) => Promise<Profile | undefined>;

beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  otherId = await addAccount(pool, { platform: 'facebook', externalId: 'page-2' });
  asked = [];
  answer = (customer) => Promise.resolve({ name: `Name of ${customer}`, handle: customer });
});

const profiles = () => {
  const { facebook } = channels;
  if (!facebook) throw new Error('no channel');
  const channel: Channel = {
    ...facebook,
    fetchProfile: (account, customer) => {
      asked.push(customer);
      return answer(customer, account.id);
    },
  };
  const accounts = createAccounts({ pool, secretKeys });
  return createProfiles({ pool, accounts, channels: { facebook: channel }, logger: desk.silent });
};
const customer = (externalId: string, columns: Record<string, unknown> = {}) =>
  desk.insert(pool, 'customers', {
    ...{ id: newId(), account_id: accountId, platform: 'facebook', external_id: externalId },
    ...columns,
  });
const names = async () =>
  Object.fromEntries(
    (
      await pool.query<{ id: string; name: string }>(
        `select external_id as id, name from customers`,
      )
    ).rows.map(({ id, name }) => [id, name]),
  );

test('customers without a name are asked for, once', async () => {
  await customer('ada');
  await customer('bo', { name: 'Bo' });
  await customer('nobody');
  answer = (it) => Promise.resolve(it === 'nobody' ? undefined : { name: 'Ada Lovelace' });
  const pass = profiles();
  expect(await pass()).toBe(false);
  await pass();
  expect(asked.sort()).toEqual(['ada', 'nobody']);
  expect(await names()).toEqual({ ada: 'Ada Lovelace', bo: 'Bo', nobody: '' });
});

test('an account whose platform fails rests, the others go on', async () => {
  for (let n = 0; n < 30; n += 1) await customer(`c${n}`);
  await customer('other', { account_id: otherId });
  answer = (it, account) =>
    account === accountId
      ? Promise.reject(new ChannelError('rate_limited', 'slow down', { retryAfterMs: 60_000 }))
      : Promise.resolve({ name: it });
  const pass = profiles();
  await pass();
  // Only what was under way when the first failed.
  expect(asked.length).toBeLessThanOrEqual(4);
  asked = [];
  await pass();
  expect(asked).toEqual(['other']);
  expect((await names())['other']).toBe('other');
});
