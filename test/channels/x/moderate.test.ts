import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ActionOutcome, ChannelAccount, Moderation } from '../../../channels/channel.ts';
import { x } from '../../../channels/x/index.ts';
import { moderationActions, type ModerationAction } from '../../../domain/moderation.ts';
import { json, lostAnswers, startPlatform } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = {
    id: 'account',
    platform: 'x',
    externalId: '111',
    baseUrl: platform.baseUrl,
    credentials: { accessToken: 'user-token' },
    webhookSecrets: [],
    humanAgentApproved: false,
  };
});
afterAll(() => platform.stop());

const moderation: Moderation = {
  id: 'wish',
  action: 'hide',
  source: 'comment',
  platformMessageId: '208',
  customerExternalId: '222',
};
const moderate = (change: Partial<Moderation>) =>
  x.moderate(account, { ...moderation, ...change }, within(1_000));
const codeOf = (outcome: ActionOutcome) =>
  outcome.kind === 'done' ? 'done' : `${outcome.kind} ${outcome.failure.code}`;

test.each<[ModerationAction, string, unknown]>([
  ['hide', 'PUT /2/tweets/208/hidden', { hidden: true }],
  ['unhide', 'PUT /2/tweets/208/hidden', { hidden: false }],
  ['like', 'POST /2/users/111/likes', { tweet_id: '208' }],
  ['unlike', 'DELETE /2/users/111/likes/208', undefined],
  ['delete_own', 'DELETE /2/tweets/208', undefined],
  ['block', 'POST /2/users/111/blocking', { target_user_id: '222' }],
  ['unblock', 'DELETE /2/users/111/blocking/222', undefined],
])('%s is %s', async (action, request, body) => {
  platform.answersWith(json(200, { data: { hidden: true } }));
  expect(await moderate({ action })).toEqual({ kind: 'done' });
  expect(platform.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([request]);
  expect(platform.seen[0]?.body).toEqual(body);
  expect(platform.seen[0]?.headers.authorization).toBe('Bearer user-token');
});

test('what is not offered is refused without a request', async () => {
  platform.answersWith(json(200, { data: {} }));
  const { moderation: offered } = x.capabilities;
  for (const action of moderationActions) {
    for (const source of ['dm', 'comment', 'mention', 'review'] as const) {
      const outcome = codeOf(await moderate({ action, source }));
      const isOffered = offered[action]?.includes(source) === true;
      expect([action, source, outcome]).toEqual([
        ...[action, source, isOffered ? 'done' : 'refused not_offered'],
      ]);
    }
  }
});

describe('what X answers', () => {
  test.each<[number, object, string]>([
    [204, {}, 'done'],
    [403, { detail: 'You are not permitted to perform this action.' }, 'refused no_permission'],
    [401, {}, 'refused token_dead'],
    [429, {}, 'retryAt rate_limited'],
    [404, {}, 'refused rejected'],
    [500, {}, 'unknown lost_answer'],
  ])('HTTP %i %j: %s', async (status, body, expected) => {
    platform.answersWith(json(status, status === 204 ? '' : body));
    expect(codeOf(await moderate({}))).toBe(expected);
  });

  const lost = Object.entries(lostAnswers).filter(([name]) => !name.startsWith('HTTP 200'));
  test.each(lost)('%s: unknown', async (_, answer) => {
    platform.answersWith(answer);
    const outcome = await moderate({});
    expect(codeOf(outcome)).toBe('unknown lost_answer');
    expect(outcome).toHaveProperty('failure.message', expect.stringContaining('may not be done'));
  });

  test('nobody there: to be tried again', async () => {
    const gone = { ...account, baseUrl: 'http://nobody.invalid' };
    const outcome = await x.moderate(gone, moderation, within(3_000));
    expect(codeOf(outcome)).toBe('retryAt not_reached');
  });
});
