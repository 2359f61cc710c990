/** What the sandbox's own page is served and asks for. */
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countersOf } from '../../sandbox/live/counters.ts';
import type { LedgerLine } from '../../sandbox/model.ts';
import { eventually, startFakeDesk } from './support/desk.ts';
import type { FakeDesk } from './support/desk.ts';
import { startTestSandbox } from './support/sandbox.ts';
import type { Answer, TestSandbox } from './support/sandbox.ts';
import { listen } from './support/stream.ts';

let desk: FakeDesk;
let sandbox: TestSandbox;
beforeEach(async () => {
  desk = await startFakeDesk();
  sandbox = await startTestSandbox({
    webhookBaseUrl: desk.url,
    desk: { url: desk.url, token: 'care_reads' },
  });
});
afterEach(async () => {
  await sandbox.close();
  await desk.close();
});

const get = async (path: string) => (await sandbox.call('GET', `/sandbox/${path}`)).body;
const chatOf = (platform: string, customer: string) =>
  get(`platforms/${platform}/chats/${encodeURIComponent(customer)}`);
const feedOf = (platform: string) => get(`platforms/${platform}/feed`);

describe('the page', () => {
  test('is held by the browser to its own files and to text', async () => {
    const page = await fetch(sandbox.url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('brings all that it names', async () => {
    const html = await (await fetch(sandbox.url)).text();
    const named = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => String(path));
    expect(named.length).toBeGreaterThan(1);
    for (const path of named) expect((await fetch(sandbox.url + path)).status).toBe(200);
    expect((await fetch(`${sandbox.url}/../package.json`)).status).toBe(404);
  });

  test('has no power over what customers attach, nor that over it', async () => {
    const html = Buffer.from('<script>alert(1)</script>').toString('base64');
    const attachments = [{ kind: 'file', name: 'a.html', mimeType: 'text/html', base64: html }];
    await sandbox.inbound('facebook', { customer: '2400001', text: '', attachments });
    const [message] = (await chatOf('facebook', '2400001'))['messages']!;
    const src = String(message!['pictures']![0]!['src']);
    expect((await fetch(sandbox.url + src)).status).toBe(404);
    const media = await fetch(sandbox.url + src.replace('pictures', 'media'));
    expect(media.headers.get('content-security-policy')).toContain('sandbox');
  });
});

test('says what one can do on each platform, and who one may be', async () => {
  const data = (await get('platforms'))['data']!;
  const byName = Object.fromEntries(data.map((it) => [it['name'], it]));
  expect(byName['linkedin']).toMatchObject({ sources: ['comment', 'mention'] });
  expect(byName['facebook']).toMatchObject({ chat: { edits: true, unsends: false } });
  expect(byName['instagram']).toMatchObject({ chat: { unsends: true, stories: true } });
  const people = (await get('platforms/telegram/people'))['data']!;
  expect(people.map((it) => it['name'])).toContain('Katrin Vogel');
});

describe.each(['facebook', 'instagram', 'x', 'linkedin', 'bluesky', 'telegram'])(
  'on %s',
  (name) => {
    test('an invented person comments, mentions, writes or reviews as the platform lets them', async () => {
      const path = `/sandbox/platforms/${name}/people`;
      const { status, body: person } = await sandbox.call('POST', path, { name: 'Zoë Ålund' });
      expect(status).toBe(201);
      const { sources } = (await get('platforms'))['data']!.find((it) => it['name'] === name)!;
      const customer = { id: String(person['id']), name: 'Zoë Ålund' };
      for (const kind of sources as string[]) {
        const said = { customer, kind, text: `A ${kind}`, ...(kind === 'review' && { stars: 2 }) };
        expect((await sandbox.inbound(name, said)).status).toBe(202);
      }
      const people = (await get(`platforms/${name}/people`))['data']!;
      expect(people[0]).toMatchObject({ name: 'Zoë Ålund', lastAt: expect.any(Number) });
      const posts = (await feedOf(name))['posts']!;
      const texts = posts.flatMap((it) => [it['text'], ...it['comments']!.map((c) => c['text'])]);
      for (const kind of sources as string[]) {
        if (kind !== 'dm') expect(texts).toContain(`A ${kind}`);
      }
      if ((sources as string[]).includes('dm')) {
        expect((await chatOf(name, customer.id))['messages']).toMatchObject([{ text: 'A dm' }]);
      }
      if (name === 'facebook') {
        expect(posts.find((it) => it['review'])).toMatchObject({ review: { stars: 2 } });
        await eventually(() =>
          desk.received.find(({ body }) =>
            /"recommendation_type":"NEGATIVE","rating":2/.test(body),
          ),
        );
      }
    });
  },
);

test('a reply is on its way, on the phone, read', async () => {
  await sandbox.inbound('telegram', { customer: '5001', text: 'Hi' });
  const stream = await listen(sandbox.url);
  await sandbox.botMethod('sendMessage', { chat_id: 5001, text: 'Hello' });
  const ticks = async () => (await chatOf('telegram', '5001'))['messages']![1]?.['ticks'];
  expect(await ticks()).toBe('sent');
  await stream.heard<{ chats: string[] }>('changed', ({ chats }) =>
    chats.includes('telegram/5001'),
  );
  await eventually(async () => (await ticks()) === 'delivered');
  await sandbox.call('POST', '/sandbox/customers/telegram/5001/read', {});
  expect(await ticks()).toBe('read');
  stream.close();
});

test('edits, unsends and reactions show in the chat as such', async () => {
  const { body } = await sandbox.inbound('instagram', { customer: '179001', text: 'Hi' });
  const id = body['platformMessageId'];
  await sandbox.inbound('instagram', { customer: '179001', edit: id, text: 'Hello' });
  await sandbox.inbound('instagram', { customer: '179001', reaction: { to: id, emoji: '❤' } });
  expect((await chatOf('instagram', '179001'))['messages']).toMatchObject([
    { text: 'Hello', isEdited: true, reactions: ['❤'] },
  ]);
  await sandbox.inbound('instagram', { customer: '179001', remove: id });
  expect((await chatOf('instagram', '179001'))['messages']).toMatchObject([
    { text: '', isUnsent: true },
  ]);
});

test('the stream tells of public words too, and of nothing to those who left', async () => {
  const stream = await listen(sandbox.url);
  expect(stream.headers.get('content-type')).toBe('text/event-stream');
  await sandbox.inbound('facebook', { customer: '2400001', kind: 'comment', text: 'Nice' });
  await stream.heard<{ feeds: string[] }>('changed', ({ feeds }) => feeds.includes('facebook'));
  stream.close();
});

test('the crowd goes on and off, at the pace one sets', async () => {
  const stream = await listen(sandbox.url);
  await stream.heard<Answer>('status', (it) => it['crowd']?.['isOn'] === false);
  await sandbox.call('PATCH', '/sandbox/crowd', { isOn: true, rate: 3000 });
  await eventually(() => desk.received.length > 2, 10_000);
  await stream.heard<Answer>('status', (it) => it['crowd']?.['rate'] === 3000);
  await sandbox.call('PATCH', '/sandbox/crowd', { isOn: false });
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { length } = desk.received;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(desk.received.length).toBe(length);
  expect((await sandbox.call('PATCH', '/sandbox/crowd', { rate: -1 })).status).toBe(400);
  stream.close();
});

test('a dead token is said in each platform’s words, until it is well again', async () => {
  await sandbox.inbound('telegram', { customer: '5001', text: 'Hi' });
  await sandbox.call('POST', '/sandbox/faults', { kind: 'token_dead' });
  const send = () => sandbox.botMethod('sendMessage', { chat_id: 5001, text: 'Hello' });
  expect((await send()).status).toBe(401);
  const page = await sandbox.sendAsPage('2400001', 'Hello');
  expect(page.body['error']).toMatchObject({ code: 190, error_subcode: 460 });
  await sandbox.call('DELETE', '/sandbox/faults');
  expect((await send()).status).toBe(200);
});

describe('the counters', () => {
  let told: object[] = [];
  beforeEach(() => {
    told = [];
    desk.answerGetsWith((path) =>
      path.startsWith('/api/v1/inbox/counts?since=')
        ? { status: 200, body: { data: told } }
        : { status: 404, body: {} },
    );
  });
  const counted = (of: object) => ({
    ...{ platform: 'telegram', received: 0, applied: 0, deadLetters: 0, sent: 0, ...of },
  });
  const agree = async (expected: object) => {
    const stream = await listen(sandbox.url);
    await stream.heard<{ counters?: Record<string, unknown> }>('status', ({ counters }) =>
      Object.entries(expected).every(([key, value]) => counters?.[key] === value),
    );
    stream.close();
  };

  test('are right after an answer was lost: one in the ledger, none doubled', async () => {
    await sandbox.inbound('telegram', { customer: '5001', text: 'Hi' });
    await eventually(() => desk.received.length === 1);
    told = [counted({ received: 1, applied: 1, sent: 1 })];
    const fault = { kind: 'accept_then_drop', endpoint: 'send', count: 1 };
    await sandbox.call('POST', '/sandbox/faults', fault);
    await expect(
      sandbox.botMethod('sendMessage', { chat_id: 5001, text: 'Yes' }),
    ).rejects.toThrow();
    await agree({ accepted: 1, applied: 1, lost: 0, doubled: 0, isFresh: true });
    // A desk that sent it again, though it is one reply, would be seen.
    await sandbox.botMethod('sendMessage', { chat_id: 5001, text: 'Yes' });
    await agree({ doubled: 1 });
    // Two replies with the same words are two replies.
    told = [counted({ received: 1, applied: 1, sent: 2 })];
    await agree({ doubled: 0 });
  });

  test('show what was acknowledged and is nowhere', async () => {
    await sandbox.inbound('telegram', { customer: '5001', text: 'one' });
    await sandbox.inbound('telegram', { customer: '5002', text: 'two' });
    told = [counted({ received: 1 })];
    await agree({ accepted: 2, applied: 0, lost: 1 });
    told = [counted({ received: 1, deadLetters: 1 })];
    await agree({ accepted: 2, lost: 0 });
  });

  test('say so when the desk does not answer', async () => {
    desk.answerGetsWith(() => ({ status: 503, body: {} }));
    await agree({ isFresh: false });
  });

  test('what platforms name is one reply by its name', () => {
    const line = (metadata: string) => ({ platform: 'facebook', metadata, attachments: [] });
    const ledger = [line('a'), line('b'), line('a')] as unknown as LedgerLine[];
    const counts = { platform: 'facebook', received: 0, applied: 0, deadLetters: 0, sent: 2 };
    expect(countersOf(new Map(), ledger, [counts]).doubled).toBe(1);
  });
});

describe('killing', () => {
  test('has no door where nobody supervises', async () => {
    const stream = await listen(sandbox.url);
    const status = await stream.heard<Answer>('status', () => true);
    expect(status['processes']).toBeUndefined();
    expect((await sandbox.call('POST', '/sandbox/processes/api/kill', {})).status).toBe(404);
    stream.close();
  });

  test('goes to the supervisor with its token, and to nobody else', async () => {
    const asked: (string | undefined)[] = [];
    const supervisor = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      const isKnown = request.url !== '/processes/nobody/kill';
      response.writeHead(request.method === 'GET' ? 200 : isKnown ? 202 : 404);
      response.end(request.method === 'GET' ? '{"data":[]}' : '');
    });
    await new Promise<void>((resolve) => supervisor.listen(0, '127.0.0.1', resolve));
    const { port } = supervisor.address() as { port: number };
    const control = { url: `http://127.0.0.1:${port}`, token: 'secret' };
    const other = await startTestSandbox({ desk: { url: desk.url, control } });
    expect((await other.call('POST', '/sandbox/processes/postgres/kill', {})).status).toBe(202);
    expect((await other.call('POST', '/sandbox/processes/nobody/kill', {})).status).toBe(404);
    expect(asked[0]).toBe('POST /processes/postgres/kill Bearer secret');
    const stream = await listen(other.url);
    const status = await stream.heard<Answer>('status', () => true);
    expect(JSON.stringify(status)).not.toContain('secret');
    stream.close();
    await other.close();
    supervisor.close();
  });
});
