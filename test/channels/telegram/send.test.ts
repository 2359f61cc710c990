import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  Attachment,
  CallOptions,
  ChannelAccount,
  OutboundMessage,
} from '../../../channels/channel.ts';
import { FileError } from '../../../channels/desk-file.ts';
import { telegram } from '../../../channels/telegram/index.ts';
import { json, lostAnswers, startPlatform } from '../support/platform-server.ts';
import { codeOf, expectNotReached, expectTruthAtDeadline, within } from '../support/sending.ts';

let platform: Awaited<ReturnType<typeof startPlatform>>;
let account: ChannelAccount;

beforeAll(async () => {
  platform = await startPlatform();
  account = {
    id: 'account',
    platform: 'telegram',
    externalId: '9',
    baseUrl: platform.baseUrl,
    credentials: { botToken: '9:secret-Token_1' },
    webhookSecrets: ['s'],
    humanAgentApproved: false,
  };
});
afterAll(() => platform.stop());

const message: OutboundMessage = {
  id: '0d2c2f6e-1111-4222-8333-944455556666',
  recipientExternalId: '5001',
  threadKey: 'dm:5001',
  source: 'dm' as const,
  content: 'Checking now',
  attachments: [],
  isHuman: true,
  submittedAt: Date.now(),
};
const result = { message_id: 20, chat: { id: 5001, type: 'private' }, date: 1795420910 };
const accepted = json(200, { ok: true, result });
const failed = (code: number, description: string, parameters?: object) =>
  json(code, { ok: false, error_code: code, description, ...(parameters && { parameters }) });
const send = (change: Partial<OutboundMessage> = {}, of: Partial<ChannelAccount> = {}) =>
  telegram.send({ ...account, ...of }, { ...message, ...change }, within(1_000));

describe('the request', () => {
  test('a text', async () => {
    platform.answersWith(accepted);
    const before = Date.now();
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'sent', platformMessageId: '20' });
    expect(outcome).toHaveProperty('at', expect.closeTo(before, -3));
    expect(platform.seen).toMatchObject([
      {
        method: 'POST',
        path: '/bot9:secret-Token_1/sendMessage',
        body: { chat_id: '5001', text: 'Checking now' },
      },
    ]);
  });

  test('an address may end in a slash', async () => {
    platform.answersWith(accepted);
    await send({}, { baseUrl: `${platform.baseUrl}/telegram/` });
    expect(platform.seen).toMatchObject([{ path: '/telegram/bot9:secret-Token_1/sendMessage' }]);
  });

  test('an answer to a message, in a business chat', async () => {
    platform.answersWith(accepted);
    await send({ replyTo: '11', threadKey: 'business:bc1:5001' });
    expect(platform.seen[0]?.body).toEqual({
      chat_id: '5001',
      text: 'Checking now',
      business_connection_id: 'bc1',
      reply_parameters: { message_id: 11, allow_sending_without_reply: true },
    });
  });

  test('an answer to a pressed button quotes nothing', async () => {
    platform.answersWith(accepted);
    await send({ replyTo: 'callback:4382' });
    expect(platform.seen[0]?.body).toEqual({ chat_id: '5001', text: 'Checking now' });
  });

  test('a photo and its text are one request', async () => {
    platform.answersWith(accepted);
    await send({ attachments: [{ kind: 'image', url: 'https://desk.example/1.png' }] });
    expect(platform.seen).toMatchObject([
      {
        path: '/bot9:secret-Token_1/sendPhoto',
        body: { chat_id: '5001', photo: 'https://desk.example/1.png', caption: 'Checking now' },
      },
    ]);
  });

  const own = { kind: 'image', deskFileId: 'd1', url: 'https://desk.example/files/t' } as const;
  const sendOwn = (of: Partial<Attachment>, open: NonNullable<CallOptions['open']> = opens) =>
    telegram.send(
      account,
      { ...message, attachments: [{ ...own, ...of }] },
      { ...within(1_000), open },
    );
  // eslint-disable-next-line @typescript-eslint/require-await -- as a store reads
  async function* opens(id: string): AsyncGenerator<Buffer> {
    yield Buffer.from(`bytes of ${id}`);
  }

  test.each([
    ['a photo', { mimeType: 'image/png', name: 'label.png' }, 'sendPhoto', 'label.png'],
    ['a picture that is none there', { mimeType: 'image/gif' }, 'sendDocument', 'file'],
    ['anything else', { kind: 'file', name: 'a.docx' } as const, 'sendDocument', 'a.docx'],
  ])('the desk’s own file goes along: %s', async (_what, of, method, name) => {
    platform.answersWith(accepted);
    expect((await sendOwn(of)).kind).toBe('sent');
    const [request] = platform.seen;
    expect(request?.path).toBe(`/bot9:secret-Token_1/${method}`);
    const form = String(request?.body);
    expect(form).toContain('bytes of d1');
    expect(form).toContain(`filename=${name}`);
    expect(form).toContain('Checking now');
    expect(form).not.toContain('desk.example');
  });

  test.each([
    [true, 'refused file_gone'],
    [false, 'retryAt file_not_read'],
  ])('a file that the desk cannot read is not sent (gone: %s)', async (isGone, expected) => {
    platform.answersWith(accepted);
    // eslint-disable-next-line @typescript-eslint/require-await, require-yield -- as a store fails
    const outcome = await sendOwn({}, async function* () {
      throw new FileError(isGone);
    });
    expect(codeOf(outcome)).toBe(expected);
    expect(platform.seen).toEqual([]);
  });

  test('any other file is a document, by handle where there is one', async () => {
    platform.answersWith(accepted);
    await send({
      content: '',
      attachments: [{ kind: 'file', fileId: 'BQAC', url: 'https://x.example' }],
    });
    expect(platform.seen).toMatchObject([{ path: '/bot9:secret-Token_1/sendDocument' }]);
    expect(platform.seen[0]?.body).toEqual({ chat_id: '5001', document: 'BQAC' });
  });
});

describe('refused without a request', () => {
  const image = { kind: 'image' as const, url: 'https://desk.example/1.png' };
  test.each<[string, string, Partial<OutboundMessage>, Partial<ChannelAccount>]>([
    ['empty', 'rejected', { content: ' \0' }, {}],
    ['too long', 'too_long', { content: 'x'.repeat(4097) }, {}],
    ['a caption too long', 'too_long', { content: 'x'.repeat(1025), attachments: [image] }, {}],
    ['two attachments', 'unsupported_combination', { attachments: [image, image] }, {}],
    [
      'an attachment without address',
      'unsupported_attachment',
      { attachments: [{ kind: 'image' }] },
      {},
    ],
    [
      'a contact',
      'unsupported_attachment',
      { attachments: [{ kind: 'contact', fileId: 'x' }] },
      {},
    ],
    ['no token', 'not_configured', {}, { credentials: {} }],
    ['a token that no path can hold', 'not_configured', {}, { credentials: { botToken: '../x' } }],
    ['an address that is none', 'not_configured', {}, { baseUrl: 'nowhere' }],
  ])('%s: %s', async (_, code, change, of) => {
    platform.answersWith(accepted);
    const outcome = await send(change, of);
    expect(codeOf(outcome)).toBe(`refused ${code}`);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z].*\.$/));
    expect(platform.seen).toEqual([]);
  });

  test('4,096 characters are not too long', async () => {
    platform.answersWith(accepted);
    expect((await send({ content: '😀'.repeat(2048) })).kind).toBe('sent');
  });
});

describe('what Telegram answers', () => {
  test.each<[number, string, string]>([
    [403, 'Forbidden: bot was blocked by the user', 'refused blocked'],
    [403, 'Forbidden: user is deactivated', 'refused user_gone'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'refused not_started'],
    [403, 'Forbidden: something new', 'refused rejected'],
    [400, 'Bad Request: chat not found', 'refused user_gone'],
    [400, 'Bad Request: message is too long', 'refused too_long'],
    [400, 'Bad Request: message caption is too long', 'refused too_long'],
    [400, 'Bad Request: message text is empty', 'refused rejected'],
    [400, "Bad Request: can't parse entities: x", 'refused rejected'],
    [400, 'Bad Request: wrong file identifier/HTTP URL specified', 'refused attachment_failed'],
    [400, 'Bad Request: failed to get HTTP URL content', 'refused attachment_failed'],
    [401, 'Unauthorized', 'refused token_dead'],
    [404, 'Not Found', 'refused token_dead'],
    [409, 'Conflict: terminated by other getUpdates request', 'refused rejected'],
    [413, 'Request Entity Too Large', 'refused rejected'],
    [500, 'Internal Server Error', 'unknown lost_answer'],
    [502, 'Bad Gateway', 'unknown lost_answer'],
  ])('%i %s: %s', async (code, description, expected) => {
    platform.answersWith(failed(code, description));
    const outcome = await send();
    expect(codeOf(outcome)).toBe(expected);
    expect(outcome).toHaveProperty('failure.message', expect.stringMatching(/^[A-Z]/));
    expect(JSON.stringify(outcome)).not.toContain('secret-Token_1');
  });

  test.each<[string, ReturnType<typeof json>, number]>([
    ['exactly retry_after', failed(429, 'Too Many Requests: retry after 8', { retry_after: 8 }), 8],
    ['an hour', failed(429, 'Too Many Requests', { retry_after: 3600 }), 3600],
    [
      'the header where the body says nothing',
      json(429, { ok: false, error_code: 429 }, { 'retry-after': '9' }),
      9,
    ],
    [
      'the body before the header',
      json(
        429,
        { ok: false, error_code: 429, parameters: { retry_after: 3 } },
        { 'retry-after': '9' },
      ),
      3,
    ],
    ['the header of a proxy', json(429, '<html>', { 'retry-after': '4' }), 4],
    ['5 seconds where nobody says', json(429, ''), 5],
    ['at least a second', failed(429, 'Too Many Requests', { retry_after: 0 }), 1],
  ])('slowing down: %s', async (_, answer, seconds) => {
    platform.answersWith(answer);
    const now = 1795420800000;
    const outcome = await telegram.send(account, message, {
      deadline: now + 5_000,
      now: () => now,
    });
    expect(codeOf(outcome)).toBe('retryAt rate_limited');
    expect(outcome).toHaveProperty('at', now + seconds * 1000);
  });

  test.each(Object.entries(lostAnswers))('%s: unknown', async (_, answer) => {
    platform.answersWith(answer);
    const from = Date.now();
    expect(codeOf(await send())).toBe('unknown lost_answer');
    expect(Date.now() - from).toBeLessThan(2_000);
    expect(platform.seen).toHaveLength(1);
  });
});

test('what cannot have left is tried again in 5 seconds', async () => {
  await expectNotReached(telegram, account, message);
}, 20_000);

test('a deadline during the connection is told apart from one after it', async () => {
  await expectTruthAtDeadline(telegram, account, message, accepted);
});

describe('what can be asked of a bot', () => {
  const profile = () => telegram.fetchProfile(account, '5001', within(1_000));

  test('a profile is the chat', async () => {
    platform.answersWith(
      json(200, {
        ok: true,
        result: { id: 5001, type: 'private', first_name: 'Ana', last_name: 'L', username: 'ana' },
      }),
    );
    expect(await profile()).toEqual({ name: 'Ana L', handle: 'ana' });
    expect(platform.seen).toMatchObject([
      { path: '/bot9:secret-Token_1/getChat', body: { chat_id: '5001' } },
    ]);
  });

  test('a chat that Telegram will not show is no profile', async () => {
    platform.answersWith(failed(400, 'Bad Request: chat not found'));
    expect(await profile()).toBeUndefined();
  });

  test.each([
    ['rate_limited', failed(429, 'Too Many Requests', { retry_after: 8 })],
    ['token_dead', failed(401, 'Unauthorized')],
    ['platform_failed', failed(500, 'Internal Server Error')],
    ['platform_failed', json(200, '<html>')],
  ])('%s is thrown', async (code, answer) => {
    platform.answersWith(answer);
    await expect(profile()).rejects.toMatchObject({ name: 'ChannelError', code });
  });

  test('typing is shown, and needs no taking back', async () => {
    platform.answersWith(json(200, { ok: true, result: true }));
    await telegram.typing(account, '5001', true, within());
    await telegram.typing(account, '5001', false, within());
    expect(platform.seen).toMatchObject([
      { path: '/bot9:secret-Token_1/sendChatAction', body: { chat_id: '5001', action: 'typing' } },
    ]);
  });

  test('there is no history, and so no evidence', async () => {
    platform.answersWith(accepted);
    expect(await telegram.reconcile(account, message, within())).toBeUndefined();
    const any = {
      ...{ externalId: '5001', source: 'dm' as const, threadKey: 'dm:5001', updatedAt: 0 },
      customer: { externalId: '5001' },
    };
    expect(await telegram.fetchConversations(account, undefined, within())).toEqual([]);
    expect(await telegram.fetchMessages(account, any, undefined, within())).toEqual({
      messages: [],
    });
    await telegram.markAsRead(account, '5001', within());
    expect(platform.seen).toEqual([]);
  });
});
