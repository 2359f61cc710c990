import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Api, InputFile } from 'grammy';
import { eventually, startFakeDesk } from './support/desk.ts';
import type { FakeDesk } from './support/desk.ts';
import { bot, startTestSandbox } from './support/sandbox.ts';
import type { TestSandbox } from './support/sandbox.ts';

let desk: FakeDesk;
let sandbox: TestSandbox;
let api: Api;

beforeAll(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({ webhookBaseUrl: desk.url });
  api = new Api(bot.credentials['botToken']!, { apiRoot: `${sandbox.url}/telegram` });
  await sandbox.inbound('telegram', {
    customer: { id: '5001', name: 'Ana Lopez', handle: 'ana', language: 'es' },
    text: 'Hola',
  });
});
afterAll(async () => {
  await sandbox.close();
  await desk.close();
});

test('an update comes alone, with the secret token', async () => {
  const { headers, body, path } = await eventually(() => desk.received[0]);
  expect(path).toBe('/webhooks/telegram');
  expect(headers['x-telegram-bot-api-secret-token']).toBe('sandbox-telegram-secret-token');
  expect(JSON.parse(body)).toMatchObject({
    message: {
      from: {
        id: 5001,
        first_name: 'Ana',
        last_name: 'Lopez',
        username: 'ana',
        language_code: 'es',
      },
      chat: { id: 5001, type: 'private' },
      text: 'Hola',
    },
  });
});

describe('methods', () => {
  test('are what a Bot API client expects', async () => {
    expect(await api.getMe()).toMatchObject({ id: 7100000001, username: 'harbour_support_bot' });
    const sent = await api.sendMessage(5001, 'Buenos días', { parse_mode: 'HTML' });
    expect(sent).toMatchObject({ text: 'Buenos días', chat: { id: 5001 } });
    expect(await api.sendChatAction(5001, 'typing')).toBe(true);
    expect(
      await api.setMessageReaction(5001, sent.message_id, [{ type: 'emoji', emoji: '👍' }]),
    ).toBe(true);
    expect(await api.editMessageText(5001, sent.message_id, 'Buenas tardes')).toMatchObject({
      text: 'Buenas tardes',
    });
    expect(await api.getChat(5001)).toMatchObject({ username: 'ana' });
    expect(await api.deleteMessage(5001, sent.message_id)).toBe(true);
    expect(await sandbox.ledger('?platform=telegram')).toMatchObject([
      { text: 'Buenos días', platformMessageId: String(sent.message_id) },
      { action: 'edit', platformMessageId: String(sent.message_id) },
      { action: 'delete', platformMessageId: String(sent.message_id) },
    ]);
  });

  test('take files as uploads and by id, and give them back', async () => {
    const photo = await api.sendPhoto(5001, new InputFile(Buffer.from('PNG…'), 'shoe.png'), {
      caption: 'Así',
    });
    const { file_id: fileId } = photo.photo.at(-1)!;
    const again = await api.sendDocument(5001, fileId);
    expect(again.document).toBeDefined();
    const { file_path: path } = await api.getFile(fileId);
    const file = await fetch(
      `${sandbox.url}/telegram/file/bot${bot.credentials['botToken']}/${path}`,
    );
    expect(await file.text()).toBe('PNG…');
  });

  test.each([
    {
      method: 'sendMessage',
      given: { chat_id: 5001, text: ' ' },
      status: 400,
      description: 'Bad Request: message text is empty',
    },
    {
      method: 'sendMessage',
      given: { chat_id: 5001, text: 'x'.repeat(4097) },
      status: 400,
      description: 'Bad Request: message is too long',
    },
    {
      method: 'sendMessage',
      given: { chat_id: 999, text: 'hi' },
      status: 400,
      description: 'Bad Request: chat not found',
    },
    {
      method: 'sendMessage',
      given: { text: 'hi' },
      status: 400,
      description: 'Bad Request: chat_id is empty',
    },
    {
      method: 'sendMessage',
      given: { chat_id: 5001, text: 'hi', reply_parameters: { message_id: 1 } },
      status: 400,
      description: 'Bad Request: message to be replied not found',
    },
    {
      method: 'sendMessage',
      given: { chat_id: 5001, text: '<b>hi', parse_mode: 'HTML' },
      status: 400,
      description:
        'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    },
    {
      method: 'sendPhoto',
      given: { chat_id: 5001 },
      status: 400,
      description: 'Bad Request: there is no photo in the request',
    },
    { method: 'sendParcel', given: {}, status: 404, description: 'Not Found' },
  ])('$method is refused: $description', async ({ method, given, status, description }) => {
    const refused = await sandbox.botMethod(method, given);
    expect(refused.status).toBe(status);
    expect(refused.body).toEqual({ ok: false, error_code: status, description });
  });

  test('need the token of a bot', async () => {
    const refused = await sandbox.call('POST', '/telegram/bot7100000001:wrong/getMe');
    expect(refused.body).toEqual({ ok: false, error_code: 401, description: 'Unauthorized' });
    expect((await sandbox.call('POST', '/telegram/botnonsense/getMe')).status).toBe(404);
  });

  test('take forms as well as JSON', async () => {
    const form = await fetch(
      `${sandbox.url}/telegram/bot${bot.credentials['botToken']}/sendMessage?chat_id=5001`,
      {
        method: 'POST',
        body: new URLSearchParams({ text: 'por formulario' }),
      },
    );
    expect(await form.json()).toMatchObject({ ok: true, result: { text: 'por formulario' } });
  });
});

test('a customer who blocks the bot is told of, and cannot be written to', async () => {
  await sandbox.inbound('telegram', { customer: '5002', text: 'Hi' });
  await sandbox.call('POST', '/sandbox/customers/telegram/5002/block');
  const refused = await sandbox.botMethod('sendMessage', { chat_id: 5002, text: 'hi' });
  expect(refused.body).toEqual({
    ok: false,
    error_code: 403,
    description: 'Forbidden: bot was blocked by the user',
  });
  const update = await eventually(() =>
    desk.received.find((it) => it.body.includes('my_chat_member')),
  );
  expect(update.body).toContain('kicked');
});

test('a chat takes about one message a second, after a burst', async () => {
  await sandbox.inbound('telegram', { customer: '5003', text: 'Hi' });
  const answers = [];
  for (let number = 0; number < 10; number += 1) {
    answers.push(await sandbox.botMethod('sendMessage', { chat_id: 5003, text: `${number}` }));
  }
  const refused = answers.find((it) => it.status === 429)!;
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.body).toEqual({
    ok: false,
    error_code: 429,
    description: 'Too Many Requests: retry after 1',
    parameters: { retry_after: 1 },
  });
  expect(await sandbox.ledger('?customer=5003')).toHaveLength(
    answers.filter((it) => it.status === 200).length,
  );
});

test('edits, reactions and buttons become updates of their kinds', async () => {
  const question = await sandbox.inbound('telegram', { customer: '5004', text: 'order 41' });
  const sent = await sandbox.botMethod('sendMessage', {
    chat_id: 5004,
    text: 'Rate us',
    reply_markup: { inline_keyboard: [[{ text: '5', callback_data: 'csat:5' }]] },
  });
  const messageId = String(sent.body['result']!['message_id']);
  await sandbox.inbound('telegram', {
    customer: '5004',
    edit: question.body['platformMessageId'],
    text: 'order 42',
  });
  await sandbox.inbound('telegram', { customer: '5004', reaction: '👍' });
  const pressed = await sandbox.inbound('telegram', {
    customer: '5004',
    postback: { title: '5', payload: 'csat:5', message: messageId },
  });
  const updates = await eventually(() => {
    const seen = desk.received.map((it) => JSON.parse(it.body) as Record<string, unknown>);
    return seen.some((it) => 'callback_query' in it) && seen;
  });
  expect(updates.find((it) => 'edited_message' in it)).toMatchObject({
    edited_message: { text: 'order 42' },
  });
  expect(updates.find((it) => 'message_reaction' in it)).toMatchObject({
    message_reaction: {
      message_id: Number(messageId),
      old_reaction: [],
      new_reaction: [{ type: 'emoji', emoji: '👍' }],
    },
  });
  expect(updates.find((it) => 'callback_query' in it)).toMatchObject({
    callback_query: { data: 'csat:5', from: { id: 5004 } },
  });
  const answered = await sandbox.botMethod('answerCallbackQuery', {
    callback_query_id: pressed.body['platformMessageId'],
  });
  expect(answered.body).toEqual({ ok: true, result: true });
});

test('the webhook is set, described and removed; updates wait meanwhile', async () => {
  await sandbox.botMethod('deleteWebhook');
  await sandbox.inbound('telegram', { customer: '5005', text: 'waiting' });
  const info = await sandbox.botMethod('getWebhookInfo');
  expect(info.body['result']).toMatchObject({ url: '', pending_update_count: 1 });
  const set = await sandbox.botMethod('setWebhook', {
    url: `${desk.url}/elsewhere`,
    secret_token: 'fresh',
  });
  expect(set.body).toEqual({ ok: true, result: true, description: 'Webhook was set' });
  const moved = await eventually(() => desk.received.find((it) => it.path === '/elsewhere'));
  expect(moved.headers['x-telegram-bot-api-secret-token']).toBe('fresh');
  expect(moved.body).toContain('waiting');
});
