/** Files on the simulated platforms, both ways. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accountKinds } from '../../sandbox/accounts.ts';
import { png } from '../files/support.ts';
import { page, startTestSandbox, type TestSandbox } from './support/sandbox.ts';

let sandbox: TestSandbox;
let server: ReturnType<typeof createServer>;
let desk: string;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  // Where the account's files are: what it is, and how large, is in the address.
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://desk');
    if (pathname === '/moved') response.writeHead(302, { location: '/a?type=image/png' }).end();
    else if (pathname === '/gone') response.writeHead(410).end();
    else {
      const size = Number(searchParams.get('size') ?? 0);
      response.setHeader('content-type', searchParams.get('type') ?? '');
      response.end(size > 0 ? Buffer.alloc(size) : png);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  desk = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(async () => {
  server.close();
  await sandbox.close();
});
beforeEach(() => sandbox.call('POST', '/sandbox/reset', {}));

const bytesAt = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};
const ownFile = async () => {
  const [line] = await sandbox.ledger();
  const fileId = String(line?.['attachments']?.[0]?.['fileId']);
  return (await bytesAt(`${sandbox.url}/sandbox/media/${fileId}`)).bytes;
};

const instagram = accountKinds.instagram.demo;
const direct = {
  facebook: (type: string, url: string) =>
    sandbox.graph('POST', `/${page.externalId}/messages`, message(type, url)),
  instagram: (type: string, url: string) =>
    sandbox.call('POST', `/ig/v26.0/${instagram.externalId}/messages`, message(type, url), {
      authorization: `Bearer ${instagram.credentials['accessToken'] ?? ''}`,
    }),
};
const message = (type: string, url: string) => ({
  ...{ recipient: { id: '7001' }, messaging_type: 'RESPONSE' },
  message: { attachment: { type, payload: { url } } },
});

describe.each(['facebook', 'instagram'] as const)('%s', (platform) => {
  const send = direct[platform];
  beforeEach(() => sandbox.inbound(platform, { customer: '7001', text: 'Hi' }));

  test.each(['/a?type=image/png', '/moved'])('fetches what it is sent: %s', async (path) => {
    expect((await send('image', desk + path)).status).toBe(200);
    expect(await ownFile()).toEqual(png);
  });

  test.each([
    ['what is not there', 'image', '/gone', 2018008],
    ['where nobody is', 'image', ':1/', 2018008],
    ['another kind', 'video', '/a?type=image/png', 2018047],
    ['too much', 'image', '/a?type=image/png&size=25000001', 2018109],
  ])('refuses %s', async (_what, kind, path, subcode) => {
    const url = path.startsWith(':') ? `http://127.0.0.1${path}` : desk + path;
    const refused = await send(kind, url);
    expect(refused.status).toBe(400);
    expect(refused.body['error']).toMatchObject({ code: 100, error_subcode: subcode });
    expect(await sandbox.ledger()).toEqual([]);
  });
});

test('Facebook fetches pictures under comments too, and those that are sent by their id', async () => {
  const said = await sandbox.inbound('facebook', { kind: 'comment', customer: '7001', text: 'Hm' });
  const comment = String(said.body['platformMessageId']);
  const url = `${desk}/a?type=image/png`;
  const answer = await sandbox.graph('POST', `/${comment}/comments`, { attachment_url: url });
  expect(answer.status).toBe(200);
  expect(await ownFile()).toEqual(png);

  await sandbox.call('POST', '/sandbox/reset', {});
  await sandbox.inbound('facebook', { customer: '7001', text: 'Hi' });
  const kept = await sandbox.graph('POST', `/${page.externalId}/message_attachments`, {
    message: { attachment: { type: 'image', payload: { url, is_reusable: true } } },
  });
  const payload = { attachment_id: String(kept.body['attachment_id']) };
  const sent = await sandbox.graph('POST', `/${page.externalId}/messages`, {
    ...{ recipient: { id: '7001' }, message: { attachment: { type: 'image', payload } } },
  });
  expect(sent.status).toBe(200);
  expect(await ownFile()).toEqual(png);
});

describe('Telegram', () => {
  beforeEach(() => sandbox.inbound('telegram', { customer: '5001', text: 'Hola' }));

  test.each([
    ['a photo', 'sendPhoto', 'photo', '/a?type=image/png', 'fetched'],
    ['a document of a kind it fetches', 'sendDocument', 'document', '/a?type=image/gif', 'fetched'],
    ['another', 'sendDocument', 'document', '/a?type=image/png', 'wrong type of the web page'],
    ['what is not there', 'sendPhoto', 'photo', '/gone', 'failed to get HTTP URL content'],
    ['too much', 'sendPhoto', 'photo', '/a?type=image/png&size=5242881', 'failed to get HTTP URL'],
  ])('%s by its address', async (_what, method, name, path, expected) => {
    const answer = await sandbox.botMethod(method, { chat_id: 5001, [name]: desk + path });
    if (expected === 'fetched') expect(await ownFile()).toEqual(png);
    else expect(answer.body['description']).toContain(expected);
  });
});

test.each([
  ['image', 'photo.png', 'image/png', '89504e47'],
  ['video', 'video.mp4', 'video/mp4', '00000018'],
  ['audio', 'voice.ogg', 'audio/ogg', '4f676753'],
  ['file', 'document.pdf', 'application/pdf', '25504446'],
])('a customer’s %s is one where nobody supplies the bytes', async (kind, name, type, begins) => {
  await sandbox.inbound('facebook', { customer: '7002', attachments: [{ kind }] });
  const { body } = await sandbox.call('GET', '/sandbox/customers/facebook/7002/phone');
  const file = body['messages']?.[0]?.['attachments']?.[0];
  expect(file).toMatchObject({ kind, name, mimeType: type });
  const { bytes } = await bytesAt(String(file?.['url']));
  expect(bytes.subarray(0, 4).toString('hex')).toBe(begins);
});

test('content servers fail as everything else does', async () => {
  await sandbox.inbound('facebook', { customer: '7003', attachments: [{ kind: 'image' }] });
  const { body } = await sandbox.call('GET', '/sandbox/customers/facebook/7003/phone');
  const url = String(body['messages']?.[0]?.['attachments']?.[0]?.['url']);
  await sandbox.call('POST', '/sandbox/faults', {
    ...{ endpoint: 'download', platform: 'facebook', kind: 'server_error', count: 1 },
  });
  expect((await bytesAt(url)).status).toBe(503);
  expect(await bytesAt(url)).toMatchObject({ status: 200 });
});
