import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ChannelAccount,
  ChannelEvent,
  Moderation,
  OutboundMessage,
} from '../../channels/channel.ts';
import { bluesky } from '../../channels/bluesky/index.ts';
import { accountKinds, inTheDesksForm } from '../../sandbox/accounts.ts';
import { startTestSandbox, type TestSandbox } from '../sandbox/support/sandbox.ts';
import { codeOf, within } from './support/sending.ts';

// The sandbox was written from the lexicons, the channel from them and with Bluesky's library: here they meet.
const { demo } = accountKinds.bluesky;
let sandbox: TestSandbox;
let account: ChannelAccount;
let cursor: string | undefined;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const { baseUrl, credentials } = inTheDesksForm(demo, sandbox.url);
  account = {
    ...{ id: 'bluesky', platform: 'bluesky', externalId: demo.externalId, baseUrl },
    ...{ credentials, webhookSecrets: [], humanAgentApproved: false },
  };
  await poll();
});
afterAll(() => sandbox.close());

async function poll(): Promise<ChannelEvent[]> {
  // Each turn is far enough from the last for everything to be asked.
  now += 60_000;
  const options = { deadline: now + 5_000, now: () => now };
  const told = await bluesky.poll?.(account, cursor, options);
  cursor = told?.cursor;
  return (told?.bodies ?? []).flatMap((body) => {
    const { events, rest } = bluesky.receive(body, demo.externalId);
    expect(rest.filter(({ reason }) => reason !== 'ignored')).toEqual([]);
    return events.map(({ event }) => event);
  });
}

const person = (n: number) =>
  `did:plc:${String(n)
    .padStart(24, 'a')
    .replaceAll(/[0189]/g, 'b')}`;
const ana = { id: person(2222), name: 'Ana Silva', handle: 'ana.example', language: 'pt' };
type Message = Extract<ChannelEvent, { kind: 'message' }>;
const says = async (inbound: object): Promise<Message> => {
  const { status, body } = await sandbox.inbound('bluesky', { customer: ana, ...inbound });
  expect(status).toBeLessThan(300);
  const id = String(body['platformMessageId']);
  const events = await poll();
  const found = events.find((it) => it.kind === 'message' && it.platformMessageId === id);
  expect(events).toHaveLength(1);
  return found as Message;
};
let sends = 0;
const replyTo = (
  { threadKey, source, customer, about, platformMessageId }: Message,
  content: string,
): OutboundMessage => {
  sends += 1;
  return {
    id: `out-${String(sends)}`,
    recipientExternalId: customer.externalId,
    ...{ threadKey, source, content, attachments: [], isHuman: true },
    ...{ lastInboundAt: Date.now(), submittedAt: Date.now() },
    ...(source !== 'dm' && { answers: { platformMessageId, ...(about && { about }) } }),
  };
};
const send = (message: OutboundMessage) => bluesky.send(account, message, within());
const sentId = async (message: OutboundMessage) => {
  const outcome = await send(message);
  expect(outcome).toMatchObject({ kind: 'sent' });
  return outcome.kind === 'sent' ? outcome.platformMessageId : '';
};
const ledgerOf = async (text: string) =>
  (await sandbox.ledger('?platform=bluesky')).filter((it) => it['text'] === text);
const fault = (kind: string, more: object = {}) =>
  sandbox.call('POST', '/sandbox/faults', {
    ...{ platform: 'bluesky', endpoint: 'send', kind, count: 1 },
    ...more,
  });
const setAccess = (change: object) => sandbox.call('PATCH', '/sandbox/bluesky/access', change);

describe('an account', () => {
  test('is known by its app password, with what it may do', async () => {
    expect(await bluesky.life.check(account, within())).toEqual({
      ...{ externalId: demo.externalId, name: 'harbour.example' },
      lacking: [{ feature: 'reviews', reason: 'Bluesky has no reviews.' }],
    });
    const wrong = { ...account, id: 'wrong', credentials: { identifier: 'x', appPassword: 'y' } };
    await expect(bluesky.life.check(wrong, within())).rejects.toMatchObject({ code: 'token_dead' });
  });

  test('whose app password may not chat says so, and is polled all the same', async () => {
    await setAccess({ isPrivileged: false });
    const plain = { ...account, id: 'plain' };
    const { lacking } = await bluesky.life.check(plain, within());
    expect(lacking.map(({ feature }) => feature)).toEqual(['messages', 'reviews']);
    const told = await bluesky.poll?.(plain, undefined, within());
    expect(told?.bodies).toEqual([]);
    await setAccess({ isPrivileged: true });
  });

  test('goes on when its tokens run out, and when its session ends', async () => {
    const first = await says({ text: 'One' });
    await setAccess({ tokensExpireInSeconds: 0 });
    expect(codeOf(await send(replyTo(first, 'Still here')))).toBe('sent');
    await setAccess({ tokensExpireInSeconds: 0, sessionsEnd: true });
    expect(codeOf(await send(replyTo(first, 'Here again')))).toBe('sent');
    await setAccess({ isTakenDown: true });
    expect(codeOf(await send(replyTo(first, 'Never')))).toBe('refused restricted');
    await setAccess({ isTakenDown: false });
    await poll();
  });
});

describe('direct messages', () => {
  test('come in, are answered once, and come back as echoes', async () => {
    const message = await says({ text: 'Where is my parcel?' });
    expect(message).toMatchObject({
      ...{ source: 'dm', threadKey: `dm:${ana.id}`, content: 'Where is my parcel?' },
      customer: { externalId: ana.id, name: 'Ana Silva', handle: 'ana.example' },
    });
    const reply = replyTo(message, 'On its way: https://shop.example/1');
    const id = await sentId(reply);
    expect(await ledgerOf(reply.content)).toHaveLength(1);
    expect(await poll()).toMatchObject([{ kind: 'echo', platformMessageId: id }]);
  });

  test('reactions come and go', async () => {
    const message = await says({ text: 'Thanks' });
    const id = await sentId(replyTo(message, 'Any time'));
    await poll();
    await sandbox.inbound('bluesky', { customer: ana.id, reaction: { to: id, emoji: '❤️' } });
    expect(await poll()).toMatchObject([
      { kind: 'reaction', platformMessageId: id, reactions: ['❤️'] },
    ]);
    await sandbox.inbound('bluesky', { customer: ana.id, reaction: { to: id } });
    expect(await poll()).toMatchObject([{ kind: 'reaction', reactions: [] }]);
  });

  test('what may have arrived is looked for, and found once', async () => {
    const message = await says({ text: 'Hello?' });
    await fault('accept_then_drop');
    const lost = replyTo(message, 'Lost and found');
    expect(codeOf(await send(lost))).toBe('unknown lost_answer');
    expect(await bluesky.reconcile(account, lost, within())).toBeDefined();
    await fault('reset');
    const never = replyTo(message, 'Never sent');
    expect(codeOf(await send(never))).toBe('unknown lost_answer');
    expect(await bluesky.reconcile(account, never, within())).toBeUndefined();
    expect(await ledgerOf('Lost and found')).toHaveLength(1);
    await poll();
  });

  test('to strangers are for those whom they let', async () => {
    const stranger = person(3333);
    const comment = await says({ customer: stranger, kind: 'comment', text: 'Nice' });
    const inPrivate = { ...replyTo(comment, 'Hi'), privateReplyTo: comment.platformMessageId };
    expect(codeOf(await send(inPrivate))).toBe('refused messages_closed');
    const allow = (allowIncoming: string) =>
      sandbox.call('PATCH', `/sandbox/bluesky/people/${stranger}`, { allowIncoming });
    await allow('none');
    expect(codeOf(await send(inPrivate))).toBe('refused messages_closed');
    await allow('all');
    expect(codeOf(await send(inPrivate))).toBe('sent');
    const nobody = { ...inPrivate, recipientExternalId: person(4444) };
    expect(codeOf(await send(nobody))).toBe('refused user_gone');
    await poll();
  });

  test('to who blocked us are refused', async () => {
    const blocker = person(5555);
    const message = await says({ customer: blocker, text: 'Bye' });
    await sandbox.call('POST', `/sandbox/customers/bluesky/${blocker}/block`, {});
    expect(codeOf(await send(replyTo(message, 'Wait')))).toBe('refused blocked');
  });

  test('too many are sent later', async () => {
    const message = await says({ text: 'Quick' });
    await fault('rate_limit', { retryAfterSeconds: 7 });
    expect(codeOf(await send(replyTo(message, 'Slowly')))).toBe('retryAt rate_limited');
    await fault('server_error');
    expect(codeOf(await send(replyTo(message, 'Broken')))).toBe('unknown lost_answer');
  });
});

describe('in public', () => {
  test('a comment under our post is answered below it, under a key of its own', async () => {
    const comment = await says({ kind: 'comment', text: 'When is the sale?' });
    expect(comment).toMatchObject({ source: 'comment', content: 'When is the sale?' });
    const reply = replyTo(comment, 'On Monday #sale');
    const id = await sentId(reply);
    const [line] = await ledgerOf(reply.content);
    expect(line).toMatchObject({
      ...{ platformMessageId: id, customer: ana.id, replyTo: comment.platformMessageId },
    });
    expect(await sentId({ ...reply })).toBe(id);
    expect(await ledgerOf(reply.content)).toHaveLength(1);
    expect(await bluesky.reconcile(account, reply, within())).toMatchObject({
      platformMessageId: id,
    });
    expect(await poll()).toMatchObject([
      { kind: 'echo', platformMessageId: id, belongsWith: [id, comment.platformMessageId] },
    ]);
    const deeper = await says({ kind: 'comment', text: 'Which?', replyTo: id });
    expect(deeper).toMatchObject({
      ...{ threadKey: comment.threadKey, about: { parentId: id } },
    });
  });

  test('a mention is answered; a lost answer is the same post again', async () => {
    const mention = await says({ kind: 'mention', text: '@harbour.example hello' });
    expect(mention).toMatchObject({
      source: 'mention',
      about: { postId: mention.platformMessageId },
    });
    await fault('accept_then_drop');
    const reply = replyTo(mention, 'Hello yourself');
    expect(codeOf(await bluesky.send(account, reply, within(10_000)))).toBe('sent');
    expect(await ledgerOf('Hello yourself')).toHaveLength(1);
    await poll();
  });

  test('pictures come as addresses', async () => {
    const attachments = [{ kind: 'image', name: 'The box' }];
    const mention = await says({ kind: 'mention', text: 'Broken', attachments });
    expect(mention.attachments).toMatchObject([
      {
        ...{ kind: 'image', name: 'The box' },
        url: expect.stringContaining(sandbox.url) as string,
      },
    ]);
  });

  test('pictures go out with the words', async () => {
    const mention = await says({ kind: 'mention', text: 'Show me' });
    const reply = replyTo(mention, 'Here it is');
    const attachment = {
      kind: 'image' as const,
      deskFileId: 'f',
      name: 'Box',
      mimeType: 'image/png',
    };
    const file = {
      attachment,
      async *open() {
        yield await Promise.resolve(Buffer.from('not really a picture'));
      },
    };
    const brought = await bluesky.upload?.(account, reply, file, within());
    const handle = brought?.kind === 'uploaded' ? brought.handle : '';
    await sentId({ ...reply, attachments: [{ ...attachment, handle }] });
    const [line] = await ledgerOf('Here it is');
    expect(line?.['attachments']).toMatchObject([
      { kind: 'image', name: 'Box', mimeType: 'image/png' },
    ]);
    const unknown = handle.replace(/bafk\w+/, 'bafkunknown');
    const never = {
      ...replyTo(mention, 'Never'),
      attachments: [{ ...attachment, handle: unknown }],
    };
    expect(codeOf(await send(never))).toBe('refused rejected');
    await poll();
  });

  test('what is gone, closed or blocked is not answered', async () => {
    const comment = await says({ kind: 'comment', text: 'Oops' });
    await sandbox.inbound('bluesky', {
      ...{ customer: ana.id, kind: 'comment', remove: comment.platformMessageId },
    });
    expect(codeOf(await send(replyTo(comment, 'What?')))).toBe('refused post_gone');
    const mention = await says({ kind: 'mention', text: 'Do not answer' });
    await sandbox.call('POST', '/sandbox/bluesky/closed', { post: mention.platformMessageId });
    expect(codeOf(await send(replyTo(mention, 'Still')))).toBe('refused reply_restricted');
  });

  test('an answer that somebody wrote on Bluesky comes back', async () => {
    const comment = await says({ kind: 'comment', text: 'Anybody there?' });
    const { body } = await sandbox.call('POST', '/sandbox/bluesky/answer-elsewhere', {
      ...{ comment: comment.platformMessageId, text: 'By hand' },
    });
    expect(await poll()).toMatchObject([
      {
        ...{ kind: 'echo', content: 'By hand', platformMessageId: body['platformMessageId'] },
      },
    ]);
  });

  test('posts cannot be edited, and there are no reviews', async () => {
    const comment = await says({ kind: 'comment', text: 'Teh' });
    const edit = {
      customer: ana.id,
      kind: 'comment',
      edit: comment.platformMessageId,
      text: 'The',
    };
    expect((await sandbox.inbound('bluesky', edit)).status).toBe(409);
    expect(
      (await sandbox.inbound('bluesky', { customer: ana.id, kind: 'review', text: '!' })).status,
    ).toBe(400);
    const file = { customer: ana.id, text: 'x', attachments: [{ kind: 'image' }] };
    expect((await sandbox.inbound('bluesky', file)).status).toBe(400);
  });
});

describe('moderation', () => {
  const wish = (message: Message, action: Moderation['action'], more: object = {}): Moderation => ({
    ...{ id: 'w', action, source: message.source, platformMessageId: message.platformMessageId },
    ...(message.about && { about: message.about }),
    customerExternalId: message.customer.externalId,
    ...more,
  });
  const act = (it: Moderation) => bluesky.moderate(account, it, within());
  const actionsOn = async (id: string) =>
    (await sandbox.ledger('?platform=bluesky'))
      .filter((it) => it['platformMessageId'] === id)
      .map((it) => it['action']);

  test('hides and shows, likes and no more, once each', async () => {
    const comment = await says({ kind: 'comment', text: 'Grr' });
    for (const action of ['hide', 'hide', 'unhide', 'like', 'like', 'unlike', 'unlike'] as const) {
      expect(await act(wish(comment, action))).toEqual({ kind: 'done' });
    }
    expect(await actionsOn(comment.platformMessageId)).toEqual([
      'hide',
      'unhide',
      'like',
      'unlike',
    ]);
    const mention = await says({ kind: 'mention', text: 'Elsewhere' });
    expect(await act(wish(mention, 'hide'))).toMatchObject({ kind: 'refused' });
  });

  test('deletes own answers, blocks and unblocks', async () => {
    const comment = await says({ kind: 'comment', text: 'Hm' });
    const id = await sentId(replyTo(comment, 'A mistake'));
    await poll();
    const own = wish(comment, 'delete_own', { platformMessageId: id });
    expect(await act(own)).toEqual({ kind: 'done' });
    expect(await act(own)).toEqual({ kind: 'done' });
    for (const action of ['block', 'block', 'unblock', 'unblock'] as const) {
      expect(await act(wish(comment, action))).toEqual({ kind: 'done' });
    }
    expect(await actionsOn(ana.id)).toEqual(['block', 'unblock']);
  });
});

describe('looking back', () => {
  test('lists conversations of every kind, and what was said in them', async () => {
    const found = await bluesky.fetchConversations(account, undefined, within());
    expect(new Set(found.map(({ source }) => source))).toEqual(
      new Set(['dm', 'comment', 'mention']),
    );
    for (const conversation of found) {
      const { messages } = await bluesky.fetchMessages(account, conversation, undefined, within());
      for (const { threadKey } of messages) expect(threadKey).toBe(conversation.threadKey);
    }
    const direct = found.find(({ threadKey }) => threadKey === `dm:${ana.id}`);
    const page = direct && (await bluesky.fetchMessages(account, direct, undefined, within()));
    expect(page?.messages.map(({ kind }) => kind)).toContain('echo');
    expect(page?.messages.map(({ content }) => content)).toContain('Where is my parcel?');
  });

  test('knows people and posts', async () => {
    expect(await bluesky.fetchProfile(account, ana.id, within())).toMatchObject({
      ...{ name: 'Ana Silva', handle: 'ana.example' },
      avatarUrl: expect.stringContaining('/sandbox/media/avatars/') as string,
    });
    expect(await bluesky.fetchProfile(account, person(9999), within())).toBeUndefined();
    const { body } = await sandbox.call('POST', '/sandbox/bluesky/posts', { text: 'Launch day' });
    const id = String(body['id']);
    expect(await bluesky.fetchPost(account, id, within())).toMatchObject({ text: 'Launch day' });
    expect(await bluesky.fetchPost(account, `${id}x`, within())).toBeUndefined();
  });
});
