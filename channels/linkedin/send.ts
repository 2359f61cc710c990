/** One comment as the organization: an answer to a comment, or to a post that names us. */
import { z } from 'zod';
import type { CallOptions, ChannelAccount, OutboundMessage, SendOutcome } from '../channel.ts';
import { lostAnswer, outcomeWithoutAnswer, refused } from '../outcome.ts';
import { lenient } from '../schema.ts';
import { cleanText } from '../text.ts';
import { callLinkedIn, commentsPath, encoded, type Answer } from './client.ts';
import { readAllComments } from './comments.ts';
import { outcomeOfFailure } from './errors.ts';
import { Millis, Urn } from './payloads.ts';
import { bareId, commentNameOf, commentUrn, normalUrn, organizationUrn } from './urns.ts';

/** UTF-16 units. LinkedIn documents no limit of comments; its own page is said to stop at 1,250. */
export const maxText = 1250;

export async function send(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<SendOutcome> {
  const now = options.now ?? Date.now;
  const text = cleanText(message.content);
  const place = placeOf(message);
  if ('kind' in place) return place;
  const refusal = refusalOf(message, text);
  if (refusal) return refusal;
  try {
    const answer = await post(account, place, text, options);
    // Refused for sure, perhaps as a third level: then it is worth asking, and once more under the comment above.
    const above = answer.status === 400 ? await placeAbove(account, place, options) : undefined;
    const last = above ? await post(account, above, text, options) : answer;
    return outcomeOfFailure(last, now()) ?? sentBy(last, place, now());
  } catch (error) {
    return outcomeWithoutAnswer('LinkedIn', error, now());
  }
}

/**
 * The one comment of the organization with this text, there, since it was submitted: two prove nothing. The caller must
 * see that no other message of ours holds that id already.
 */
export async function reconcile(
  account: ChannelAccount,
  message: OutboundMessage,
  options: CallOptions,
): Promise<{ platformMessageId: string; at: number } | undefined> {
  const text = cleanText(message.content).trim();
  const place = placeOf(message);
  if ('kind' in place || text === '') return undefined;
  const actor = organizationUrn(account.externalId);
  const since = message.submittedAt - clockSlackMs;
  const { under } = (await placeAbove(account, place, options)) ?? place;
  const found = ((await readAllComments(account, under, options)) ?? []).filter(
    (it) => it.actor === actor && cleanText(it.text).trim() === text && it.at >= since,
  );
  const [only, ...others] = found;
  return only && others.length === 0 ? { platformMessageId: only.urn, at: only.at } : undefined;
}

/** Where a comment goes: `under` a post, or under a comment of that post. */
interface Place {
  postId: string;
  under: string;
  /** We do not know whether that comment is an answer itself. */
  mayBeAnswer: boolean;
}

function placeOf({ source, answers, privateReplyTo }: OutboundMessage): Place | SendOutcome {
  if (privateReplyTo !== undefined || (source !== 'comment' && source !== 'mention')) {
    return refused(
      'not_offered',
      'LinkedIn has no direct messages for apps. Answer in public, or write to them on LinkedIn.',
    );
  }
  const target = normalUrn(answers?.platformMessageId ?? '');
  if (target === '') {
    return refused(
      'nothing_to_answer',
      'There is no comment or post that this could answer. Choose the one it belongs to.',
    );
  }
  const comment = commentNameOf(target);
  if (!comment) return { postId: target, under: target, mayBeAnswer: false };
  // LinkedIn has two levels: an answer to an answer stands under the same comment as that.
  const parentId = answers?.about?.parentId;
  return {
    postId: comment.post,
    under: parentId === undefined ? target : normalUrn(parentId),
    mayBeAnswer: parentId === undefined,
  };
}

function refusalOf({ attachments }: OutboundMessage, text: string): SendOutcome | undefined {
  if (attachments.length > 0) {
    return refused(
      'unsupported_attachment',
      'LinkedIn takes comments without attachments from apps. Send the text alone.',
    );
  }
  if (text.trim() === '') {
    return refused('rejected', 'The message is empty. Write something first.');
  }
  return text.length > maxText
    ? refused(
        'too_long',
        `The message is longer than the ${maxText} characters of a LinkedIn comment. Shorten it, or send it in parts.`,
      )
    : undefined;
}

async function post(
  account: ChannelAccount,
  { postId, under }: Place,
  text: string,
  options: CallOptions,
): Promise<Answer> {
  const body = {
    actor: organizationUrn(account.externalId),
    object: postId,
    message: { text },
    ...(commentNameOf(under) && { parentComment: under }),
  };
  return callLinkedIn(account, { method: 'POST', path: commentsPath(under), body }, options);
}

const Above = z.object({ parentComment: Urn });

/**
 * Notifications do not say of an answer which comment it stands under, and LinkedIn refuses a third level: this asks for
 * that comment. undefined: there is none, or LinkedIn does not tell.
 */
async function placeAbove(
  account: ChannelAccount,
  { postId, under, mayBeAnswer }: Place,
  options: CallOptions,
): Promise<Place | undefined> {
  const comment = commentNameOf(under);
  if (!mayBeAnswer || !comment) return undefined;
  const path = `${commentsPath(comment.post)}/${encoded(comment.id)}`;
  try {
    const { status, body } = await callLinkedIn(account, { method: 'GET', path }, options);
    const above = status === 200 ? Above.safeParse(body).data?.parentComment : undefined;
    return above === undefined || above === under
      ? undefined
      : { postId, under: above, mayBeAnswer: false };
  } catch {
    return undefined;
  }
}

const Created = z.object({
  commentUrn: lenient(Urn),
  $URN: lenient(Urn),
  created: lenient(z.object({ time: Millis })),
});

/** The new comment's URN: from the body, else made of the id in the header and the post. */
function sentBy({ headers, body }: Answer, { postId }: Place, now: number): SendOutcome {
  const created = Created.safeParse(body).data;
  const header = headers['x-restli-id'];
  const urn =
    created?.commentUrn ??
    created?.$URN ??
    (typeof header === 'string' ? urnOfHeader(header, postId) : undefined);
  if (urn === undefined) return lostAnswer('LinkedIn');
  const at = created?.created?.time;
  return {
    kind: 'sent',
    platformMessageId: urn,
    at: now,
    ...(at !== undefined && { platformAt: at }),
  };
}

/** The id alone, or a whole URN. */
function urnOfHeader(header: string, postId: string): string | undefined {
  const whole = normalUrn(header);
  if (commentNameOf(whole)) return whole;
  const urn = commentUrn({ post: postId, id: bareId(header) });
  return commentNameOf(urn) && urn;
}

/** LinkedIn’s clock and ours differ. */
const clockSlackMs = 5_000;
