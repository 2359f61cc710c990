import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, OutboundMessage } from '../../../channels/channel.ts';
import { facebook } from '../../../channels/facebook/index.ts';
import { json, lostAnswers, startPlatform, type Answer } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = {
    id: 'account',
    platform: 'facebook',
    externalId: '1100001',
    baseUrl: platform.baseUrl,
    credentials: { pageAccessToken: 'page-token' },
    webhookSecrets: [],
    humanAgentApproved: false,
  };
});
afterAll(() => platform.stop());

const submittedAt = Date.parse('2026-11-23T08:00:00.700Z');
const message: OutboundMessage = {
  id: '0d2c2f6e-1111-4222-8333-944455556666',
  recipientExternalId: '2400001',
  threadKey: 'dm:2400001',
  source: 'dm' as const,
  content: 'Checking now',
  attachments: [],
  isHuman: true,
  submittedAt,
};

const ana = { id: '2400001', name: 'Ana', email: '2400001@facebook.com' };
const shop = { id: '1100001', name: 'Shop', email: '1100001@facebook.com' };
const conversation = (id: string, updated: string, customer = ana) => ({
  id,
  updated_time: updated,
  participants: { data: [customer, shop] },
});
const said = (
  id: string,
  text: string | undefined,
  from = shop,
  created = '2026-11-23T08:00:02+0000',
) => ({
  id,
  created_time: created,
  from,
  to: { data: [from === shop ? ana : shop] },
  ...(text !== undefined && { message: text }),
});

/** The conversations, then the messages of any of them. */
const history =
  (conversations: unknown[], messages: unknown[]): Answer =>
  (request, response) => {
    const answer = request.path.endsWith('/feed')
      ? { data: [] }
      : request.path.endsWith('/conversations')
        ? { data: conversations }
        : { messages: { data: messages }, id: 't_1' };
    json(200, answer)(request, response);
  };
const theirs = [conversation('t_1', '2026-11-23T08:00:02+0000')];
const reconcile = (change: Partial<OutboundMessage> = {}) =>
  facebook.reconcile(account, { ...message, ...change }, within(1_000));

describe('evidence that a message arrived', () => {
  const found = { platformMessageId: 'm_1', at: Date.parse('2026-11-23T08:00:02Z') };

  test.each<[string, unknown[], unknown[], typeof found | undefined]>([
    [
      'our text, from the Page, since then',
      theirs,
      [said('m_0', 'Hi', ana), said('m_1', 'Checking now')],
      found,
    ],
    [
      'beside another text of ours',
      theirs,
      [said('m_1', 'Checking now'), said('m_2', 'Done')],
      found,
    ],
    [
      'beside the same text long ago',
      theirs,
      [said('m_1', 'Checking now'), said('m_0', 'Checking now', shop, '2026-11-22T08:00:00+0000')],
      found,
    ],
    [
      'two with our text prove nothing',
      theirs,
      [said('m_1', 'Checking now'), said('m_2', 'Checking now')],
      undefined,
    ],
    ['our text from the customer', theirs, [said('m_1', 'Checking now', ana)], undefined],
    [
      'our text before it was submitted',
      theirs,
      [said('m_1', 'Checking now', shop, '2026-11-23T07:59:55+0000')],
      undefined,
    ],
    ['another text', theirs, [said('m_1', 'checking now')], undefined],
    ['no text', theirs, [said('m_1', undefined)], undefined],
    ['no messages', theirs, [], undefined],
    ['no conversation', [], [said('m_1', 'Checking now')], undefined],
    [
      'a conversation with somebody else',
      [conversation('t_2', '2026-11-23T08:00:02+0000', { ...ana, id: '2400009' })],
      [said('m_1', 'Checking now')],
      undefined,
    ],
  ])('%s', async (_, conversations, messages, expected) => {
    platform.answersWith(history(conversations, messages));
    expect(await reconcile()).toEqual(expected);
  });

  test('Meta’s clock may be some seconds behind', async () => {
    platform.answersWith(
      history(theirs, [said('m_1', 'Checking now', shop, '2026-11-23T07:59:57+0000')]),
    );
    expect(await reconcile()).toMatchObject({ platformMessageId: 'm_1' });
  });

  test('a message without text leaves nothing to look for', async () => {
    platform.answersWith(history(theirs, [said('m_1', '')]));
    expect(await reconcile({ content: '' })).toBeUndefined();
    expect(platform.seen).toEqual([]);
  });

  test('asks for that customer’s conversation and its newest messages', async () => {
    platform.answersWith(history(theirs, []));
    await reconcile();
    expect(platform.seen).toMatchObject([
      {
        method: 'GET',
        path: '/v26.0/1100001/conversations',
        query: { platform: 'messenger', user_id: '2400001' },
        headers: { authorization: 'Bearer page-token' },
      },
      {
        method: 'GET',
        path: '/v26.0/t_1',
        query: { fields: 'messages.limit(20){id,created_time,from,to,message,attachments}' },
      },
    ]);
  });

  test.each(Object.entries(lostAnswers))('%s: throws', async (_, answer) => {
    platform.answersWith(answer);
    await expect(reconcile()).rejects.toThrow();
  });
});

describe('a profile', () => {
  const profile = () => facebook.fetchProfile(account, '2400001', within(1_000));

  test('is a name and a picture', async () => {
    const picture = 'https://cdn.example/p.jpg';
    platform.answersWith(
      json(200, { first_name: 'Ana', last_name: 'L', profile_pic: picture, id: '2400001' }),
    );
    expect(await profile()).toEqual({ name: 'Ana L', avatarUrl: picture });
    expect(platform.seen).toMatchObject([
      { path: '/v26.0/2400001', query: { fields: 'first_name,last_name,profile_pic' } },
    ]);
  });

  test.each([
    ['no consent', 400, { error: { code: 230, error_subcode: 2018218 } }],
    ['not available', 400, { error: { code: 100, error_subcode: 2018247 } }],
    ['no permission', 403, { error: { code: 10 } }],
    ['not found', 404, {}],
  ])('%s: undefined', async (_, status, body) => {
    platform.answersWith(json(status, body));
    expect(await profile()).toBeUndefined();
  });

  test.each([
    ['token_dead', 400, { error: { code: 190 } }],
    ['rate_limited', 400, { error: { code: 4 } }],
    ['platform_failed', 500, { error: { code: 1 } }],
    ['platform_failed', 502, '<html>'],
  ])('%s is thrown', async (code, status, body) => {
    platform.answersWith(json(status, body));
    await expect(profile()).rejects.toMatchObject({ name: 'ChannelError', code });
  });
});

describe('sender actions', () => {
  test('are requests of their own', async () => {
    platform.answersWith(json(200, { recipient_id: '2400001' }));
    await facebook.markAsRead(account, '2400001', within());
    await facebook.typing(account, '2400001', true, within());
    await facebook.typing(account, '2400001', false, within());
    expect(platform.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array(3).fill('POST /v26.0/1100001/messages'),
    );
    expect(platform.seen.map(({ body }) => body)).toEqual(
      ['mark_seen', 'typing_on', 'typing_off'].map((sender_action) => ({
        recipient: { id: '2400001' },
        sender_action,
      })),
    );
  });

  test('throw when they fail', async () => {
    platform.answersWith(json(400, { error: { code: 10, error_subcode: 2018278 } }));
    await expect(facebook.markAsRead(account, '2400001', within())).rejects.toMatchObject({
      code: 'platform_failed',
    });
  });
});

describe('conversations', () => {
  const paged: Answer = (request, response) => {
    const pages: Record<string, unknown> = {
      '': {
        data: [conversation('t_3', '2026-11-23T08:00:00+0000'), { id: 't_broken' }],
        paging: { cursors: { after: 'A1' }, next: 'https://graph.example/next' },
      },
      A1: {
        data: [conversation('t_2', '2026-11-22T08:00:00+0000')],
        paging: { cursors: { after: 'A2' }, next: 'https://graph.example/next' },
      },
      A2: {
        data: [conversation('t_1', '2026-11-21T08:00:00+0000')],
        paging: { cursors: { after: 'A3' } },
      },
    };
    const isFeed = request.path.endsWith('/feed');
    json(200, isFeed ? { data: [] } : pages[request.query.after ?? ''])(request, response);
  };
  const asked = () => platform.seen.filter(({ path }) => path.endsWith('/conversations'));
  const ids = async (since?: string) => {
    platform.answersWith(paged);
    const found = await facebook.fetchConversations(
      account,
      since === undefined ? undefined : Date.parse(since),
      within(),
    );
    return [found.map(({ externalId }) => externalId), asked().length];
  };

  test('are fetched page by page', async () => {
    expect(await ids()).toEqual([['t_3', 't_2', 't_1'], 3]);
  });

  test('and no further than asked for', async () => {
    expect(await ids('2026-11-22T12:00:00Z')).toEqual([['t_3'], 2]);
  });

  test('name their customer', async () => {
    platform.answersWith(history(theirs, []));
    expect(await facebook.fetchConversations(account, undefined, within())).toEqual([
      {
        externalId: 't_1',
        source: 'dm',
        threadKey: 'dm:2400001',
        customer: { externalId: '2400001', name: 'Ana' },
        updatedAt: Date.parse('2026-11-23T08:00:02Z'),
      },
    ]);
  });

  test('a cursor that leads back to itself ends it', async () => {
    platform.answersWith(json(200, { data: [], paging: { cursors: { after: 'A' }, next: 'x' } }));
    expect(await facebook.fetchConversations(account, undefined, within())).toEqual([]);
    expect(asked()).toHaveLength(2);
  });
});

describe('comments', () => {
  const bo = { id: '2400002', name: 'Bo' };
  const at = (minute: string) => `2026-11-23T08:${minute}:00+0000`;
  const ms = (minute: string) => Date.parse(`2026-11-23T08:${minute}:00Z`);
  const comment = (id: string, from: object, message: string, minute: string, parent?: string) => ({
    ...{ id, from, message, created_time: at(minute) },
    ...(parent !== undefined && { parent: { id: parent } }),
  });
  const url = 'https://www.facebook.com/1100001/posts/900';
  const stock = comment('900_501', ana, 'In stock?', '01');
  const same = comment('900_502', bo, 'Same here', '02', '900_501');
  const yes = comment('900_503', shop, 'Yes', '03', '900_501');
  const alone = comment('900_504', shop, 'Sale ends today', '04');
  const sale = {
    ...{ id: '1100001_900', from: shop, message: 'Sale!', created_time: at('00') },
    ...{ permalink_url: url, comments: { data: [alone, yes, same, stock] } },
  };
  const visitors = {
    ...{ id: '1100001_901', from: bo, message: 'Hello @Shop', created_time: at('05') },
    comments: { data: [comment('901_505', shop, 'Hello Bo', '06')] },
  };
  /** By path: the conversations are none. */
  const graph =
    (nodes: Record<string, unknown>): Answer =>
    (request, response) => {
      const node = nodes[request.path.split('/').at(-1) ?? ''] ?? { data: [] };
      const status = typeof node === 'object' && 'error' in node ? 400 : 200;
      json(status, node)(request, response);
    };
  const list = (since?: string) =>
    facebook.fetchConversations(account, since === undefined ? undefined : ms(since), within());

  test('are conversations of one person below one post each, the newest first', async () => {
    platform.answersWith(graph({ feed: { data: [sale, visitors, {}] } }));
    const about = { postId: '1100001_900', postUrl: url };
    expect(await list()).toEqual([
      {
        ...{
          externalId: '2400002,1100001_901',
          source: 'mention',
          about: { postId: '1100001_901' },
        },
        ...{ threadKey: 'mention:1100001_901:2400002', updatedAt: ms('06'), preview: 'Hello Bo' },
        customer: { externalId: '2400002', name: 'Bo' },
      },
      {
        ...{ externalId: '2400001,900_501', source: 'comment', about, updatedAt: ms('03') },
        ...{ threadKey: 'comment:1100001_900:2400001', preview: 'Yes' },
        customer: { externalId: '2400001', name: 'Ana' },
      },
      {
        ...{ externalId: '2400002,900_501', source: 'comment', about, updatedAt: ms('02') },
        ...{ threadKey: 'comment:1100001_900:2400002', preview: 'Same here' },
        customer: { externalId: '2400002', name: 'Bo' },
      },
    ]);
    expect(platform.seen.at(-1)?.query.fields).toContain(
      'comments.filter(stream).order(reverse_chronological).limit(100){id,message,from',
    );
    expect((await list('03')).map(({ threadKey }) => threadKey)).toEqual([
      'mention:1100001_901:2400002',
      'comment:1100001_900:2400001',
    ]);
  });

  test('are told as webhooks tell them, with what the Page answered', async () => {
    const { comments: _, ...words } = visitors;
    platform.answersWith(
      graph({
        feed: { data: [sale, visitors] },
        '900_501': { ...stock, comments: { data: [yes, same] } },
        '1100001_901': { ...words, comments: visitors.comments },
      }),
    );
    const told = [];
    for (const conversation of await list()) {
      const { messages, nextCursor } = await facebook.fetchMessages(
        ...([account, conversation, undefined, within()] as const),
      );
      expect(nextCursor).toBeUndefined();
      told.push(messages);
    }
    const place = { accountExternalId: '1100001', contentType: 'text', attachments: [] };
    const said = (id: string) => ({ ...place, dedupeKey: id, platformMessageId: id });
    const below = { about: { postId: '1100001_900', postUrl: url } };
    const answered = { about: { ...below.about, parentId: '900_501' } };
    const anas = {
      ...{ threadKey: 'comment:1100001_900:2400001', source: 'comment' },
      customer: { externalId: '2400001', name: 'Ana' },
    };
    expect(told[1]).toEqual([
      {
        ...said('900_503'),
        ...anas,
        ...answered,
        kind: 'echo',
        content: 'Yes',
        platformAt: ms('03'),
      },
      {
        ...{ ...said('900_501'), ...anas, ...below, kind: 'message', content: 'In stock?' },
        platformAt: ms('01'),
      },
    ]);
    expect(told[2]).toMatchObject([{ kind: 'message', content: 'Same here', ...answered }]);
    expect(told[0]).toMatchObject([
      { kind: 'echo', content: 'Hello Bo', threadKey: 'mention:1100001_901:2400002' },
      { kind: 'message', content: 'Hello @Shop', source: 'mention' },
    ]);
  });

  test('that are gone by then are none', async () => {
    platform.answersWith(
      graph({ feed: { data: [sale] }, '900_501': { error: { code: 100, error_subcode: 33 } } }),
    );
    const [one] = await list();
    if (!one) throw new Error('not listed');
    const { messages } = await facebook.fetchMessages(account, one, undefined, within());
    expect(messages).toEqual([]);
  });

  test('that the token may not read cost the direct messages nothing; an outage is told', async () => {
    const conversations = { data: [conversation('t_1', at('00'))] };
    for (const code of [3, 10, 200, 283]) {
      platform.answersWith(graph({ conversations, feed: { error: { code } } }));
      expect(await list()).toMatchObject([{ externalId: 't_1' }]);
    }
    platform.answersWith(graph({ conversations, feed: { error: { code: 190 } } }));
    await expect(list()).rejects.toMatchObject({ code: 'token_dead' });
  });
});

describe('messages of a conversation', () => {
  const place = {
    source: 'dm' as const,
    threadKey: 'dm:2400001',
    customer: { externalId: '2400001' },
  };
  const asked = { ...place, externalId: 't_1', updatedAt: 0 };
  const told = { ...place, accountExternalId: '1100001' };

  test('say who wrote them, and where to go on', async () => {
    const page = {
      messages: {
        data: [said('m_2', 'Checking now'), { id: 'm_broken' }, said('m_1', 'Hi\0', ana)],
        paging: { cursors: { after: 'QVF=' }, next: 'https://graph.example/next' },
      },
      id: 't_1',
    };
    platform.answersWith(json(200, page));
    const at = Date.parse('2026-11-23T08:00:02Z');
    const as = { ...told, platformAt: at, contentType: 'text', attachments: [] };
    expect(await facebook.fetchMessages(account, asked, undefined, within())).toEqual({
      messages: [
        {
          ...{ ...as, kind: 'echo', dedupeKey: 'm_2' },
          ...{ platformMessageId: 'm_2', content: 'Checking now' },
        },
        { ...as, kind: 'message', dedupeKey: 'm_1', platformMessageId: 'm_1', content: 'Hi' },
      ],
      nextCursor: 'QVF=',
    });
    await facebook.fetchMessages(account, asked, 'QVF=', within());
    expect(platform.seen[1]?.query.fields).toMatch(/^messages\.limit\(20\)\.after\(QVF=\)\{id,/);
  });

  test('a cursor cannot change the question', async () => {
    platform.answersWith(json(200, {}));
    const answer = facebook.fetchMessages(account, asked, 'x){from},access_token', within());
    await expect(answer).rejects.toMatchObject({ code: 'rejected' });
    expect(platform.seen).toEqual([]);
  });
});
