/** Bluesky's own client against the sandbox: what the library takes for Bluesky is Bluesky enough. */
import { AtpAgent } from '@atproto/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountKinds } from '../../sandbox/accounts.ts';
import { startTestSandbox, type TestSandbox } from './support/sandbox.ts';

const { demo } = accountKinds.bluesky;
const { identifier = '', appPassword = '' } = demo.credentials;
const [ana, ben] = ['did:plc:ana222222222222222222222', 'did:plc:ben222222222222222222222'];
let sandbox: TestSandbox;
let now = Date.now();

beforeAll(async () => {
  sandbox = await startTestSandbox({ now: () => now });
});
afterAll(() => sandbox.close());

/** The library drops the path of an address: the sandbox's is put back. */
const fetchThere: typeof fetch = (input, init) => {
  const request = new Request(input, init);
  const { pathname, search } = new URL(request.url);
  return fetch(new Request(`${sandbox.url}/bluesky${pathname}${search}`, request));
};
async function agentOf(password = appPassword): Promise<AtpAgent> {
  const agent = new AtpAgent({ service: sandbox.url, fetch: fetchThere });
  await agent.login({ identifier, password });
  return agent;
}
const chatOf = (agent: AtpAgent) => agent.withProxy('bsky_chat', 'did:web:api.bsky.chat');
const refused = (error: string, status = 400) => ({ error, status });

describe('sessions', () => {
  test('are begun by app password, renewed, and each refresh token is used once', async () => {
    const agent = await agentOf();
    expect(agent.session).toMatchObject({ did: demo.externalId, handle: identifier });
    await sandbox.call('PATCH', '/sandbox/bluesky/access', { tokensExpireInSeconds: 0 });
    // The library renews by itself.
    const { data } = await agent.getProfile({ actor: demo.externalId });
    expect(data.displayName).toBe(demo.name);
    await expect(agentOf('wrong')).rejects.toMatchObject(refused('AuthenticationRequired', 401));
    const old = agent.session?.refreshJwt ?? '';
    await agent.resumeSession({ ...agent.session!, refreshJwt: old });
    now += 3 * 60 * 60_000;
    const again = agent.resumeSession({ ...agent.session!, refreshJwt: old });
    await expect(again).rejects.toMatchObject(refused('ExpiredToken'));
  });

  test('without permission for direct messages are told so; without a token nobody gets in', async () => {
    await sandbox.call('PATCH', '/sandbox/bluesky/access', { isPrivileged: false });
    const plain = await agentOf();
    const chat = chatOf(plain).chat.bsky.convo.listConvos();
    await expect(chat).rejects.toMatchObject({
      ...refused('InvalidToken'),
      message: expect.stringContaining('Bad token') as string,
    });
    await sandbox.call('PATCH', '/sandbox/bluesky/access', { isPrivileged: true });
    const path = '/bluesky/xrpc/app.bsky.notification.listNotifications';
    expect(await sandbox.call('GET', path)).toMatchObject({
      ...{ status: 401, body: { error: 'AuthMissing' } },
    });
    const unknown = await sandbox.call('GET', '/bluesky/xrpc/app.bsky.feed.nothing');
    expect(unknown).toMatchObject({ status: 501, body: { error: 'MethodNotImplemented' } });
  });

  test('are not begun more often than thirty times in five minutes', async () => {
    now += 60 * 60_000;
    const statuses = new Set<number>();
    for (let n = 0; n < 31; n += 1) {
      const body = { identifier, password: 'wrong' };
      const path = '/bluesky/xrpc/com.atproto.server.createSession';
      statuses.add((await sandbox.call('POST', path, body)).status);
    }
    expect([...statuses]).toEqual([401, 429]);
    now += 60 * 60_000;
  });
});

describe('records', () => {
  const collection = 'app.bsky.feed.post';
  const text = (length: number) => ({ text: 'é'.repeat(length) });
  const put = (agent: AtpAgent, rkey: string, record: object, more: object = {}) =>
    agent.com.atproto.repo.putRecord({
      ...{ repo: demo.externalId, collection, rkey },
      record: { $type: collection, createdAt: '2026-11-27T20:00:00.000Z', ...record },
      ...more,
    });

  test('again are the same; what they say is counted as people see it', async () => {
    const agent = await agentOf();
    const [first, again] = [
      await put(agent, '3lk2222222222', text(300)),
      await put(agent, '3lk2222222222', text(300)),
    ];
    expect(again.data).toMatchObject({ uri: first.data.uri, cid: first.data.cid });
    expect(first.headers).toMatchObject({ 'ratelimit-policy': expect.any(String) as string });
    for (const [record, words] of [
      [text(301), /300 graphemes/],
      [{ text: '👨‍👩‍👧‍👦'.repeat(130) }, /3000 characters/],
      [{ text: 'x', createdAt: 'today' }, /createdAt/],
      [{ text: 'x', reply: { root: {} } }, /reply/],
      [{ ...text(3), facets: [{ index: { byteStart: 0, byteEnd: 7 }, features: [] }] }, /facets/],
    ] as const) {
      const refusal = put(agent, '3lk2222222223', record);
      await expect(refusal).rejects.toMatchObject({
        ...{ error: 'InvalidRequest', message: expect.stringMatching(words) as string },
      });
    }
    await expect(put(agent, 'mine', text(3))).rejects.toMatchObject(refused('InvalidRequest'));
    await expect(put(agent, '3lk2222222222', text(2), { swapRecord: null })).rejects.toMatchObject(
      refused('InvalidSwap'),
    );
    await expect(put(agent, '3lk2222222224', text(2), { repo: ana })).rejects.toMatchObject({
      status: 401,
    });
  });

  test('of pictures have their limits', async () => {
    const agent = await agentOf();
    const upload = async (size: number, encoding = 'image/png') =>
      (await agent.uploadBlob(new Uint8Array(size).fill(7), { encoding })).data.blob;
    const show = (blob: unknown, rkey: string) =>
      put(agent, rkey, {
        text: '',
        embed: { $type: 'app.bsky.embed.images', images: [{ alt: '', image: blob }] },
      });
    await show(await upload(10), '3lk2222222225');
    for (const [blob, words] of [
      [await upload(2_000_001), /too large/],
      [await upload(11, 'video/mp4'), /image\/\*/],
    ] as const) {
      await expect(show(blob, '3lk2222222226')).rejects.toMatchObject({
        message: expect.stringMatching(words) as string,
      });
    }
  });
});

describe('what is told', () => {
  test('notifications come newest first, page by page, of the reasons asked for', async () => {
    const agent = await agentOf();
    for (const [customer, kind, words] of [
      [ana, 'comment', 'one'],
      [ben, 'mention', 'two'],
      [ana, 'mention', 'three'],
    ] as const) {
      now += 1000;
      await sandbox.inbound('bluesky', { customer, kind, text: words });
    }
    const list = async (query: object) => (await agent.listNotifications(query)).data;
    const first = await list({ limit: 2 });
    const rest = await list({ limit: 2, cursor: first.cursor });
    const textOf = ({ record }: { record: object }) => (record as { text: string }).text;
    expect([...first.notifications, ...rest.notifications].map(textOf)).toEqual([
      ...['three', 'two', 'one'],
    ]);
    expect(rest.cursor).toBeUndefined();
    const { notifications } = await list({ reasons: ['reply'] });
    expect(notifications.map(({ reason }) => reason)).toEqual(['reply']);
    const { data } = await agent.getPosts({ uris: first.notifications.map(({ uri }) => uri) });
    expect(data.posts.map(({ cid }) => cid)).toEqual(first.notifications.map(({ cid }) => cid));
  });

  test('the log of the chat goes on where it was read to', async () => {
    const chat = chatOf(await agentOf()).chat.bsky.convo;
    const { cursor = '' } = (await chat.getLog()).data;
    await sandbox.inbound('bluesky', { customer: ana, text: 'Hello' });
    const told = (await chat.getLog({ cursor })).data;
    expect(told.logs).toMatchObject([
      { $type: 'chat.bsky.convo.defs#logCreateMessage', message: { text: 'Hello' } },
    ]);
    expect((await chat.getLog({ cursor: told.cursor ?? '' })).data.logs).toEqual([]);
    const { convo } = (await chat.getConvoForMembers({ members: [ana] })).data;
    expect(convo).toMatchObject({ status: 'request', unreadCount: 1 });
    await chat.acceptConvo({ convoId: convo.id });
    const said = await chat.sendMessage({ convoId: convo.id, message: { text: 'Hi' } });
    const { messages } = (await chat.getMessages({ convoId: convo.id })).data;
    expect(messages.map((it) => ('id' in it ? it.id : ''))[0]).toBe(said.data.id);
    await chat.updateRead({ convoId: convo.id });
    expect((await chat.getConvo({ convoId: convo.id })).data.convo).toMatchObject({
      ...{ status: 'accepted', unreadCount: 0 },
    });
    const long = { convoId: convo.id, message: { text: 'é'.repeat(1001) } };
    await expect(chat.sendMessage(long)).rejects.toMatchObject(refused('InvalidRequest'));
    await expect(chat.getConvoForMembers({ members: [ben] })).rejects.toMatchObject(
      refused('NotFollowedBySender'),
    );
  });
});
