/** Who may speak for an account, one table for all platforms: through the ingest, against real tables. */
import { createHmac } from 'node:crypto';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Credentials, PlatformName } from '../../channels/channel.ts';
import { channels } from '../../channels/index.ts';
import { createAccounts } from '../../ingest/accounts.ts';
import { createDeadLetters } from '../../ingest/dead-letters.ts';
import { createInbox } from '../../ingest/group-commit.ts';
import { handshake, receiveWebhook, type IngestParts } from '../../ingest/receive-webhook.ts';
import { createPool } from '../../runtime/database.ts';
import { table } from '../channels/support/table.ts';
import { startPostgres, testConfig, type TestPostgres } from '../support/environment.ts';
import * as given from './fixtures.ts';

let postgres: TestPostgres;
let pool: Pool;
let parts: IngestParts;
beforeAll(async () => {
  postgres = await startPostgres();
  pool = createPool(testConfig({ postgres }).database, { applicationName: 'careline-test' });
  parts = {
    channels,
    accounts: createAccounts({ pool, secretKeys: given.secretKeys, maxAge: 0 }),
    deadLetters: createDeadLetters(pool),
    inbox: createInbox({ pool, queueLimit: 100, onBadRow: () => Promise.resolve() }),
    relaySecrets: Object.fromEntries(Object.keys(channels).map((name) => [name, ['the-relay']])),
  };
});
afterAll(async () => {
  await pool.end();
  await postgres.drop();
});

type Sign = (secret: string, body: Buffer) => Record<string, string>;
const mac = (secret: string, body: string | Buffer, encoding: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', secret).update(body).digest(encoding);

interface Verification {
  platform: PlatformName;
  /** What the account has of its secret. */
  credentials: (secret: string) => Credentials;
  sign: Sign;
  isRelay?: boolean;
  /** The bodies don't name their account: its address does. */
  isNamedByAddress?: boolean;
  /** The secret itself comes along, and says nothing of the body. */
  isBodyUnsigned?: boolean;
  /** The GET handshake by an account's secret, what is answered, and one that is not ours to answer. */
  handshake?: (secret: string) => {
    query: Record<string, string>;
    body: string;
    wrong: Record<string, string>;
  };
}

const relayed: Sign = (secret, body) => ({ 'x-webhook-signature': mac(secret, body) });
const hub: Sign = (secret, body) => ({ 'x-hub-signature-256': `sha256=${mac(secret, body)}` });
const hubQuery = (secret: string) => ({
  ...{ 'hub.mode': 'subscribe', 'hub.verify_token': secret, 'hub.challenge': '1158201444' },
});
const hubChallenge = (secret: string) => ({
  ...{ query: hubQuery(secret), body: '1158201444', wrong: hubQuery('guessed') },
});

const verifications: Verification[] = [
  {
    platform: 'facebook',
    credentials: (secret) => ({ pageAccessToken: 't', appSecret: secret, verifyToken: secret }),
    sign: hub,
    handshake: hubChallenge,
  },
  {
    platform: 'instagram',
    credentials: (secret) => ({ accessToken: 't', appSecret: secret, verifyToken: secret }),
    sign: hub,
    handshake: hubChallenge,
  },
  {
    platform: 'x',
    credentials: (secret) => ({ accessToken: 't', consumerSecret: secret }),
    sign: (secret, body) => ({
      'x-twitter-webhooks-signature': `sha256=${mac(secret, body, 'base64')}`,
    }),
    handshake: (secret) => ({
      query: { crc_token: '9b4507b3' },
      body: JSON.stringify({ response_token: `sha256=${mac(secret, '9b4507b3', 'base64')}` }),
      wrong: { crc_token: '{"data":{}}' },
    }),
  },
  {
    platform: 'linkedin',
    credentials: (secret) => ({ accessToken: 't', clientSecret: secret }),
    sign: (secret, body) => ({
      'x-li-signature': mac(secret, Buffer.concat([Buffer.from('hmacsha256='), body])),
    }),
    handshake: (secret) => ({
      query: { challengeCode: '890e4665' },
      body: JSON.stringify({
        challengeCode: '890e4665',
        challengeResponse: mac(secret, '890e4665'),
      }),
      wrong: { challengeCode: 'hmacsha256={}' },
    }),
  },
  {
    platform: 'telegram',
    credentials: () => ({ botToken: '9:t' }),
    sign: (secret) => ({ 'x-telegram-bot-api-secret-token': secret }),
    isNamedByAddress: true,
    isBodyUnsigned: true,
  },
];

/** A relay passes webhooks on; the handshake is still between the platform and the account, where it holds a secret. */
const withHandshake = (platform: PlatformName): Pick<Verification, 'credentials' | 'handshake'> => {
  const own = verifications.find((it) => it.platform === platform);
  return {
    credentials: own?.credentials ?? (() => ({})),
    ...(own?.handshake && { handshake: own.handshake }),
  };
};

const other = 'another-account';
const named = new Set(verifications.map(({ platform }) => platform));
/** Every platform through a relay besides; those that sign nothing themselves have no other way. */
const all: Verification[] = [
  ...verifications,
  ...(Object.keys(channels) as PlatformName[]).map((platform) => ({
    ...{ platform, sign: relayed, isRelay: true },
    isNamedByAddress: platform === 'telegram',
    ...withHandshake(platform),
  })),
];

test('the table has every platform that sends webhooks', () => {
  for (const channel of Object.values(channels)) {
    expect(named.has(channel.name)).toBe(!channel.capabilities.isPolled);
  }
});

describe.each(all)('$platform, by a relay: $isRelay', (it) => {
  const { platform, sign, isRelay = false, isNamedByAddress = false } = it;
  const found = table.find(({ channel }) => channel.name === platform);
  if (!found) throw new Error(`${platform} has no payloads`);
  const { account, bodyOf, said } = found;
  const body = bodyOf(said.payload);
  beforeEach(async () => {
    for (const name of ['accounts', 'threads', 'inbox_events', 'dead_letters']) {
      await pool.query(`delete from ${name}`);
    }
    for (const [externalId, secret] of [
      [account, 'current'],
      [other, 'others'],
    ] as const) {
      await given.addAccount(pool, {
        ...{ platform, externalId, relay: isRelay, credentials: it.credentials(secret) },
        webhookSecrets: [secret, `previous-${secret}`],
      });
    }
  });

  const receive = (raw: Buffer, headers: Record<string, string>) =>
    receiveWebhook(parts)(
      platform,
      given.request(raw, headers, isNamedByAddress ? { account } : {}),
    );
  const kept = async () => {
    const { rows } = await pool.query<{ n: number }>(
      'select ((select count(*) from inbox_events) + (select count(*) from dead_letters))::int as n',
    );
    return rows[0]?.n;
  };
  const short = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.slice(0, -1)]));
  const changed = Buffer.from(body);
  changed.writeUInt8(changed.readUInt8(changed.length - 3) ^ 1, changed.length - 3);
  const anew = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1));

  test.each<[string, Buffer, Record<string, string>]>([
    ['valid', body, sign('current', body)],
    ['the previous secret in rotation', body, sign('previous-current', body)],
  ])('%s: accepted, one event', async (_, raw, headers) => {
    expect(await receive(raw, headers)).toMatchObject({ status: 'accepted', events: 1 });
    expect(await kept()).toBe(1);
  });

  test.each<[string, Buffer, Record<string, string>]>([
    ['missing', body, {}],
    ['wrong', body, sign('guessed', body)],
    ['truncated', body, short(sign('current', body))],
    ['the other account’s', body, sign('others', body)],
    ['the other account’s previous one', body, sign('previous-others', body)],
    ...(it.isBodyUnsigned === true
      ? []
      : [
          ['one byte changed', changed, sign('current', body)] satisfies [string, Buffer, object],
          ['re-serialised', anew, sign('current', body)] satisfies [string, Buffer, object],
        ]),
    ['as another scheme signs', body, (isRelay ? hub : relayed)('current', body)],
  ])('%s: unauthorised, nothing is kept', async (_, raw, headers) => {
    expect(await receive(raw, headers)).toEqual({ status: 'unauthorised' });
    expect(await kept()).toBe(0);
  });

  test('the GET handshake: answered where it is right, and none of ours where it is not', async () => {
    const ask = (query: Record<string, string>) =>
      handshake(parts)(platform, given.request(Buffer.alloc(0), {}, { account, ...query }));
    const { query, body: answer, wrong } = it.handshake?.('current') ?? hubChallenge('current');
    expect(await ask(query)).toEqual(
      it.handshake === undefined
        ? undefined
        : expect.objectContaining({ status: 200, body: answer }),
    );
    expect(await ask(wrong)).toBeUndefined();
    expect(await ask({ ...query, account: 'a-stranger' })).toBeUndefined();
    expect(await ask({})).toBeUndefined();
  });
});
