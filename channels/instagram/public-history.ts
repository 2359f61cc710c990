/** Comments below an account's media, read back: as the events by which webhooks would have told them. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, HistoryConversation, SaidEvent } from '../channel.ts';
import { isForbidden, isGone, valueOf } from '../meta/answers.ts';
import { nextOf } from '../meta/history.ts';
import { Paging } from '../meta/history-payloads.ts';
import { conversationsOf, messagesOf, rootsOf, saidOnPages } from '../meta/public-history.ts';
import { Time } from '../meta/time.ts';
import { goodOf, lenient, lenientList } from '../schema.ts';
import { outcomeOfChange } from './changes.ts';
import { ask } from './permissions.ts';
import { room } from './room.ts';

/** The newest media are looked at, and the newest comments below each. */
const maxPages = 2;
const mediaPerPage = 25;
const commentsPerMedia = 50;

const ofComment = 'id,text,timestamp,username,from';
const withReplies = `${ofComment},parent_id,replies{${ofComment}}`;
const ofMedia = `id,comments.limit(${String(commentsPerMedia)}){${withReplies}}`;

const Reply = z.object({
  id: z.string(),
  text: lenient(z.string()),
  timestamp: Time,
  username: lenient(z.string()),
  from: lenient(z.object({ id: z.string(), username: lenient(z.string()) })),
});
type Reply = z.infer<typeof Reply>;
const Comment = Reply.extend({
  parent_id: lenient(z.string()),
  replies: lenient(z.object({ data: lenientList(Reply) })),
});
type Comment = z.infer<typeof Comment>;
const Media = z.object({
  id: z.string(),
  comments: lenient(z.object({ data: lenientList(Comment) })),
});
const MediaPage = z.object({ data: goodOf(Media), paging: Paging });

/** None where the token may not read them: direct messages are listed all the same. Mentions can't be listed. */
export async function publicConversations(
  account: ChannelAccount,
  since: number | undefined,
  options: CallOptions,
): Promise<HistoryConversation[]> {
  const said = await saidOnPages(maxPages, async (from) => {
    const query = { fields: ofMedia, limit: String(mediaPerPage), ...from };
    const answer = await ask(account, [account.externalId, 'media'], query, options);
    if (isForbidden(answer)) return 'forbidden';
    const { data, paging } = valueOf(room, answer, MediaPage, options);
    const said = data.flatMap(({ id, comments }) =>
      (comments?.data ?? []).flatMap((it) => eventsOf(id, it, account)),
    );
    return { said, next: nextOf(paging) };
  });
  return conversationsOf(said, since);
}

/** All of it at once: a conversation is what stands below a few comments. */
export async function publicMessages(
  account: ChannelAccount,
  conversation: HistoryConversation,
  options: CallOptions,
): Promise<{ messages: SaidEvent[] }> {
  const said: SaidEvent[] = [];
  for (const root of rootsOf(conversation)) {
    const answer = await ask(account, [root], { fields: withReplies }, options);
    if (isGone(answer)) continue;
    const comment = valueOf(room, answer, Comment, options);
    said.push(...eventsOf(conversation.about?.postId ?? '', comment, account));
  }
  return { messages: messagesOf(said, conversation) };
}

/** There is one level of replies. */
const eventsOf = (
  media: string,
  { parent_id, replies, ...comment }: Comment,
  account: ChannelAccount,
): SaidEvent[] => [
  ...eventOf(media, comment, parent_id, account),
  ...(replies?.data ?? []).flatMap((it) => eventOf(media, it, comment.id, account)),
];

/** By the very reader of webhooks: its keys, its threads. */
function eventOf(
  media: string,
  { id, text, timestamp, username, from }: Reply,
  parent_id: string | undefined,
  { externalId }: ChannelAccount,
): SaidEvent[] {
  const author = from && { id: from.id, username: from.username ?? username };
  const value = {
    ...{ id, text, parent_id, media: { id: media }, from: author },
    timestamp: Math.trunc(timestamp / 1000),
  };
  const outcome = outcomeOfChange({ field: 'comments', value }, externalId, undefined);
  const event = 'event' in outcome ? outcome.event : undefined;
  return event?.kind === 'message' || event?.kind === 'echo' ? [event] : [];
}
