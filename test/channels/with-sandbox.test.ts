import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Channel, ChannelAccount, ChannelEvent } from '../../channels/channel.ts';
import { facebook } from '../../channels/facebook/index.ts';
import { instagram } from '../../channels/instagram/index.ts';
import { telegram } from '../../channels/telegram/index.ts';
import { accountKinds, inTheDesksForm } from '../../sandbox/accounts.ts';
import { eventually, startFakeDesk, type FakeDesk } from '../sandbox/support/desk.ts';
import { bot, page, startTestSandbox, type TestSandbox } from '../sandbox/support/sandbox.ts';
import { within } from './support/sending.ts';

// Both ends were written from the platforms' documentation, not from each other: here they meet.
let desk: FakeDesk;
let sandbox: TestSandbox;
beforeAll(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url });
});
afterAll(async () => {
  await sandbox.close();
  await desk.close();
});

const accountOf = (demo: typeof page): ChannelAccount => {
  const { externalId, baseUrl, credentials, webhookSecrets } = inTheDesksForm(demo, sandbox.url);
  const { platform, humanAgentApproved } = demo;
  return {
    id: platform,
    platform,
    externalId,
    baseUrl,
    credentials,
    webhookSecrets,
    humanAgentApproved,
  };
};
const replyTo = (customer: string, content: string) => ({
  id: `out-${customer}`,
  recipientExternalId: customer,
  threadKey: `dm:${customer}`,
  source: 'dm' as const,
  content,
  attachments: [],
  isHuman: true,
  lastInboundAt: Date.now(),
  submittedAt: Date.now(),
});

describe.each<{ channel: Channel; demo: typeof page; customer: string }>([
  { channel: facebook, demo: page, customer: '2400100' },
  { channel: instagram, demo: accountKinds.instagram.demo, customer: '2400700' },
  { channel: telegram, demo: bot, customer: '5100' },
])('$channel.name', ({ channel, demo, customer }) => {
  /** What the webhooks so far say, each with a good signature. */
  const events = (): ChannelEvent[] =>
    desk.received
      .filter(({ path }) => path.endsWith(channel.name))
      .flatMap(({ headers, body }) => {
        const request = { headers, query: {}, rawBody: Buffer.from(body) };
        expect(channel.verify(accountOf(demo), request)).toBe(true);
        return channel.receive(request.rawBody, demo.externalId).events.map(({ event }) => event);
      });

  test('a customer writes, we answer, and nothing is lost between', async () => {
    await sandbox.inbound(channel.name, { customer, text: 'Größe 42 / 👟?' });
    const asked = await eventually(() => events().find(({ kind }) => kind === 'message'));
    expect(asked).toMatchObject({
      accountExternalId: demo.externalId,
      threadKey: `dm:${customer}`,
      customer: { externalId: customer },
      content: 'Größe 42 / 👟?',
    });

    const message = replyTo(customer, 'Ja – „42“ ist da 👟');
    const outcome = await channel.send(accountOf(demo), message, within());
    expect(outcome).toMatchObject({ kind: 'sent' });
    const ledger = await sandbox.ledger(`?platform=${channel.name}`);
    const entries: unknown[] = ledger;
    expect(entries).toHaveLength(1);
    expect(entries).toMatchObject([{ text: 'Ja – „42“ ist da 👟' }]);

    const profile = await channel.fetchProfile(accountOf(demo), customer, within());
    expect(profile?.name).toBeTruthy();
    await channel.typing(accountOf(demo), customer, true, within());
    await channel.markAsRead(accountOf(demo), customer, within());
  });

  test('who never wrote is not reached', async () => {
    const { lastInboundAt, ...message } = replyTo('990099', 'Hello?');
    expect(lastInboundAt).toBeDefined();
    expect(await channel.send(accountOf(demo), message, within())).toMatchObject({
      kind: 'refused',
    });
  });
});

test('Messenger shows what arrived: by echo, by receipt and in its history', async () => {
  const account = accountOf(page);
  await sandbox.inbound('facebook', { customer: '2400200', text: 'Hi' });
  const message = replyTo('2400200', 'Hello there');
  expect(await facebook.reconcile(account, message, within())).toBeUndefined();
  const outcome = await facebook.send(account, message, within());
  const platformMessageId = outcome.kind === 'sent' ? outcome.platformMessageId : undefined;

  expect(await facebook.reconcile(account, message, within())).toMatchObject({ platformMessageId });
  const echo = await eventually(() =>
    desk.received
      .flatMap(({ body }) => facebook.receive(Buffer.from(body), '').events)
      .find(({ event }) => event.kind === 'echo' && event.threadKey === 'dm:2400200'),
  );
  expect(echo.event).toMatchObject({ platformMessageId, metadata: message.id });

  const all = await facebook.fetchConversations(account, undefined, within());
  const theirs = all.find(({ customer }) => customer.externalId === '2400200');
  if (!theirs) throw new Error('the conversation is not listed');
  const { messages } = await facebook.fetchMessages(account, theirs, undefined, within());
  expect(messages).toMatchObject([
    { kind: 'echo', content: 'Hello there', platformMessageId },
    { kind: 'message', content: 'Hi' },
  ]);
});

describe.each<{ channel: Channel; demo: typeof page; customers: [string, string] }>([
  { channel: facebook, demo: page, customers: ['2400250', '2400251'] },
  {
    ...{ channel: instagram, demo: accountKinds.instagram.demo },
    customers: ['2400750', '2400751'],
  },
])('comments on $channel.name, read back', ({ channel, demo, customers }) => {
  const events = () =>
    desk.received
      .filter(({ path }) => path.endsWith(channel.name))
      .flatMap(({ body }) => channel.receive(Buffer.from(body), '').events)
      .map(({ event }) => event);

  test('are listed by person and post, and told as their webhooks told them', async () => {
    const account = accountOf(demo);
    const [ana, bo] = customers;
    const { body: post } = await sandbox.call('POST', `/sandbox/${channel.name}/posts`, {
      ...{ account: demo.externalId, text: 'Read back' },
    });
    const says = async (customer: string, text: string, replyTo?: string) => {
      const { body } = await sandbox.inbound(channel.name, {
        ...{ kind: 'comment', customer, text, post: post['id'] },
        ...(replyTo !== undefined && { replyTo }),
      });
      const id = String(body['platformMessageId']);
      return eventually(() =>
        events().find((it) => it.kind === 'message' && it.platformMessageId === id),
      );
    };
    const asked = await says(ana, 'Is it in stock?');
    if (asked.kind !== 'message') throw new Error('no comment');
    const below = await says(bo, 'I wonder, too', asked.platformMessageId);
    const answer = {
      ...{ ...replyTo(ana, 'It is'), id: `out-${channel.name}`, threadKey: asked.threadKey },
      source: 'comment' as const,
      answers: { platformMessageId: asked.platformMessageId, about: asked.about ?? { postId: '' } },
    };
    const sent = await channel.send(account, answer, within());
    if (sent.kind !== 'sent') throw new Error('not sent');
    const echo = await eventually(() =>
      events().find((it) => it.kind === 'echo' && it.platformMessageId === sent.platformMessageId),
    );

    const listed = await channel.fetchConversations(account, undefined, within());
    const [first, second] = [asked, below].map((it) =>
      listed.find(({ threadKey }) => threadKey === it.threadKey),
    );
    if (!first || !second) throw new Error('not listed');
    expect(first).toMatchObject({
      ...{ source: 'comment', customer: { externalId: ana }, preview: 'It is' },
      about: { postId: asked.about?.postId },
    });
    const { messages } = await channel.fetchMessages(account, first, undefined, within());
    expect(messages.map(({ kind, dedupeKey }) => [kind, dedupeKey])).toEqual([
      ['echo', echo.dedupeKey],
      ['message', asked.dedupeKey],
    ]);
    expect(messages[1]).toEqual(asked);
    const others = await channel.fetchMessages(account, second, undefined, within());
    expect(others.messages).toEqual([below]);
    // What is older is not listed again.
    const later = await channel.fetchConversations(account, Date.now() + 60_000, within());
    expect(later).toEqual([]);
  });
});

describe.each([
  ['a Page', facebook, {}, 'pages_manage_engagement', 'comments'],
  ['a Page', facebook, {}, 'pages_messaging', 'messages'],
  ['Instagram by its own login', instagram, {}, 'instagram_business_manage_comments', 'comments'],
  [
    ...(['Instagram by its Page', instagram] as const),
    { login: 'facebook', pageAccessToken: 'EAAwithheld', pageId: '1100098' },
    ...(['instagram_manage_messages', 'messages'] as const),
  ],
] as const)('%s', (_, channel, credentials, permission, feature) => {
  test(`without ${permission} lacks its ${feature}, and says so`, async () => {
    const { body } = await sandbox.call('POST', '/sandbox/accounts', {
      ...{ platform: channel.name, name: 'Not allowed', credentials, withheld: [permission] },
    });
    const made = body as unknown as ChannelAccount;
    const account = { ...made, id: 'withheld', platform: channel.name };
    const { lacking } = await channel.life.check(account, within());
    const [found, ...others] = lacking.filter((it) => it.feature !== 'reviews');
    expect(others).toEqual([]);
    expect(found).toMatchObject({ feature, reason: expect.any(String) as string });
    // What it may do, it does; what not, it does not.
    const reads = channel.fetchConversations(account, undefined, within());
    if (feature === 'messages')
      await expect(reads).rejects.toMatchObject({ code: 'platform_failed' });
    else await expect(reads).resolves.toEqual([]);
  });
});

describe('Instagram', () => {
  const demo = accountKinds.instagram.demo;
  const events = () =>
    desk.received
      .filter(({ path }) => path.endsWith('instagram'))
      .flatMap(({ body }) => instagram.receive(Buffer.from(body), '').events)
      .map(({ event }) => event);
  const heard = (holds: (event: ChannelEvent) => boolean) => eventually(() => events().find(holds));

  test('a story is answered and names us: both are direct messages that show it', async () => {
    const customer = '2400710';
    for (const kind of ['story_reply', 'story_mention']) {
      await sandbox.inbound('instagram', { kind, customer, text: 'Lovely!' });
    }
    const storyOf = async (kind: string) =>
      heard((it) => it.kind === 'message' && it.story?.kind === kind);
    expect(await storyOf('reply')).toMatchObject({ source: 'dm', content: 'Lovely!' });
    expect(await storyOf('mention')).toMatchObject({ threadKey: `dm:${customer}` });
  });

  test('a comment is answered below it and in private, once; hidden and shown', async () => {
    const account = accountOf(demo);
    const customer = '2400711';
    await sandbox.inbound('instagram', { kind: 'comment', customer, text: 'Price?' });
    const comment = await heard((it) => it.kind === 'message' && it.content === 'Price?');
    if (comment.kind !== 'message') throw new Error('no comment');
    const { platformMessageId, threadKey } = comment;
    const answer = {
      ...{ ...replyTo(customer, 'Ten euros'), id: 'out-comment', threadKey },
      ...{ source: 'comment' as const, answers: { platformMessageId } },
    };
    expect(await instagram.send(account, answer, within())).toMatchObject({ kind: 'sent' });
    const secretly = { ...replyTo(customer, 'Or nine'), privateReplyTo: platformMessageId };
    expect(await instagram.send(account, secretly, within())).toMatchObject({ kind: 'sent' });
    expect(await instagram.send(account, secretly, within())).toMatchObject({ kind: 'refused' });
    for (const action of ['hide', 'unhide'] as const) {
      const wish = { id: 'w', action, source: 'comment' as const, platformMessageId };
      const done = await instagram.moderate(
        account,
        { ...wish, customerExternalId: customer },
        within(),
      );
      expect(done).toEqual({ kind: 'done' });
    }
    const lines: unknown[] = await sandbox.ledger(`?platform=instagram&customer=${customer}`);
    expect(lines).toMatchObject([
      { text: 'Ten euros', replyTo: platformMessageId },
      { text: 'Or nine', privateReplyTo: platformMessageId },
      { action: 'hide' },
      { action: 'unhide' },
    ]);
  });

  test('people are blocked, let in and reported as spam where a Page’s token opens the account', async () => {
    const { body } = await sandbox.call('POST', '/sandbox/accounts', {
      ...{ platform: 'instagram', name: 'By its Page' },
      credentials: { login: 'facebook', pageAccessToken: 'EAAbyItsPage', pageId: '1100099' },
    });
    const made = body as unknown as ChannelAccount;
    const account: ChannelAccount = { ...made, id: 'by-page', platform: 'instagram' };
    const customer = '2400713';
    await sandbox.inbound('instagram', { account: made.externalId, customer, text: 'Buy now!!' });
    const act = (action: 'block' | 'unblock' | 'spam', customerExternalId = customer) =>
      instagram.moderate(
        account,
        { id: 'w', action, source: 'dm', platformMessageId: 'm', customerExternalId },
        within(),
      );
    expect(await act('spam')).toEqual({ kind: 'done' });
    expect(await act('block')).toEqual({ kind: 'done' });
    const reply = replyTo(customer, 'Hello');
    expect(await instagram.send(account, reply, within())).toMatchObject({
      ...{ kind: 'refused', failure: { code: 'blocked' } },
    });
    expect(await act('unblock')).toEqual({ kind: 'done' });
    expect(await instagram.send(account, reply, within())).toMatchObject({ kind: 'sent' });
    // There has to be a conversation with them.
    expect(await act('block', '990099')).toMatchObject({ kind: 'refused' });
    const lines: unknown[] = await sandbox.ledger(`?platform=instagram&customer=${customer}`);
    expect(lines).toMatchObject([
      { action: 'spam' },
      { action: 'block' },
      { action: 'unblock' },
      { text: 'Hello' },
    ]);
  });

  test('a message that is longer than 1,000 bytes, or whose window is over, is refused by both', async () => {
    const customer = '2400712';
    const at = Date.now() - 8 * 24 * 3_600_000;
    await sandbox.inbound('instagram', { customer, text: 'Hi', at });
    const late = { ...replyTo(customer, 'Hello'), lastInboundAt: at };
    expect(await instagram.send(accountOf(demo), late, within())).toMatchObject({
      ...{ kind: 'refused', failure: { code: 'window_closed' } },
    });
    const direct = await sandbox.call(
      'POST',
      `/ig/v26.0/${demo.externalId}/messages`,
      { recipient: { id: customer }, message: { text: 'é'.repeat(501) } },
      { authorization: `Bearer ${demo.credentials['accessToken'] ?? ''}` },
    );
    expect(direct.status).toBe(400);
  });
});
