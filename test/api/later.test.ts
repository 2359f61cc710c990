/** Replies that may be called back, and replies for later, over HTTP and through crashes of the workers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/client.ts';
import type { Call } from './support/api.ts';
import { startWorkingDesk, type Opened, type WorkingDesk } from './support/working-desk.ts';

let it: WorkingDesk;
beforeAll(async () => {
  it = await startWorkingDesk();
}, 120_000);
afterAll(() => it.end());

interface Message {
  id: string;
  content: string;
  deliveryStatus: string;
  timestamp: string;
  sendAt?: string;
  sentAt?: string;
  draft?: { content: string; attachments: unknown[] };
  failure?: { code: string };
  code?: string;
  errors?: { field: string }[];
}
interface Page<T> {
  data: T[];
  nextCursor: string | null;
}
interface Scheduled {
  message: Message;
  conversation: { id: string; customerName: string };
  authorName?: string;
}

const post = <T = Message>(path: string, body: unknown = {}, call: Call = {}) =>
  it.api.call<T>('POST', `/api/v1${path}`, { as: 'agent', body, ...call });
const get = <T>(path: string, call: Call = {}) =>
  it.api.call<T>('GET', `/api/v1${path}`, { as: 'agent', ...call });
const says = (conversation: Opened, body: object, call: Call = {}) =>
  post(
    `/conversations/${conversation.id}/messages`,
    { content: 'It leaves today.', ...body },
    call,
  );
const message = async ({ id }: Opened, messageId: string) =>
  (await get<Page<Message>>(`/conversations/${id}/messages`)).body.data.find(
    (found) => found.id === messageId,
  );
const inStatus = async (conversation: Opened, id: string, status: string) => {
  const found = await until(
    () => message(conversation, id),
    (is) => is?.deliveryStatus === status,
  );
  return found!;
};
const scheduled = async (call: Call = {}, query = '') =>
  (await get<Page<Scheduled>>(`/scheduled${query}`, call)).body.data;
const isIn = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const ms = (at: string | undefined) => Date.parse(at ?? '');

describe('with undo', () => {
  test('it is queued until its seconds are over, and then sent', async () => {
    const conversation = await it.opened();
    const { body } = await says(conversation, { undoSeconds: 2 });
    expect(body.deliveryStatus).toBe('queued');
    expect(ms(body.sendAt) - ms(body.timestamp)).toBe(2_000);
    const sent = await inStatus(conversation, body.id, 'sent');
    expect(ms(sent.sentAt)).toBeGreaterThanOrEqual(ms(body.sendAt));
    // The conversation hears of it a moment after the message's row.
    const { body: row } = await until(
      () => get<{ firstResponseAt?: string }>(`/conversations/${conversation.id}`),
      (is) => is.body.firstResponseAt !== undefined,
    );
    expect(row.firstResponseAt).toBe(body.timestamp);
  });

  test('it is called back with its words, and never sent', async () => {
    const conversation = await it.opened();
    const { body } = await says(conversation, { undoSeconds: 60 });
    const follower = await says(conversation, { content: 'And another.' });
    const called = await post(`/messages/${body.id}/cancel`);
    expect(called).toMatchObject({
      status: 200,
      body: { deliveryStatus: 'cancelled', draft: { content: 'It leaves today.' } },
    });
    await inStatus(conversation, follower.body.id, 'sent');
    expect((await message(conversation, body.id))?.deliveryStatus).toBe('cancelled');
    const twice = await post(`/messages/${body.id}/cancel`);
    expect(twice).toMatchObject({ status: 409, body: { code: 'unknown_message' } });
  });

  test('one in parts comes back whole', async () => {
    const conversation = await it.opened();
    const content = `${'One more thing. '.repeat(300)}The end.`;
    const attachments = [{ kind: 'image', url: 'https://example.org/i.png' }];
    const { body } = await says(conversation, { content, attachments, undoSeconds: 60 });
    const called = await post(`/messages/${body.id}/cancel`);
    expect(called.body.draft?.content.replaceAll(/\s+/g, ' ')).toBe(content);
    expect(called.body.draft?.attachments).toHaveLength(1);
    const { data } = (await get<Page<Message>>(`/conversations/${conversation.id}/messages`)).body;
    expect(data.slice(1).map(({ deliveryStatus }) => deliveryStatus)).toEqual(
      Array(3).fill('cancelled'),
    );
  });

  test('it goes at once when its agent says so', async () => {
    const conversation = await it.opened();
    const { body } = await says(conversation, { undoSeconds: 60 });
    expect((await post(`/messages/${body.id}/send-now`)).status).toBe(200);
    await inStatus(conversation, body.id, 'sent');
    const late = await post(`/messages/${body.id}/cancel`);
    expect(late).toMatchObject({ status: 409 });
  });

  test('it may still be called back after its workflow was lost', async () => {
    const conversation = await it.opened();
    const { body } = await says(conversation, { undoSeconds: 60 });
    const handle = it.api.parts.temporal.workflow.getHandle(conversation.workflowId);
    await handle.terminate('lost');
    const called = await post(`/messages/${body.id}/cancel`);
    expect(called).toMatchObject({ status: 200, body: { deliveryStatus: 'cancelled' } });
  });
});

describe('for later', () => {
  test('it waits for its time, is listed, and stands in the thread where it went out', async () => {
    const conversation = await it.opened();
    const { body } = await says(conversation, { sendAt: isIn(3) });
    expect(body).toMatchObject({ deliveryStatus: 'queued', metadata: { scheduled: true } });
    expect((await scheduled()).map((one) => one.message.id)).toContain(body.id);
    const shown = await get<{ lastMessage: { direction: string } }>(
      `/conversations/${conversation.id}`,
    );
    expect(shown.body.lastMessage.direction).toBe('inbound');
    const now = await says(conversation, { content: 'Today.' });
    await inStatus(conversation, now.body.id, 'sent');
    const sent = await inStatus(conversation, body.id, 'sent');
    expect(sent.timestamp).toBe(body.sendAt);
    expect((await scheduled()).map((one) => one.message.id)).not.toContain(body.id);
  });

  test('it is sent late, once, when no worker was there at its time', async () => {
    const conversation = await it.opened();
    const { body } = await says(conversation, { sendAt: isIn(1) });
    await it.withoutWorkers(() => new Promise((resolve) => setTimeout(resolve, 2_500)));
    const sent = await inStatus(conversation, body.id, 'sent');
    expect(sent.timestamp).toBe(body.sendAt);
  });

  test('it outlives its workflow', async () => {
    const conversation = await it.opened();
    const { body } = await says(conversation, { sendAt: isIn(2) });
    const handle = it.api.parts.temporal.workflow.getHandle(conversation.workflowId);
    await handle.terminate('lost');
    await post(`/conversations/${conversation.id}/tags`, { add: ['found'] });
    await inStatus(conversation, body.id, 'sent');
  });

  test('asks first when the customer wrote meanwhile, and its writer is told', async () => {
    const conversation = await it.opened();
    const { body } = await says(conversation, { sendAt: isIn(2) });
    await conversation.writes('Forget it.');
    const held = await inStatus(conversation, body.id, 'held');
    expect(held.failure?.code).toBe('held_customer_wrote');
    expect((await scheduled()).map((one) => one.message.id)).toContain(body.id);
    const told = await get<Page<{ kind: string; data: { messageId?: string } }>>('/notifications');
    expect(told.body.data).toContainEqual(
      expect.objectContaining({ kind: 'reply_held', data: { messageId: body.id } }),
    );
    await post(`/messages/${body.id}/send-again`);
    const sent = await inStatus(conversation, body.id, 'sent');
    expect(ms(sent.timestamp)).toBeGreaterThan(ms(body.sendAt));
  });

  test('the list shows mine, and a supervisor everybody’s', async () => {
    const conversation = await it.opened();
    const { body } = await says(conversation, { sendAt: isIn(3_600) });
    const other = await says(conversation, { sendAt: isIn(3_601) }, { as: 'supervisor' });
    const ids = (list: Scheduled[]) => list.map((one) => one.message.id);
    expect(ids(await scheduled())).toContain(body.id);
    expect(ids(await scheduled())).not.toContain(other.body.id);
    const counted = async (call: Call = {}) =>
      (await get<{ scheduled: number }>('/views/counts', call)).body.scheduled;
    expect(await counted()).toBe((await scheduled()).length);
    expect(await counted({ as: 'supervisor' })).toBe(1);
    const all = await scheduled({ as: 'supervisor' });
    expect(ids(all)).toEqual(expect.arrayContaining([body.id, other.body.id]));
    expect(all.find((one) => one.message.id === body.id)).toMatchObject({
      authorName: 'The agent',
      conversation: { id: conversation.id, source: 'dm' },
    });
    expect(ids(await scheduled({ as: 'supervisor' }, '?mine=true'))).not.toContain(body.id);
    const resolved = await post(`/conversations/${conversation.id}/resolve`, {
      reason: 'no_reply_needed',
    });
    expect(resolved.status).toBe(200);
    await inStatus(conversation, body.id, 'held');
  });

  test.each([
    [{ sendAt: new Date(0).toISOString() }, 'sendAt'],
    [{ sendAt: isIn(91 * 86_400) }, 'sendAt'],
    [{ sendAt: 'tomorrow' }, 'sendAt'],
    [{ sendAt: isIn(60), undoSeconds: 5 }, 'undoSeconds'],
    [{ undoSeconds: 61 }, 'undoSeconds'],
    [{ undoSeconds: 1.5 }, 'undoSeconds'],
  ])('%j is refused, and changes nothing', async (wait, field) => {
    const conversation = await it.opened();
    const refused = await says(conversation, wait);
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    const { data } = (await get<Page<Message>>(`/conversations/${conversation.id}/messages`)).body;
    expect(data).toHaveLength(1);
  });
});
