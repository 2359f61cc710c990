/** Comments below a Page's posts and visitors' posts, read back: as the events by which webhooks would have told them. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, HistoryConversation, SaidEvent } from '../channel.ts';
import { isForbidden, isGone, valueOf } from '../meta/answers.ts';
import { callGraph } from '../meta/graph.ts';
import { nextOf } from '../meta/history.ts';
import { Paging } from '../meta/history-payloads.ts';
import { conversationsOf, messagesOf, rootsOf, saidOnPages } from '../meta/public-history.ts';
import { Time } from '../meta/time.ts';
import { goodOf, lenient, lenientList } from '../schema.ts';
import { outcomeOfChange } from './changes.ts';
import { room } from './room.ts';

/** The newest posts are looked at, and the newest comments below each. */
const maxPages = 2;
const postsPerPage = 25;
const commentsPerPost = 100;

const ofComment = 'id,message,from,created_time,parent,attachment';
const below = `comments.filter(stream).order(reverse_chronological).limit(${String(commentsPerPost)}){${ofComment}}`;
const ofPost = `id,from,message,created_time,permalink_url,${below}`;

const Person = z.object({ id: z.string(), name: lenient(z.string()) });
const Comment = z.object({
  id: z.string(),
  message: lenient(z.string()),
  from: lenient(Person),
  created_time: Time,
  parent: lenient(z.object({ id: z.string() })),
  attachment: lenient(z.object({ media: z.object({ image: z.object({ src: z.string() }) }) })),
});
type Comment = z.infer<typeof Comment>;
/** What stands below it, at all depths. */
const Below = { comments: lenient(z.object({ data: lenientList(Comment) })) };
const Post = z.object({
  ...Below,
  id: z.string(),
  from: lenient(Person),
  message: lenient(z.string()),
  created_time: Time,
  permalink_url: lenient(z.string()),
});
type Post = z.infer<typeof Post>;
const Feed = z.object({ data: goodOf(Post), paging: Paging });
const Root = Comment.extend(Below);

/** None where the token may not read the Page's feed: its direct messages are listed all the same. */
export async function publicConversations(
  account: ChannelAccount,
  since: number | undefined,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const said = await saidOnPages(maxPages, async (from) => {
    const query = { fields: ofPost, limit: String(postsPerPage), ...from };
    const path = [account.externalId, 'feed'];
    const answer = await callGraph(room, account, { method: 'GET', path, query }, options);
    if (isForbidden(answer)) return 'forbidden';
    const { data, paging } = valueOf(room, answer, Feed, options);
    return { said: data.flatMap((post) => eventsOf(post, account)), next: nextOf(paging) };
  });
  return conversationsOf(said, since);
}

/** All of it at once: a conversation is what stands below a few comments. */
export async function publicMessages(
  account: ChannelAccount,
  conversation: HistoryConversation,
  options: CallOptions,
): Promise<{ messages: SaidEvent[] }> {
  const postId = conversation.about?.postId ?? '';
  const said: SaidEvent[] = [];
  for (const root of rootsOf(conversation)) {
    const isPost = conversation.source === 'mention' && root === postId;
    const fields = isPost ? ofPost : `${ofComment},${below}`;
    const call = { method: 'GET' as const, path: [root], query: { fields } };
    const answer = await callGraph(room, account, call, options);
    if (isGone(answer)) continue;
    if (isPost) said.push(...eventsOf(valueOf(room, answer, Post, options), account));
    else {
      const { comments, ...comment } = valueOf(room, answer, Root, options);
      const { postUrl: permalink_url } = conversation.about ?? {};
      const place = { id: postId, permalink_url };
      said.push(
        ...[comment, ...(comments?.data ?? [])].flatMap((it) => eventOf(place, it, account)),
      );
    }
  }
  return { messages: messagesOf(said, conversation) };
}

function eventsOf(post: Post, account: ChannelAccount): SaidEvent[] {
  const { id: post_id, from, message, created_time: at } = post;
  const value = { item: 'post', verb: 'add', post_id, from, message, created_time: seconds(at) };
  const isVisitors = from !== undefined && from.id !== account.externalId;
  return [
    ...(isVisitors ? told(value, account) : []),
    ...(post.comments?.data ?? []).flatMap((it) => eventOf(post, it, account)),
  ];
}

function eventOf(
  { id: post_id, permalink_url }: Pick<Post, 'id' | 'permalink_url'>,
  { id: comment_id, message, from, created_time: at, parent, attachment }: Comment,
  account: ChannelAccount,
): SaidEvent[] {
  const photo = attachment?.media.image.src;
  return told(
    {
      ...{ item: 'comment', verb: 'add', comment_id, post_id, parent_id: parent?.id ?? post_id },
      ...{ from, message, created_time: seconds(at), photo, post: { permalink_url } },
    },
    account,
  );
}

const seconds = (at: number): number => Math.trunc(at / 1000);

/** By the very reader of webhooks: its keys, its threads. */
function told(value: Record<string, unknown>, { externalId }: ChannelAccount): SaidEvent[] {
  const outcome = outcomeOfChange({ field: 'feed', value }, externalId);
  const event = 'event' in outcome ? outcome.event : undefined;
  return event?.kind === 'message' || event?.kind === 'echo' ? [event] : [];
}
