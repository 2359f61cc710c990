/** Our Telegram channel against an emulator of the Bot API from npm, over HTTP. Run by `npm run test:peers`. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import TelegramServer from 'telegram-test-api';
import type { ChannelAccount, ChannelEvent } from '../../../channels/channel.ts';
import { telegram } from '../../../channels/telegram/index.ts';
import { freePort } from '../../../ops/processes.ts';

const token = '666:emulated';
const within = () => ({ deadline: Date.now() + 5_000 });
/** What the emulator posts to our webhook. */
const posted: Buffer[] = [];
const desk = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    posted.push(Buffer.concat(chunks));
    response.end('{}');
  });
});
let server: InstanceType<typeof TelegramServer>;
let account: ChannelAccount;
let callback: string;

before(async () => {
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  callback = `http://127.0.0.1:${String((desk.address() as AddressInfo).port)}/webhooks/telegram`;
  server = new TelegramServer({ port: await freePort(), host: '127.0.0.1' });
  await server.start();
  account = {
    ...{ id: 'peer', platform: 'telegram', externalId: '666', baseUrl: server.config.apiURL },
    ...{ credentials: { botToken: token }, webhookSecrets: ['secret'], humanAgentApproved: false },
  };
});
after(async () => {
  await server.stop();
  desk.close();
  desk.closeAllConnections();
});

const client = () =>
  server.getClient(token, { userId: 5001, chatId: 5001, firstName: 'Ana', userName: 'ana' });
const received = (): ChannelEvent[] =>
  posted.flatMap((body) => telegram.receive(body, '666').events.map(({ event }) => event));
/** The emulator answers its client before it has told us. */
async function heard(count: number): Promise<ChannelEvent[]> {
  for (let tries = 0; received().length < count && tries < 100; tries += 1) await sleep(20);
  return received();
}
const outbound = (content: string) => ({
  ...{ id: 'out-1', recipientExternalId: '5001', threadKey: 'dm:5001', source: 'dm' as const },
  ...{
    content,
    attachments: [],
    isHuman: true,
    lastInboundAt: Date.now(),
    submittedAt: Date.now(),
  },
});

test('the bot is known by its token', async () => {
  const { externalId, name } = await telegram.life.check(account, within());
  deepEqual({ externalId, name }, { externalId: '666', name: 'TestNameBot' });
});

test('it is subscribed, and what a customer writes is an event of theirs', async () => {
  await telegram.life.subscribe?.(account, callback, within());
  await client().sendMessage(client().makeMessage('Where is my order?'));
  const [event] = await heard(1);
  equal(event?.kind, 'message');
  ok(event?.kind === 'message');
  equal(event.content, 'Where is my order?');
  equal(event.threadKey, 'dm:5001');
  equal(event.customer.externalId, '5001');
  equal(event.customer.name, 'Ana');
});

test('a command and a pressed button are events too', async () => {
  await client().sendCommand(client().makeCommand('/start'));
  await client().sendCallback(client().makeCallbackQuery('csat:5'));
  const [, command, press] = await heard(3);
  ok(command?.kind === 'message' && command.content === '/start');
  ok(press?.kind === 'message' && press.postback === 'csat:5');
});

test('an answer arrives with its words, is worded anew, and taken back', async () => {
  const sent = await telegram.send(account, outbound('It leaves today. ✓'), within());
  ok(sent.kind === 'sent', JSON.stringify(sent));
  const texts = () =>
    server
      .getUpdatesHistory(token)
      .flatMap((it) => ('message' in it && 'chat_id' in it.message ? [it.message.text] : []));
  deepEqual(texts(), ['It leaves today. ✓']);
  const wish = {
    ...{ id: 'w', source: 'dm' as const, platformMessageId: sent.platformMessageId },
    customerExternalId: '5001',
  };
  const edited = await telegram.moderate(
    account,
    { ...wish, action: 'edit_own', content: 'It left.' },
    within(),
  );
  deepEqual(edited, { kind: 'done' });
  deepEqual(texts(), ['It left.']);
  const deleted = await telegram.moderate(account, { ...wish, action: 'delete_own' }, within());
  deepEqual(deleted, { kind: 'done' });
  deepEqual(texts(), []);
});

test('what it does not know is no success', async () => {
  const photo = {
    ...outbound(''),
    attachments: [{ kind: 'image' as const, url: 'https://desk.example/1.png' }],
  };
  const outcome = await telegram.send(account, photo, within());
  ok(outcome.kind !== 'sent', JSON.stringify(outcome));
});
