/** Comments as the Comments API tells them (learn.microsoft.com/linkedin, Comments API). */
import { z } from 'zod';
import type { Attachment, CallOptions, ChannelAccount } from '../channel.ts';
import { goodOf, lenient, lenientList } from '../schema.ts';
import { webAddress } from '../text.ts';
import { callLinkedIn, commentsPath } from './client.ts';
import { saidIn, type Said } from './content.ts';
import { valueOf } from './errors.ts';
import { Picture } from './file-source.ts';
import { Millis, Urn } from './payloads.ts';
import { commentNameOf, commentUrn } from './urns.ts';

const CommentBody = z.object({
  id: lenient(z.string()),
  commentUrn: lenient(Urn),
  $URN: lenient(Urn),
  object: lenient(Urn),
  actor: Urn,
  parentComment: lenient(Urn),
  message: lenient(z.object({ text: z.string() })),
  content: lenientList(Picture),
  created: z.object({ time: Millis }),
  commentsSummary: lenient(z.object({ totalFirstLevelComments: lenient(z.int()) })),
});

export interface Comment {
  urn: string;
  actor: string;
  at: number;
  text: string;
  said: Said;
  parentId?: string;
  hasAnswers: boolean;
}

const CommentShape = CommentBody.transform((body, context): Comment => {
  const urn = urnIn(body);
  if (urn === undefined) {
    context.addIssue('a comment without a URN');
    return z.NEVER;
  }
  const text = body.message?.text ?? '';
  return {
    urn,
    actor: body.actor,
    at: body.created.time,
    text,
    said: saidIn(text, (body.content ?? []).map(attachmentOf)),
    ...(body.parentComment !== undefined && { parentId: body.parentComment }),
    hasAnswers: (body.commentsSummary?.totalFirstLevelComments ?? 0) > 0,
  };
});

/** A comment's URN, wherever its body tells it: made of its parts at worst. */
function urnIn({ commentUrn: own, $URN, id, object }: z.infer<typeof CommentBody>) {
  const told = own ?? $URN;
  if (told !== undefined) return told;
  if (id === undefined || object === undefined) return undefined;
  const made = commentUrn({ post: commentNameOf(object)?.post ?? object, id });
  return commentNameOf(made) && made;
}

function attachmentOf({ type, url, entity }: z.infer<typeof Picture>): Attachment {
  const address = webAddress(url);
  const { image } = entity ?? {};
  return {
    kind: type === undefined || type === 'IMAGE' ? 'image' : 'file',
    ...(address !== undefined && { url: address }),
    ...(address === undefined && image !== undefined && { fileId: image }),
  };
}

const Page = z.object({ elements: z.array(z.unknown()) });
const Comments = goodOf(CommentShape);

/** Some of the comments of a post, or of the answers to a comment. `next`: where to go on. */
export async function readComments(
  account: ChannelAccount,
  urn: string,
  { start, count }: { start: number; count: number },
  options: CallOptions,
): Promise<{ comments: Comment[]; next?: number }> {
  const query = { start: String(start), count: String(count) };
  const answer = await callLinkedIn(
    account,
    { method: 'GET', path: commentsPath(urn), query },
    options,
  );
  const { elements } = valueOf(answer, Page, options);
  const comments = Comments.parse(elements);
  return { comments, ...(elements.length >= count && { next: start + count }) };
}

/** All of them, or undefined where there are more than `maxPages`. */
export async function readAllComments(
  account: ChannelAccount,
  urn: string,
  options: CallOptions,
): Promise<Comment[] | undefined> {
  const all: Comment[] = [];
  let start = 0;
  for (let page = 0; page < maxPages; page += 1) {
    const { comments, next } = await readComments(account, urn, { start, count: 50 }, options);
    all.push(...comments);
    if (next === undefined) return all;
    start = next;
  }
  return undefined;
}

const maxPages = 20;
