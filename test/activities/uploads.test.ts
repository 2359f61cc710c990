/** Files that a platform is brought before the message that shows them. */
import type { Pool } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { readOutbound, toSend } from '../../activities/outbound.ts';
import { bringFiles, type OpenFile } from '../../activities/uploads.ts';
import type {
  Channel,
  ChannelAccount,
  OutgoingFile,
  UploadOutcome,
} from '../../channels/channel.ts';
import { facebook } from '../../channels/facebook/index.ts';
import { NoAnswer } from '../../channels/http.ts';
import { refused, retryAt } from '../../channels/outcome.ts';
import { newId } from '../../runtime/ids.ts';
import * as desk from '../dispatch/desk.ts';
import { openDatabase } from '../support/database.ts';

let pool: Pool;
beforeAll(async () => {
  const database = await openDatabase();
  ({ pool } = database);
  return database.end;
});

const now = 1_800_000_000_000;
const slow = { code: 'rate_limited', message: 'Slowly.' };
type Upload = (file: OutgoingFile) => UploadOutcome | Promise<UploadOutcome>;

/** A reply with two files, and a platform that is brought them. */
async function reply() {
  const accountId = await desk.emptyDesk(pool);
  const thread = await desk.addThread(pool, accountId, 'ada');
  const conversationId = await desk.addConversation(pool, thread);
  const status = { delivery_status: 'queued' };
  const messageId = await desk.addReply(pool, thread, conversationId, status);
  const files = [newId(), newId()];
  const attachments = JSON.stringify([
    ...files.map((deskFileId) => ({ kind: 'image', deskFileId, mimeType: 'image/png', size: 3 })),
    { kind: 'image', url: 'https://elsewhere.example/a.png' },
  ]);
  await desk.insert(pool, 'message_bodies', { message_id: messageId, content: '', attachments });
  for (const [position, fileId] of files.entries()) {
    await desk.insert(pool, 'file_uses', { message_id: messageId, position, file_id: fileId });
  }
  const asked: OutgoingFile[] = [];
  const bring = async (
    upload: Upload | undefined,
    { at = now, openFile = opensAll }: { at?: number; openFile?: OpenFile } = {},
  ) => {
    const { upload: _none, ...plain } = facebook;
    const channel: Channel = upload
      ? {
          ...plain,
          upload: async (_account, _message, file) => {
            asked.push(file);
            return upload(file);
          },
        }
      : plain;
    const row = await readOutbound(pool, messageId);
    if (!row) throw new Error('no reply');
    const input = { messageId, attempt: 1, notAfter: at + 60_000, isHuman: true };
    const message = toSend(row, input, (id) => `https://desk.example/files/${id}`);
    const account = { id: accountId } as ChannelAccount;
    const parts = { pool, openFile, channel, account };
    return bringFiles(parts, row, message, { deadline: at + 15_000, now: () => at });
  };
  return { files, asked, bring };
}
const opensAll: OpenFile = (id) => Promise.resolve(bytesOf(id));
// eslint-disable-next-line @typescript-eslint/require-await -- as a store reads
async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
const contentOf = async ({ open }: OutgoingFile) => {
  const chunks = [];
  for await (const chunk of open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
/** Handles that say which file it was. */
const takes: Upload = async (file) => ({ kind: 'uploaded', handle: `h-${await contentOf(file)}` });

test('each file of the desk’s own is brought once, whatever becomes of the message', async () => {
  const { files, asked, bring } = await reply();
  const expected = [{ handle: `h-${files[0]}` }, { handle: `h-${files[1]}` }, { kind: 'image' }];
  expect((await bring(takes)).message.attachments).toMatchObject(expected);
  expect(asked).toHaveLength(2);
  const again = await bring(takes);
  expect(again.outcome).toBeUndefined();
  expect(again.message.attachments).toMatchObject(expected);
  expect(again.message.attachments[2]).not.toHaveProperty('handle');
  expect(asked).toHaveLength(2);
});

test('a platform that fetches files gets their addresses, and is brought nothing', async () => {
  const { files, bring } = await reply();
  const { message, outcome } = await bring(undefined);
  expect(outcome).toBeUndefined();
  expect(message.attachments[0]).toMatchObject({ url: `https://desk.example/files/${files[0]}` });
});

test('a handle that has run out is made anew', async () => {
  const { asked, bring } = await reply();
  const until = now + 3_600_000;
  await bring(() => ({ kind: 'uploaded', handle: 'old', until }));
  expect((await bring(takes, { at: until - 120_000 })).message.attachments[0]?.handle).toBe('old');
  expect(asked).toHaveLength(2);
  const { message } = await bring(takes, { at: until - 30_000 });
  expect(message.attachments[0]?.handle).toMatch(/^h-/);
  expect(asked).toHaveLength(4);
});

test('it goes on from where the platform is, and the reply waits for that', async () => {
  const { asked, bring } = await reply();
  const first = await bring(() => ({ kind: 'under_way', at: now + 7_000, state: 'half' }));
  expect(first).toMatchObject({
    ...{ isUnderWay: true, outcome: { kind: 'retryAt', at: now + 7_000 } },
  });
  expect(first.outcome?.failure.message).toContain('Facebook is still taking the file');
  expect(asked).toHaveLength(1);
  const later = { ...retryAt(now + 9_000, slow), state: 'more' };
  expect(await bring(() => later)).toMatchObject({
    ...{ isUnderWay: false, outcome: { kind: 'retryAt', at: now + 9_000, failure: slow } },
  });
  await bring(() => retryAt(now, slow));
  await bring(takes);
  expect(asked.map(({ state }) => state)).toEqual([
    undefined,
    'half',
    'more',
    undefined,
    undefined,
  ]);
});

test.each<[string, Upload, OpenFile | undefined, string]>([
  ['nothing left', () => lost('not_sent'), undefined, 'retryAt not_reached'],
  ['the answer was lost', () => lost('lost'), undefined, 'retryAt not_reached'],
  ['our settings make no request', () => lost('invalid'), undefined, 'refused not_configured'],
  ['the channel breaks', () => Promise.reject(new Error('x')), undefined, 'retryAt not_uploaded'],
  ['the platform refuses', () => refused('rejected', 'No.'), undefined, 'refused rejected'],
  ['the file is gone', takes, () => Promise.resolve(undefined), 'refused file_gone'],
  ['the store is out', takes, () => Promise.reject(new Error('s3')), 'retryAt file_not_read'],
  ['the store breaks off', takes, () => Promise.resolve(broken()), 'retryAt file_not_read'],
])('never unknown: %s', async (_what, upload, openFile, expected) => {
  const { bring } = await reply();
  const { outcome } = await bring(upload, openFile && { openFile });
  expect(outcome && `${outcome.kind} ${outcome.failure.code}`).toBe(expected);
});

const lost = (kind: NoAnswer['kind']): Promise<never> => Promise.reject(new NoAnswer(kind, kind));
// eslint-disable-next-line @typescript-eslint/require-await -- as a store reads
async function* broken(): AsyncGenerator<Buffer> {
  yield Buffer.from('half');
  throw new Error('the connection to the store broke');
}
