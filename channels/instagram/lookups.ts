/** What webhooks leave out: who somebody is, what a post shows, what a mention says. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, Post, Profile } from '../channel.ts';
import { isGone, isWithheld, valueOf } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { Time } from '../meta/time.ts';
import { lenient } from '../schema.ts';
import { cleanText, webAddress } from '../text.ts';
import { readHandle, type Handle } from './handles.ts';
import { room } from './room.ts';

const Person = z.object({
  name: lenient(z.string()),
  username: lenient(z.string()),
  profile_pic: lenient(z.string()),
});

/** Those who wrote or commented; authors of mentions and of comments without one by what they wrote. */
export async function fetchProfile(
  account: ChannelAccount,
  customerExternalId: string,
  options: CallOptions,
): Promise<Profile | undefined> {
  const handle = readHandle(customerExternalId);
  if (handle) return authorOf(account, handle, options);
  const answer = await ask(account, [customerExternalId], 'name,username,profile_pic', options);
  if (isWithheld(answer)) return undefined;
  const { name, username, profile_pic: picture } = valueOf(room, answer, Person, options);
  const avatarUrl = webAddress(picture);
  return { ...named(username, name), ...(avatarUrl !== undefined && { avatarUrl }) };
}

const somebody = { name: 'Somebody on Instagram' };

const Author = z.object({
  username: lenient(z.string()),
  from: lenient(z.object({ username: lenient(z.string()) })),
});
const Mentioned = z.object({
  mentioned_comment: lenient(Author),
  mentioned_media: lenient(Author),
});

async function authorOf(
  account: ChannelAccount,
  handle: Handle,
  options: CallOptions,
): Promise<Profile> {
  const isMention = handle.of === 'mention';
  const answer = isMention
    ? await ask(account, [account.externalId], fieldsOf(handle, 'username'), options)
    : await ask(account, [handle.commentId], 'username,from', options);
  if (isWithheld(answer)) return somebody;
  const mentioned = isMention ? valueOf(room, answer, Mentioned, options) : undefined;
  const author = isMention
    ? (mentioned?.mentioned_comment ?? mentioned?.mentioned_media)
    : valueOf(room, answer, Author, options);
  const username = author?.username ?? author?.from?.username;
  return username === undefined ? somebody : named(username);
}

function named(username: string | undefined, name: string | undefined = username): Profile {
  const known = name === undefined || name === '' ? username : name;
  return {
    ...(known && { name: cleanText(known) }),
    ...(username && { handle: cleanText(username) }),
  };
}

/** What others published is read through the account that it names (Instagram Platform: Mentioned Media, Mentioned Comment). */
const fieldsOf = (
  { mediaId, commentId }: Extract<Handle, { of: 'mention' }>,
  ofMedia: string,
  ofComment = ofMedia,
) =>
  commentId === undefined
    ? `mentioned_media.media_id(${mediaId}){${ofMedia}}`
    : `mentioned_comment.comment_id(${commentId}){${ofComment}}`;

const mediaFields = 'id,caption,permalink,media_type,media_url,thumbnail_url,timestamp,username';
const Media = z.object({
  caption: lenient(z.string()),
  permalink: lenient(z.string()),
  media_type: lenient(z.string()),
  media_url: lenient(z.string()),
  thumbnail_url: lenient(z.string()),
  timestamp: lenient(Time),
  username: lenient(z.string()),
});
type Media = z.infer<typeof Media>;
const MentionedPost = z.object({
  mentioned_media: lenient(Media),
  mentioned_comment: lenient(
    z.object({ text: lenient(z.string()), timestamp: lenient(Time), media: lenient(Media) }),
  ),
});

/** Our media; or, by the handle of a mention, what names us there. */
export async function fetchPost(
  account: ChannelAccount,
  postId: string,
  options: CallOptions,
): Promise<Post | undefined> {
  const handle = readHandle(postId);
  if (handle?.of !== 'mention') {
    const answer = await ask(account, [postId], mediaFields, options);
    return isGone(answer) ? undefined : postOf(postId, valueOf(room, answer, Media, options));
  }
  const ofMedia = 'id,caption,media_type,media_url,permalink,timestamp,username';
  const fields = fieldsOf(handle, ofMedia, `id,text,timestamp,media{id,media_url,permalink}`);
  const answer = await ask(account, [account.externalId], fields, options);
  if (isGone(answer)) return undefined;
  const { mentioned_media: media, mentioned_comment: comment } = valueOf(
    room,
    answer,
    MentionedPost,
    options,
  );
  if (media) return postOf(postId, media);
  if (!comment) return undefined;
  const { text, timestamp, media: below } = comment;
  return postOf(postId, { ...below, caption: text, timestamp, username: undefined });
}

function postOf(id: string, it: Partial<Media>): Post {
  const url = webAddress(it.permalink);
  // The address of a film is no picture.
  const picture = it.thumbnail_url ?? (it.media_type === 'VIDEO' ? undefined : it.media_url);
  const thumbnailUrl = webAddress(picture);
  return {
    ...{ id, text: cleanText(it.caption ?? '') },
    ...(url !== undefined && { url }),
    ...(thumbnailUrl !== undefined && { thumbnailUrl }),
    ...(it.username !== undefined && { authorName: cleanText(it.username) }),
    ...(it.timestamp !== undefined && { at: it.timestamp }),
  };
}

const ask = (account: ChannelAccount, path: string[], fields: string, options: CallOptions) =>
  callGraph(room, account, { method: 'GET', path, query: { fields } }, options);
