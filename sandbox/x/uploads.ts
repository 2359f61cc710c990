/** `/2/media/upload`: files are announced, sent in segments, closed, and used by their ids within a day. */
import type { Answer } from '../answer.ts';
import { saveFile } from '../files.ts';
import { parseMultipart } from '../multipart.ts';
import type { Attachment } from '../model.ts';
import type { WorldChange } from '../world.ts';
import { data, idIn, textIn, type XCall } from './call.ts';
import { invalid, notFound } from './errors.ts';
import { newMediaId } from './ids.ts';
import type { XUpload } from './model.ts';

const lifeSeconds = 24 * 60 * 60;
const maxSegment = 5 * 1024 * 1024;
/** How long X works on a film or a GIF. */
const processingMs = 2_000;

const megabyte = 1024 * 1024;
/** By the last part of a category: which media types, how they begin, and how large they may be. */
const forms = {
  image: {
    types: ['image/jpeg', 'image/png', 'image/webp'],
    begins: /^(ffd8ff|89504e470d0a1a0a|52494646.{8}57454250)/,
    maxBytes: 5 * megabyte,
  },
  gif: { types: ['image/gif'], begins: /^474946383[79]61/, maxBytes: 15 * megabyte },
  video: {
    types: ['video/mp4', 'video/quicktime'],
    begins: /^.{8}66747970/,
    maxBytes: 512 * megabyte,
  },
} as const;
type Form = keyof typeof forms;

const categories = ['dm', 'tweet'].flatMap((use) => Object.keys(forms).map((it) => `${use}_${it}`));
const formOf = ({ category }: Pick<XUpload, 'category'>) => category.split('_')[1] as Form;

export function initialize(call: XCall): Answer {
  const { world, account, body } = call;
  const category = textIn(body, 'media_category');
  const mimeType = textIn(body, 'media_type');
  const { total_bytes: size } = body;
  if (!categories.includes(category)) throw invalid(`$.media_category: ${category} is not known`);
  const { types, maxBytes } = forms[formOf({ category })];
  if (!types.some((type) => type === mimeType)) {
    throw invalid(`$.media_type: ${mimeType} does not go with ${category}`);
  }
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) {
    throw invalid('$.total_bytes: a whole number is needed');
  }
  if (size > maxBytes) {
    throw invalid(`File size exceeds ${String(maxBytes)} bytes.`);
  }
  const upload: XUpload = {
    ...{ id: newMediaId(world), account: account.externalId, category, mimeType, size },
    expiresAt: world.now() + lifeSeconds * 1000,
  };
  world.commit([put(upload)]);
  return data(shown(upload, world.now()));
}

/** A segment that comes again takes its own place. */
export function append(call: XCall): Answer {
  const { world, raw, contentType } = call;
  const upload = uploadOf(call, idIn(call.ids[0]));
  if (upload.closedAt !== undefined) throw invalid('The upload is finalized already.');
  const parts = parseMultipart(raw, contentType) ?? [];
  const index = parts.find(({ name }) => name === 'segment_index')?.bytes.toString() ?? '';
  const media = parts.find(({ name }) => name === 'media')?.bytes;
  if (!/^\d{1,4}$/.test(index)) throw invalid('segment_index: 0 to 9999 is needed');
  if (media === undefined || media.length === 0) throw invalid('media is missing');
  if (media.length > maxSegment) throw invalid('media: a segment may have 5 MB');
  world.commit([['xSegments', segmentKey(upload, Number(index)), media.toString('base64')]]);
  return data({ expires_at: Math.floor(upload.expiresAt / 1000) });
}

export function finalize(call: XCall): Answer {
  const { world, account } = call;
  const upload = uploadOf(call, idIn(call.ids[0]));
  if (upload.closedAt !== undefined) return data(shown(upload, world.now()));
  const keys = [...world.tables.xSegments.keys()]
    .filter((key) => key.startsWith(`${upload.id}/`))
    .toSorted();
  if (keys.some((key, n) => key !== segmentKey(upload, n))) throw invalid('Segments are missing.');
  const bytes = Buffer.concat(
    keys.map((key) => Buffer.from(world.tables.xSegments.get(key) ?? '', 'base64')),
  );
  if (bytes.length !== upload.size) {
    throw invalid('Segments do not add up to provided total file size.');
  }
  const form = formOf(upload);
  if (!forms[form].begins.test(bytes.subarray(0, 16).toString('hex'))) {
    throw invalid('InvalidMedia: media type unrecognized.');
  }
  const { id: fileId, mimeType } = upload;
  saveFile(world, kindOf(form), { name: form, mimeType, bytes }, { fileId, of: account });
  const closed: XUpload = { ...upload, closedAt: world.now() };
  world.commit([put(closed), ...keys.map((key): WorldChange => ['xSegments', key, null])]);
  return data(shown(closed, world.now()));
}

/** `GET /2/media/upload?command=STATUS&media_id=` */
export function uploadStatus(call: XCall): Answer {
  const { query, world } = call;
  if (query.get('command') !== 'STATUS') throw invalid('command: only STATUS is asked for here');
  return data(shown(uploadOf(call, idIn(query.get('media_id') ?? '')), world.now()));
}

/** What a message shows. @throws XError where an id is not of a finished upload of this account's, for this use */
export function usedMedia(
  { world, account, origin }: XCall,
  ids: readonly unknown[],
  use: 'dm' | 'tweet',
): Attachment[] {
  const uploads = ids.map((id) => world.tables.xUploads.get(String(id)));
  const used = uploads.flatMap((it) => it ?? []);
  const isGood = (it: XUpload) =>
    it.account === account.externalId &&
    it.expiresAt > world.now() &&
    it.category.startsWith(`${use}_`) &&
    stateOf(it, world.now()) === 'succeeded';
  if (used.length < ids.length || !used.every(isGood)) throw invalid('Your media IDs are invalid.');
  const most = use === 'dm' ? 1 : 4;
  const isMixed = used.length > 1 && used.some((it) => formOf(it) !== 'image');
  if (used.length > most || isMixed) {
    throw invalid('You may attach up to 4 photos, 1 animated GIF or 1 video.');
  }
  return used.map((it) => ({
    ...{ kind: kindOf(formOf(it)), fileId: it.id, mimeType: it.mimeType, size: it.size },
    url: `${origin}/sandbox/media/${it.id}`,
  }));
}

const put = (it: XUpload): WorldChange => ['xUploads', it.id, it];
const segmentKey = ({ id }: XUpload, index: number) => `${id}/${String(index).padStart(4, '0')}`;
const kindOf = (form: Form) => (form === 'video' ? 'video' : 'image');

function uploadOf({ world, account }: XCall, id: string): XUpload {
  const upload = world.tables.xUploads.get(id);
  const isThere = upload?.account === account.externalId && upload.expiresAt > world.now();
  if (!isThere) throw notFound(`Media id ${id} not found.`);
  return upload;
}

function stateOf(upload: XUpload, now: number): 'pending' | 'in_progress' | 'succeeded' {
  const { closedAt } = upload;
  if (closedAt === undefined) return 'pending';
  const isDone = formOf(upload) === 'image' || now >= closedAt + processingMs;
  return isDone ? 'succeeded' : 'in_progress';
}

const keyPrefix: Record<Form, string> = { image: '3', gif: '16', video: '7' };
export const mediaKey = (upload: XUpload): string => `${keyPrefix[formOf(upload)]}_${upload.id}`;

function shown(upload: XUpload, now: number) {
  const isLong = upload.closedAt !== undefined && formOf(upload) !== 'image';
  const state = stateOf(upload, now);
  return {
    ...{ id: upload.id, media_key: mediaKey(upload), size: upload.size },
    expires_after_secs: Math.floor((upload.expiresAt - now) / 1000),
    ...(isLong && {
      processing_info: { state, ...(state !== 'succeeded' && { check_after_secs: 1 }) },
    }),
  };
}
