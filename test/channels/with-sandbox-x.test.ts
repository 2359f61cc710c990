import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ChannelAccount,
  ChannelEvent,
  Moderation,
  OutboundMessage,
} from '../../channels/channel.ts';
import { x } from '../../channels/x/index.ts';
import { accountKinds, inTheDesksForm } from '../../sandbox/accounts.ts';
import { eventually, startFakeDesk, type FakeDesk } from '../sandbox/support/desk.ts';
import { startTestSandbox, type TestSandbox } from '../sandbox/support/sandbox.ts';
import { within } from './support/sending.ts';

// Both ends were written from X's documentation, not from each other: here they meet.
const { demo } = accountKinds.x;
let desk: FakeDesk;
let sandbox: TestSandbox;
let account: ChannelAccount;
let callback: string;

beforeAll(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url });
  callback = `${desk.url}/webhooks/x?account=${demo.externalId}`;
  const { baseUrl, credentials, webhookSecrets } = inTheDesksForm(demo, sandbox.url);
  account = {
    ...{ id: 'x', platform: 'x', externalId: demo.externalId, baseUrl },
    ...{ credentials, webhookSecrets, humanAgentApproved: false },
  };
  desk.answerGetsWith((path) => {
    const query = Object.fromEntries(new URL(path, desk.url).searchParams);
    const answer = x.handshake(account, { headers: {}, query, rawBody: Buffer.alloc(0) });
    return { status: answer?.status ?? 403, body: JSON.parse(answer?.body ?? '{}') as unknown };
  });
});
afterAll(async () => {
  await sandbox.close();
  await desk.close();
});

const setApp = (change: object) => sandbox.call('PATCH', '/sandbox/x/app', change);
/** What the webhooks so far say, each with a good signature. */
const events = (): ChannelEvent[] =>
  desk.received.flatMap(({ headers, body }) => {
    const request = { headers, query: {}, rawBody: Buffer.from(body) };
    expect(x.verify(account, request)).toBe(true);
    return x.receive(request.rawBody, account.externalId).events.map(({ event }) => event);
  });
type Message = Extract<ChannelEvent, { kind: 'message' }>;
const heard = async <Kind extends ChannelEvent['kind']>(
  kind: Kind,
  holds: (event: Extract<ChannelEvent, { kind: Kind }>) => boolean,
) =>
  eventually(() =>
    events().find(
      (it): it is Extract<ChannelEvent, { kind: Kind }> => it.kind === kind && holds(it as never),
    ),
  );
const says = async (inbound: object): Promise<Message> => {
  const { body } = await sandbox.inbound('x', inbound);
  const id = String(body['platformMessageId']);
  return heard('message', ({ platformMessageId }) => platformMessageId === id);
};
const replyTo = (
  { threadKey, source, customer, about, platformMessageId }: Message,
  content: string,
): OutboundMessage => ({
  id: `out-${content}`,
  recipientExternalId: customer.externalId,
  ...{ threadKey, source, content, attachments: [], isHuman: true },
  ...{ lastInboundAt: Date.now(), submittedAt: Date.now() },
  ...(source !== 'dm' && { answers: { platformMessageId, ...(about && { about }) } }),
});
const sentId = async (message: OutboundMessage) => {
  const outcome = await x.send(account, message, within());
  expect(outcome).toMatchObject({ kind: 'sent' });
  return outcome.kind === 'sent' ? outcome.platformMessageId : '';
};
const ledgerOf = async (platformMessageId: string) =>
  (await sandbox.ledger('?platform=x')).filter(
    (it) => it['platformMessageId'] === platformMessageId,
  );
const drop = () =>
  sandbox.call('POST', '/sandbox/faults', {
    ...{ platform: 'x', endpoint: 'send', kind: 'accept_then_drop', count: 1 },
  });

describe('an account', () => {
  test('is known by its token, and subscribed with a challenge that is answered', async () => {
    const { externalId, name } = await x.life.check(account, within());
    expect({ externalId, name }).toEqual({ externalId: demo.externalId, name: demo.name });
    expect(await x.life.isSubscribed?.(account, callback, within())).toBe(false);
    await x.life.subscribe?.(account, callback, within());
    await x.life.subscribe?.(account, callback, within());
    expect(await x.life.isSubscribed?.(account, callback, within())).toBe(true);
  });

  test('whose desk does not know the secret is not subscribed', async () => {
    const stranger = {
      ...account,
      credentials: { ...account.credentials, consumerSecret: 'not it' },
    };
    desk.answerGetsWith((path) => {
      const query = Object.fromEntries(new URL(path, desk.url).searchParams);
      const answer = x.handshake(
        { ...stranger, webhookSecrets: [] },
        { headers: {}, query, rawBody: Buffer.alloc(0) },
      );
      return { status: answer?.status ?? 403, body: JSON.parse(answer?.body ?? '{}') as unknown };
    });
    const other = `${desk.url}/webhooks/x?account=other`;
    await expect(x.life.subscribe?.(account, other, within())).rejects.toThrow(
      /CrcValidationFailed/,
    );
    expect(await x.life.isSubscribed?.(account, callback, within())).toBe(true);
  });

  test('renews its token once with each refresh token', async () => {
    await setApp({ tokensExpireInSeconds: 0 });
    await expect(x.life.check(account, within())).rejects.toMatchObject({ code: 'token_dead' });
    const used = account;
    const fresh = await x.life.refreshToken?.(used, within());
    expect(fresh?.expiresAt).toBeGreaterThan(Date.now() + 7_000_000);
    account = { ...account, credentials: fresh?.credentials ?? {} };
    await x.life.check(account, within());
    await expect(x.life.refreshToken?.(used, within())).rejects.toMatchObject({
      code: 'token_dead',
    });
  });
});

describe('direct messages', () => {
  test('are heard, answered, told as ours, read, and listed', async () => {
    const customer = { id: '2400801', name: 'Ana Lopez', handle: 'ana_l' };
    const asked = await says({ customer, text: 'Größe 42 / 👟?' });
    expect(asked).toMatchObject({
      ...{ source: 'dm', threadKey: 'dm:2400801', content: 'Größe 42 / 👟?' },
      customer: { externalId: '2400801', name: 'Ana Lopez', handle: 'ana_l' },
    });
    const id = await sentId(replyTo(asked, 'Ja & „42“ ist da 👟'));
    expect(await ledgerOf(id)).toMatchObject([{ text: 'Ja & „42“ ist da 👟' }]);
    expect(await heard('echo', (it) => it.platformMessageId === id)).toMatchObject({
      content: 'Ja & „42“ ist da 👟',
    });
    await sandbox.call('POST', '/sandbox/customers/x/2400801/read', {});
    await heard('receipt', (it) => it.platformMessageIds.includes(id));
    const all = await x.fetchConversations(account, undefined, within());
    const theirs = all.find(({ threadKey }) => threadKey === 'dm:2400801');
    if (!theirs) throw new Error('not listed');
    const { messages } = await x.fetchMessages(account, theirs, undefined, within());
    expect(messages.map(({ kind, content }) => [kind, content])).toEqual([
      ['echo', 'Ja & „42“ ist da 👟'],
      ['message', 'Größe 42 / 👟?'],
    ]);
    expect(messages[1]?.dedupeKey).toBe(asked.dedupeKey);
  });

  test('whose answer is lost are found again', async () => {
    const asked = await says({ customer: '2400802', text: 'Hello?' });
    const message = replyTo(asked, 'Hello there');
    expect(await x.reconcile(account, message, within())).toBeUndefined();
    await drop();
    expect(await x.send(account, message, within())).toMatchObject({ kind: 'unknown' });
    const proof = await x.reconcile(account, message, within());
    expect(await ledgerOf(proof?.platformMessageId ?? '')).toMatchObject([{ text: 'Hello there' }]);
  });

  test('do not reach who never wrote, or has blocked us', async () => {
    const asked = await says({ customer: '2400803', text: 'Hi' });
    const stranger = { ...replyTo(asked, 'Hi'), recipientExternalId: '990099' };
    const refusal = { kind: 'refused', failure: { code: 'blocked' } };
    expect(await x.send(account, stranger, within())).toMatchObject(refusal);
    await sandbox.call('POST', '/sandbox/customers/x/2400803/block', {});
    expect(await x.send(account, replyTo(asked, 'Hi'), within())).toMatchObject(refusal);
  });
});

describe('in public', () => {
  test('an answer to our post and a mention are heard, answered and looked up', async () => {
    const { body } = await sandbox.call('POST', '/sandbox/x/posts', { text: 'Launch day' });
    const customer = { id: '2400811', name: 'Ben' };
    const comment = await says({ kind: 'comment', customer, text: 'Price?', post: body['id'] });
    expect(comment).toMatchObject({ source: 'comment', about: { postId: body['id'] } });
    const mention = await says({ kind: 'mention', customer, text: '@shop hello?' });
    expect(mention).toMatchObject({ source: 'mention', customer: { name: 'Ben' } });
    for (const it of [comment, mention]) {
      const id = await sentId(replyTo(it, `Answer to ${it.source}`));
      expect(await ledgerOf(id)).toMatchObject([{ replyTo: it.platformMessageId }]);
      await heard('echo', (echo) => echo.platformMessageId === id);
    }
    const post = await x.fetchPost(account, comment.about?.postId ?? '', within());
    expect(post).toMatchObject({ text: 'Launch day', authorName: demo.name });
    expect(await x.fetchProfile(account, customer.id, within())).toMatchObject({ name: 'Ben' });
    const listed = await x.fetchConversations(account, undefined, within());
    expect(listed.map(({ threadKey }) => threadKey)).toContain(comment.threadKey);
  });

  test('an edited post is a new one, and the same message worded anew', async () => {
    const customer = '2400814';
    const asked = await says({ kind: 'mention', customer, text: '@shop prise?' });
    const { platformMessageId, threadKey } = asked;
    const anew = { kind: 'mention', customer, edit: platformMessageId };
    await sandbox.inbound('x', { ...anew, text: '@shop price?' });
    const first = await heard('edit', ({ content }) => content === '@shop price?');
    expect(first).toMatchObject({ platformMessageId, threadKey, editNumber: 1 });
    await sandbox.inbound('x', { ...anew, text: '@shop price, please?' });
    const second = await heard('edit', (it) => it.editNumber === 2);
    expect(second).toMatchObject({ platformMessageId, content: '@shop price, please?' });
    expect(second.dedupeKey).not.toBe(first.dedupeKey);
    // It is answered by its first id, and read back as one message.
    await sentId(replyTo(asked, 'Ten euros'));
    const listed = await x.fetchConversations(account, undefined, within());
    const tree = listed.find((it) => it.threadKey === threadKey);
    if (!tree) throw new Error('not listed');
    const { messages } = await x.fetchMessages(account, tree, undefined, within());
    expect(messages).toMatchObject([
      { kind: 'echo', content: 'Ten euros', threadKey },
      { kind: 'message', platformMessageId, content: '@shop price, please?' },
    ]);
    expect(messages[1]?.dedupeKey).toBe(asked.dedupeKey);
  });

  test('the same words twice are refused, and a lost answer is found again', async () => {
    const comment = await says({ kind: 'comment', customer: '2400812', text: 'When?' });
    await sentId(replyTo(comment, 'Tomorrow'));
    expect(await x.send(account, replyTo(comment, 'Tomorrow'), within())).toMatchObject({
      ...{ kind: 'refused', failure: { code: 'duplicate' } },
    });
    await drop();
    const message = replyTo(comment, 'At nine');
    expect(await x.send(account, message, within())).toMatchObject({ kind: 'unknown' });
    const proof = await x.reconcile(account, message, within());
    expect(await ledgerOf(proof?.platformMessageId ?? '')).toHaveLength(1);
  });

  test('is moderated: hidden, liked, our own deleted; blocking takes more than self-serve', async () => {
    const comment = await says({ kind: 'comment', customer: '2400813', text: 'Crooks!' });
    const own = await sentId(replyTo(comment, 'We are sorry'));
    const wish = (action: Moderation['action'], platformMessageId: string) =>
      x.moderate(
        account,
        {
          ...{ id: 'w', action, source: 'comment', platformMessageId },
          customerExternalId: '2400813',
        },
        within(),
      );
    for (const action of ['hide', 'unhide', 'like', 'unlike'] as const) {
      expect(await wish(action, comment.platformMessageId)).toEqual({ kind: 'done' });
    }
    expect(await wish('delete_own', own)).toEqual({ kind: 'done' });
    expect(await heard('unsend', (it) => it.platformMessageId === own)).toBeDefined();
    expect(await wish('block', comment.platformMessageId)).toMatchObject({
      ...{ kind: 'refused', failure: { code: 'no_permission' } },
    });
    await setApp({ isSelfServe: false });
    expect(await wish('block', comment.platformMessageId)).toEqual({ kind: 'done' });
    await setApp({ isSelfServe: true });
  });
});

test('the older interface tells the same', async () => {
  await setApp({ events: 'aaa' });
  const customer = { id: '2400821', name: 'Old Ona' };
  expect(await says({ customer, text: 'By the older way' })).toMatchObject({
    ...{ source: 'dm', content: 'By the older way', customer: { name: 'Old Ona' } },
  });
  const comment = await says({ kind: 'comment', customer, text: 'In public, too' });
  expect(comment).toMatchObject({ source: 'comment', content: 'In public, too' });
  const { platformMessageId } = comment;
  await sandbox.inbound('x', {
    ...{ kind: 'comment', customer: customer.id, edit: platformMessageId },
    text: 'In public as well',
  });
  expect(await heard('edit', (it) => it.platformMessageId === platformMessageId)).toMatchObject({
    content: 'In public as well',
  });
  await setApp({ events: 'xaa' });
});
