import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Channel, ChannelAccount, ChannelEvent } from '../../channels/channel.ts';
import { facebook } from '../../channels/facebook/index.ts';
import { telegram } from '../../channels/telegram/index.ts';
import { inTheDesksForm } from '../../sandbox/accounts.ts';
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
