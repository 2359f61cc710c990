/** What changes without an event of the log is told to the live stream, in the transaction that changes it. */
import type { Pool } from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { beginAttempt, endAttempt, voidAttempt } from '../../activities/outbound.ts';
import { writeConversation } from '../../activities/record/conversation-row.ts';
import { updateCustomer } from '../../activities/record/customer.ts';
import { insertFiles } from '../../activities/record/new-files.ts';
import { markNeedsAttention, markWorking } from '../../accounts/attention.ts';
import { learnPlatformIds } from '../../dispatch/echoes.ts';
import { giveUp, markStored, takeFiles } from '../../dispatch/file-rows.ts';
import { sweepChanges, sweepPresence } from '../../dispatch/housekeeping.ts';
import { openTurn } from '../../domain/conversation/opening.ts';
import { aroundTheClock } from '../../domain/sla.ts';
import { transaction } from '../../runtime/database.ts';
import { newId } from '../../runtime/ids.ts';
import type { ThreadRef } from '../../dispatch/signals.ts';
import * as desk from '../dispatch/desk.ts';
import { openDatabase } from '../support/database.ts';

let pool: Pool;
let accountId: string;
let thread: ThreadRef;
let conversationId: string;

beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  await pool.query('delete from notifications');
  thread = await desk.addThread(pool, accountId, 'ada');
  conversationId = await desk.addConversation(pool, thread);
  await pool.query('delete from changes');
});

interface Told {
  kind: string;
  conversationId: string | null;
  recipientId: string | null;
  data: Record<string, unknown>;
}

/** What was told since the last time. */
async function told(): Promise<Told[]> {
  const { rows } = await pool.query<Told>(
    `with all_told as (delete from changes returning *)
     select kind, conversation_id as "conversationId", recipient_id as "recipientId", data from all_told order by id`,
  );
  return rows;
}
const ofMessage = (id: string): unknown =>
  expect.objectContaining({ kind: 'message', conversationId, data: { messageIds: [id] } });

test('each step of a reply on its way, and none that did not happen', async () => {
  const messageId = await desk.addReply(pool, thread, conversationId, {
    delivery_status: 'queued',
    attempt: 1,
  });
  const input = { messageId, attempt: 1, notAfter: 0, isHuman: true };
  expect(await beginAttempt(pool, { ...input, attempt: 2 }, Date.now())).toBe(false);
  expect(await told()).toEqual([]);
  expect(await beginAttempt(pool, input, Date.now() + 1000)).toBe(true);
  expect(await told()).toEqual([ofMessage(messageId)]);
  const echo = {
    delivery_status: 'sent',
    platform_message_id: 'm1',
    metadata: '{"external":"true"}',
  };
  const taken = await desk.addReply(pool, thread, conversationId, echo);
  await endAttempt(pool, input, { kind: 'sent', at: Date.now(), platformMessageId: 'm1' });
  // The echo that was taken for somebody else's message is gone.
  expect(await told()).toEqual([ofMessage(taken), ofMessage(messageId)]);
});

test('an attempt that ended otherwise, one that is made void, and a name that is learned', async () => {
  const add = (row: object) => desk.addReply(pool, thread, conversationId, { attempt: 1, ...row });
  const sending = await add({ delivery_status: 'sending' });
  const queued = await add({ delivery_status: 'queued' });
  const sent = await add({ delivery_status: 'sent', platform_message_id: null });
  const of = (messageId: string) => ({ messageId, attempt: 1, notAfter: 0, isHuman: true });
  await endAttempt(pool, of(sending), { kind: 'unknown', failure: { code: 'x', message: 'x' } });
  expect(await voidAttempt(pool, of(queued))).toBe(true);
  await transaction(pool, (client) =>
    learnPlatformIds(client, [{ messageId: sent, platformMessageId: 'm2' }]),
  );
  expect(await told()).toEqual([ofMessage(sending), ofMessage(queued), ofMessage(sent)]);
});

test('a file that came, and one that never will', async () => {
  const messageId = await desk.addReply(pool, thread, conversationId, {});
  const attachments = [1, 2].map((n) => ({
    kind: 'image' as const,
    url: `https://a.example/${n}`,
  }));
  await insertFiles(pool, accountId, [{ messageId, attachments }]);
  const options = { limit: 2, limitForOne: 2, without: [], leaseMs: 10_000 };
  const [one, other] = await takeFiles(pool, options);
  const came = { path: '', size: 1, sha256: 'a', mimeType: 'image/png' };
  expect(await markStored(pool, one!, came)).toBe(true);
  await giveUp(pool, other!, 'failed', 'gone');
  expect(await told()).toEqual([ofMessage(messageId), ofMessage(messageId)]);
});

test('a customer’s new name, once, for the conversations that are not over', async () => {
  const { rows } = await pool.query<{ id: string }>('select customer_id as id from conversations');
  const customerId = rows[0]!.id;
  await desk.insert(pool, 'customers', {
    ...{ id: customerId, account_id: accountId, platform: 'facebook', external_id: 'ada' },
  });
  const over = await desk.addConversation(pool, thread);
  await pool.query(`update conversations set status = 'closed', customer_id = $2 where id = $1`, [
    over,
    customerId,
  ]);
  const event = { customer: { externalId: 'ada', name: 'Ada' } } as never;
  await updateCustomer(pool, customerId, [event]);
  expect(await told()).toEqual([expect.objectContaining({ kind: 'conversation', conversationId })]);
  await updateCustomer(pool, customerId, [event]);
  expect(await told()).toEqual([]);
});

test('a conversation that goes to others, with who could see it before', async () => {
  const [teamId, otherTeamId] = [newId(), newId()];
  const { conversation } = openTurn(
    {
      ...{ conversationId: newId(), threadId: thread.threadId, platform: 'facebook', accountId },
      ...{ customerId: newId(), source: 'dm', requiredSkills: [], priority: 'medium', tags: [] },
      ...{ why: 'test', reopenWindowMs: 1, holdAfterMs: 1, teamId },
      policy: { firstResponseMinutes: 20, resolutionHours: 10, businessHoursOnly: false },
    },
    'first:open',
    Date.now(),
    aroundTheClock,
  );
  const row = { conversation, version: 1, nextWakeAt: undefined };
  const belonging = { teamId, assignedTo: null };
  const before = { ...belonging, mergedInto: null, belonging };
  await writeConversation(pool, { ...row, before: undefined });
  await writeConversation(pool, { ...row, before });
  expect(await told()).toEqual([]);
  const moved = { ...conversation, teamId: otherTeamId };
  await writeConversation(pool, { ...row, conversation: moved, before });
  expect(await told()).toEqual([
    { kind: 'moved', conversationId: conversation.id, recipientId: null, data: belonging },
  ]);
  const into = { conversationId: newId(), threadId: newId(), platform: 'x', accountId };
  const merged = { ...conversation, mergedInto: into } as typeof conversation;
  await writeConversation(pool, { ...row, conversation: merged, before });
  expect(await told()).toMatchObject([{ kind: 'moved', data: belonging }]);
  await writeConversation(pool, { ...row, conversation: moved, before });
  const { rows } = await pool.query('select team_id from conversations where id = $1', [
    conversation.id,
  ]);
  expect(rows).toEqual([{ team_id: otherTeamId }]);
});

test('what stands in the audit, and whoever is notified', async () => {
  const adminId = newId();
  const admin = { id: adminId, name: 'Ada', email: 'ada@desk.example', role: 'admin' };
  await desk.insert(pool, 'agents', admin);
  await markNeedsAttention(pool, accountId);
  await markNeedsAttention(pool, accountId);
  await markWorking(pool, accountId);
  await pool.query(
    `update agents set availability = 'online', presence_at = now() - interval '6 minutes'`,
  );
  await sweepPresence(pool);
  const { rows } = await pool.query<{ id: string }>('select id from notifications');
  const ofAudit = (kind: string, target: string): unknown =>
    expect.objectContaining({ kind, recipientId: null, data: { target } });
  expect(await told()).toEqual([
    ofAudit('account.needs_attention', accountId),
    expect.objectContaining({
      ...{ kind: 'notification', recipientId: adminId, data: { notificationId: rows[0]!.id } },
    }),
    ofAudit('account.working', accountId),
    ofAudit('agent.availability', adminId),
  ]);
});

test('it is kept for a day and an hour', async () => {
  const add = (hours: number) =>
    pool.query(`insert into changes (kind, at) values ('x', now() - make_interval(mins => $1))`, [
      hours * 60,
    ]);
  await add(24.9);
  await add(25.1);
  expect(await sweepChanges(pool)).toBe(false);
  expect(await told()).toHaveLength(1);
});
