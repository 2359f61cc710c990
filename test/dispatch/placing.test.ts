import type { Pool } from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel, ChannelEvent } from '../../channels/channel.ts';
import { facebook } from '../../channels/facebook/index.ts';
import { createDispatcher } from '../../dispatch/dispatcher.ts';
import { writeRows } from '../../ingest/inbox-rows.ts';
import { platformMessageUuid } from '../../runtime/ids.ts';
import { openDatabase } from '../support/database.ts';
import * as desk from './desk.ts';

let pool: Pool;
let accountId: string;
let workflows: desk.Workflows;

beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});
beforeEach(async () => {
  accountId = await desk.emptyDesk(pool);
  workflows = new desk.Workflows();
});

/** A platform whose payloads are the events themselves. */
const plain: Channel = {
  ...facebook,
  receive: (raw) => ({
    events: [{ event: JSON.parse(raw.toString()) as ChannelEvent, raw }],
    rest: [],
  }),
};
const dispatch = async () => {
  const round = createDispatcher({
    ...{ pool, signals: workflows, logger: desk.silent },
    channels: { facebook: plain },
  });
  // Twice: what was moved is taken up by the next look.
  for (let looks = 0; looks < 2; looks += 1) while (await round());
};

const base = { accountExternalId: desk.page, source: 'comment' as const };
const said = { content: 'Is it back?', contentType: 'text' as const, attachments: [] };
const comment = (author: string, id: string): ChannelEvent => ({
  ...{ ...base, ...said, kind: 'message', dedupeKey: id, platformMessageId: id },
  ...{ threadKey: `comment:post:${author}`, customer: { externalId: author } },
  about: { postId: 'post', postUrl: 'https://example.org/post' },
});
const unplaced = { ...base, customer: { externalId: '' } };
const own = (id: string, parentId: string): ChannelEvent => ({
  ...{ ...unplaced, ...said, kind: 'echo', dedupeKey: id, platformMessageId: id },
  ...{ threadKey: `unplaced:${id}`, belongsWith: [id, parentId] },
});
const removal = (id: string): ChannelEvent => ({
  ...{ ...unplaced, kind: 'unsend', dedupeKey: `${id}/gone`, platformMessageId: id },
  ...{ threadKey: `unplaced:${id}`, belongsWith: [id] },
});

const arrive = (...events: ChannelEvent[]) =>
  writeRows(
    pool,
    events.map((event) => ({
      ...{ accountId, platform: 'facebook', threadKey: event.threadKey, threadKind: event.source },
      ...{ customerExternalId: event.customer.externalId, kind: event.kind },
      ...{ dedupeKey: event.dedupeKey, raw: Buffer.from(JSON.stringify(event)) },
      ...(event.about && { postId: event.about.postId, postUrl: event.about.postUrl ?? '' }),
    })),
  );
const threadIdOf = async (key: string): Promise<string> => {
  const { rows } = await pool.query<{ id: string }>('select id from threads where key = $1', [key]);
  if (!rows[0]) throw new Error(`no thread ${key}`);
  return rows[0].id;
};
/** As `record` would: the comment is on the desk. */
async function recorded(author: string, id: string, more: Record<string, unknown> = {}) {
  await arrive(comment(author, id));
  await dispatch();
  const thread = {
    threadId: await threadIdOf(`comment:post:${author}`),
    platform: 'facebook',
    accountId,
  };
  const conversationId = await desk.addConversation(pool, thread, { source: 'comment' });
  await desk.addReply(pool, thread, conversationId, {
    ...{ direction: 'inbound', delivery_status: 'delivered', platform_message_id: id },
    ...more,
  });
  return { thread, conversationId };
}
const kindsOf = (threadId: string) => workflows.itemsOf(threadId).map(({ kind }) => kind);
const open = async () =>
  (await pool.query('select 1 from inbox_events where dispatched_at is null')).rowCount;
const aMinuteAgo = () =>
  pool.query(`update inbox_events set received_at = received_at - interval '61 seconds'`);

test('an own comment goes to the conversation of the comment that it answers', async () => {
  const ana = await recorded('ana', 'c1');
  await arrive(own('r1', 'c1'));
  await dispatch();
  expect(kindsOf(ana.thread.threadId)).toEqual(['message', 'echo']);
  expect(workflows.itemsOf(ana.thread.threadId)[1]?.messageId).toBe(
    platformMessageUuid(ana.thread.threadId, 'r1'),
  );
});

test('our own answer is known by its id, whoever else wrote in that branch', async () => {
  const ana = await recorded('ana', 'c1');
  const ben = await recorded('ben', 'c2');
  await desk.addReply(pool, ben.thread, ben.conversationId, {
    ...{ delivery_status: 'sent', platform_message_id: 'r1' },
  });
  // Shown as an answer to Ana, whose comment is the branch's first.
  await arrive(own('r1', 'c1'));
  await dispatch();
  expect([kindsOf(ana.thread.threadId), kindsOf(ben.thread.threadId)]).toEqual([
    ['message'],
    ['message'],
  ]);
  expect(await open()).toBe(0);
});

test('while an answer is on its way its comment waits for it', async () => {
  const ana = await recorded('ana', 'c1');
  const ben = await recorded('ben', 'c2');
  const reply = await desk.addReply(pool, ben.thread, ben.conversationId, {
    call_deadline: new Date(Date.now() + 20_000),
  });
  await arrive(own('r1', 'c1'));
  await dispatch();
  expect(await open()).toBe(1);
  await pool.query(
    `update messages set delivery_status = 'sent', platform_message_id = 'r1' where id = $1`,
    [reply],
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await dispatch();
  expect([kindsOf(ana.thread.threadId), await open()]).toEqual([['message'], 0]);
});

test('a deletion without its author finds the comment', async () => {
  const ana = await recorded('ana', 'c1');
  await arrive(removal('c1'));
  await dispatch();
  expect(kindsOf(ana.thread.threadId)).toEqual(['message', 'unsend']);
});

test('what comes before its comment waits, and what belongs to nothing comes to nothing', async () => {
  await arrive(removal('c1'), own('r9', 'elsewhere'));
  await dispatch();
  expect(await open()).toBe(2);
  const ana = await recorded('ana', 'c1');
  await new Promise((resolve) => setTimeout(resolve, 300));
  await dispatch();
  expect(kindsOf(ana.thread.threadId)).toEqual(['message', 'unsend']);
  expect(await open()).toBe(1);
  await aMinuteAgo();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await dispatch();
  expect(await open()).toBe(0);
});

test('a public thread keeps what it stands under', async () => {
  await arrive(comment('ana', 'c1'));
  const { rows } = await pool.query('select post_id, post_url from threads');
  expect(rows).toEqual([{ post_id: 'post', post_url: 'https://example.org/post' }]);
});
