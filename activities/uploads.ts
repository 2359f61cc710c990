/**
 * Files that a platform takes before the message that shows them. Nothing is said by bringing them there: it happens before the
 * attempt begins, and whatever fails or is lost is done again.
 */
import type { Pool } from 'pg';
import type {
  Attachment,
  CallOptions,
  Channel,
  ChannelAccount,
  OutboundMessage,
  OutgoingFile,
  UploadOutcome,
} from '../channels/channel.ts';
import { FileError, outcomeWithoutFile } from '../channels/desk-file.ts';
import { NoAnswer } from '../channels/http.ts';
import {
  failureOf,
  notConfigured,
  notReached,
  notUploaded,
  retryAt,
  type Later,
  type Refused,
} from '../channels/outcome.ts';
import { keepUpload, type OutboundRow, type StoredUpload } from './outbound.ts';

/** undefined: the desk does not have it any more. */
export type OpenFile = (fileId: string) => Promise<AsyncIterable<Buffer> | undefined>;

type NotSent = Later | Refused;

export interface Brought {
  /** With the handles of what was brought. */
  message: OutboundMessage;
  /** Why the message can't go yet, or never; absent: it can. */
  outcome?: NotSent;
  /** The platform is at it: nothing is wrong. */
  isUnderWay?: boolean;
}

export interface Bringing {
  pool: Pool;
  openFile: OpenFile;
  channel: Channel;
  account: ChannelAccount;
}

/** A handle that is good for less is as good as run out, ms. */
const marginMs = 60_000;

/** One file after the other, as far as the deadline lets it. */
export async function bringFiles(
  parts: Bringing,
  row: OutboundRow,
  message: OutboundMessage,
  options: CallOptions,
): Promise<Brought> {
  const { channel, pool } = parts;
  const { now = Date.now } = options;
  const attachments: Attachment[] = [];
  for (const [position, { handle, ...attachment }] of message.attachments.entries()) {
    const known = row.uploads.find((upload) => upload.position === position);
    const isThere = handle !== undefined && (known?.until ?? Infinity) > now() + marginMs;
    if (!channel.upload || attachment.deskFileId === undefined || isThere) {
      attachments.push({ ...attachment, ...(handle !== undefined && { handle }) });
      continue;
    }
    const outcome = await bring(parts, message, attachment, known?.state, options);
    await keepUpload(pool, row.id, { position, ...reachedBy(outcome) });
    if (outcome.kind !== 'uploaded') {
      const isUnderWay = outcome.kind === 'under_way';
      return { message, outcome: inWords(channel, outcome), isUnderWay };
    }
    attachments.push({ ...attachment, handle: outcome.handle });
  }
  return { message: { ...message, attachments } };
}

async function bring(
  { channel, account, openFile }: Bringing,
  message: OutboundMessage,
  attachment: Attachment,
  state: string | undefined,
  options: CallOptions,
): Promise<UploadOutcome> {
  const { now = Date.now } = options;
  const { title } = channel.capabilities;
  const file: OutgoingFile = {
    attachment,
    ...(state !== undefined && { state }),
    open: () => read(openFile, attachment.deskFileId ?? ''),
  };
  try {
    return (await channel.upload?.(account, message, file, options)) ?? notUploaded(title, now());
  } catch (error) {
    if (error instanceof FileError) return outcomeWithoutFile(error, now());
    if (!(error instanceof NoAnswer)) return notUploaded(title, now());
    return error.kind === 'invalid' ? notConfigured(title) : notReached(title, now());
  }
}

/** The bytes of a file of the desk's, as channels read them: what goes wrong is a FileError. */
export async function* read(openFile: OpenFile, id: string): AsyncGenerator<Buffer> {
  let bytes: AsyncIterable<Buffer> | undefined;
  try {
    bytes = await openFile(id);
    if (bytes) yield* bytes;
  } catch (cause) {
    throw new FileError(false, { cause });
  }
  if (!bytes) throw new FileError(true);
}

/** What is kept of it: without a state the next call begins anew. */
function reachedBy(outcome: UploadOutcome): Omit<StoredUpload, 'position'> {
  if (outcome.kind === 'uploaded') {
    const { handle, until } = outcome;
    return { handle, ...(until !== undefined && { until }) };
  }
  const state = 'state' in outcome ? outcome.state : undefined;
  return state === undefined ? {} : { state };
}

function inWords(
  { capabilities: { title } }: Channel,
  outcome: Exclude<UploadOutcome, { kind: 'uploaded' }>,
): NotSent {
  if (outcome.kind === 'refused') return outcome;
  if (outcome.kind === 'retryAt') return retryAt(outcome.at, outcome.failure);
  const words = `${title} is still taking the file. The reply goes out as soon as it has it.`;
  return retryAt(outcome.at, failureOf('file_under_way', words));
}
