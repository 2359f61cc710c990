import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, Moderation } from '../../../channels/channel.ts';
import { moderationActions } from '../../../domain/moderation.ts';
import { instagram } from '../../../channels/instagram/index.ts';
import { json, startPlatform } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';
import { byInstagram, refusal } from './support.ts';

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
    const isClaimed = instagram.capabilities.moderation[action] !== undefined;
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

test.each(['dm', 'mention'] as const)('nothing is done to a %s', async (source) => {
  platform.answersWith(json(200, { success: true }));
  for (const action of moderationActions) {
    const outcome = await instagram.moderate(account, { ...wish, action, source }, within());
    expect(outcome).toMatchObject({ kind: 'refused', failure: { code: 'not_offered' } });
  }
  expect(platform.seen).toEqual([]);
});
