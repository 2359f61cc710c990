import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, Moderation } from '../../../channels/channel.ts';
import { moderationActions } from '../../../domain/moderation.ts';
import { instagram } from '../../../channels/instagram/index.ts';
import { json, startPlatform } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';
import { byFacebook, byInstagram, refusal } from './support.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;
beforeAll(async () => {
  platform = await startPlatform();
  account = byInstagram(platform.baseUrl);
});
afterAll(() => platform.stop());

const wish: Moderation = {
  ...{ id: 'w', action: 'hide', source: 'comment', platformMessageId: '1780001' },
  ...{ customerExternalId: '9009', content: 'Better words' },
};
const calls: Record<string, object> = {
  hide: { method: 'POST', path: '/v26.0/1780001', body: { hide: true } },
  unhide: { method: 'POST', path: '/v26.0/1780001', body: { hide: false } },
  delete: { method: 'DELETE', path: '/v26.0/1780001' },
  delete_own: { method: 'DELETE', path: '/v26.0/1780001' },
};

describe('of a comment', () => {
  test.each(moderationActions)('%s', async (action) => {
    platform.answersWith(json(200, { success: true }));
    const outcome = await instagram.moderate(account, { ...wish, action }, within());
    const isClaimed = instagram.capabilities.moderation[action]?.includes('comment') ?? false;
    expect(isClaimed).toBe(action in calls);
    if (isClaimed) {
      expect(outcome).toEqual({ kind: 'done' });
      expect(platform.seen).toMatchObject([calls[action]]);
    } else {
      expect(outcome).toMatchObject({ kind: 'refused', failure: { code: 'not_offered' } });
      expect(platform.seen).toEqual([]);
    }
  });

  test.each([
    ['a refusal', refusal(200), 'refused'],
    ['a throttle', refusal(613), 'retryAt'],
    ['half an answer', json(500, ''), 'unknown'],
  ])('%s', async (_, answer, kind) => {
    platform.answersWith(answer);
    expect((await instagram.moderate(account, wish, within())).kind).toBe(kind);
  });
});

describe('of a direct message', () => {
  const direct = { ...wish, source: 'dm' as const };
  const done: Record<string, string> = {
    ...{ block: 'block_user', unblock: 'unblock_user', spam: 'move_to_spam' },
  };

  test.each(moderationActions)('%s, with a Page’s token', async (action) => {
    platform.answersWith(json(200, { success: 'true' }));
    const ofPage = byFacebook(platform.baseUrl);
    const outcome = await instagram.moderate(ofPage, { ...direct, action }, within());
    expect(instagram.capabilities.moderation[action]?.includes('dm') ?? false).toBe(action in done);
    if (action in done) {
      expect(outcome).toEqual({ kind: 'done' });
      expect(platform.seen).toMatchObject([
        {
          ...{ method: 'POST', path: '/v26.0/1100001/moderate_conversations' },
          body: { user_ids: [{ id: '9009' }], actions: [done[action]] },
        },
      ]);
    } else {
      expect(outcome).toMatchObject({ kind: 'refused', failure: { code: 'not_offered' } });
      expect(platform.seen).toEqual([]);
    }
  });

  test.each(Object.keys(done) as Moderation['action'][])(
    '%s is refused with the reason where the login has no such call',
    async (action) => {
      platform.answersWith(json(200, { success: true }));
      const outcome = await instagram.moderate(account, { ...direct, action }, within());
      expect(outcome).toMatchObject({ kind: 'refused', failure: { code: 'not_offered' } });
      expect(outcome).toMatchObject({
        failure: { message: expect.stringMatching(/Facebook Login/) as string },
      });
      expect(platform.seen).toEqual([]);
    },
  );

  test.each([false, 'false'])('an answer that says %j is no success', async (success) => {
    platform.answersWith(json(200, { success }));
    const ofPage = byFacebook(platform.baseUrl);
    const outcome = await instagram.moderate(ofPage, { ...direct, action: 'block' }, within());
    expect(outcome).toMatchObject({ kind: 'refused', failure: { code: 'rejected' } });
  });
});

test('nothing is done to a mention', async () => {
  platform.answersWith(json(200, { success: true }));
  for (const action of moderationActions) {
    const mention = { ...wish, action, source: 'mention' as const };
    const outcome = await instagram.moderate(account, mention, within());
    expect(outcome).toMatchObject({ kind: 'refused', failure: { code: 'not_offered' } });
  }
  expect(platform.seen).toEqual([]);
});
