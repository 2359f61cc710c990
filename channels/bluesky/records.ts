/** Records in the account's own repository. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount } from '../channel.ts';
import { valueOf } from './answers.ts';
import { callBluesky, didOf, type BlueskyAnswer } from './client.ts';
import { StoredRecord } from './payloads.ts';

export interface Place {
  collection: string;
  rkey: string;
}

export const posts = 'app.bsky.feed.post';

/**
 * Writes a record under its key; the same record again changes nothing.
 * @param swap what must lie there now: the record with this cid, or (null) none
 */
export async function putRecord(
  account: ChannelAccount,
  place: Place,
  record: Record<string, unknown>,
  options: CallOptions,
  swap?: string | null,
): Promise<BlueskyAnswer> {
  const body = {
    ...{ repo: await didOf(account, options), ...place },
    record: { $type: place.collection, ...record },
    ...(swap !== undefined && { swapRecord: swap }),
  };
  return callBluesky(
    account,
    { method: 'POST', nsid: 'com.atproto.repo.putRecord', body },
    options,
  );
}

/** Done, whether it was there or not. */
export async function deleteRecord(
  account: ChannelAccount,
  place: Place,
  options: CallOptions,
): Promise<BlueskyAnswer> {
  const body = { repo: await didOf(account, options), ...place };
  return callBluesky(
    account,
    { method: 'POST', nsid: 'com.atproto.repo.deleteRecord', body },
    options,
  );
}

/** undefined: there is none. @throws ChannelError, NoAnswer */
export async function getRecord(
  account: ChannelAccount,
  repo: string,
  { collection, rkey }: Place,
  options: CallOptions,
): Promise<StoredRecord | undefined> {
  const query = { repo, collection, rkey };
  const answer = await callBluesky(
    account,
    { method: 'GET', nsid: 'com.atproto.repo.getRecord', query },
    options,
  );
  const isMissing =
    answer.error?.name === 'RecordNotFound' ||
    (answer.status === 400 && /could not (find|locate)/i.test(answer.error?.message ?? ''));
  return isMissing ? undefined : valueOf(answer, StoredRecord, options);
}

/** What a write answers. */
export const Written = z.object({ uri: z.string().min(1), cid: z.string().min(1) });
