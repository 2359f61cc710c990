/** What people comment on. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, Post } from '../channel.ts';
import { isGone, valueOf } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { lenient } from '../schema.ts';
import { cleanText, webAddress } from '../text.ts';
import { Time } from '../meta/time.ts';
import { room } from './room.ts';

const PostFields = z.object({
  id: z.string(),
  message: lenient(z.string()),
  permalink_url: lenient(z.string()),
  full_picture: lenient(z.string()),
  created_time: lenient(Time),
  from: lenient(z.object({ name: z.string() })),
});

export async function fetchPost(
  account: ChannelAccount,
  postId: string,
  options: CallOptions,
): Promise<Post | undefined> {
  const query = { fields: 'id,message,permalink_url,full_picture,created_time,from' };
  const call = { method: 'GET' as const, path: [postId], query };
  const answer = await callGraph(room, account, call, options);
  if (isGone(answer)) return undefined;
  const it = valueOf(room, answer, PostFields, options);
  const url = webAddress(it.permalink_url);
  const thumbnailUrl = webAddress(it.full_picture);
  return {
    ...{ id: postId, text: cleanText(it.message ?? '') },
    ...(url !== undefined && { url }),
    ...(thumbnailUrl !== undefined && { thumbnailUrl }),
    ...(it.from && { authorName: cleanText(it.from.name) }),
    ...(it.created_time !== undefined && { at: it.created_time }),
  };
}
