import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TID } from '@atproto/common-web';
import type { ChannelAccount, OutboundMessage, RateUsage } from '../../../channels/channel.ts';
import { bluesky } from '../../../channels/bluesky/index.ts';
import { json, lostAnswers, type Answer } from '../support/platform-server.ts';
import { codeOf, expectNotReached, within } from '../support/sending.ts';
import { ana, letIn, refusal, shop, startService, uriOf } from './service.ts';

let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const submittedAt = Date.parse('2026-11-23T08:10:00.123Z');
const direct: OutboundMessage = {
  id: '0d2c2f6e-1111-4222-8333-944455556666',
  recipientExternalId: ana,
  threadKey: 'dm:did:plc:ana',
  source: 'dm',
  content: 'Checking now',
  attachments: [],
  isHuman: true,
  submittedAt,
};
const theirs = uriOf(ana, '3lreply');
const root = { uri: uriOf(shop, '3lroot'), cid: 'bafyroot' };
const reply: OutboundMessage = {
  ...direct,
  threadKey: 'tree',
  source: 'comment',
  answers: { platformMessageId: theirs, about: { postId: root.uri } },
};

const postView = (more: object = {}, record: object = {}) => ({
  ...{ uri: theirs, cid: 'bafytheirs', author: { did: ana, handle: 'ana.example' } },
  record: { text: 'still broken', reply: { root, parent: root }, ...record },
  ...more,
});
const shown = (...posts: object[]): Answer => json(200, { posts });
const written: Answer = (request, response) => {
  const { rkey } = request.body as { rkey: string };
  json(200, { uri: uriOf(shop, rkey), cid: 'bafynew' })(request, response);
};
const convo = (more: object = {}) =>
  json(200, {
    convo: { id: '3lconvo', rev: '1', members: [{ did: shop }, { did: ana }], ...more },
  });
const said = json(200, {
  ...{ id: '3lmsg9', rev: '2', text: 'Checking now', sender: { did: shop } },
  sentAt: '2026-11-23T08:10:01.000Z',
});

const find = 'chat.bsky.convo.getConvoForMembers';
const say = 'chat.bsky.convo.sendMessage';
const look = 'app.bsky.feed.getPosts';
const put = 'com.atproto.repo.putRecord';
const good = { [find]: convo(), [say]: said, [look]: shown(postView()), [put]: written };

const send = (message: OutboundMessage, of?: Partial<ChannelAccount>, ms = 1_000) =>
  bluesky.send(service.account(of), message, within(ms));

describe('a direct message', () => {
  test('finds the conversation and is said there, by the service of direct messages', async () => {
    service.answers(good);
    const outcome = await send({ ...direct, content: 'See https://shop.example/é. #new' });
    expect(outcome).toMatchObject({
      ...{ kind: 'sent', platformMessageId: '3lmsg9' },
      platformAt: Date.parse('2026-11-23T08:10:01Z'),
    });
    expect(service.calls()).toEqual([find, say]);
    expect(service.seenOf(find)[0]?.query).toEqual({ members: ana });
    const facet = (type: string, start: number, end: number, more: object) => ({
      index: { byteStart: start, byteEnd: end },
      features: [{ $type: `app.bsky.richtext.facet#${type}`, ...more }],
    });
    expect(service.bodyOf(say)).toEqual({
      convoId: '3lconvo',
      message: {
        text: 'See https://shop.example/é. #new',
        facets: [
          facet('link', 4, 27, { uri: 'https://shop.example/é' }),
          facet('tag', 29, 33, { tag: 'new' }),
        ],
      },
    });
    expect(service.seenOf(say)[0]?.headers).toMatchObject({
      'atproto-proxy': 'did:web:api.bsky.chat#bsky_chat',
      authorization: expect.stringMatching(/^Bearer access-\d+$/) as string,
    });
  });

  test('goes to an address with a path of its own, as the login does', async () => {
    service.answers(good);
    const outcome = await send(direct, { baseUrl: `${service.baseUrl}/a/b/` });
    expect(outcome.kind).toBe('sent');
    expect(service.seen.map(({ path }) => path.slice(0, 10))).toEqual(
      Array.from({ length: 3 }, () => '/a/b/xrpc/'),
    );
  });

  test('accepts a request that it answers', async () => {
    const accept = 'chat.bsky.convo.acceptConvo';
    service.answers({ ...good, [find]: convo({ status: 'request' }), [accept]: json(200, {}) });
    expect((await send(direct)).kind).toBe('sent');
    expect(service.calls()).toEqual([find, accept, say]);
    service.answers({ ...good, [find]: convo({ status: 'request' }), [accept]: json(500, {}) });
    expect(codeOf(await send(direct))).toBe('retryAt not_reached');
    expect(service.calls()).not.toContain(say);
  });

  test('goes to a post’s author too, and may answer a message', async () => {
    service.answers(good);
    await send({ ...reply, privateReplyTo: theirs, replyTo: '3lmsg1' });
    expect(service.calls()).toEqual([find, say]);
    expect(service.bodyOf(say)).toMatchObject({ message: { replyTo: { messageId: '3lmsg1' } } });
  });

  test.each<[number, string, string, string]>([
    [400, 'MessagesDisabled', '', 'refused messages_closed'],
    [400, 'NotFollowedBySender', '', 'refused messages_closed'],
    [
      400,
      'InvalidRequest',
      'recipient requires incoming messages to come from someone they follow',
      'refused messages_closed',
    ],
    [400, 'InvalidRequest', 'recipient has disabled incoming messages', 'refused messages_closed'],
    [400, 'BlockedActor', '', 'refused blocked'],
    [400, 'BlockedSubject', '', 'refused blocked'],
    [400, 'RecipientNotFound', '', 'refused user_gone'],
    [400, 'AccountSuspended', '', 'refused restricted'],
    [400, 'InvalidToken', 'Bad token method', 'refused no_permission'],
    [400, 'SomethingNew', 'The moon is wrong.', 'refused rejected'],
    [429, 'RateLimitExceeded', 'Rate Limit Exceeded', 'retryAt rate_limited'],
    [500, 'InternalServerError', '', 'retryAt not_reached'],
    [502, 'UpstreamFailure', '', 'retryAt not_reached'],
  ])('is not said where looking for the conversation gives %i %s %s', async (...it) => {
    const [status, error, message, expected] = it;
    service.answers({ ...good, [find]: refusal(status, error, message) });
    const outcome = await send(direct);
    expect(codeOf(outcome)).toBe(expected);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z]/));
    expect(service.calls()).not.toContain(say);
  });

  test.each<[number, string, string]>([
    [400, 'ConvoLocked', 'refused conversation_gone'],
    [400, 'InvalidConvo', 'refused conversation_gone'],
    [400, 'ReplyTargetNotFound', 'refused message_gone'],
    [429, 'RateLimitExceeded', 'retryAt rate_limited'],
    [401, 'AuthenticationRequired', 'refused token_dead'],
    [502, 'UpstreamFailure', 'unknown lost_answer'],
  ])('comes to what its own answer says: %i %s', async (status, error, expected) => {
    service.answers({ ...good, [say]: refusal(status, error) });
    expect(codeOf(await send(direct))).toBe(expected);
  });

  test.each(Object.entries(lostAnswers))('%s: it may have arrived', async (_, answer) => {
    service.answers({ ...good, [say]: answer });
    expect(codeOf(await send(direct))).toBe('unknown lost_answer');
    expect(service.calls().filter((it) => it === say)).toHaveLength(1);
  });
});

describe('a reply', () => {
  const answer = {
    kind: 'sent',
    platformMessageId: expect.stringMatching(
      /^at:\/\/did:plc:shop\/app\.bsky\.feed\.post\/[2-7a-z]{13}$/,
    ) as string,
    url: expect.stringMatching(/^https:\/\/bsky\.app\/profile\/did:plc:shop\/post\//) as string,
  };

  test('names the post and the root of its tree, under a key of its own', async () => {
    service.answers(good);
    expect(await send(reply)).toMatchObject(answer);
    expect(service.calls()).toEqual([look, put]);
    const body = service.bodyOf(put) as { rkey: string };
    expect(body).toEqual({
      ...{ repo: shop, collection: 'app.bsky.feed.post', rkey: body.rkey },
      record: {
        ...{ $type: 'app.bsky.feed.post', text: 'Checking now' },
        createdAt: '2026-11-23T08:10:00.123Z',
        reply: { root, parent: { uri: theirs, cid: 'bafytheirs' } },
      },
    });
    expect(Math.floor(TID.fromStr(body.rkey).timestamp() / 1000)).toBe(submittedAt);
    const again = service.bodyOf(put);
    await send(reply);
    expect(service.bodyOf(put)).toEqual(again);
    await send({ ...reply, id: '0d2c2f6e-1111-4222-8333-944455556667' });
    expect((service.bodyOf(put) as { rkey: string }).rkey).not.toBe(body.rkey);
  });

  test('to a post of its own tree has that as the root', async () => {
    service.answers({ ...good, [look]: shown(postView({}, { reply: undefined })) });
    await send({ ...reply, source: 'mention' });
    const parent = { uri: theirs, cid: 'bafytheirs' };
    expect(service.bodyOf(put)).toMatchObject({ record: { reply: { root: parent, parent } } });
  });

  test.each([
    refusal(501, 'MethodNotImplemented'),
    refusal(400, 'InvalidRequest', 'No service configured for app.bsky.feed.getPosts'),
  ])('is found by its record, where no service shows posts', async (unserved) => {
    service.answers({
      ...{ [look]: unserved, [put]: written },
      'com.atproto.repo.getRecord': json(200, {
        ...{ uri: theirs, cid: 'bafytheirs' },
        value: { text: 'still broken', reply: { root, parent: root } },
      }),
    });
    expect((await send(reply)).kind).toBe('sent');
    expect(service.bodyOf(put)).toMatchObject({ record: { reply: { root } } });
  });

  test.each<[string, Answer, string]>([
    ['is gone', shown(), 'refused post_gone'],
    [
      'may not be answered',
      shown(postView({ viewer: { replyDisabled: true } })),
      'refused reply_restricted',
    ],
    ['can’t be asked for', json(502, {}), 'retryAt not_reached'],
    ['is asked for too often', refusal(429, 'RateLimitExceeded'), 'retryAt rate_limited'],
    [
      'is asked for in vain',
      (_request, response) => response.socket?.destroy(),
      'retryAt not_reached',
    ],
  ])('is not written where the post %s', async (_, answered, expected) => {
    service.answers({ ...good, [look]: answered });
    expect(codeOf(await send(reply))).toBe(expected);
    expect(service.calls()).toEqual([look]);
  });

  test.each(Object.entries(lostAnswers))('%s: it may have arrived', async (_, lost) => {
    service.answers({ ...good, [put]: lost });
    expect(codeOf(await send(reply))).toBe('unknown lost_answer');
  });

  test('whose answer is lost is written again, and is the same', async () => {
    const bodies: unknown[] = [];
    service.answers({
      ...good,
      [put]: (request, response) => {
        bodies.push(request.body);
        if (bodies.length === 1) response.socket?.destroy();
        else written(request, response);
      },
    });
    expect(await send(reply, {}, 5_000)).toMatchObject(answer);
    expect(bodies).toHaveLength(2);
    expect(bodies[1]).toEqual(bodies[0]);
  });

  test.each<[string, Answer, string]>([
    ['a refusal', refusal(400, 'InvalidRequest', 'no'), 'unknown lost_answer'],
    ['patience', refusal(429, 'RateLimitExceeded'), 'retryAt rate_limited'],
  ])('whose answer is lost, and then %s', async (_, second, expected) => {
    let count = 0;
    service.answers({
      ...good,
      [put]: (request, response) => {
        count += 1;
        if (count === 1) response.socket?.destroy();
        else second(request, response);
      },
    });
    expect(codeOf(await send(reply, {}, 5_000))).toBe(expected);
  });
});

describe('pictures', () => {
  const uploads = 'com.atproto.repo.uploadBlob';
  const blob = { $type: 'blob', ref: { $link: 'bafkpic' }, mimeType: 'image/png', size: 3 };
  const picture = {
    kind: 'image' as const,
    deskFileId: 'f1',
    name: 'The box',
    mimeType: 'image/png',
  };
  const file = (failsWith?: Error) => ({
    attachment: picture,
    async *open() {
      if (failsWith) throw failsWith;
      yield* await Promise.resolve([Buffer.from('pn'), Buffer.from('g')]);
    },
  });
  const upload = (ms = 1_000) => {
    if (!bluesky.upload) throw new Error('no upload');
    return bluesky.upload(service.account(), reply, file(), within(ms));
  };

  test('are brought to the repository, and shown by the post', async () => {
    service.answers({ ...good, [uploads]: json(200, { blob }) });
    const brought = await upload();
    expect(brought).toMatchObject({ kind: 'uploaded', until: expect.any(Number) as number });
    expect(service.seenOf(uploads)[0]?.headers).toMatchObject({
      ...{ 'content-type': 'image/png', 'content-length': '3' },
    });
    const handle = brought.kind === 'uploaded' ? brought.handle : '';
    const attachments = [
      { ...picture, handle },
      { kind: 'image' as const, deskFileId: 'f2', handle },
    ];
    expect((await send({ ...reply, content: '', attachments })).kind).toBe('sent');
    expect(service.bodyOf(put)).toMatchObject({
      record: {
        text: '',
        embed: {
          $type: 'app.bsky.embed.images',
          images: [
            { alt: 'The box', image: blob },
            { alt: '', image: blob },
          ],
        },
      },
    });
  });

  test.each<[string, Answer, object]>([
    ['an outage', json(502, {}), { kind: 'retryAt', failure: { code: 'not_uploaded' } }],
    ['a page', json(200, '<html>'), { kind: 'retryAt', failure: { code: 'not_uploaded' } }],
    ['patience', refusal(429, 'RateLimitExceeded'), { kind: 'retryAt' }],
    ['a refusal', refusal(400, 'InvalidRequest', 'no'), { kind: 'refused' }],
  ])('that meet %s have said nothing yet', async (_, answer, expected) => {
    service.answers({ ...good, [uploads]: answer });
    expect(await upload()).toMatchObject(expected);
  });

  test('what is lost on the way, or cannot be read, is thrown', async () => {
    service.answers({ ...good, [uploads]: (_request, response) => response.socket?.destroy() });
    await expect(upload()).rejects.toMatchObject({ kind: 'lost' });
    const broken = bluesky.upload?.(service.account(), reply, file(new Error('disk')), within());
    await expect(broken).rejects.toThrow('disk');
  });

  test.each<[string, object]>([
    ['in a direct message', { ...direct, attachments: [{ ...picture, handle: '{}' }] }],
    [
      'by an address',
      { ...reply, attachments: [{ kind: 'image', url: 'https://desk.example/1' }] },
    ],
    ['that is a film', { ...reply, attachments: [{ ...picture, kind: 'video', handle: '{}' }] }],
    ['and four others', { ...reply, attachments: Array(5).fill({ ...picture, handle: '{}' }) }],
  ])('one %s is refused', async (_, message) => {
    service.answers(good);
    expect(codeOf(await send(message as OutboundMessage))).toBe('refused unsupported_attachment');
    expect(service.seen).toEqual([]);
  });
});

describe('lengths', () => {
  const family = '👨‍👩‍👧‍👦';
  test.each<[string, OutboundMessage, string]>([
    ['300 characters', { ...reply, content: 'a'.repeat(300) }, 'sent'],
    ['301 characters', { ...reply, content: 'a'.repeat(301) }, 'refused too_long'],
    ['100 families', { ...reply, content: family.repeat(100) }, 'sent'],
    ['130 families: too many bytes', { ...reply, content: family.repeat(130) }, 'refused too_long'],
    ['1,000 in a direct message', { ...direct, content: 'é'.repeat(1_000) }, 'sent'],
    ['1,001 in it', { ...direct, content: 'é'.repeat(1_001) }, 'refused too_long'],
  ])('%s', async (_, message, expected) => {
    service.answers(good);
    expect(codeOf(await send(message))).toBe(expected);
  });
});

describe('refused without a request', () => {
  const { answers: _, ...unanswerable } = reply;
  test.each<[string, string, OutboundMessage, Partial<ChannelAccount>]>([
    ['empty', 'rejected', { ...direct, content: ' \0\n' }, {}],
    ['nothing to answer', 'nothing_to_answer', unanswerable, {}],
    ['a review', 'rejected', { ...reply, source: 'review' }, {}],
    ['no app password', 'not_configured', direct, { credentials: { identifier: 'a' } }],
    ['an address that is none', 'not_configured', direct, { baseUrl: 'nowhere' }],
    ['another kind of address', 'not_configured', direct, { baseUrl: 'ftp://nowhere' }],
  ])('%s: %s', async (_name, code, message, of) => {
    service.answers(good);
    const outcome = await send(message, of);
    expect(codeOf(outcome)).toBe(`refused ${code}`);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z].*\.$/));
    expect(service.seen).toEqual([]);
  });
});

describe('who is not let in', () => {
  const login = 'com.atproto.server.createSession';
  test.each<[string, Answer, string]>([
    [
      'by a wrong password',
      refusal(401, 'AuthenticationRequired', 'Invalid identifier or password'),
      'refused token_dead',
    ],
    ['without a code by email', refusal(401, 'AuthFactorTokenRequired'), 'refused token_dead'],
    ['after a takedown', refusal(400, 'AccountTakedown'), 'refused restricted'],
    ['too often', refusal(429, 'RateLimitExceeded'), 'retryAt rate_limited'],
    ['while Bluesky is down', json(503, ''), 'retryAt not_reached'],
    ['by a page', json(200, '<html>'), 'retryAt not_reached'],
    ['by nobody', (_request, response) => response.socket?.destroy(), 'retryAt not_reached'],
    ['in time', () => undefined, 'retryAt not_reached'],
  ])('%s sends nothing', async (_, answer, expected) => {
    for (const message of [direct, reply]) {
      service.answers({ ...good, [login]: answer });
      expect(codeOf(await send(message, {}, 300))).toBe(expected);
      expect(service.calls()).toEqual([]);
    }
  });

  test('a code by email is what an app password spares: it says so', async () => {
    service.answers({ ...good, [login]: refusal(401, 'AuthFactorTokenRequired') });
    expect(await send(direct)).toHaveProperty(
      'failure.message',
      expect.stringContaining('app password'),
    );
  });

  test('no byte of a message leaves where nothing can be reached', async () => {
    await expectNotReached(bluesky, service.account(), direct);
    await expectNotReached(bluesky, service.account(), reply);
  });
});

describe('a session', () => {
  test('is begun once for all who need it, and kept', async () => {
    service.answers(good);
    const account = service.account();
    const all = [direct, reply, direct].map((it) => bluesky.send(account, it, within()));
    expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent']);
    await bluesky.send(account, direct, within());
    expect(service.logins()).toEqual(['com.atproto.server.createSession']);
    expect(service.bodyOf('com.atproto.server.createSession')).toMatchObject({
      ...{ identifier: 'shop.example', password: 'abcd-efgh-ijkl-mnop' },
    });
  });

  test.each([
    ['400', refusal(400, 'ExpiredToken', 'Token has expired')],
    ['401', refusal(401, 'AuthenticationRequired')],
  ])('that is spent is renewed once for all, and the call made again: %s', async (_, spent) => {
    service.answers(good);
    const account = service.account();
    await bluesky.send(account, direct, within());
    const old = service.seenOf(find)[0]?.headers.authorization;
    const checked =
      (method: keyof typeof good): Answer =>
      (request, response) => {
        const isOld = request.headers.authorization === old;
        (isOld ? spent : good[method])(request, response);
      };
    service.answers({ ...good, [find]: checked(find), [look]: checked(look) });
    const all = [direct, reply, direct].map((it) => bluesky.send(account, it, within()));
    expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent']);
    expect(service.logins()).toEqual(['com.atproto.server.refreshSession']);
  });

  test('that can’t be renewed is begun anew; where that is refused, the token is dead', async () => {
    const account = service.account();
    service.answers(good);
    await bluesky.send(account, direct, within());
    const old = service.seenOf(find)[0]?.headers.authorization;
    const refresh = 'com.atproto.server.refreshSession';
    const spent: Answer = (request, response) => {
      const isOld = request.headers.authorization === old;
      (isOld ? refusal(400, 'ExpiredToken') : convo())(request, response);
    };
    service.answers({ ...good, [find]: spent, [refresh]: refusal(400, 'ExpiredToken') });
    expect((await bluesky.send(account, direct, within())).kind).toBe('sent');
    expect(service.logins()).toEqual([refresh, 'com.atproto.server.createSession']);

    const login = 'com.atproto.server.createSession';
    const never = refusal(400, 'ExpiredToken');
    service.answers({
      ...{ [find]: never, [refresh]: never },
      [login]: refusal(401, 'AuthenticationRequired'),
    });
    expect(codeOf(await bluesky.send(account, direct, within()))).toBe('refused token_dead');
  });

  test('that cannot be renewed during an outage is renewed after it, without a login', async () => {
    service.answers(good);
    const account = service.account();
    await bluesky.send(account, direct, within());
    const old = service.seenOf(find)[0]?.headers.authorization;
    const spent: Answer = (request, response) => {
      const isOld = request.headers.authorization === old;
      (isOld ? refusal(400, 'ExpiredToken') : convo())(request, response);
    };
    const refresh = 'com.atproto.server.refreshSession';
    service.answers({ ...good, [find]: spent, [refresh]: json(503, '') });
    expect(codeOf(await bluesky.send(account, direct, within()))).toBe('retryAt not_reached');
    service.answers({ ...good, [find]: spent });
    expect((await bluesky.send(account, direct, within())).kind).toBe('sent');
    expect(service.logins()).toEqual([refresh]);
  });

  test('of another password is another session', async () => {
    service.answers(good);
    const account = service.account();
    await bluesky.send(account, direct, within());
    const credentials = { ...account.credentials, appPassword: 'new' };
    await bluesky.send({ ...account, credentials }, direct, within());
    expect(service.logins()).toHaveLength(2);
  });

  test('is not spoken of to the server that it names', async () => {
    service.answers({ ...good, 'com.atproto.server.createSession': letIn });
    expect((await send(direct)).kind).toBe('sent');
  });
});

describe('the allowance', () => {
  const headers = { 'ratelimit-limit': '3000', 'ratelimit-remaining': '750' };
  test('is told with every answer', async () => {
    const reset = Math.floor(Date.now() / 1000) + 60;
    const of = { ...headers, 'ratelimit-reset': String(reset) };
    service.answers({ ...good, [find]: json(200, { convo: { id: 'c', members: [] } }, of) });
    const told: RateUsage[] = [];
    const onUsage = (usage: RateUsage) => told.push(usage);
    await bluesky.send(service.account(), direct, { ...within(), onUsage });
    expect(told).toEqual([{ used: 0.75, resetAt: reset * 1000 }]);
  });

  const now = 1795420800000;
  const at = (seconds: number) => String(now / 1000 + seconds);
  test.each<[string, Record<string, string>, number]>([
    ['until it is whole again', { 'ratelimit-reset': at(120) }, 120],
    ['as long as it asks', { 'retry-after': '30' }, 30],
    ['the longer of both', { 'retry-after': '30', 'ratelimit-reset': at(40) }, 40],
    ['a minute without a word', {}, 60],
    ['a minute where the reset has passed', { 'ratelimit-reset': at(-5) }, 60],
    ['no longer than a day', { 'retry-after': '999999999' }, 86_400],
  ])('that is used up is waited for: %s', async (_, of, seconds) => {
    service.answers({ ...good, [say]: json(429, { error: 'RateLimitExceeded' }, of) });
    const options = { deadline: now + 5_000, now: () => now };
    expect(await bluesky.send(service.account(), direct, options)).toMatchObject({
      ...{ kind: 'retryAt', at: now + seconds * 1000 },
    });
  });
});
