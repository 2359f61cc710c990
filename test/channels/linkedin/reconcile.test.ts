import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount, OutboundMessage } from '../../../channels/channel.ts';
import { linkedin } from '../../../channels/linkedin/index.ts';
import { json, lostAnswers, startPlatform, type Answer } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';
import { accountAt, ana, inPath, message, page, post, submittedAt, told, urn } from './support.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = accountAt(platform.baseUrl);
});
afterAll(() => platform.stop());

const reconcile = (change: Partial<OutboundMessage> = {}) =>
  linkedin.reconcile(account, { ...message, ...change }, within(1_000));
/** The answered comment alone, or the list under it. */
const listing =
  (elements: unknown[], answered: unknown = told(71001, 'When?', { actor: ana })): Answer =>
  (request, response) => {
    const isList = request.path.endsWith('/comments');
    json(200, isList ? page(...elements) : answered)(request, response);
  };

describe('evidence that a comment arrived', () => {
  const found = { platformMessageId: urn(71009), at: submittedAt + 1_000 };
  const ours = told(71009, 'December');
  test.each<[string, unknown[], typeof found | undefined]>([
    ['our text, from the organization, since then', [told(1, 'Hi', { actor: ana }), ours], found],
    ['beside another text of ours', [ours, told(2, 'Done')], found],
    [
      'beside the same text long ago',
      [told(2, 'December', { at: submittedAt - 60_000 }), ours],
      found,
    ],
    ['beside what cannot be read', [null, { id: 7 }, ours], found],
    ['white space at the ends does not count', [told(71009, ' December\n')], found],
    [
      'LinkedIn’s clock may be behind',
      [told(71009, 'December', { at: submittedAt - 4_000 })],
      { ...found, at: submittedAt - 4_000 },
    ],
    ['two with our text prove nothing', [ours, told(71010, 'December')], undefined],
    ['our text from the customer', [told(1, 'December', { actor: ana })], undefined],
    ['our text from before', [told(1, 'December', { at: submittedAt - 6_000 })], undefined],
    ['another text', [told(1, 'december')], undefined],
    ['nothing', [], undefined],
  ])('%s', async (_, elements, expected) => {
    platform.answersWith(listing(elements));
    expect(await reconcile()).toEqual(expected);
  });

  test('is looked for under the comment it answers', async () => {
    platform.answersWith(listing([ours]));
    await reconcile();
    expect(platform.seen).toMatchObject([
      { method: 'GET', path: `/rest/socialActions/${inPath(post)}/comments/71001` },
      {
        method: 'GET',
        path: `/rest/socialActions/${inPath(urn(71001))}/comments`,
        query: { start: '0', count: '50' },
        headers: { authorization: 'Bearer token' },
      },
    ]);
  });

  test('and under the one above, where that is an answer itself', async () => {
    platform.answersWith(listing([ours], told(71002, 'x', { parentComment: urn(71001) })));
    const answers = { platformMessageId: urn(71002), about: { postId: post } };
    expect(await reconcile({ answers })).toEqual(found);
    expect(platform.seen[1]?.path).toBe(`/rest/socialActions/${inPath(urn(71001))}/comments`);
  });

  test('and under a post that named us, without another question', async () => {
    platform.answersWith(listing([ours]));
    const answers = { platformMessageId: 'urn:li:share:72001' };
    expect(await reconcile({ source: 'mention', answers })).toEqual(found);
    expect(platform.seen.map(({ path }) => path)).toEqual([
      '/rest/socialActions/urn%3Ali%3Ashare%3A72001/comments',
    ]);
  });

  test('all pages count', async () => {
    const others = Array.from({ length: 50 }, (_, index) => told(index, 'x', { actor: ana }));
    const paged =
      (last: unknown[]): Answer =>
      (request, response) => {
        if (!request.path.endsWith('/comments')) return json(200, {})(request, response);
        const [first = ours, ...more] = others;
        const start = request.query.start;
        const elements = start === '0' ? [ours, ...more] : start === '50' ? [first, ...more] : last;
        json(200, page(...elements))(request, response);
      };
    platform.answersWith(paged([]));
    expect(await reconcile()).toEqual(found);
    platform.answersWith(paged([told(71010, 'December')]));
    expect(await reconcile()).toBeUndefined();
    // A list without an end proves nothing.
    platform.answersWith(listing(others.with(0, ours)));
    expect(await reconcile()).toBeUndefined();
    expect(platform.seen.length).toBeLessThan(30);
  });

  test('a message without text or target leaves nothing to look for', async () => {
    platform.answersWith(listing([ours]));
    expect(await reconcile({ content: '' })).toBeUndefined();
    expect(await reconcile({ answers: { platformMessageId: '' } })).toBeUndefined();
    expect(await reconcile({ source: 'dm' })).toBeUndefined();
    expect(platform.seen).toEqual([]);
  });

  test.each(Object.entries(lostAnswers))('%s: throws', async (_, answer) => {
    platform.answersWith(answer);
    await expect(reconcile()).rejects.toThrow();
  });
});
