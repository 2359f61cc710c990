/** Our Bluesky channel against Bluesky's own personal data server, over HTTP. Run by `npm run test:peers`. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PDS, envToCfg, envToSecrets } from '@atproto/pds';
import plc from '@did-plc/server';
import type { ChannelAccount, OutboundMessage, RateUsage } from '../../../channels/channel.ts';
import { bluesky } from '../../../channels/bluesky/index.ts';
import { ownRecords } from '../../../channels/bluesky/reading.ts';
import { freePort } from '../../../ops/processes.ts';

const within = () => ({ deadline: Date.now() + 10_000 });
const chatAsked: IncomingMessage[] = [];
const chat = createServer((request, response) => {
  chatAsked.push(request);
  response.setHeader('content-type', 'application/json').end('{"convos":[]}');
});
let folder: string;
let directory: InstanceType<typeof plc.PlcServer>;
let server: PDS;
let baseUrl: string;
let shop: Person;
let ana: Person;
let account: ChannelAccount;

interface Person {
  did: string;
  handle: string;
  accessJwt: string;
}
interface Ref {
  uri: string;
  cid: string;
}

async function call<T>(
  method: string,
  { as, ...of }: { as?: Person; body?: object; query?: Record<string, string> } = {},
): Promise<T> {
  const search = of.query ? `?${new URLSearchParams(of.query).toString()}` : '';
  const answer = await fetch(`${baseUrl}/xrpc/${method}${search}`, {
    method: of.body ? 'POST' : 'GET',
    headers: {
      ...(as && { authorization: `Bearer ${as.accessJwt}` }),
      ...(of.body && { 'content-type': 'application/json' }),
    },
    ...(of.body && { body: JSON.stringify(of.body) }),
  });
  const words = await answer.text();
  const told = (words === '' ? {} : JSON.parse(words)) as T;
  if (!answer.ok) throw new Error(`${method}: ${answer.status} ${JSON.stringify(told)}`);
  return told;
}

const joins = (handle: string) =>
  call<Person>('com.atproto.server.createAccount', {
    body: { handle, email: `${handle}@example.com`, password: 'a long password' },
  });
async function appPassword(name: string, privileged: boolean): Promise<string> {
  const body = { name, privileged };
  const told = await call<{ password: string }>('com.atproto.server.createAppPassword', {
    ...{ as: shop, body },
  });
  return told.password;
}
const collection = 'app.bsky.feed.post';
const post = async (as: Person, text: string, reply?: { root: Ref; parent: Ref }): Promise<Ref> => {
  const { uri, cid } = await call<Ref>('com.atproto.repo.createRecord', {
    as,
    body: {
      ...{ repo: as.did, collection },
      record: {
        $type: collection,
        text,
        createdAt: new Date().toISOString(),
        ...(reply && { reply }),
      },
    },
  });
  return { uri, cid };
};
const recordAt = (uri: string) => {
  const [repo = '', kind = '', rkey = ''] = uri.replace('at://', '').split('/');
  return call<Ref & { value: Record<string, unknown> }>('com.atproto.repo.getRecord', {
    query: { repo, collection: kind, rkey },
  });
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'careline-pds-'));
  directory = plc.PlcServer.create({ db: plc.Database.mock() });
  const listening = await directory.start();
  const { port: plcPort } = listening.address() as AddressInfo;
  const port = await freePort();
  const env = {
    ...{ port, hostname: 'localhost', devMode: true, inviteRequired: false },
    ...{ dataDirectory: folder, blobstoreDiskLocation: join(folder, 'blobs') },
    ...{ didPlcUrl: `http://127.0.0.1:${String(plcPort)}`, serviceHandleDomains: ['.test'] },
    ...{ rateLimitsEnabled: true, disableSsrfProtection: true },
    jwtSecret: randomBytes(16).toString('hex'),
    dpopSecret: randomBytes(32).toString('hex'),
    adminPassword: randomBytes(16).toString('hex'),
    plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString('hex'),
  };
  server = await PDS.create(envToCfg(env), envToSecrets(env));
  // Where the service of direct messages is, is told by the public internet, which is not here: what it gets is looked at.
  await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve));
  const { did: resolver } = server.ctx.idResolver;
  const resolve = resolver.resolve.bind(resolver);
  const id = 'did:web:api.bsky.chat';
  const serviceEndpoint = `http://127.0.0.1:${String((chat.address() as AddressInfo).port)}`;
  const service = [{ id: '#bsky_chat', type: 'BskyChatService', serviceEndpoint }];
  resolver.resolve = (did, force) =>
    did === id ? Promise.resolve({ id, service }) : resolve(did, force);
  await server.start();
  baseUrl = `http://127.0.0.1:${String(port)}`;
  shop = await joins('boxes-desk.test');
  ana = await joins('ana-silva.test');
  account = {
    ...{ id: 'peer', platform: 'bluesky', externalId: shop.did, baseUrl },
    credentials: { identifier: 'boxes-desk.test', appPassword: await appPassword('desk', true) },
    ...{ webhookSecrets: [], humanAgentApproved: false },
  };
});
after(async () => {
  await server.destroy();
  await directory.destroy();
  chat.close();
  chat.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const outbound = (content: string, parent: Ref, more: Partial<OutboundMessage> = {}) => ({
  ...{ id: '0d2c2f6e-1111-4222-8333-944455556666', recipientExternalId: ana.did, content },
  ...{ threadKey: 'tree', source: 'comment' as const, attachments: [], isHuman: true },
  ...{ submittedAt: Date.now(), answers: { platformMessageId: parent.uri } },
  ...more,
});

test('an app password without direct messages is told so, in the server’s own words', async () => {
  const credentials = {
    identifier: 'boxes-desk.test',
    appPassword: await appPassword('plain', false),
  };
  const found = await bluesky.life.check({ ...account, id: 'plain', credentials }, within());
  equal(found.externalId, shop.did);
  equal(found.name, 'boxes-desk.test');
  deepEqual(
    found.lacking.map(({ feature }) => feature),
    ['messages', 'reviews'],
  );
});

test('one with direct messages is let through to their service, in the account’s name', async () => {
  const found = await bluesky.life.check(account, within());
  deepEqual(
    found.lacking.map(({ feature }) => feature),
    ['reviews'],
  );
  const [asked] = chatAsked;
  equal(asked?.url, '/xrpc/chat.bsky.convo.listConvos?limit=1');
  const [, claims = ''] = asked?.headers.authorization?.split('.') ?? [];
  const { iss, lxm } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object &
    Record<string, string>;
  deepEqual({ iss, lxm }, { iss: shop.did, lxm: 'chat.bsky.convo.listConvos' });
});

test('a wrong password is a dead token', async () => {
  const credentials = { identifier: 'boxes-desk.test', appPassword: 'aaaa-bbbb-cccc-dddd' };
  await rejects(bluesky.life.check({ ...account, id: 'wrong', credentials }, within()), {
    code: 'token_dead',
  });
});

test('a reply names the post and its root; the same again is the same record', async () => {
  const root = await post(shop, 'Launch day');
  const asked = await post(ana, 'When exactly?', { root, parent: root });
  const usages: RateUsage[] = [];
  const onUsage = (usage: RateUsage) => usages.push(usage);
  const message = outbound('At noon: https://shop.example/launch #launch', asked);
  const sent = await bluesky.send(account, message, { ...within(), onUsage });
  ok(sent.kind === 'sent', JSON.stringify(sent));
  const record = await recordAt(sent.platformMessageId);
  deepEqual(record.value['reply'], { root, parent: asked });
  equal(record.value['text'], message.content);
  equal((record.value['facets'] as unknown[]).length, 2);
  const again = await bluesky.send(account, message, within());
  deepEqual({ ...again, at: sent.at }, sent);
  equal((await recordAt(sent.platformMessageId)).cid, record.cid);
  deepEqual(await bluesky.reconcile(account, message, within()), {
    ...{ platformMessageId: sent.platformMessageId, at: message.submittedAt },
  });
  ok(usages.length > 0 && usages.every(({ used }) => used >= 0 && used <= 1));

  const deep = await post(ana, 'And where?', {
    root,
    parent: { uri: sent.platformMessageId, cid: record.cid },
  });
  const second = await bluesky.send(account, outbound('Here.', deep, { id: 'other' }), within());
  ok(second.kind === 'sent');
  deepEqual((await recordAt(second.platformMessageId)).value['reply'], { root, parent: deep });
});

test('what was never written is not found; a post that is gone is not answered', async () => {
  const asked = await post(ana, 'Hello?');
  const message = outbound('Hi', asked, { id: 'never' });
  equal(await bluesky.reconcile(account, message, within()), undefined);
  const [, , , , rkey = ''] = asked.uri.split('/');
  await call('com.atproto.repo.deleteRecord', {
    ...{ as: ana, body: { repo: ana.did, collection, rkey } },
  });
  const outcome = await bluesky.send(account, message, within());
  ok(outcome.kind === 'refused' && outcome.failure.code === 'post_gone', JSON.stringify(outcome));
});

test('the server counts a text as we do', async () => {
  const asked = await post(ana, 'How long?');
  const family = '👨‍👩‍👧‍👦';
  for (const [content, kind] of [
    ['é'.repeat(300), 'sent'],
    [family.repeat(110), 'sent'],
    ['é'.repeat(301), 'refused'],
    [family.repeat(130), 'refused'],
  ] as const) {
    const message = outbound(content, asked, { id: content });
    equal((await bluesky.send(account, message, within())).kind, kind);
    const record = { $type: collection, text: content, createdAt: new Date().toISOString() };
    const written = call('com.atproto.repo.createRecord', {
      ...{ as: shop, body: { repo: shop.did, collection, record } },
    });
    if (kind === 'sent') await written;
    else await rejects(written, /400/);
  }
});

test('what we wrote elsewhere is an echo that belongs with what it answers', async () => {
  const asked = await post(ana, 'Anybody?');
  const since = Date.now() - 1_000;
  const own = await post(shop, 'By hand', { root: asked, parent: asked });
  await post(shop, 'To nobody');
  const records = (await ownRecords(account, since, within())).map(({ record }) => record);
  const body = Buffer.from(JSON.stringify({ did: shop.did, records }));
  const { events } = bluesky.receive(body, shop.did);
  const told = events.map(({ event }) => ({ kind: event.kind, belongsWith: event.belongsWith }));
  deepEqual(
    told.filter(({ belongsWith }) => belongsWith?.includes(asked.uri)),
    [{ kind: 'echo', belongsWith: [own.uri, asked.uri] }],
  );
});

test('answers are hidden and shown again by the post’s gate; own posts are deleted', async () => {
  const root = await post(shop, 'Be nice');
  const bad = await post(ana, '!!!', { root, parent: root });
  const wish = {
    ...{ id: 'w', source: 'comment' as const, platformMessageId: bad.uri },
    ...{ about: { postId: root.uri }, customerExternalId: ana.did },
  };
  const gate = root.uri.replace(collection, 'app.bsky.feed.threadgate');
  deepEqual(await bluesky.moderate(account, { ...wish, action: 'hide' }, within()), {
    kind: 'done',
  });
  deepEqual((await recordAt(gate)).value['hiddenReplies'], [bad.uri]);
  deepEqual(await bluesky.moderate(account, { ...wish, action: 'hide' }, within()), {
    kind: 'done',
  });
  deepEqual(await bluesky.moderate(account, { ...wish, action: 'unhide' }, within()), {
    kind: 'done',
  });
  deepEqual((await recordAt(gate)).value['hiddenReplies'], []);
  const own = { ...wish, action: 'delete_own' as const, platformMessageId: root.uri };
  deepEqual(await bluesky.moderate(account, own, within()), { kind: 'done' });
  deepEqual(await bluesky.moderate(account, own, within()), { kind: 'done' });
  await rejects(recordAt(root.uri), /400/);
});

test('a picture is brought there, and the post shows it', async () => {
  const asked = await post(ana, 'Show me');
  const dot =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const bytes = Buffer.from(dot, 'base64');
  const attachment = {
    ...{ kind: 'image' as const, deskFileId: 'f', mimeType: 'image/png', name: 'A dot' },
    size: bytes.length,
  };
  const message = outbound('Here', asked, { id: 'picture', attachments: [attachment] });
  const open = async function* () {
    yield await Promise.resolve(bytes);
  };
  const brought = await bluesky.upload?.(account, message, { attachment, open }, within());
  ok(brought?.kind === 'uploaded', JSON.stringify(brought));
  const withIt = { ...message, attachments: [{ ...attachment, handle: brought.handle }] };
  const sent = await bluesky.send(account, withIt, within());
  ok(sent.kind === 'sent', JSON.stringify(sent));
  const { embed } = (await recordAt(sent.platformMessageId)).value as {
    embed?: { images?: { alt: string; image: { ref: { $link: string } } }[] };
  };
  const [image] = embed?.images ?? [];
  equal(image?.alt, 'A dot');
  const query = new URLSearchParams({ did: shop.did, cid: image?.image.ref.$link ?? '' });
  const blob = await fetch(`${baseUrl}/xrpc/com.atproto.sync.getBlob?${query.toString()}`);
  deepEqual(Buffer.from(await blob.arrayBuffer()), bytes);
});

test('who somebody is comes from their record, where no service shows profiles', async () => {
  const body = {
    ...{ repo: ana.did, collection: 'app.bsky.actor.profile', rkey: 'self' },
    record: { $type: 'app.bsky.actor.profile', displayName: 'Ana' },
  };
  await call('com.atproto.repo.putRecord', { as: ana, body });
  deepEqual(await bluesky.fetchProfile(account, ana.did, within()), { name: 'Ana' });
});

test('a session goes on when its tokens are void, and ends with the app password', async () => {
  const asked = await post(ana, 'Still there?');
  const credentials = {
    identifier: 'boxes-desk.test',
    appPassword: await appPassword('brief', true),
  };
  const brief = { ...account, id: 'brief', credentials };
  const send = (id: string) => bluesky.send(brief, outbound('Yes', asked, { id }), within());
  equal((await send('first')).kind, 'sent');
  // Takes every session of the account by this app password with it.
  await call('com.atproto.server.revokeAppPassword', { as: shop, body: { name: 'brief' } });
  // The access token is good until it expires; a new session is refused.
  const other = { ...brief, id: 'again' };
  const outcome = await bluesky.send(other, outbound('Yes', asked, { id: 'second' }), within());
  ok(outcome.kind === 'refused' && outcome.failure.code === 'token_dead', JSON.stringify(outcome));
});
