/** Delivery with the account's pace, against a platform over HTTP and the desk's own tables. */
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDelivery } from '../../activities/deliver.ts';
import { createAccounts } from '../../ingest/accounts.ts';
import { createPool } from '../../runtime/database.ts';
import { newId } from '../../runtime/ids.ts';
import { json, startPlatform, type Answer } from '../channels/support/platform-server.ts';
import * as desk from '../dispatch/desk.ts';
import { addAccount, secretKeys } from '../ingest/fixtures.ts';
import { startPostgres, testConfig, type TestPostgres } from '../support/environment.ts';

let postgres: TestPostgres;
let pool: Pool;
let platform: Awaited<ReturnType<typeof startPlatform>>;
beforeAll(async () => {
  platform = await startPlatform();
  postgres = await startPostgres();
  pool = createPool(testConfig({ postgres }).database, { applicationName: 'careline-test' });
});
afterAll(async () => {
  await pool.end();
  await Promise.all([postgres.drop(), platform.stop()]);
});
beforeEach(async () => {
  for (const table of [...desk.tables, 'account_paces', 'notifications', 'moderations']) {
    await pool.query(`delete from ${table}`);
  }
  clock = Date.now();
});

let clock = 0;
const delivery = () =>
  createDelivery({
    linkTo: (fileId) => `https://desk.example/files/${fileId}`,
    openFile: () => Promise.resolve(undefined),
    pool,
    accountOf: (id) => createAccounts({ pool, secretKeys }).byId(id),
    now: () => clock,
  });

/** A Page with so many replies waiting. */
async function pageWith(name: string, replies: number) {
  const accountId = await addAccount(pool, {
    ...{ platform: 'facebook', externalId: name, credentials: { pageAccessToken: 't' } },
  });
  await pool.query('update accounts set base_url = $2 where id = $1', [
    accountId,
    platform.baseUrl,
  ]);
  const thread = await desk.addThread(pool, accountId, `ada-${name}`);
  const conversationId = await desk.addConversation(pool, thread);
  const messageIds: string[] = [];
  for (let n = 0; n < replies; n += 1) {
    const id = await desk.addReply(pool, thread, conversationId, { delivery_status: 'queued' });
    await desk.insert(pool, 'message_bodies', { message_id: id, content: `reply ${n}` });
    messageIds.push(id);
  }
  const send = (n: number) =>
    delivery().deliver({
      ...{ messageId: messageIds[n] ?? '', attempt: 1, notAfter: clock + 60_000, isHuman: true },
      lastInboundAt: clock,
    });
  /** A wish to block who wrote to the Page. */
  const block = async () => {
    const [id, commentId] = [newId(), newId()];
    const comment = { id: commentId, direction: 'inbound', delivery_status: 'delivered' };
    const of = { ...comment, platform_message_id: '900_501', sender_type: 'customer' };
    await desk.addReply(pool, thread, conversationId, of);
    await desk.insert(pool, 'moderations', {
      ...{ id, conversation_id: conversationId, message_id: commentId, action: 'block' },
      ...{ actor: JSON.stringify({ type: 'agent' }), created_at: new Date(clock) },
    });
    return id;
  };
  /** A message that the platform shows is known already. */
  const known = (platformMessageId: string, metadata: object) =>
    desk.addReply(pool, thread, conversationId, {
      ...{ delivery_status: 'sent', platform_message_id: platformMessageId },
      metadata: JSON.stringify(metadata),
    });
  return { accountId, send, block, known, messageIds };
}
test('a file of ours goes out by an address that is made when it goes out, and is in no row', async () => {
  const page = await pageWith('photos', 1);
  const deskFileId = newId();
  await pool.query('update message_bodies set content = $1, attachments = $2', [
    '',
    JSON.stringify([{ kind: 'image', deskFileId, mimeType: 'image/png', size: 70 }]),
  ]);
  platform.answersWith(sent);
  expect(codeOf(await page.send(0))).toBe('sent');
  const url = `https://desk.example/files/${deskFileId}`;
  expect(platform.seen[0]?.body).toMatchObject({
    message: { attachment: { type: 'image', payload: { url } } },
  });
  const { rows } = await pool.query('select b::text, m::text from message_bodies b, messages m');
  expect(JSON.stringify(rows)).not.toContain('desk.example');
});

let sends = 0;
const sent: Answer = (request, response) => {
  json(200, { recipient_id: '1', message_id: `m${(sends += 1)}` })(request, response);
};
type Delivery = ReturnType<typeof delivery>;
const codeOf = (outcome: Awaited<ReturnType<Delivery['deliver' | 'moderate']>>) =>
  'failure' in outcome ? `${outcome.kind} ${outcome.failure.code}` : outcome.kind;

test('one refusal for going too fast holds the whole account back, and no other', async () => {
  const [fast, calm] = [await pageWith('fast', 3), await pageWith('calm', 1)];
  platform.answersWith(json(400, { error: { code: 613, message: 'too fast' } }));
  const refused = await fast.send(0);
  expect(codeOf(refused)).toBe('retryAt rate_limited');
  platform.answersWith(sent);
  expect(await fast.send(1)).toMatchObject({ kind: 'retryAt', at: clock + 5_000 });
  expect(platform.seen).toHaveLength(0);
  expect(codeOf(await calm.send(0))).toBe('sent');
  clock += 5_000;
  expect(codeOf(await fast.send(1))).toBe('sent');
});

test('an allowance that is nearly used slows it down before it is refused', async () => {
  const page = await pageWith('nearly', 2);
  const usage = JSON.stringify({ call_count: 96, total_time: 1, total_cputime: 1 });
  platform.answersWith(json(200, { message_id: 'm' }, { 'x-app-usage': usage }));
  expect(codeOf(await page.send(0))).toBe('sent');
  expect(codeOf(await page.send(1))).toBe('retryAt rate_limited');
  expect(platform.seen).toHaveLength(1);
  clock += 2_000;
  platform.answersWith(sent);
  expect(codeOf(await page.send(1))).toBe('sent');
});

test('a platform that does not answer is left alone, then tried by one call at a time', async () => {
  const page = await pageWith('silent', 9);
  platform.answersWith(json(500, ''));
  for (let n = 0; n < 5; n += 1) expect(codeOf(await page.send(n))).toBe('unknown lost_answer');
  expect(codeOf(await page.send(5))).toBe('retryAt circuit_open');
  expect(platform.seen).toHaveLength(5);

  clock += 5_000;
  let release = () => undefined as unknown;
  platform.answersWith((request, response) => {
    release = () => {
      sent(request, response);
    };
  });
  const probe = page.send(5);
  await expect.poll(() => platform.seen.length).toBe(1);
  expect(codeOf(await page.send(6))).toBe('retryAt circuit_open');
  expect(platform.seen).toHaveLength(1);
  release();
  expect(codeOf(await probe)).toBe('sent');
  platform.answersWith(sent);
  expect(codeOf(await page.send(7))).toBe('sent');
});

test('a dead token: replies wait, administrators are told once, a new token lets them go', async () => {
  const page = await pageWith('revoked', 2);
  await desk.addAgent(pool, { role: 'admin' });
  platform.answersWith(json(400, { error: { code: 190, message: 'expired' } }));
  expect(codeOf(await page.send(0))).toBe('retryAt account_needs_attention');
  expect(codeOf(await page.send(1))).toBe('retryAt account_needs_attention');
  expect(platform.seen).toHaveLength(1);
  const { rows } = await pool.query('select delivery_status from messages order by ordinal');
  expect(rows).toEqual([{ delivery_status: 'queued' }, { delivery_status: 'queued' }]);
  const told = await pool.query('select kind, data from notifications');
  expect(told.rows).toMatchObject([
    { kind: 'account_needs_attention', data: { accountId: page.accountId, name: 'revoked' } },
  ]);

  await pool.query(`update accounts set status = 'active' where id = $1`, [page.accountId]);
  platform.answersWith(sent);
  expect(codeOf(await page.send(1))).toBe('sent');
});

test.each([
  [
    'written elsewhere, as its echo had no id of ours: it is the lost one',
    { external: true },
    'sent',
  ],
  ['another reply of ours: it proves nothing', {}, 'unknown'],
])('what the history shows of a lost reply is known as %s', async (_, metadata, status) => {
  const page = await pageWith('lost', 1);
  const [reply] = page.messageIds;
  platform.answersWith(json(500, ''));
  expect(codeOf(await page.send(0))).toBe('unknown lost_answer');
  await page.known('m_shown', metadata);
  const at = new Date(clock).toISOString().replace(/\.\d+Z$/, '+0000');
  const people = { data: [{ id: 'lost' }, { id: 'ada-lost' }] };
  platform.answersWith((request, response) => {
    json(
      200,
      request.path.endsWith('/conversations')
        ? { data: [{ id: 't_1', updated_time: at, participants: people }] }
        : {
            id: 't_1',
            messages: {
              data: [{ id: 'm_shown', created_time: at, from: { id: 'lost' }, message: 'reply 0' }],
            },
          },
    )(request, response);
  });
  const found = await delivery().reconcile({
    ...{ messageId: reply ?? '', attempt: 1, notAfter: clock + 60_000, isHuman: true },
  });
  expect(found.kind).toBe(status);
  const { rows } = await pool.query<{ id: string }>(
    `select id from messages where platform_message_id = 'm_shown'`,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.id === reply).toBe(status === 'sent');
});

test('what is done in public keeps to the same pace, and waits for a token as replies do', async () => {
  const page = await pageWith('moderated', 1);
  const id = await page.block();
  const call = (attempt: number) => delivery().moderate({ moderationId: id, attempt });
  const row = async () =>
    (
      await pool.query<{ status: string; attempt: number }>(
        'select status, attempt from moderations where id = $1',
        [id],
      )
    ).rows[0];
  const usage = JSON.stringify({ call_count: 100, total_time: 1, total_cputime: 1 });
  platform.answersWith(json(200, { message_id: 'm' }, { 'x-app-usage': usage }));
  await page.send(0);
  platform.answersWith(json(400, { error: { code: 190, message: 'expired' } }));
  expect(codeOf(await call(1))).toBe('retryAt rate_limited');
  expect(platform.seen).toHaveLength(0);
  expect(await row()).toEqual({ status: 'queued', attempt: 2 });

  clock += 60_000;
  expect(codeOf(await call(2))).toBe('retryAt account_needs_attention');
  expect(await row()).toEqual({ status: 'queued', attempt: 3 });
  expect(codeOf(await call(3))).toBe('retryAt account_needs_attention');
  expect(platform.seen).toHaveLength(1);

  await pool.query(`update accounts set status = 'active' where id = $1`, [page.accountId]);
  platform.answersWith(json(400, { error: { code: 613, message: 'too fast' } }));
  expect(codeOf(await call(4))).toBe('retryAt rate_limited');
  expect(await row()).toEqual({ status: 'queued', attempt: 5 });
  expect(codeOf(await page.send(0))).toBe('retryAt rate_limited');
  expect(platform.seen).toHaveLength(1);

  clock += 60_000;
  platform.answersWith(json(200, { success: true }));
  expect(codeOf(await call(5))).toBe('done');
  expect(await row()).toEqual({ status: 'calling', attempt: 5 });
});

test('a reaction opens the window as words do; one that was taken back does not', async () => {
  const day = 86_400_000;
  const page = await pageWith('reacted', 2);
  const silent = (n: number) =>
    delivery().deliver({
      ...{ messageId: page.messageIds[n] ?? '', attempt: 1, notAfter: clock + 60_000 },
      ...{ isHuman: false, lastInboundAt: clock - 3 * day },
    });
  const reactedAt = new Date(clock - 3_600_000).toISOString();
  await page.known('m_gone', { reactions: [], reactedAt });
  platform.answersWith(sent);
  expect(codeOf(await silent(0))).toBe('refused window_closed');
  expect(platform.seen).toEqual([]);
  await page.known('m_loved', { reactions: ['❤'], reactedAt });
  expect(codeOf(await silent(1))).toBe('sent');
  expect(platform.seen[0]?.body).toMatchObject({ messaging_type: 'RESPONSE' });
});

test('who answers has read, where the account says so; that it fails costs the reply nothing', async () => {
  const page = await pageWith('polite', 3);
  platform.answersWith(sent);
  await page.send(0);
  expect(platform.seen).toHaveLength(1);
  await pool.query('update accounts set mark_as_read = true where id = $1', [page.accountId]);
  platform.answersWith(sent);
  await page.send(1);
  expect(platform.seen.at(-1)?.body).toMatchObject({ sender_action: 'mark_seen' });
  platform.answersWith((request, response) => {
    const isAction = JSON.stringify(request.body).includes('mark_seen');
    (isAction ? json(500, '') : sent)(request, response);
  });
  expect(codeOf(await page.send(2))).toBe('sent');
  expect(platform.seen).toHaveLength(2);
});
