import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChannelAccount, Moderation } from '../../../channels/channel.ts';
import { telegram } from '../../../channels/telegram/index.ts';
import { moderationActions } from '../../../domain/moderation.ts';
import { json, startPlatform } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;
beforeAll(async () => {
  platform = await startPlatform();
  account = {
    ...{ id: 'account', platform: 'telegram', externalId: '9', baseUrl: platform.baseUrl },
    ...{ credentials: { botToken: '9:t' }, webhookSecrets: [], humanAgentApproved: false },
  };
});
afterAll(() => platform.stop());

const wish: Moderation = {
  ...{ id: 'w', action: 'edit_own', source: 'dm', platformMessageId: '20' },
  ...{ customerExternalId: '5001', content: 'Better words' },
};
const said = (status: number, description: string) =>
  json(status, { ok: false, error_code: status, description });
const calls: Record<string, object> = {
  edit_own: {
    path: '/bot9:t/editMessageText',
    body: { chat_id: '5001', message_id: 20, text: 'Better words' },
  },
  delete_own: { path: '/bot9:t/deleteMessage', body: { chat_id: '5001', message_id: 20 } },
};

test.each(moderationActions)('%s', async (action) => {
  platform.answersWith(json(200, { ok: true, result: true }));
  const outcome = await telegram.moderate(account, { ...wish, action }, within());
  const isClaimed = telegram.capabilities.moderation[action] !== undefined;
  expect(isClaimed).toBe(action in calls);
  expect(outcome.kind).toBe(isClaimed ? 'done' : 'refused');
  expect(platform.seen).toMatchObject(isClaimed ? [calls[action]] : []);
});

test.each([
  [400, 'Bad Request: message is not modified: …', 'done', undefined],
  [400, 'Bad Request: message to edit not found', 'refused', 'post_gone'],
  [400, "Bad Request: message can't be edited", 'refused', 'post_gone'],
  [429, 'Too Many Requests: retry after 3', 'retryAt', 'rate_limited'],
  [401, 'Unauthorized', 'refused', 'token_dead'],
  [500, 'Internal Server Error', 'unknown', 'lost_answer'],
])('%i %s: %s', async (status, description, kind, code) => {
  platform.answersWith(said(status, description));
  const outcome = await telegram.moderate(account, wish, within());
  expect(outcome).toMatchObject({ kind, ...(code !== undefined && { failure: { code } }) });
});
