import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModerationAction } from '../../../domain/moderation.ts';
import type { Moderation } from '../../../channels/channel.ts';
import { bluesky } from '../../../channels/bluesky/index.ts';
import { json, type Answer } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';
import { ana, refusal, shop, startService, uriOf } from './service.ts';

let service: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

const look = 'app.bsky.feed.getPosts';
const profile = 'app.bsky.actor.getProfile';
const put = 'com.atproto.repo.putRecord';
const get = 'com.atproto.repo.getRecord';
const remove = 'com.atproto.repo.deleteRecord';

const theirs = uriOf(ana, '3lreply');
const root = uriOf(shop, '3lroot');
const wish = (action: ModerationAction, more: Partial<Moderation> = {}): Moderation => ({
  ...{ id: 'w', action, source: 'comment', platformMessageId: theirs },
  ...{ about: { postId: root }, customerExternalId: ana },
  ...more,
});
const ask = (action: ModerationAction, more: Partial<Moderation> = {}) =>
  bluesky.moderate(service.account(), wish(action, more), within(2_000));

const post = (viewer: object = {}) =>
  json(200, {
    posts: [{ uri: theirs, cid: 'bafy', author: { did: ana }, record: { text: 'x' }, viewer }],
  });
const person = (viewer: object = {}) => json(200, { did: ana, handle: 'ana.example', viewer });
const written = json(200, { uri: 'at://did:plc:shop/a/b', cid: 'bafynew' });
const done = { kind: 'done' };

describe('likes', () => {
  test('are a record under a key of their own, once', async () => {
    service.answers({ [look]: post(), [put]: written });
    expect(await ask('like')).toEqual(done);
    const body = service.bodyOf(put) as { rkey: string };
    expect(body).toMatchObject({
      ...{ repo: shop, collection: 'app.bsky.feed.like' },
      rkey: expect.stringMatching(/^[2-7a-z]{13}$/) as string,
      record: { $type: 'app.bsky.feed.like', subject: { uri: theirs, cid: 'bafy' } },
    });
    await ask('like');
    expect(service.bodyOf(put)).toMatchObject({ rkey: body.rkey });
    service.answers({ [look]: post({ like: `at://${shop}/app.bsky.feed.like/3lby` }) });
    expect(await ask('like')).toEqual(done);
  });

  test('are taken back where they lie', async () => {
    service.answers({
      [look]: post({ like: `at://${shop}/app.bsky.feed.like/3lbyhand` }),
      [remove]: json(200, {}),
    });
    expect(await ask('unlike')).toEqual(done);
    expect(service.bodyOf(remove)).toEqual({
      ...{ repo: shop, collection: 'app.bsky.feed.like', rkey: '3lbyhand' },
    });
    service.answers({ [look]: post() });
    expect(await ask('unlike')).toEqual(done);
  });

  test('of a post that is gone are refused', async () => {
    service.answers({ [look]: json(200, { posts: [] }) });
    expect(await ask('like')).toMatchObject({ kind: 'refused', failure: { code: 'post_gone' } });
  });
});

describe('blocks', () => {
  test('are a record, and taken back where it lies', async () => {
    service.answers({ [profile]: person(), [put]: written });
    expect(await ask('block', { source: 'dm' })).toEqual(done);
    expect(service.bodyOf(put)).toMatchObject({
      ...{ collection: 'app.bsky.graph.block', record: { subject: ana } },
    });
    const blocking = `at://${shop}/app.bsky.graph.block/3lb`;
    service.answers({ [profile]: person({ blocking }), [remove]: json(200, {}) });
    expect(await ask('block')).toEqual(done);
    expect(service.calls()).toEqual([profile]);
    expect(await ask('unblock')).toEqual(done);
    expect(service.bodyOf(remove)).toMatchObject({ rkey: '3lb' });
    service.answers({ [profile]: refusal(400, 'InvalidRequest', 'Profile not found') });
    expect(await ask('block')).toMatchObject({ kind: 'refused', failure: { code: 'user_gone' } });
    expect(await ask('unblock')).toEqual(done);
  });
});

describe('own posts', () => {
  test('are deleted; others are not ours to delete', async () => {
    service.answers({ [remove]: json(200, {}) });
    expect(await ask('delete_own', { platformMessageId: uriOf(shop, '3lours') })).toEqual(done);
    expect(service.bodyOf(remove)).toEqual({
      ...{ repo: shop, collection: 'app.bsky.feed.post', rkey: '3lours' },
    });
    expect(await ask('delete_own')).toMatchObject({
      ...{ kind: 'refused', failure: { code: 'not_ours' } },
    });
  });
});

describe('hiding', () => {
  const missing = refusal(400, 'RecordNotFound', 'Could not locate record');
  const gate = (hiddenReplies: string[], cid = 'bafygate') =>
    json(200, {
      ...{ uri: `at://${shop}/app.bsky.feed.threadgate/3lroot`, cid },
      value: { post: root, allow: [{ $type: 'x#mentionRule' }], createdAt: 'then', hiddenReplies },
    });

  test('makes a gate where there is none, and takes into account that one may come', async () => {
    service.answers({ [get]: missing, [put]: written });
    expect(await ask('hide')).toEqual(done);
    expect(service.bodyOf(put)).toMatchObject({
      ...{ repo: shop, collection: 'app.bsky.feed.threadgate', rkey: '3lroot', swapRecord: null },
      record: {
        ...{ $type: 'app.bsky.feed.threadgate', post: root, hiddenReplies: [theirs] },
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
    });
  });

  test('keeps what the gate says, and shows again', async () => {
    const other = uriOf(ana, '3lother');
    service.answers({ [get]: gate([other]), [put]: written });
    expect(await ask('hide')).toEqual(done);
    expect(service.bodyOf(put)).toMatchObject({
      swapRecord: 'bafygate',
      record: {
        ...{ allow: [{ $type: 'x#mentionRule' }], createdAt: 'then' },
        hiddenReplies: [other, theirs],
      },
    });
    service.answers({ [get]: gate([other, theirs]), [put]: written });
    expect(await ask('unhide')).toEqual(done);
    expect(service.bodyOf(put)).toMatchObject({ record: { hiddenReplies: [other] } });
    service.answers({ [get]: gate([theirs]) });
    expect(await ask('hide')).toEqual(done);
    service.answers({ [get]: missing });
    expect(await ask('unhide')).toEqual(done);
  });

  test('looks again where somebody else changed the gate meanwhile', async () => {
    let swaps = 0;
    const swap: Answer = (request, response) => {
      swaps += 1;
      (swaps < 3 ? refusal(400, 'InvalidSwap') : written)(request, response);
    };
    service.answers({ [get]: gate([]), [put]: swap });
    expect(await ask('hide')).toEqual(done);
    swaps = -9;
    expect((await ask('hide')).kind).toBe('refused');
  });

  test('has its limits', async () => {
    service.answers({
      [get]: gate(Array.from({ length: 300 }, (_, n) => uriOf(ana, `3l${String(n)}`))),
    });
    expect(await ask('hide')).toMatchObject({ kind: 'refused', failure: { code: 'rejected' } });
    for (const about of [{ postId: uriOf(ana, '3lx') }, { postId: 'odd' }]) {
      expect(await ask('hide', { about })).toMatchObject({ failure: { code: 'not_ours' } });
    }
  });
});

describe('what comes between', () => {
  test.each<[string, Answer, object]>([
    ['an outage', json(502, {}), { kind: 'unknown' }],
    ['no answer', (_request, response) => response.socket?.destroy(), { kind: 'unknown' }],
    ['patience', refusal(429, 'RateLimitExceeded'), { kind: 'retryAt' }],
    ['a dead password', refusal(401, 'X'), { kind: 'refused', failure: { code: 'token_dead' } }],
  ])('%s', async (_, answer, expected) => {
    service.answers({ [look]: post(), [put]: answer });
    expect(await ask('like')).toMatchObject(expected);
    if ('kind' in expected && expected.kind === 'unknown') {
      expect(await ask('like')).toHaveProperty(
        'failure.message',
        'Bluesky gave no clear answer, so this may or may not be done. Look at it there.',
      );
    }
  });

  test('what it has no call for is refused', async () => {
    service.answers({});
    for (const [action, source] of [
      ['hide', 'mention'],
      ['edit_own', 'comment'],
      ['like', 'dm'],
      ['spam', 'dm'],
    ] as const) {
      expect(await ask(action, { source })).toMatchObject({ failure: { code: 'not_offered' } });
    }
    expect(service.seen).toEqual([]);
  });
});
