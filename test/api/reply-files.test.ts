/** Replies that carry files, down to the workflow and back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attachment, PlatformName, Source } from '../../channels/channel.ts';
import { inParts } from '../../api/commands/drafts.ts';
import type { Role } from '../../api/permissions.ts';
import { newId } from '../../runtime/ids.ts';
import { png } from '../files/support.ts';
import { until } from '../support/client.ts';
import type { Call } from './support/api.ts';
import { startWorkingDesk, type Opened, type WorkingDesk } from './support/working-desk.ts';

let it: WorkingDesk;
beforeAll(async () => {
  it = await startWorkingDesk();
}, 120_000);
afterAll(() => it.end());

interface Message {
  id: string;
  content: string;
  deliveryStatus: string;
  attachments: { fileId?: string; url?: string; kind: string; name?: string }[];
  metadata: { part?: unknown };
}
interface Problem {
  code: string;
  errors?: { field: string; message: string }[];
}

const upload = async (as: Role = 'agent', name = 'label.png', bytes = png): Promise<string> => {
  const response = await fetch(`${it.api.url}/api/v1/files?name=${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${it.api.tokens[as]}` },
    body: bytes,
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { fileId: string }).fileId;
};
const reply = <T = Message>({ id }: Opened, body: unknown, call: Call = {}) =>
  it.api.call<T>('POST', `/api/v1/conversations/${id}/messages`, { as: 'agent', body, ...call });
const messagesOf = async ({ id }: { id: string }) =>
  (await it.api.call<{ data: Message[] }>('GET', `/api/v1/conversations/${id}/messages`)).body.data;
const count = async (table: string) =>
  (await it.api.parts.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]
    ?.n;
const statusOf = async (fileId: string, as: Role) => {
  const headers = { authorization: `Bearer ${it.api.tokens[as]}` };
  return (await fetch(`${it.api.url}/api/v1/files/${fileId}`, { headers })).status;
};

test('a reply shows the file that it names, to all who may read it, and no sweep takes it', async () => {
  const conversation = await it.opened();
  const fileId = await upload();
  expect(await statusOf(fileId, 'viewer')).toBe(404);
  const answer = await reply(conversation, {
    ...{ content: 'Here is the label.', attachments: [{ fileId }] },
  });
  expect(answer).toMatchObject({ status: 200, body: { content: 'Here is the label.' } });
  expect(answer.body.attachments).toEqual([
    {
      ...{ kind: 'image', fileId, url: `/api/v1/files/${fileId}`, status: 'stored' },
      ...{ name: 'label.png', mimeType: 'image/png', size: png.length },
    },
  ]);
  expect(await statusOf(fileId, 'viewer')).toBe(200);
  const { rows } = await it.api.parts.pool.query('select unused_since from files where id = $1', [
    fileId,
  ]);
  expect(rows).toEqual([{ unused_since: null }]);
});

test('the same request again is the same reply; another file with its key is refused', async () => {
  const conversation = await it.opened();
  const [fileId, other] = [await upload(), await upload()];
  const call = { headers: { 'idempotency-key': 'with-a-file' } };
  const first = await reply(conversation, { attachments: [{ fileId }] }, call);
  const again = await reply(conversation, { attachments: [{ fileId }] }, call);
  expect(again).toMatchObject({ status: 200, body: { id: first.body.id } });
  const refused = await reply<Problem>(conversation, { attachments: [{ fileId: other }] }, call);
  expect(refused).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  const sent = (await messagesOf(conversation)).filter(({ attachments }) => attachments.length > 0);
  expect(sent).toHaveLength(1);
});

test('a request whose answer was lost before the workflow had it goes on with its draft', async () => {
  const conversation = await it.opened();
  const fileId = await upload();
  const call = { headers: { 'idempotency-key': 'lost' } };
  const body = { content: 'See below.', attachments: [{ fileId }] };
  const pending = await it.withoutWorkers(() =>
    reply<{ status: string }>(conversation, body, call),
  );
  expect(pending.status).toBe(202);
  const again = await reply(conversation, body, call);
  expect(again).toMatchObject({ status: 200, body: { attachments: [{ fileId }] } });
  expect(
    (await messagesOf(conversation)).filter(({ content }) => content === 'See below.'),
  ).toHaveLength(1);
}, 60_000);

describe('nothing is stored of a reply', () => {
  test.each<[string, (files: { mine: string; others: string }) => unknown[], string]>([
    ['with somebody else’s upload', ({ others }) => [{ fileId: others }], 'attachments[0].fileId'],
    ['with no file of ours', () => [{ fileId: newId() }], 'attachments[0].fileId'],
    [
      'with one that is',
      ({ mine, others }) => [{ fileId: mine }, { fileId: others }],
      'attachments[1].fileId',
    ],
    ['with an id that is none', () => [{ fileId: 'x' }], 'attachments[0].fileId'],
    ['with nothing', () => [{}], 'attachments[0].url'],
    ['with an address and no kind', () => [{ url: 'https://a.example/x' }], 'attachments[0].kind'],
    [
      'with both',
      ({ mine }) => [{ fileId: mine, kind: 'image', url: 'https://a.example/x' }],
      'attachments[0].kind',
    ],
    [
      'with too many',
      ({ mine }) => Array.from({ length: 11 }, () => ({ fileId: mine })),
      'attachments',
    ],
  ])('%s', async (_what, attachments, field) => {
    const conversation = await it.opened();
    const files = { mine: await upload(), others: await upload('supervisor') };
    const before = [await count('message_bodies'), await count('file_uses')];
    const refused = await reply<Problem>(conversation, { attachments: attachments(files) });
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
    expect(refused.body.errors?.map((it) => it.field)).toContain(field);
    expect([await count('message_bodies'), await count('file_uses')]).toEqual(before);
  });

  test('that the platform takes only smaller', async () => {
    const conversation = await it.opened();
    const fileId = await upload();
    await it.api.parts.pool.query('update files set size = 10000001 where id = $1', [fileId]);
    const refused = await reply<Problem>(conversation, { attachments: [{ fileId }] });
    expect(refused.body.errors).toEqual([
      { field: 'attachments[0]', message: 'is larger than the 10000000 bytes Telegram takes' },
    ]);
    expect(refused.status).toBe(422);
  });

  test.each<[string, Partial<Attachment>, string]>([
    ['by an address', { url: 'https://a.example/1.png' }, 'cannot be sent by its address on X'],
    ['of another type', { deskFileId: 'd', mimeType: 'image/bmp' }, 'is of a type that X does not'],
    ['too large', { deskFileId: 'd', size: 5_000_001 }, 'is larger than the 5000000 bytes X takes'],
    [
      'too large for a GIF',
      { deskFileId: 'd', mimeType: 'image/gif', size: 15_000_001 },
      'is larger than the 15000000 bytes X takes',
    ],
  ])('that X could never take: %s', (_what, of, message) => {
    const draft = { content: 'x', attachments: [{ kind: 'image' as const, ...of }] };
    expect(() => inParts('x', 'comment', draft, newId())).toThrow(message);
  });

  test.each<[PlatformName, Source, 'image' | 'video', string]>([
    ['facebook', 'comment', 'video', 'attachments[0]: cannot be sent as video on Facebook'],
    [
      'linkedin',
      'comment',
      'image',
      'attachments[0]: cannot be sent: LinkedIn takes only text here',
    ],
  ])('of a kind that %s does not take in a %s: %s', (platform, source, kind, message) => {
    const draft = { content: 'x', attachments: [{ kind, deskFileId: newId() }] };
    expect(() => inParts(platform, source, draft, newId())).toThrow(message);
  });
});

test('a file that was swept between the look and the reply is refused, not lost', async () => {
  const conversation = await it.opened();
  const fileId = await upload();
  const { pool } = it.api.parts;
  // Between the two it is looked at and taken up.
  await pool.query(
    `create function sweep_it() returns trigger language plpgsql as
     $$ begin update files set status = 'discarded' where id = '${fileId}'; return new; end $$`,
  );
  await pool.query(
    'create trigger sweep_it before insert on message_bodies for each row execute function sweep_it()',
  );
  try {
    const before = await count('message_bodies');
    const refused = await reply<Problem>(conversation, { attachments: [{ fileId }] });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'attachments' }] } });
    expect(await count('message_bodies')).toBe(before);
  } finally {
    await pool.query('drop trigger sweep_it on message_bodies');
  }
});

test('what the platform takes one by one goes out in parts, each with its own file', async () => {
  const conversation = await it.opened();
  const files = [await upload('agent', 'one.png'), await upload('agent', 'two.png')];
  await reply(conversation, { content: 'Both:', attachments: files.map((fileId) => ({ fileId })) });
  const sent = (await messagesOf(conversation)).slice(1);
  expect(
    sent.map(({ content, attachments }) => [content, attachments.map(({ fileId }) => fileId)]),
  ).toEqual([
    ['Both:', [files[0]]],
    ['', [files[1]]],
  ]);
});

test('sent again after a failure it shows the same file', async () => {
  const conversation = await it.opened();
  const fileId = await upload();
  it.outcomes.push({ kind: 'refused', failure: { code: 'rejected', message: 'No.' } });
  const { body } = await reply(conversation, { attachments: [{ fileId }] });
  await until(
    () => messagesOf(conversation),
    (all) => all.find(({ id }) => id === body.id)?.deliveryStatus === 'failed',
  );
  const again = await it.api.call<Message>('POST', `/api/v1/messages/${body.id}/send-again`, {
    ...{ as: 'supervisor', body: {} },
  });
  expect(again).toMatchObject({ status: 200, body: { attachments: [{ fileId }] } });
  expect(again.body.id).not.toBe(body.id);
});

test('an agent who writes first may attach too', async () => {
  const conversation = await it.opened();
  const path = `/api/v1/conversations/${conversation.id}`;
  await it.api.call('POST', `${path}/resolve`, { body: { reason: 'no_reply_needed' } });
  await it.api.call('POST', `${path}/close`, { body: {} });
  const fileId = await upload();
  const begun = await it.api.call<{ id: string }>('POST', '/api/v1/conversations', {
    as: 'agent',
    body: {
      ...{ accountId: it.desk.accountId, customerId: conversation.customerId },
      ...{ content: 'Your invoice', attachments: [{ fileId }] },
    },
  });
  expect(begun.status).toBe(200);
  expect(await messagesOf(begun.body)).toMatchObject([
    { content: 'Your invoice', attachments: [{ fileId, name: 'label.png' }] },
  ]);
});
