/** Who somebody is, and what a post says. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, Post, Profile } from '../channel.ts';
import { lenient } from '../schema.ts';
import { cleanText } from '../text.ts';
import { valueOf } from './answers.ts';
import { callBluesky, isNotServed, type BlueskyAnswer } from './client.ts';
import { customerOf, saidIn, urlOfPost } from './content.ts';
import { Person, PostRecord } from './payloads.ts';
import { postsOf } from './reading.ts';
import { getRecord } from './records.ts';

const Detailed = Person.extend({ viewer: lenient(z.object({ blocking: lenient(z.string()) })) });

/** undefined where the account is gone, suspended or hidden from us. */
export async function fetchProfile(
  account: ChannelAccount,
  customerExternalId: string,
  options: CallOptions,
): Promise<Profile | undefined> {
  const person = await personOf(account, customerExternalId, options);
  if (!person) return undefined;
  const { externalId: _, ...profile } = customerOf(person);
  return profile;
}

/** With the address of the record by which we block them, where we do. */
export async function personOf(
  account: ChannelAccount,
  did: string,
  options: CallOptions,
): Promise<z.infer<typeof Detailed> | undefined> {
  const call = { method: 'GET', nsid: 'app.bsky.actor.getProfile', query: { actor: did } } as const;
  const answer = await callBluesky(account, call, options);
  if (isNotServed(answer)) return byRecord(account, did, options);
  return isGone(answer) ? undefined : valueOf(answer, Detailed, options);
}

const Self = z.object({ displayName: lenient(z.string()) });

/** As they call themselves in their own repository. */
async function byRecord(
  account: ChannelAccount,
  did: string,
  options: CallOptions,
): Promise<z.infer<typeof Detailed> | undefined> {
  const place = { collection: 'app.bsky.actor.profile', rkey: 'self' };
  const record = await getRecord(account, did, place, options);
  return record && { did, ...Self.safeParse(record.value).data };
}

const isGone = ({ status, error }: BlueskyAnswer): boolean =>
  status === 400 &&
  (error?.name === 'AccountTakedown' ||
    error?.name === 'AccountDeactivated' ||
    /not found|must be a valid did|suspended|deactivated/i.test(error?.message ?? ''));

export async function fetchPost(
  account: ChannelAccount,
  postId: string,
  options: CallOptions,
): Promise<Post | undefined> {
  const [found] = await postsOf(account, [postId], options);
  const post = found && PostRecord.safeParse(found.record).data;
  if (!found || !post) return undefined;
  const said = saidIn(post, post.embed, found.embed);
  const thumbnailUrl = said.attachments.find(({ kind }) => kind === 'image')?.url;
  const url = urlOfPost(found.uri);
  const { displayName, handle } = found.author;
  const authorName = displayName === undefined || displayName === '' ? handle : displayName;
  const at = found.indexedAt ?? post.createdAt;
  return {
    id: found.uri,
    text: said.content,
    ...(url !== undefined && { url }),
    ...(thumbnailUrl !== undefined && { thumbnailUrl }),
    ...(authorName !== undefined && { authorName: cleanText(authorName) }),
    ...(at !== undefined && { at }),
  };
}
