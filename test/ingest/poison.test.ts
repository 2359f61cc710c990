/** Each of the poisoned bodies ends as stored, ignored and counted, or a dead letter with a reason; nothing breaks. */
import type { Pool } from 'pg';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { channels } from '../../channels/index.ts';
import { createAccounts } from '../../ingest/accounts.ts';
import { createDeadLetters } from '../../ingest/dead-letters.ts';
import { createInbox } from '../../ingest/group-commit.ts';
import { receiveWebhook } from '../../ingest/receive-webhook.ts';
import { table } from '../channels/support/table.ts';
import { openDatabase } from '../support/database.ts';
import * as given from './fixtures.ts';
import { bytes, poisonsOf, strangers, type Poison } from './poison.ts';

let pool: Pool;
beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
let badRows = 0;
beforeEach(async () => {
  for (const name of ['accounts', 'threads', 'inbox_events', 'dead_letters']) {
    await pool.query(`delete from ${name}`);
  }
  badRows = 0;
});

const count = async (name: string) =>
  Number((await pool.query<{ count: string }>(`select count(*) from ${name}`)).rows[0]?.count);

/** Each platform's accounts take webhooks from a relay: what they signed is not what this is about. */
async function desk() {
  for (const { channel, account } of table) {
    const { rowCount } = await pool.query('select 1 from accounts where platform = $1', [
      channel.name,
    ]);
    if (rowCount !== 0) continue;
    await given.addAccount(pool, { platform: channel.name, externalId: account });
  }
  const relaySecrets = Object.fromEntries(table.map(({ channel }) => [channel.name, ['relay']]));
  const receive = receiveWebhook({
    channels,
    accounts: createAccounts({ pool, secretKeys: given.secretKeys, maxAge: 0 }),
    deadLetters: createDeadLetters(pool),
    inbox: createInbox({
      pool,
      queueLimit: 100,
      onBadRow: () => {
        badRows += 1;
        return Promise.resolve();
      },
    }),
    relaySecrets,
  });
  return (name: Parameters<typeof receive>[0], body: Buffer) =>
    receive(name, {
      headers: { 'x-webhook-signature': given.hmac('relay', body) },
      query: {},
      rawBody: body,
    });
}

const corpus: Record<string, Poison[]> = Object.fromEntries(
  table.map((it) => [it.name, [...poisonsOf(it), ...strangers, ...bytes]]),
);

test('the corpus is large, and no two of a channel are alike', () => {
  expect(Object.values(corpus).flat().length).toBeGreaterThanOrEqual(300);
  for (const poisons of Object.values(corpus)) {
    expect(new Set(poisons.map(({ name, body }) => `${name}/${body.length}`)).size).toBe(
      poisons.length,
    );
  }
});

describe.each(table)('$name', ({ name, channel, payloads, bodyOf }) => {
  test('every one is accounted for', async () => {
    const receive = await desk();
    for (const poison of corpus[name] ?? []) {
      const before = await count('dead_letters');
      const result = await receive(channel.name, poison.body);
      if (result.status !== 'accepted') throw new Error(`${poison.name}: ${result.status}`);
      const { events, deadLetters, ignored } = result;
      expect([poison.name, events + deadLetters + ignored > 0 || isEmpty(poison.body)]).toEqual([
        poison.name,
        true,
      ]);
      // A letter like one before counts there instead of making a row.
      expect((await count('dead_letters')) - before).toBeLessThanOrEqual(deadLetters);
    }
    const { rows } = await pool.query<{ reason: string; detail: string }>(
      'select distinct reason, detail from dead_letters',
    );
    for (const { reason, detail } of rows) {
      expect(reason).toMatch(/^(unparsable|unsupported|unknown_account|unverified)$/);
      expect(detail).not.toBe('');
    }
    expect(badRows).toBe(0);
    // And what is sound goes in as ever.
    const [sound] = Object.values(payloads);
    expect(await receive(channel.name, bodyOf(sound))).toMatchObject({ events: 1, deadLetters: 0 });
  }, 120_000);
});

/** A body whose lists hold nothing asks for nothing. */
const isEmpty = (body: Buffer) =>
  /^(\ufeff)?\{("__proto__":\{"object":"page"\},|"object":"page",)"entry":\[\]\}$/.test(
    body.toString(),
  );
