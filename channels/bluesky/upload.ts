/** Pictures go to the account's repository before the post that shows them: one call each, and the same bytes are the same blob. */
import { z } from 'zod';
import type { AttachmentLimit } from '../capabilities.ts';
import type {
  Attachment,
  CallOptions,
  ChannelAccount,
  OutboundMessage,
  OutgoingFile,
  UploadOutcome,
} from '../channel.ts';
import { parseJson } from '../json.ts';
import { notUploaded } from '../outcome.ts';
import { cleanText } from '../text.ts';
import { failureIn } from './answers.ts';
import { callBluesky, title } from './client.ts';

/** lexicon of app.bsky.embed.images; animated ones stand still there, and direct messages take none. */
export const postFiles: AttachmentLimit = {
  ...{ max: 4, kinds: ['image'], withText: true, maxBytes: 2_000_000, ownFilesOnly: true },
  types: ['image/jpeg', 'image/png', 'image/webp'],
};

const Blob = z.object({
  $type: z.literal('blob'),
  ref: z.object({ $link: z.string().min(1) }),
  mimeType: z.string(),
  size: z.number(),
});
const Uploaded = z.object({ blob: Blob });

/** A blob that no record shows is forgotten after an hour at the earliest (atproto.com, blob lifecycle). */
const lifeMs = 60 * 60_000;

export async function upload(
  account: ChannelAccount,
  _message: OutboundMessage,
  { attachment, open }: OutgoingFile,
  options: CallOptions,
): Promise<UploadOutcome> {
  const { now = Date.now } = options;
  // At most what a picture may have: it is checked before.
  const chunks: Buffer[] = [];
  for await (const chunk of open()) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const { mimeType = 'application/octet-stream' } = attachment;
  const begun = now();
  const answer = await callBluesky(
    account,
    { method: 'POST', nsid: 'com.atproto.repo.uploadBlob', file: { bytes, type: mimeType } },
    options,
  );
  const failure = failureIn(answer, now());
  if (failure?.kind === 'unknown') {
    return notUploaded(title, now(), failure.failure.platformCode);
  }
  if (failure) return failure;
  const { blob } = Uploaded.safeParse(answer.body).data ?? {};
  return blob
    ? { kind: 'uploaded', handle: JSON.stringify(blob), until: begun + lifeMs }
    : notUploaded(title, now());
}

/** What shows them in a post; undefined where one of them was not brought there. */
export function imagesOf(attachments: readonly Attachment[]): object | undefined {
  const images = attachments.flatMap(({ handle = '', name = '' }) => {
    const image = Blob.safeParse(parseJson(Buffer.from(handle))).data;
    return image ? [{ alt: cleanText(name), image }] : [];
  });
  return images.length < attachments.length
    ? undefined
    : { $type: 'app.bsky.embed.images', images };
}
