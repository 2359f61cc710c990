/**
 * What every platform's events leave behind, through a running desk: one table (test/channels/support/table.ts), each payload
 * told once, twice, in a batch with broken neighbours, with fields that nobody knows, in the opposite order, and without all that
 * it could lack. Told once, and with the least, it is compared with files that people have read (test/e2e/expected); the others
 * with the first of them.
 */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Pool } from 'pg';
import { json, withoutOptional, withUnknownFields } from '../channels/support/soundness.ts';
import { table, type ChannelCase } from '../channels/support/table.ts';
import { call, until } from '../support/client.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';

let desk: RunningDesk;
let pool: Pool;
beforeAll(async () => {
  desk = await startDesk();
  pool = new Pool({ connectionString: desk.databaseUrl, max: 4 });
}, 180_000);
afterAll(async () => {
  await pool.end();
  await desk.stop();
}, 60_000);

const secret = 'the-relay';
const startedAt = Date.now();
let accounts = 0;

/** An account of its own for one way of telling; its events come through a relay. */
async function newAccount({ channel }: ChannelCase): Promise<{ id: string; externalId: string }> {
  accounts += 1;
  const externalId = `${channel.name === 'bluesky' ? 'did:plc:' : ''}${990_000_000_000 + accounts}`;
  const { id } = await desk.asAdmin<{ id: string }>('POST', '/accounts', {
    ...{ platform: channel.name, name: `${channel.name} ${externalId}`, externalId },
    ...{ relay: true, webhookSecrets: [secret], baseUrl: 'http://127.0.0.1:9' },
  });
  return { id, externalId };
}

/** The body as it would come for another account. */
const meantFor = (body: Buffer, from: string, to: string): Buffer =>
  Buffer.from(body.toString().replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to));

async function post({ channel }: ChannelCase, externalId: string, body: Buffer): Promise<void> {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const response = await fetch(`${desk.api}/webhooks/${channel.name}?account=${externalId}`, {
    method: 'POST',
    headers: { 'x-webhook-signature': signature },
    body: new Uint8Array(body),
  });
  expect(response.status).toBe(200);
}

interface ConversationRow {
  thread: string;
  source: string;
  post: string | null;
  status: string;
  unread: number;
}

interface Left {
  conversations: ConversationRow[];
  messages: { direction: string; status: string }[];
  customers: unknown[];
  letters: number;
}

/** What the account's events have left, once all of them are applied; ids of ours and of the account left out. */
async function leftBy(account: { id: string; externalId: string }): Promise<Left> {
  await until(
    async () => {
      const { rows } = await pool.query<{ kind: string; dedupe_key: string }>(
        'select kind, dedupe_key from inbox_events where account_id = $1 and applied_at is null',
        [account.id],
      );
      return rows;
    },
    (waiting) => waiting.length === 0,
    90_000,
  );
  const rows = async <Row>(text: string) =>
    (await pool.query(text, [account.id])).rows as unknown as Row[];
  const left: Left = {
    conversations: await rows(
      `select t.key as thread, c.source, c.status, c.unread, t.post_id as post
         from conversations c join threads t on t.id = c.thread_id where c.account_id = $1 order by t.key`,
    ),
    messages: await rows(
      `select t.key as thread, m.direction, m.content_type as type, m.sender_type as by, m.platform_message_id as id,
              m.timestamp as at, m.delivery_status as status, m.metadata, b.content, b.attachments
         from messages m join threads t on t.id = m.thread_id left join message_bodies b on b.message_id = m.id
        where m.account_id = $1 order by t.key, m.platform_message_id`,
    ),
    customers: await rows(
      `select external_id as id, name, handle, language, blocked_at is not null as "isBlocked" from customers
        where account_id = $1 order by external_id`,
    ),
    letters: 0,
  };
  const letters = await pool.query<{ n: number }>(
    'select count(*)::int as n from dead_letters where account_id = $1',
    [account.id],
  );
  left.letters = letters.rows[0]?.n ?? 0;
  const text = JSON.stringify(left)
    .replaceAll(account.externalId, 'ACCOUNT')
    .replaceAll(account.externalId.replaceAll(':', '~1'), 'ACCOUNT')
    // Where the platform gives no time, it is when it came in.
    .replaceAll(/"(20[0-9-]{8}T[0-9:.]{12}Z)"/g, (quoted, at: string) =>
      Date.parse(at) >= startedAt && Date.parse(at) <= Date.now() ? '"ON ARRIVAL"' : quoted,
    );
  return JSON.parse(text) as Left;
}

const broken: unknown[] = [null, 'text', 7, [], {}, { x_new: { deep: [null, {}] } }];

/** How the payloads of a platform are told: bodies, each in its own request, one after the other. */
const ways: Record<string, (it: ChannelCase, payloads: unknown[]) => Buffer[]> = {
  once: ({ bodyOf }, payloads) => payloads.map((payload) => bodyOf(payload)),
  twice: ({ bodyOf }, payloads) =>
    payloads.flatMap((payload) => [bodyOf(payload), bodyOf(payload)]),
  'in the opposite order': ({ bodyOf }, payloads) =>
    payloads.toReversed().map((payload) => bodyOf(payload)),
  'with fields that nobody knows': ({ bodyOf }, payloads) =>
    payloads.map((payload) => bodyOf(withUnknownFields(payload))),
  'in one batch among broken neighbours': ({ bodyOf, isBatched }, payloads) =>
    isBatched
      ? [bodyOf(...payloads.flatMap((payload, n) => [broken[n % broken.length], payload]))]
      : payloads.map((payload) => bodyOf(payload)),
};

const least = 'with the least that can be told';

/** What is optional is whatever may be missing while it is still the same kind of event about the same message. */
const leastOf = ({ channel, bodyOf, account }: ChannelCase, payload: unknown): unknown =>
  withoutOptional(payload, (it) => {
    const { events, rest } = channel.receive(bodyOf(it), account);
    const told = events.map(({ event }) => [
      ...[event.kind, 'platformMessageId' in event && event.platformMessageId],
      event.accountExternalId,
    ]);
    return JSON.stringify([told, rest.length]);
  });

const waysOf = ({ isLog = false }: ChannelCase) =>
  Object.entries(ways).filter(([way]) => !isLog || !way.includes('order'));

// All of them at once: what can't be placed waits a minute for what it belongs to.
const told = new Map<string, Promise<Left>>();
beforeAll(() => {
  for (const it of table) {
    for (const [way, bodiesOf] of waysOf(it)) {
      const left = tell(it, bodiesOf(it, Object.values(it.payloads)));
      // Its own test hears of it.
      left.catch(() => undefined);
      told.set(`${it.name}/${way}`, left);
    }
    const left = tell(
      it,
      Object.values(it.payloads).map((payload) => it.bodyOf(leastOf(it, payload))),
    );
    left.catch(() => undefined);
    told.set(`${it.name}/${least}`, left);
  }
});

async function tell(it: ChannelCase, bodies: readonly Buffer[]): Promise<Left> {
  const account = await newAccount(it);
  for (const body of bodies) {
    await post(it, account.externalId, meantFor(body, it.account, account.externalId));
  }
  return leftBy(account);
}

describe.each(table)('$name', (it) => {
  const { name } = it;
  const left = async (way: string) => (await told.get(`${name}/${way}`)) as Left;

  test('told once: exactly the expected rows', async () => {
    const file = `./expected/${name.replaceAll(/\W+/g, '-')}.json`;
    await expect(`${JSON.stringify(await left('once'), null, 2)}\n`).toMatchFileSnapshot(file);
  }, 150_000);

  test(`told ${least}: exactly the expected rows`, async () => {
    const file = `./expected/${name.replaceAll(/\W+/g, '-')}-least.json`;
    await expect(`${JSON.stringify(await left(least), null, 2)}\n`).toMatchFileSnapshot(file);
  }, 150_000);

  test.each(waysOf(it).slice(1))(
    'told %s: the same rows',
    async (way) => {
      const [expected, found] = [await left('once'), await left(way)];
      // Broken neighbours are letters of their own; what they are is tested where bodies are sorted.
      if (way.includes('broken')) found.letters = expected.letters;
      const shown = way.includes('order') ? inAnyOrder : (it: Left) => it;
      expect(shown(found)).toEqual(shown(expected));
    },
    150_000,
  );
});

/**
 * What does not depend on the order. Whether something is answered does: it is what was said last. And a receipt that comes
 * before our own account's message, written elsewhere, says nothing of it any more.
 */
const inAnyOrder = (it: Left) => ({
  ...it,
  conversations: it.conversations.map(({ thread, source, post: about }) => ({
    ...{ thread, source, about },
  })),
  messages: it.messages.map(({ status, ...message }) =>
    message.direction === 'outbound' ? message : { ...message, status },
  ),
});

test('bodies that are nothing at all are answered, and leave nothing but a dead letter', async () => {
  for (const { channel } of table) {
    const { externalId } = await newAccount(table.find((it) => it.channel === channel)!);
    const body = json({ nothing: true });
    const headers = {
      'x-webhook-signature': createHmac('sha256', secret).update(body).digest('hex'),
    };
    const path = `/webhooks/${channel.name}?account=${externalId}`;
    const answer = await call(desk.api, 'POST', path, { body: { nothing: true }, headers });
    expect(answer.status).toBe(200);
  }
});
