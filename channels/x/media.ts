/** Files on X: the calls of an upload and how far one is; and where what customers send lies. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AttachmentLimit } from '../capabilities.ts';
import type { Attachment, CallOptions, ChannelAccount } from '../channel.ts';
import { parseJson } from '../json.ts';
import { ChannelError } from '../outcome.ts';
import { lenient } from '../schema.ts';
import { apiOf, type Call } from './client.ts';

/** docs.x.com, Media best practices; direct messages take one file, posts four pictures, or one film or GIF. */
const ofOne = {
  kinds: ['image', 'video'],
  withText: true,
  maxBytes: 5_000_000,
  maxBytesOf: { 'image/gif': 15_000_000, video: 512_000_000 },
  types: ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'video/mp4', 'video/quicktime'],
  ownFilesOnly: true,
} as const;
export const directFiles: AttachmentLimit = { ...ofOne, max: 1 };
export const postFiles: AttachmentLimit = { ...ofOne, max: 4, alone: ['video', 'image/gif'] };

/** How far an upload is. */
const Progress = z.object({
  id: z.string(),
  /** ms since 1970: X forgets it then. */
  until: z.number(),
  /** So many are there. */
  segments: z.int().min(0),
  isClosed: z.boolean(),
});
export type Progress = z.infer<typeof Progress>;

/** undefined: there is nothing to go on from. */
export function progressIn(state: string | undefined, now: number): Progress | undefined {
  const read = Progress.safeParse(parseJson(Buffer.from(state ?? ''))).data;
  return read && read.until > now ? read : undefined;
}

const Taken = z.object({
  id: lenient(z.string()),
  expires_after_secs: lenient(z.number()),
  processing_info: lenient(
    z.object({
      state: z.string(),
      check_after_secs: lenient(z.number()),
      error: lenient(z.object({ message: lenient(z.string()) })),
    }),
  ),
});
/** What X says of an upload. */
export type Taken = z.infer<typeof Taken>;

/** A segment's answer may be empty. */
export const takenIn = (body: unknown): Taken =>
  z.object({ data: Taken }).safeParse(body).data?.data ?? {};

const path = ['media', 'upload'];

export const announced = ({ kind, mimeType, size }: Attachment, isDirect: boolean): Call => {
  const form = mimeType === 'image/gif' ? 'gif' : kind === 'video' ? 'video' : 'image';
  const media_category = `${isDirect ? 'dm' : 'tweet'}_${form}`;
  const body = { media_type: mimeType, total_bytes: size, media_category };
  return { method: 'POST', path: [...path, 'initialize'], body };
};

export function appended({ id, segments }: Progress, segment: Buffer): Call {
  const boundary = `careline-${randomUUID()}`;
  const part = (name: string, more = '') =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const form = Buffer.concat([
    Buffer.from(`${part('segment_index')}${String(segments)}\r\n`),
    Buffer.from(part('media', '; filename="media"\r\ncontent-type: application/octet-stream')),
    segment,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return {
    ...{ method: 'POST', path: [...path, id, 'append'] },
    form: { bytes: form, type: `multipart/form-data; boundary=${boundary}` },
  };
}

export const closed = ({ id }: Progress): Call => ({
  ...{ method: 'POST', path: [...path, id, 'finalize'] },
});

export const asked = ({ id }: Progress): Call => ({
  ...{ method: 'GET', path, query: { command: 'STATUS', media_id: id } },
});

/** X takes at most 5 MB; a smaller one fits through a slow line before a deadline. */
const segmentBytes = 2 * 1024 * 1024;

/** From the one with this number on. */
export async function* segmentsOf(
  bytes: AsyncIterable<Buffer>,
  from: number,
): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  let number = 0;
  const ready = (segment: Buffer) => (number++ >= from ? [segment] : []);
  for await (const chunk of bytes) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= segmentBytes) {
      yield* ready(rest.subarray(0, segmentBytes));
      rest = rest.subarray(segmentBytes);
    }
  }
  if (rest.length > 0) yield* ready(rest);
}

/** Where webhooks and history say that files of direct messages are: for the account's own eyes. */
const directMedia =
  /^https:\/\/ton\.(?:twitter|x)\.com\/(?:1\.1\/ton\/data|i\/ton\/data)\/dm\/(\d{1,19})\/(\d{1,19})\/([\w.-]{1,100})$/;

/** Those of direct messages are asked for by the API (docs.x.com, Download DM Media); the others are open to everybody. */
export function fileSource(
  account: ChannelAccount,
  { url = '' }: Attachment,
  _options: CallOptions,
): Promise<{ url: string; headers?: Record<string, string> }> {
  const [, message, media, name] = directMedia.exec(url) ?? [];
  if (message === undefined || media === undefined || name === undefined || /^\.+$/.test(name)) {
    return Promise.resolve({ url });
  }
  const { accessToken = '' } = account.credentials;
  if (accessToken === '') {
    return Promise.reject(new ChannelError('not_configured', 'the account has no token'));
  }
  return Promise.resolve({
    url: `${apiOf(account)}/dm_conversations/media/${message}/${media}/${name}`,
    headers: { authorization: `Bearer ${accessToken}` },
  });
}
