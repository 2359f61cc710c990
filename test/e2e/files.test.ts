/** Files both ways on every simulated platform that has them, through a whole desk, and through a crash in the middle. */
import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlatformName, Source } from '../../channels/channel.ts';
import { channelOf } from '../../channels/index.ts';
import { samples } from '../../sandbox/control/samples.ts';
import { png } from '../files/support.ts';
import { ask, call, until } from '../support/client.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';

interface Attachment {
  kind: string;
  fileId?: string;
  url?: string;
  status?: string;
  mimeType?: string;
}
interface Message {
  id: string;
  direction: string;
  content: string;
  deliveryStatus: string;
  attachments: Attachment[];
  platformMessageId?: string;
}

let desk: RunningDesk;
let pool: Pool;
let token: string;
beforeAll(async () => {
  desk = await startDesk();
  pool = new Pool({ connectionString: desk.databaseUrl, max: 2 });
  token = desk.credentials.adminToken;
}, 180_000);
afterAll(async () => {
  await pool.end();
  await desk.stop();
}, 60_000);

const sandbox = <T>(method: string, path: string, body?: unknown) =>
  ask<T>(desk.sandbox, method, `/sandbox${path}`, body === undefined ? {} : { body });
const bytesAt = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};

/** A picture that no other is. */
const picture = (mark: string) => Buffer.concat([png, Buffer.from(mark)]);

interface Case {
  platform: PlatformName;
  source: Source;
  customer: string;
  /** The platform's first one when absent. */
  account?: string;
}
/** Where customers attach something. LinkedIn tells of pictures only by saying nothing else. */
const cases: Case[] = [
  { platform: 'facebook', source: 'dm', customer: '8100001' },
  { platform: 'facebook', source: 'comment', customer: '8100002' },
  { platform: 'instagram', source: 'dm', customer: '8100003' },
  { platform: 'telegram', source: 'dm', customer: '8100004' },
  { platform: 'x', source: 'dm', customer: '8100005' },
  { platform: 'x', source: 'comment', customer: '8100006' },
  { platform: 'x', source: 'mention', customer: '8100007' },
  { platform: 'linkedin', source: 'comment', customer: 'urn:li:person:files-8' },
  { platform: 'bluesky', source: 'comment', customer: 'did:plc:files234567abcdefghijklm' },
];

const write = (it: Case, files: object[], text = '') => {
  const { platform, source: kind, customer: id, account } = it;
  return sandbox('POST', `/${platform}/inbound`, {
    ...{ kind, account, customer: { id, name: `Customer ${id}` }, text, attachments: files },
  });
};
const conversationOf = async ({ platform, source, customer }: Case) => {
  const { rows } = await pool.query<{ id: string }>(
    `select c.id from conversations c join threads t on t.id = c.thread_id
      where t.customer_external_id = $1 and c.platform = $2 and c.source = $3`,
    [customer, platform, source],
  );
  return rows[0]?.id;
};
const messagesOf = async (it: Case): Promise<Message[]> => {
  const id = await conversationOf(it);
  if (id === undefined) return [];
  return (await desk.asAdmin<{ data: Message[] }>('GET', `/conversations/${id}/messages?limit=100`))
    .data;
};
const filesIn = (messages: Message[], direction: string) =>
  messages.filter((it) => it.direction === direction).flatMap(({ attachments }) => attachments);
const stored = (it: Case, count: number) =>
  until(
    async () => filesIn(await messagesOf(it), 'inbound'),
    (files) => files.length === count && files.every(({ status }) => status === 'stored'),
    60_000,
  );
const ofDesk = async ({ url = '' }: Attachment) =>
  bytesAt(desk.api + url, { authorization: `Bearer ${token}` });

const upload = async (bytes: Buffer, name: string) => {
  const response = await fetch(`${desk.api}/api/v1/files?name=${name}`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${token}` }, body: bytes },
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { fileId: string }).fileId;
};

/** What is told of one place is told in order, of several at once. */
const inOrder = { concurrent: false, timeout: 90_000 };

describe.concurrent.each(cases)('$platform, $source', (it) => {
  const mark = `${it.platform}/${it.source}`;
  const limit = channelOf(it.platform)?.capabilities.attachments[it.source];

  test(
    'what a customer attaches is here, byte by byte, and goes out as a download',
    inOrder,
    async () => {
      const base64 = picture(mark).toString('base64');
      await write(it, [{ kind: 'image', base64 }], it.platform === 'linkedin' ? '' : `See ${mark}`);
      const [file] = await stored(it, 1);
      expect(file).toMatchObject({ kind: 'image', mimeType: 'image/png' });
      const { response, bytes } = await ofDesk(file ?? { kind: '' });
      expect(bytes).toEqual(picture(mark));
      expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect((await bytesAt(desk.api + (file?.url ?? ''))).response.status).toBe(401);
    },
  );

  const reply = async (files: string[], content: string) =>
    call<Message>(
      ...([
        desk.api,
        'POST',
        `/api/v1/conversations/${(await conversationOf(it)) ?? ''}/messages`,
      ] as const),
      { token, body: { content, attachments: files.map((fileId) => ({ fileId })), force: true } },
    );
  /** What the platform has of the account's, in its order. */
  const there = async () => {
    const { data } = await sandbox<{
      data: { customer: string; platform: string; attachments: { fileId: string }[] }[];
    }>('GET', `/ledger?platform=${it.platform}`);
    const files = data
      .filter(({ customer }) => customer === it.customer)
      .flatMap(({ attachments }) => attachments);
    return Promise.all(
      files.map(
        async ({ fileId }) => (await bytesAt(`${desk.sandbox}/sandbox/media/${fileId}`)).bytes,
      ),
    );
  };
  const arrived = async (files: Buffer[]) => {
    const messages = await until(
      () => messagesOf(it),
      (all) =>
        all
          .filter(({ direction }) => direction === 'outbound')
          .every(({ deliveryStatus }) => ['sent', 'delivered', 'read'].includes(deliveryStatus)),
      60_000,
    );
    expect(await there()).toEqual(files);
    expect(filesIn(messages, 'outbound')).toHaveLength(files.length);
  };

  test.runIf(limit)('what an agent attaches arrives byte by byte, each once', inOrder, async () => {
    const files = [picture(`first of ${mark}`), picture(`second of ${mark}`)];
    const ids = [
      await upload(files[0] ?? png, 'one.png'),
      await upload(files[1] ?? png, 'two.png'),
    ];
    expect((await reply(ids, `Both of ${mark}`)).status).toBe(200);
    await arrived(files);
    // X works on films for a while, the others take them as they are.
    if (!limit?.kinds.includes('video')) return;
    const film = await upload(samples.video.bytes, 'how.mp4');
    expect((await reply([film], '')).status).toBe(200);
    await arrived([...files, samples.video.bytes]);
  });

  test.runIf(!limit)(
    'what an agent attaches is refused, as the platform takes none',
    inOrder,
    async () => {
      const refused = await reply([await upload(png, 'one.png')], 'Here');
      expect(refused.status).toBe(422);
      expect(JSON.stringify(refused.body)).toContain('takes only text here');
    },
  );
});

test.concurrent(
  'every kind that customers send is what it is',
  async () => {
    const it: Case = { platform: 'telegram', source: 'dm', customer: '8100011' };
    const kinds = ['image', 'video', 'audio', 'file'] as const;
    for (const kind of kinds) await write(it, [{ kind }]);
    const files = await stored(it, kinds.length);
    expect(files.map(({ mimeType }) => mimeType)).toEqual(
      kinds.map((kind) => samples[kind].mimeType),
    );
  },
  90_000,
);

test.concurrent(
  'an agent’s file arrives though the platform fails while it is brought or asked for',
  async () => {
    // An account of its own: the faults are meant for nobody else.
    const made = await sandbox<{ externalId: string }>('POST', '/accounts', {
      ...{ platform: 'x', name: 'Drop' },
    });
    await desk.asAdmin('POST', '/accounts', { ...made, check: false });
    const account = made.externalId;
    const it: Case = { platform: 'x', source: 'dm', customer: '8100013', account };
    await write(it, [], 'Anything?');
    await until(
      () => conversationOf(it),
      (id) => id !== undefined,
    );
    for (const endpoint of ['upload', 'download']) {
      await sandbox('POST', '/faults', {
        ...{ platform: 'x', account, endpoint, kind: 'accept_then_drop', count: 2 },
      });
    }
    const fileId = await upload(picture('drop'), 'a.png');
    const id = (await conversationOf(it)) ?? '';
    await desk.asAdmin('POST', `/conversations/${id}/messages`, { attachments: [{ fileId }] });
    await until(
      () => messagesOf(it),
      (all) => all.at(-1)?.deliveryStatus === 'sent',
      60_000,
    );
    const { data } = await sandbox<{ data: { customer: string }[] }>('GET', '/ledger?platform=x');
    expect(data.filter(({ customer }) => customer === it.customer)).toHaveLength(1);
  },
  90_000,
);

/** Its fault has hit: the call is under way, and stays there. */
const hangs = async (platform: PlatformName, endpoint: 'upload' | 'download') => {
  const { id } = await sandbox<{ id: string }>('POST', '/faults', {
    ...{ platform, endpoint, kind: 'hang', count: 1, delaySeconds: 600 },
  });
  return () =>
    until(
      async () => (await sandbox<{ data: { id: string }[] }>('GET', '/faults')).data,
      (faults) => !faults.some((fault) => fault.id === id),
    );
};

describe('a process that is killed', () => {
  test.concurrent(
    'while it fetches loses nothing: another fetches it, once',
    async () => {
      const it: Case = { platform: 'facebook', source: 'dm', customer: '8100012' };
      const hit = await hangs('facebook', 'download');
      const base64 = picture('killed').toString('base64');
      await write(it, [{ kind: 'image', base64 }], 'In the middle');
      await hit();
      await desk.signal('dispatch', 'SIGKILL');
      const [file] = await stored(it, 1);
      expect((await ofDesk(file ?? { kind: '' })).bytes).toEqual(picture('killed'));
      const { rows } = await pool.query<{ attempts: number }>(
        'select attempts from files where id = $1',
        [file?.fileId],
      );
      expect(rows).toEqual([{ attempts: 2 }]);
    },
    120_000,
  );

  test.concurrent(
    'while it brings a file leaves the reply to another: it is sent once',
    async () => {
      const it: Case = { platform: 'x', source: 'dm', customer: '8100014' };
      await write(it, [], 'And now?');
      await until(
        () => conversationOf(it),
        (id) => id !== undefined,
      );
      const hit = await hangs('x', 'upload');
      const fileId = await upload(picture('brought'), 'a.png');
      const id = (await conversationOf(it)) ?? '';
      await desk.asAdmin('POST', `/conversations/${id}/messages`, { attachments: [{ fileId }] });
      await hit();
      await desk.signal('delivery', 'SIGKILL');
      // Nothing was said when it died: never unknown, and nobody has to ask.
      const seen = new Set<string>();
      await until(
        async () => {
          const status = (await messagesOf(it)).at(-1)?.deliveryStatus ?? '';
          seen.add(status);
          return status;
        },
        (status) => status === 'sent',
        100_000,
      );
      expect(seen.has('unknown')).toBe(false);
      const { data } = await sandbox<{ data: { customer: string }[] }>('GET', '/ledger?platform=x');
      expect(data.filter(({ customer }) => customer === it.customer)).toHaveLength(1);
    },
    150_000,
  );
});
