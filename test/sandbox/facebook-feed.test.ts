import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startFakeDesk, type FakeDesk } from './support/desk.ts';
import { page, startTestSandbox, type TestSandbox } from './support/sandbox.ts';

let desk: FakeDesk;
let sandbox: TestSandbox;
let postId: string;
beforeAll(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url });
  const published = await sandbox.call('POST', '/sandbox/facebook/posts', { text: 'Sale!' });
  postId = String(published.body['id']);
});
afterAll(async () => {
  await sandbox.close();
  await desk.close();
});

interface Change {
  field: string;
  value: Record<string, unknown>;
}
const changes = (): Change[] =>
  desk.received.flatMap(({ body }) =>
    (JSON.parse(body) as { entry: { changes?: Change[] }[] }).entry.flatMap(
      (entry) => entry.changes ?? [],
    ),
  );
const changeWith = (value: Record<string, unknown>) =>
  eventually(() =>
    changes().find((it) => Object.entries(value).every(([key, is]) => it.value[key] === is)),
  );
const says = async (customer: string, text: string, more: object = {}) => {
  const done = await sandbox.inbound('facebook', { kind: 'comment', customer, text, ...more });
  expect(done.status).toBe(202);
  return String(done.body['platformMessageId']);
};

test('a comment, its edit and its removal are told in seconds, with post and author', async () => {
  const id = await says('2400300', 'Größe 42?');
  expect(await changeWith({ comment_id: id, verb: 'add' })).toMatchObject({
    field: 'feed',
    value: {
      ...{ item: 'comment', post_id: postId, parent_id: postId, message: 'Größe 42?' },
      from: { id: '2400300', name: 'Customer 2400300' },
      created_time: expect.closeTo(Date.now() / 1000, -2) as number,
    },
  });
  await says('2400300', 'Größe 43?', { edit: id });
  expect((await changeWith({ comment_id: id, verb: 'edited' })).value['message']).toBe('Größe 43?');
  await says('2400300', '', { remove: id });
  await changeWith({ comment_id: id, verb: 'remove' });
  expect((await sandbox.graph('GET', `/${id}?fields=id,message`)).status).toBe(400);
});

test('an answer stands below the comment, in the ledger, and is told as our own', async () => {
  const id = await says('2400301', 'When?');
  const answered = await sandbox.graph('POST', `/${id}/comments`, { message: 'Tomorrow' });
  const ownId = String(answered.body['id']);
  expect((await changeWith({ comment_id: ownId })).value).toMatchObject({
    ...{ verb: 'add', parent_id: id, message: 'Tomorrow' },
    from: { id: page.externalId },
  });
  const under = await sandbox.graph('GET', `/${id}/comments?fields=id,message,from`);
  expect(under.body['data']).toMatchObject([{ id: ownId, message: 'Tomorrow' }]);
  const [line] = await sandbox.ledger('?customer=2400301');
  expect(line).toMatchObject({ platformMessageId: ownId, postId, replyTo: id, text: 'Tomorrow' });
});

test('its author is answered in private once, which begins a chat', async () => {
  const id = await says('2400302', 'My order is lost');
  const send = () =>
    sandbox.graph('POST', `/${page.externalId}/messages`, {
      recipient: { comment_id: id },
      message: { text: 'Which number?', metadata: 'out-1' },
    });
  expect((await send()).body).toMatchObject({ recipient_id: '2400302' });
  expect((await send()).body['error']).toMatchObject({ code: 10900 });
  const lines = await sandbox.ledger('?customer=2400302');
  expect(lines).toMatchObject([{ privateReplyTo: id, metadata: 'out-1' }]);
  // Their window is still closed: they have not written.
  expect((await sandbox.sendAsPage('2400302', 'Hello?')).body['error']).toMatchObject({ code: 10 });
});

test('the page hides, shows, likes and deletes; and changes only its own words', async () => {
  const id = await says('2400303', 'You are all crooks');
  const done = async (method: string, path: string, body?: object) =>
    (await sandbox.graph(method, path, body)).status;
  expect(await done('POST', `/${id}`, { is_hidden: true })).toBe(200);
  await changeWith({ comment_id: id, verb: 'hide' });
  expect(await done('POST', `/${id}`, { is_hidden: false })).toBe(200);
  expect(await done('POST', `/${id}`, { message: 'I love you' })).toBe(403);
  expect(await done('POST', `/${id}/likes`)).toBe(200);
  expect(await done('DELETE', `/${id}/likes`)).toBe(200);
  expect(await done('DELETE', `/${id}`)).toBe(200);
  expect(await done('DELETE', `/${id}`)).toBe(400);
  const lines = await sandbox.ledger('?customer=2400303');
  expect(lines.map((it) => it['action'])).toEqual(['hide', 'unhide', 'like', 'unlike', 'delete']);
});

test('a visitor’s post names the page, and a review judges it', async () => {
  await sandbox.inbound('facebook', { kind: 'mention', customer: '2400304', text: '@Harbour hi' });
  expect(await changeWith({ sender_id: '2400304' })).toMatchObject({
    field: 'mention',
    value: { item: 'post', verb: 'add', message: '@Harbour hi' },
  });
  const review = { kind: 'review', customer: '2400305', text: 'Slow', recommends: false };
  await sandbox.inbound('facebook', review);
  expect(await changeWith({ reviewer_id: '2400305' })).toMatchObject({
    field: 'ratings',
    value: { review_text: 'Slow', recommendation_type: 'NEGATIVE' },
  });
});

test('the post and its feed can be read', async () => {
  const post = await sandbox.graph('GET', `/${postId}?fields=message,permalink_url,from`);
  expect(post.body).toMatchObject({ message: 'Sale!', from: { id: page.externalId } });
  const all = await sandbox.graph('GET', `/${postId}/comments?filter=stream&limit=100`);
  expect(all.body['data']?.length).toBeGreaterThan(2);
  const feed = await sandbox.graph('GET', `/${page.externalId}/feed?fields=id`);
  expect(feed.body['data']?.map((it) => it['id'])).toContain(postId);
});

test('nothing on Telegram is public', async () => {
  const refused = await sandbox.inbound('telegram', {
    kind: 'comment',
    customer: '5100',
    text: 'x',
  });
  expect(refused.status).toBe(400);
});

test('conversations are called spam, and people blocked, ten at a time at the most', async () => {
  await sandbox.inbound('facebook', { customer: '2400390', text: 'Cheap pills' });
  const moderated = (user: string, ...actions: string[]) =>
    sandbox.graph('POST', `/${page.externalId}/moderate_conversations`, {
      user_ids: [{ id: user }],
      actions,
    });
  expect((await moderated('2400390', 'move_to_spam', 'block_user')).body).toEqual({
    success: true,
  });
  const blocked = await sandbox.inbound('facebook', { customer: '2400390', text: 'Pills' });
  expect(blocked.status).toBe(409);
  expect((await moderated('2400390', 'unblock_user')).status).toBe(200);
  const lines: unknown[] = await sandbox.ledger('?customer=2400390');
  const actions = ['spam', 'block', 'unblock'].map((action) => ({ action }));
  expect(lines).toMatchObject(actions);
  expect(lines).toHaveLength(actions.length);
  expect((await moderated('2499999', 'move_to_spam')).body['error']?.['code']).toBe(100);
  expect((await moderated('2400390', 'block_user', 'unblock_user')).status).toBe(400);
  expect((await moderated('2400390')).status).toBe(400);
});
