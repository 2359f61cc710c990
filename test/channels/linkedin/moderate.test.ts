import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { moderationActions } from '../../../domain/moderation.ts';
import type { ActionOutcome, ChannelAccount, Moderation } from '../../../channels/channel.ts';
import { linkedin } from '../../../channels/linkedin/index.ts';
import { json, lostAnswers, startPlatform } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';
import { accountAt, ana, failed, inPath, post, urn, us } from './support.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = accountAt(platform.baseUrl);
});
afterAll(() => platform.stop());

const wish: Moderation = {
  id: 'wish',
  action: 'delete',
  source: 'comment',
  platformMessageId: 'urn:li:comment:(activity:71000,71001)',
  about: { postId: post },
  customerExternalId: ana,
};
const moderate = (change: Partial<Moderation> = {}, of: Partial<ChannelAccount> = {}) =>
  linkedin.moderate({ ...account, ...of }, { ...wish, ...change }, within(1_000));
const codeOf = (outcome: ActionOutcome) =>
  outcome.kind === 'done' ? 'done' : `${outcome.kind} ${outcome.failure.code}`;

const path = `/rest/socialActions/${inPath(post)}/comments/71001`;
const root = urn(71001);
const patch = { patch: { message: { $set: { text: 'Mid-December' } } } };

describe('one call each', () => {
  test.each<[Partial<Moderation>, object]>([
    [{ action: 'delete' }, { method: 'DELETE', path, query: { actor: us }, body: undefined }],
    [{ action: 'delete_own' }, { method: 'DELETE', path, query: { actor: us }, body: undefined }],
    [
      { action: 'delete_own', source: 'mention' },
      { method: 'DELETE', path },
    ],
    [
      { action: 'edit_own', content: 'Mid-December\0' },
      {
        ...{ method: 'POST', path, query: { actor: us }, body: patch },
        headers: { 'x-restli-method': 'PARTIAL_UPDATE' },
      },
    ],
    [
      { action: 'like' },
      {
        ...{ method: 'POST', path: '/rest/reactions', query: { actor: us } },
        body: { root, reactionType: 'LIKE' },
      },
    ],
    [
      { action: 'like', source: 'mention', platformMessageId: 'urn:li:share:72001' },
      { path: '/rest/reactions', body: { root: 'urn:li:share:72001' } },
    ],
    [
      { action: 'unlike' },
      {
        method: 'DELETE',
        path: `/rest/reactions/(actor:${inPath(us)},entity:${inPath(root)})`,
        body: undefined,
      },
    ],
  ])('%j', async (change, expected) => {
    platform.answersWith(json(204, ''));
    expect(await moderate(change)).toEqual({ kind: 'done' });
    expect(platform.seen).toMatchObject([
      { headers: { authorization: 'Bearer token', 'linkedin-version': '202607' }, ...expected },
    ]);
  });
});

describe('refused without a call', () => {
  test.each<[string, string, Partial<Moderation>, Partial<ChannelAccount>]>([
    ['no new text', 'rejected', { action: 'edit_own', content: ' ' }, {}],
    [
      'a new text that is too long',
      'too_long',
      { action: 'edit_own', content: 'x'.repeat(1251) },
      {},
    ],
    ['a post cannot be deleted', 'not_offered', { platformMessageId: 'urn:li:share:72001' }, {}],
    ['nor what stands under another’s', 'not_offered', { source: 'mention' }, {}],
    ['a direct message', 'not_offered', { action: 'like', source: 'dm' }, {}],
    ['no token', 'not_configured', {}, { credentials: {} }],
  ])('%s: %s', async (_, code, change, of) => {
    platform.answersWith(json(204, ''));
    expect(codeOf(await moderate(change, of))).toBe(`refused ${code}`);
    expect(platform.seen).toEqual([]);
  });

  test('whatever the capabilities do not name is not offered', async () => {
    platform.answersWith(json(204, ''));
    const { moderation } = linkedin.capabilities;
    for (const action of moderationActions) {
      const outcome = await moderate({ action, content: 'x' });
      const isOffered = moderation[action]?.includes('comment') === true;
      expect([action, codeOf(outcome)]).toEqual([
        action,
        isOffered ? 'done' : 'refused not_offered',
      ]);
    }
  });
});

describe('what LinkedIn answers', () => {
  test.each<[Moderation['action'], number, string]>([
    ['delete', 404, 'done'],
    ['delete_own', 404, 'done'],
    ['unlike', 404, 'done'],
    ['like', 409, 'done'],
    ['like', 404, 'refused post_gone'],
    ['edit_own', 404, 'refused post_gone'],
    ['delete', 409, 'refused rejected'],
    ['delete', 400, 'refused rejected'],
    ['delete', 401, 'refused token_dead'],
    ['delete', 403, 'refused no_permission'],
    ['delete', 429, 'retryAt rate_limited'],
    ['delete', 500, 'unknown lost_answer'],
    ['edit_own', 503, 'unknown lost_answer'],
  ])('%s, HTTP %i: %s', async (action, status, expected) => {
    platform.answersWith(json(status, failed(status, 'said LinkedIn')));
    const outcome = await moderate({ action, content: 'x' });
    expect(codeOf(outcome)).toBe(expected);
    if (outcome.kind === 'done') return;
    expect(outcome.failure.message).toMatch(/^[A-Z]/);
    expect(outcome.failure.message).not.toContain('message');
    expect(platform.seen).toHaveLength(1);
  });

  const isDone = (name: string) => name.startsWith('HTTP 200');
  test.each(Object.entries(lostAnswers))('%s', async (name, answer) => {
    platform.answersWith(answer);
    // 200 says that it was done, whatever stands below it.
    const expected = isDone(name) && !name.includes('2 MB') ? 'done' : 'unknown lost_answer';
    expect(codeOf(await moderate())).toBe(expected);
  });

  test('what cannot have left is tried again', async () => {
    const gone = await startPlatform();
    await gone.stop();
    const outcome = await moderate({}, { baseUrl: gone.baseUrl });
    expect(codeOf(outcome)).toBe('retryAt not_reached');
  });
});
