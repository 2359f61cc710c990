/** Bringing a file to X: what each answer, and each that is lost, comes to. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attachment, ChannelAccount, OutboundMessage } from '../../../channels/channel.ts';
import { FileError } from '../../../channels/desk-file.ts';
import { x } from '../../../channels/x/index.ts';
import { json, startPlatform, type Answer, type SeenRequest } from '../support/platform-server.ts';
import { within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;
beforeAll(async () => {
  platform = await startPlatform();
  account = {
    ...{ id: 'a', platform: 'x', externalId: '111', baseUrl: platform.baseUrl },
    ...{ credentials: { accessToken: 't' }, webhookSecrets: [], humanAgentApproved: false },
  };
});
afterAll(() => platform.stop());

const message: OutboundMessage = {
  ...{ id: 'm', recipientExternalId: '222', threadKey: 'dm:222', source: 'dm', content: '' },
  ...{ attachments: [], isHuman: true, submittedAt: Date.now() },
};
const mega = 1024 * 1024;
const content = Buffer.alloc(5 * mega, 'x');
// eslint-disable-next-line @typescript-eslint/require-await -- as a store reads
async function* opened(): AsyncGenerator<Buffer> {
  yield content;
}
const image: Attachment = {
  ...{ kind: 'image', deskFileId: 'd', mimeType: 'image/png', size: content.length },
};
const upload = (
  state?: string,
  of: { message?: OutboundMessage; attachment?: object; ms?: number } = {},
) =>
  x.upload?.(
    account,
    of.message ?? message,
    {
      ...{ attachment: { ...image, ...of.attachment }, open: opened },
      ...(state !== undefined && { state }),
    },
    within(of.ms),
  );

type Step = 'initialize' | 'append' | 'finalize' | 'status';
const stepOf = ({ path, method }: SeenRequest): Step =>
  method === 'GET' ? 'status' : (path.split('/').at(-1) as Step);
const good: Record<Step, Answer> = {
  initialize: json(200, { data: { id: '77', media_key: '3_77', expires_after_secs: 86_400 } }),
  append: json(200, { data: { expires_at: 1_900_000_000 } }),
  finalize: json(200, { data: { id: '77', media_key: '3_77', size: 1 } }),
  status: json(200, { data: { id: '77', processing_info: { state: 'succeeded' } } }),
};
const answers = (change: Partial<Record<Step, Answer>> = {}) => {
  platform.answersWith((request, response) => {
    ({ ...good, ...change })[stepOf(request)](request, response);
  });
};
const steps = () => platform.seen.map(stepOf);
const progress = (change: object = {}) =>
  JSON.stringify({ id: '77', until: Date.now() + 60_000, segments: 0, isClosed: false, ...change });
const reset: Answer = (_request, response) => {
  response.socket?.resetAndDestroy();
};

test.each([
  ['a picture in private', {}, 'dm_image'],
  ['a GIF', { attachment: { mimeType: 'image/gif' } }, 'dm_gif'],
  ['a film', { attachment: { kind: 'video', mimeType: 'video/mp4' } }, 'dm_video'],
  ['a picture in public', { message: { ...message, source: 'comment' as const } }, 'tweet_image'],
  [
    'a picture in a private answer to a comment',
    { message: { ...message, source: 'comment' as const, privateReplyTo: '5' } },
    'dm_image',
  ],
])('%s is announced as what it is', async (_what, of, category) => {
  answers();
  const before = Date.now();
  const outcome = await upload(undefined, of);
  expect(outcome).toMatchObject({ kind: 'uploaded', handle: '77' });
  expect(outcome).toHaveProperty('until', expect.closeTo(before + 86_400_000, -4));
  expect(steps()).toEqual(['initialize', 'append', 'append', 'append', 'finalize']);
  expect(platform.seen[0]?.body).toMatchObject({
    ...{ media_category: category, total_bytes: content.length },
  });
  const sizes = platform.seen.slice(1, 4).map(({ body }) => (body as Buffer).length);
  expect(sizes.every((size) => size < 2.1 * mega)).toBe(true);
  expect(String(platform.seen[3]?.body)).toContain('name="segment_index"\r\n\r\n2\r\n');
});

describe('goes on', () => {
  test('with the segment whose answer was lost', async () => {
    let count = 0;
    answers({ append: (...it) => ((count += 1) === 2 ? reset : good.append)(...it) });
    const lost = await upload();
    expect(lost).toMatchObject({ kind: 'retryAt', failure: { code: 'not_reached' } });
    const { state = '' } = lost?.kind === 'retryAt' ? lost : {};
    expect(JSON.parse(state)).toMatchObject({ id: '77', segments: 1, isClosed: false });
    answers();
    expect(await upload(state)).toMatchObject({ kind: 'uploaded', handle: '77' });
    expect(steps()).toEqual(['append', 'append', 'finalize']);
    expect(String(platform.seen[0]?.body)).toContain('name="segment_index"\r\n\r\n1\r\n');
  });

  test('at the next attempt when the time is over', async () => {
    answers();
    const outcome = await upload(undefined, { ms: 3_000 });
    expect(outcome).toMatchObject({ kind: 'under_way' });
    expect(steps()).toEqual(['initialize']);
  });

  test('by asking, while X works on it; not sooner than it says', async () => {
    const processing_info = { state: 'pending', check_after_secs: 7 };
    answers({ finalize: json(200, { data: { id: '77', processing_info } }) });
    const before = Date.now();
    const outcome = await upload();
    expect(outcome).toMatchObject({ kind: 'under_way' });
    expect(outcome).toHaveProperty('at', expect.closeTo(before + 7_000, -4));
    const { state } = outcome?.kind === 'under_way' ? outcome : {};
    answers();
    expect(await upload(state)).toMatchObject({ kind: 'uploaded' });
    expect(platform.seen).toMatchObject([{ query: { command: 'STATUS', media_id: '77' } }]);
  });

  test.each([
    ['what X has forgotten', progress({ until: Date.now() - 1 })],
    ['what is no state of ours', '{"id":7}'],
  ])('anew: %s', async (_what, state) => {
    answers();
    expect(await upload(state)).toMatchObject({ kind: 'uploaded' });
    expect(steps()[0]).toBe('initialize');
  });

  test('anew where X does not know it any more', async () => {
    answers({ append: json(404, { title: 'Not Found', detail: 'Media id 77 unknown' }) });
    const outcome = await upload(progress());
    expect(outcome).toMatchObject({ kind: 'retryAt', failure: { code: 'not_uploaded' } });
    expect(outcome).not.toHaveProperty('state');
  });
});

test.each<[string, Partial<Record<Step, Answer>>, string, boolean]>([
  ['5xx at first', { initialize: json(503, '') }, 'retryAt not_uploaded', false],
  ['5xx later', { finalize: json(500, '') }, 'retryAt not_uploaded', true],
  ['no id', { initialize: json(200, {}) }, 'retryAt not_uploaded', false],
  ['too fast', { append: json(429, { title: 'Too Many' }) }, 'retryAt rate_limited', true],
  ['a dead token', { append: json(401, {}) }, 'refused token_dead', false],
  [
    'a missing scope',
    { initialize: json(403, { detail: 'missing the required OAuth scope media.write' }) },
    'refused no_permission',
    false,
  ],
  ['no', { finalize: json(400, { detail: 'InvalidMedia' }) }, 'refused rejected', false],
  [
    'cannot use it',
    { finalize: json(200, { data: { processing_info: { state: 'failed' } } }) },
    'refused attachment_failed',
    false,
  ],
  ['nothing at first', { initialize: reset }, 'retryAt not_reached', false],
])('X says: %s', async (_what, change, expected, hasState) => {
  answers(change);
  const outcome = await upload();
  expect(outcome && 'failure' in outcome && `${outcome.kind} ${outcome.failure.code}`).toBe(
    expected,
  );
  expect(outcome !== undefined && 'state' in outcome).toBe(hasState);
});

test('a file that cannot be read is the desk’s own fault, and said to whoever asked', async () => {
  answers();
  const file = {
    attachment: image,
    // eslint-disable-next-line @typescript-eslint/require-await, require-yield -- as a store fails
    open: async function* (): AsyncGenerator<Buffer> {
      throw new FileError(true);
    },
  };
  await expect(x.upload?.(account, message, file, within())).rejects.toThrow(FileError);
});

test.each([
  ['https://ton.twitter.com/1.1/ton/data/dm/1954/1955/abc.jpg', true],
  ['https://ton.x.com/i/ton/data/dm/1954/1955/abc.jpg', true],
  ['https://ton.twitter.com/1.1/ton/data/dm/1954/1955/..', false],
  ['https://ton.twitter.com.evil.example/1.1/ton/data/dm/1/2/a.jpg', false],
  ['http://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg', false],
  ['https://evil.example/?https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg', false],
  ['https://pbs.twimg.com/media/a.jpg', false],
])('the token goes along only to the API: %s', async (url, isPrivate) => {
  const source = await x.fileSource?.(account, { kind: 'image', url }, within());
  expect(source).toEqual(
    isPrivate
      ? {
          url: `${platform.baseUrl}/2/dm_conversations/media/1954/1955/abc.jpg`,
          headers: { authorization: 'Bearer t' },
        }
      : { url },
  );
});
