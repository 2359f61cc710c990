/** Who somebody is, and what a post says. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, Post, Profile } from '../channel.ts';
import { lenient } from '../schema.ts';
import { cleanText } from '../text.ts';
import { isGone, valueOf } from './answers.ts';
import { callX } from './client.ts';
import { customerOf, urlOfPost } from './content.ts';
import { User } from './payloads.ts';
import { Includes, readV2 } from './posts.ts';
import { postFields, userFields } from './reading.ts';

/** undefined where the account is gone, suspended or hidden from us. */
export async function fetchProfile(
  account: ChannelAccount,
  customerExternalId: string,
  options: CallOptions,
): Promise<Profile | undefined> {
  const path = ['users', customerExternalId];
  const answer = await callX(account, { method: 'GET', path, query: userFields }, options);
  if (isGone(answer)) return undefined;
  const { data } = valueOf(answer, z.object({ data: User }), options);
  const { externalId: _, ...profile } = customerOf(customerExternalId, data);
  return profile;
}

export async function fetchPost(
  account: ChannelAccount,
  postId: string,
  options: CallOptions,
): Promise<Post | undefined> {
  const path = ['tweets', postId];
  const answer = await callX(account, { method: 'GET', path, query: postFields }, options);
  if (isGone(answer)) return undefined;
  const Answer = z.object({ data: z.unknown(), includes: lenient(Includes) });
  const { data, includes = {} } = valueOf(answer, Answer, options);
  const read = readV2(data, includes);
  if (!('post' in read)) return undefined;
  const { id, author, said, at } = read.post;
  const thumbnailUrl = said.attachments.find(({ kind }) => kind === 'image')?.url;
  return {
    id,
    text: said.content,
    url: urlOfPost(id),
    ...(thumbnailUrl !== undefined && { thumbnailUrl }),
    ...(author?.name !== undefined && { authorName: cleanText(author.name) }),
    ...(at !== undefined && { at }),
  };
}
