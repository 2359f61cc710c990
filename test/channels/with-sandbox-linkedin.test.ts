import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  Attachment,
  ChannelAccount,
  ChannelEvent,
  OutboundMessage,
} from '../../channels/channel.ts';
import { linkedin } from '../../channels/linkedin/index.ts';
import { inTheDesksForm } from '../../sandbox/accounts.ts';
import { png } from '../files/support.ts';
import { eventually, startFakeDesk, type FakeDesk } from '../sandbox/support/desk.ts';
import { callsTo } from '../sandbox/support/linkedin.ts';
import { organization, startTestSandbox, type TestSandbox } from '../sandbox/support/sandbox.ts';
import { within } from './support/sending.ts';

// Both ends were written from LinkedIn's documentation, not from each other: here they meet.
let desk: FakeDesk;
let sandbox: TestSandbox;
let calls: ReturnType<typeof callsTo>;
let account: ChannelAccount;
const { life } = linkedin;

beforeAll(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url });
  calls = callsTo(sandbox);
  const { baseUrl, credentials, webhookSecrets } = inTheDesksForm(organization, sandbox.url);
  const { externalId, platform, humanAgentApproved } = organization;
  account = {
    ...{ id: 'linkedin', platform, externalId, baseUrl },
    ...{ credentials, webhookSecrets, humanAgentApproved },
  };
  desk.answerGetsWith((path) => {
    const query = Object.fromEntries(new URL(path, desk.url).searchParams);
    const answer = linkedin.handshake(account, { headers: {}, query, rawBody: Buffer.alloc(0) });
    return { status: answer?.status ?? 403, body: JSON.parse(answer?.body ?? '{}') as unknown };
  });
  await calls.publish('Launch day: [all] welcome');
});
afterAll(async () => {
  await sandbox.close();
  await desk.close();
});

/** What the webhooks so far say, each with a good signature. */
const events = (): ChannelEvent[] =>
  desk.received.flatMap(({ headers, body }) => {
    const request = { headers, query: {}, rawBody: Buffer.from(body) };
    expect(linkedin.verify(account, request)).toBe(true);
    return linkedin.receive(request.rawBody, account.externalId).events.map(({ event }) => event);
  });
const eventOf = <Kind extends ChannelEvent['kind']>(kind: Kind, platformMessageId: string) =>
  eventually(() =>
    events().find(
      (it): it is Extract<ChannelEvent, { kind: Kind }> =>
        it.kind === kind && 'platformMessageId' in it && it.platformMessageId === platformMessageId,
    ),
  );
/** Somebody says something; what the desk hears of it, and a reply to it. */
const hears = async (customer: string, content: string, more: object = {}) => {
  const heard = await eventOf('message', await calls.says(content, { customer, ...more }));
  return { heard, reply: (words: string) => replyTo(heard, words) };
};
const replyTo = (
  {
    threadKey,
    source,
    customer,
    about,
    platformMessageId,
  }: Extract<ChannelEvent, { kind: 'message' }>,
  content: string,
): OutboundMessage => ({
  id: `out-${content}`,
  recipientExternalId: customer.externalId,
  ...{ threadKey, source, content, attachments: [], isHuman: true, submittedAt: Date.now() },
  answers: { platformMessageId, ...(about && { about }) },
});
const sentId = async (message: OutboundMessage) => {
  const outcome = await linkedin.send(account, message, within());
  expect(outcome).toMatchObject({ kind: 'sent' });
  return outcome.kind === 'sent' ? outcome.platformMessageId : '';
};
const ledgerOf = async (platformMessageId: string) =>
  (await sandbox.ledger('?platform=linkedin')).filter(
    (it) => it['platformMessageId'] === platformMessageId,
  );
const drop = () =>
  sandbox.call('POST', '/sandbox/faults', {
    ...{ platform: 'linkedin', endpoint: 'send', kind: 'accept_then_drop', count: 1 },
  });

describe('a comment', () => {
  test('is heard, answered below, told as ours, and looked up', async () => {
    const { heard, reply } = await hears('urn:li:person:Ana', 'Größe 42 / 👟?');
    expect(heard).toMatchObject({
      ...{ accountExternalId: organization.externalId, source: 'comment' },
      ...{ customer: { externalId: 'urn:li:person:Ana' }, content: 'Größe 42 / 👟?' },
    });
    const id = await sentId(reply('Ja – „42“ ist da 👟'));
    expect(await ledgerOf(id)).toMatchObject([
      { text: 'Ja – „42“ ist da 👟', replyTo: heard.platformMessageId },
    ]);
    expect(await eventOf('echo', id)).toMatchObject({ content: 'Ja – „42“ ist da 👟' });
    expect(await linkedin.fetchPost(account, heard.about?.postId ?? '', within())).toMatchObject({
      text: 'Launch day: [all] welcome',
      at: expect.any(Number) as number,
    });
  });

  test('without words is looked up for its picture, by the address or the name of the image', async () => {
    const attachments = [{ kind: 'image', mimeType: 'image/png', base64: png.toString('base64') }];
    const { heard } = await hears('urn:li:person:Pia', '', { attachments });
    expect(heard).toMatchObject({
      ...{ content: '', contentType: 'image', placeholder: expect.any(String) as string },
      attachments: [{ kind: 'image', fileId: heard.platformMessageId }],
    });
    const sourceOf = async (attachment: Attachment | undefined) => {
      const source = await linkedin.fileSource?.(
        account,
        attachment ?? { kind: 'image' },
        within(),
      );
      const response = await fetch(source?.url ?? '');
      return Buffer.from(await response.arrayBuffer());
    };
    expect(await sourceOf(heard.attachments[0])).toEqual(png);

    const [listed] = await linkedin.fetchConversations(account, undefined, within());
    if (!listed) throw new Error('not listed');
    const { messages } = await linkedin.fetchMessages(account, listed, undefined, within());
    expect(messages[0]?.attachments).toMatchObject([{ kind: 'image', url: expect.any(String) }]);
    const [, fileId = ''] = /media\/([\w-]+)/.exec(messages[0]?.attachments[0]?.url ?? '') ?? [];
    expect(await sourceOf({ kind: 'image', fileId: `urn:li:image:${fileId}` })).toEqual(png);

    const bare = await hears('urn:li:person:Pia', '');
    await expect(sourceOf(bare.heard.attachments[0])).rejects.toMatchObject({ code: 'gone' });
    await expect(sourceOf({ kind: 'image', fileId: 'urn:li:image:none' })).rejects.toMatchObject({
      code: 'gone',
    });
  });

  test('below another is answered below the first, where LinkedIn has no third level', async () => {
    const { heard, reply } = await hears('urn:li:person:Ben', 'First');
    await sentId(reply('Hello'));
    const below = await hears('urn:li:person:Cid', 'Me too', { replyTo: heard.platformMessageId });
    const id = await sentId(below.reply('You, too'));
    const [line] = await ledgerOf(id);
    expect(line).toMatchObject({ replyTo: heard.platformMessageId });
  });

  test('is edited and taken back, and so are our answers', async () => {
    const { heard, reply } = await hears('urn:li:person:Dana', 'Wen?');
    const id = heard.platformMessageId;
    const customer = 'urn:li:person:Dana';
    await calls.says('When?', { customer, edit: id });
    expect(await eventOf('edit', id)).toMatchObject({ content: 'When?' });
    const ours = await sentId(reply('Tomorow'));
    const act = (action: 'edit_own' | 'like' | 'unlike' | 'delete_own' | 'delete', of: string) =>
      linkedin.moderate(
        account,
        {
          ...{ id: 'm', action, source: 'comment', platformMessageId: of },
          ...{ customerExternalId: customer, content: 'Tomorrow' },
        },
        within(),
      );
    expect(await act('edit_own', ours)).toEqual({ kind: 'done' });
    expect(await act('like', id)).toEqual({ kind: 'done' });
    expect(await act('like', id)).toEqual({ kind: 'done' });
    expect(await act('unlike', id)).toEqual({ kind: 'done' });
    expect(await act('edit_own', id)).toMatchObject({ failure: { code: 'no_permission' } });
    expect(await act('delete_own', ours)).toEqual({ kind: 'done' });
    expect(await act('delete', id)).toEqual({ kind: 'done' });
    expect(await act('delete', id)).toEqual({ kind: 'done' });
    await eventOf('unsend', id);
    const lines = await sandbox.ledger(`?platform=linkedin&customer=${customer}`);
    const done = lines.map((it) => it['action']).filter((it) => it !== undefined);
    expect(done).toEqual(['like', 'unlike', 'delete']);
    // What we do to our own is not about a customer.
    expect((await ledgerOf(ours)).map((it) => it['action'])).toEqual([undefined, 'edit', 'delete']);
  });
});

describe('an answer that was lost', () => {
  test('is found again where LinkedIn took it, and only there', async () => {
    const { reply } = await hears('urn:li:person:Eva', 'Where is it?');
    const message = reply('On its way');
    expect(await linkedin.reconcile(account, message, within())).toBeUndefined();
    await drop();
    const outcome = await linkedin.send(account, message, within());
    expect(outcome).toMatchObject({ kind: 'unknown', failure: { code: 'lost_answer' } });
    const found = await linkedin.reconcile(account, message, within());
    expect(await ledgerOf(found?.platformMessageId ?? '')).toMatchObject([{ text: 'On its way' }]);
  });
});

test('a mention is heard and answered; what stands below it elsewhere is not ours to read', async () => {
  const { heard, reply } = await hears('urn:li:person:Finn', 'Hey @Harbour Outfitters, bravo', {
    kind: 'mention',
  });
  expect(heard).toMatchObject({ source: 'mention', content: 'Hey @Harbour Outfitters, bravo' });
  const id = await sentId(reply('Thank you'));
  expect(await ledgerOf(id)).toMatchObject([{ postId: heard.platformMessageId }]);
  const list = await linkedin.fetchConversations(account, undefined, within());
  const theirs = list.find(({ threadKey }) => threadKey === heard.threadKey);
  if (!theirs) throw new Error('the mention is not listed');
  const { messages } = await linkedin.fetchMessages(account, theirs, undefined, within());
  expect(messages).toMatchObject([{ kind: 'message', platformMessageId: heard.platformMessageId }]);
});

test('history gives what the webhooks gave, by the same keys', async () => {
  const { heard, reply } = await hears('urn:li:person:Gus', 'How much?');
  const id = await sentId(reply('Ten'));
  const echo = await eventOf('echo', id);
  const list = await linkedin.fetchConversations(account, undefined, within());
  const theirs = list.find(({ threadKey }) => threadKey === heard.threadKey);
  if (!theirs) throw new Error('the conversation is not listed');
  const all = [];
  for (let cursor: string | undefined, at = 0; at === 0 || cursor !== undefined; at += 1) {
    const page = await linkedin.fetchMessages(account, theirs, cursor, within());
    all.push(...page.messages);
    cursor = page.nextCursor;
  }
  expect(new Map(all.map((it) => [it.dedupeKey, it.content]))).toEqual(
    new Map([
      [heard.dedupeKey, 'How much?'],
      [echo.dedupeKey, 'Ten'],
    ]),
  );
});

test('what an administrator answers on LinkedIn itself is told as ours, and is in no ledger', async () => {
  const { heard } = await hears('urn:li:person:Max', 'Hello?');
  const { body } = await sandbox.call('POST', '/sandbox/linkedin/answer-elsewhere', {
    ...{ comment: heard.platformMessageId, text: 'From my phone' },
  });
  const id = String(body['platformMessageId']);
  expect(await eventOf('echo', id)).toMatchObject({ content: 'From my phone' });
  expect(await ledgerOf(id)).toEqual([]);
});

test('names are kept from us until the app is a partner', async () => {
  const customer = { id: 'urn:li:person:Hana', name: 'Hana Weber' };
  await calls.says('Hi', { customer });
  expect(await linkedin.fetchProfile(account, customer.id, within())).toBeUndefined();
  await calls.setGrant({ seesPeople: true });
  expect(await linkedin.fetchProfile(account, customer.id, within())).toMatchObject({
    name: 'Hana Weber',
  });
  await calls.setGrant({ seesPeople: false });
});

describe('an account', () => {
  test('is checked, subscribes with a challenge that the channel answers, and is then heard', async () => {
    expect(await life.check(account, within())).toMatchObject({
      ...{ externalId: organization.externalId, name: organization.name },
      lacking: [{ feature: 'messages' }, { feature: 'reviews' }],
      tokenExpiresAt: expect.any(Number) as number,
    });
    const door = `${desk.url}/webhooks/linkedin?account=${organization.externalId}`;
    expect(await life.isSubscribed?.(account, door, within())).toBe(false);
    await life.subscribe?.(account, door, within());
    expect(await life.isSubscribed?.(account, door, within())).toBe(true);
    const { heard } = await hears('urn:li:person:Ida', 'Anyone there?');
    expect(heard.content).toBe('Anyone there?');
    const elsewhere = `${desk.url}/webhooks/linkedin?account=1`;
    await expect(life.subscribe?.(account, elsewhere, within())).rejects.toThrow();
  });

  test('of who is no administrator lacks comments', async () => {
    await calls.setGrant({ role: 'DIRECT_SPONSORED_CONTENT_POSTER' });
    await expect(life.check(account, within())).rejects.toMatchObject({ code: 'no_permission' });
    await calls.setGrant({ role: 'ADMINISTRATOR' });
  });

  test('whose token has expired is renewed, and goes on', async () => {
    const { reply } = await hears('urn:li:person:Jan', 'Still there?');
    await calls.setGrant({ tokensExpireInSeconds: 0 });
    const message = reply('Yes');
    expect(await linkedin.send(account, message, within())).toMatchObject({
      kind: 'refused',
      failure: { code: 'token_dead' },
    });
    const renewed = await life.refreshToken?.(account, within());
    expect(renewed?.expiresAt).toBeGreaterThan(Date.now() + 59 * 86_400_000);
    account = { ...account, credentials: renewed?.credentials ?? {} };
    await sentId(message);
    await calls.setGrant({ refreshExpiresInSeconds: 0 });
    await expect(life.refreshToken?.(account, within())).rejects.toMatchObject({
      code: 'token_dead',
    });
  });

  test('that is throttled waits until the limit says', async () => {
    const { reply } = await hears('urn:li:person:Kim', 'Quick!');
    await calls.setGrant({ commentsPerMinute: 1 });
    await linkedin.send(account, reply('one'), within());
    const before = Date.now();
    const held = await linkedin.send(account, reply('two'), within());
    await calls.setGrant({ commentsPerMinute: 60 });
    expect(held).toMatchObject({ kind: 'retryAt', failure: { code: 'rate_limited' } });
    expect(held.kind === 'retryAt' && held.at >= before + 60_000).toBe(true);
  });

  test('with a version that is switched off is told so', async () => {
    const { reply } = await hears('urn:li:person:Lea', 'Hello?');
    const old = { ...account, credentials: { ...account.credentials, linkedinVersion: '202301' } };
    expect(await linkedin.send(old, reply('Hi'), within())).toMatchObject({
      ...{ kind: 'refused', failure: { code: 'not_configured' } },
    });
  });
});
