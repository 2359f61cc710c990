/** One item of `changes[]` → its event: comments, visitors' posts, mentions, reviews. */
import type { z } from 'zod';
import type { Attachment, EventCustomer } from '../channel.ts';
import { isRecord } from '../json.ts';
import { digest, keyOf } from '../keys.ts';
import {
  contentTypeOf,
  ignored,
  malformed,
  unparsable,
  unsupported,
  type Outcome,
} from '../received.ts';
import { cleanText, webAddress } from '../text.ts';
import { Comment, Post, Rating } from './change-payloads.ts';

export function outcomeOfChange(change: unknown, page: string): Outcome {
  const field = isRecord(change) ? change.field : undefined;
  const value = isRecord(change) ? change.value : undefined;
  if (typeof field !== 'string') return unparsable('a change without a field');
  if (!isRecord(value)) return unparsable('a change without a value');
  switch (field) {
    case 'feed':
      return fromFeed(value, page);
    case 'mention':
      return value.item === 'comment'
        ? read(Comment, value, (it) => fromComment(it, page, 'mention'))
        : read(Post, value, (it) => fromPost(it, page));
    case 'ratings':
      return read(Rating, value, (it) => fromRating(it, page));
    default:
      return unsupported('a change of an unknown field');
  }
}

const read = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  toOutcome: (value: z.infer<Schema>) => Outcome,
): Outcome => {
  const parsed = schema.safeParse(value);
  return parsed.success ? toOutcome(parsed.data) : malformed(parsed.error);
};

/** Items of the feed that are somebody's words; all others (reactions, likes, albums …) are not. */
const posts: ReadonlySet<unknown> = new Set(['post', 'status', 'photo', 'video', 'share', 'link']);

function fromFeed(value: Record<string, unknown>, page: string): Outcome {
  if (value.item === 'comment')
    return read(Comment, value, (it) => fromComment(it, page, 'comment'));
  if (posts.has(value.item)) return read(Post, value, (it) => fromPost(it, page));
  return ignored('feed: nothing that anybody said');
}

const added: ReadonlySet<string> = new Set(['add']);
const edited: ReadonlySet<string> = new Set(['edit', 'edited', 'update']);
const removed: ReadonlySet<string> = new Set(['remove', 'delete']);

interface Said {
  id: string;
  source: 'comment' | 'mention' | 'review';
  threadKey: string;
  about: { postId: string; postUrl?: string; parentId?: string };
  customer: EventCustomer;
  at?: number | undefined;
  content: string;
  attachments: Attachment[];
  page: string;
}

function fromComment(it: Comment, page: string, source: 'comment' | 'mention'): Outcome {
  const { comment_id: id, verb, parent_id: parent } = it;
  const postId = it.post_id ?? parent ?? id;
  const author = it.from?.id ?? it.sender_id;
  const postUrl = webAddress(it.post?.permalink_url);
  const parentId = parent !== undefined && parent !== postId && { parentId: parent };
  const about = { postId, ...(postUrl !== undefined && { postUrl }), ...parentId };
  const base = { id, source, about, at: it.created_time, page, ...saidIn(it) };
  if (author === page) return fromOwn(base, it);
  if (author === undefined && !added.has(verb)) return changed(unplaced(base, [id]), it);
  const customer = customerOf(it, id);
  return changed({ ...base, threadKey: keyOf(source, postId, customer.externalId), customer }, it);
}

/** Meta leaves the author out where it may not tell: each such comment is somebody of its own. */
const customerOf = (it: Comment | Post, id: string): EventCustomer =>
  personOf(it.from?.id ?? it.sender_id, it.from?.name ?? it.sender_name) ?? {
    externalId: keyOf('anonymous', id),
    name: 'Somebody on Facebook',
  };

const personOf = (id: string | undefined, name: string | undefined): EventCustomer | undefined =>
  id === undefined
    ? undefined
    : { externalId: id, ...(name !== undefined && name !== '' && { name: cleanText(name) }) };

type Unnamed = Omit<Said, 'threadKey' | 'customer'>;

const unplaced = (base: Unnamed, belongsWith: string[]) => ({
  ...base,
  threadKey: keyOf('unplaced', base.id),
  customer: { externalId: '' },
  belongsWith,
});

/** Our own words, by this desk or elsewhere: they belong where the comment is that they answer, and their changes with them. */
function fromOwn(base: Unnamed, it: Pick<Comment, 'verb' | 'created_time'>): Outcome {
  const { parentId, postId } = base.about;
  if (!added.has(it.verb)) return changed(unplaced(base, [base.id]), it);
  const answered = parentId ?? postId;
  const event = baseEvent(unplaced(base, [base.id, answered]));
  const { content, attachments } = base;
  return {
    event: {
      ...{ kind: 'echo', ...event, dedupeKey: keyOf(base.id), platformMessageId: base.id },
      ...{ content, attachments, contentType: contentTypeOf(content, attachments) },
    },
  };
}

function fromPost(it: Post, page: string): Outcome {
  const { post_id: id, verb } = it;
  const author = it.from?.id ?? it.sender_id;
  if (author === page) return ignored('a post of our own');
  const base = {
    ...{ id, source: 'mention' as const, about: { postId: id }, at: it.created_time, page },
    ...saidIn(it),
  };
  if (author === undefined && !added.has(verb)) return changed(unplaced(base, [id]), it);
  const customer = customerOf(it, id);
  return changed({ ...base, threadKey: keyOf('mention', id, customer.externalId), customer }, it);
}

function fromRating(it: Rating, page: string): Outcome {
  const { open_graph_story_id: id, comment_id: comment } = it;
  const person = personOf(
    it.reviewer_id ?? it.sender_id ?? it.from?.id,
    it.reviewer_name ?? it.from?.name,
  );
  const at = it.created_time;
  if (comment !== undefined) {
    const about = { postId: id };
    const base = { ...{ id: comment, source: 'review' as const, about, at, page }, ...saidIn(it) };
    if (person?.externalId === page) return fromOwn(base, it);
    // Whoever else writes below a review joins its conversation.
    return changed({ ...unplaced(base, added.has(it.verb) ? [comment, id] : [comment]) }, it);
  }
  const customer = person ?? { externalId: keyOf('anonymous', id), name: 'Somebody on Facebook' };
  const content = cleanText(it.review_text ?? it.message ?? '');
  const said = {
    ...{ id, source: 'review' as const, threadKey: keyOf('review', id), about: { postId: id } },
    ...{ customer, at, content, attachments: [], page },
  };
  return changed(said, it, ratingOf(it));
}

function ratingOf({ rating, recommendation_type: type }: Rating) {
  const recommends = { POSITIVE: true, NEGATIVE: false }[type?.toUpperCase() ?? ''];
  const told = {
    ...(rating !== undefined && { stars: rating }),
    ...(recommends !== undefined && { recommends }),
  };
  return Object.keys(told).length > 0 ? told : undefined;
}

function saidIn({ message, photo, video }: Comment | Post | Rating) {
  const [image, film] = [webAddress(photo), webAddress(video)];
  const attachments: Attachment[] = [
    ...(image === undefined ? [] : [{ kind: 'image' as const, url: image }]),
    ...(film === undefined ? [] : [{ kind: 'video' as const, url: film }]),
  ];
  return { content: cleanText(message ?? ''), attachments };
}

const baseEvent = ({
  source,
  threadKey,
  about,
  customer,
  at,
  page,
  ...more
}: Said & {
  belongsWith?: string[];
}) => ({
  ...{ accountExternalId: page, source, threadKey, about, customer },
  ...(at !== undefined && { platformAt: at }),
  ...(more.belongsWith && { belongsWith: more.belongsWith }),
});

/** What the verb says has happened. */
function changed(
  said: Said & { belongsWith?: string[] },
  { verb, created_time: at }: { verb: string; created_time?: number | undefined },
  rating?: { stars?: number; recommends?: boolean },
): Outcome {
  const { id, content, attachments } = said;
  const about = { ...baseEvent(said), platformMessageId: id };
  if (added.has(verb)) {
    const isEmpty = content === '' && attachments.length === 0;
    return {
      event: {
        ...{ kind: 'message', ...about, dedupeKey: keyOf(id), content, attachments },
        contentType: contentTypeOf(content, attachments),
        ...(rating && { rating }),
        ...(isEmpty && { placeholder: rating ? judgement(rating) : 'A comment without words.' }),
      },
    };
  }
  if (edited.has(verb)) {
    const dedupeKey = keyOf(id, at ?? 0, digest(content));
    return { event: { kind: 'edit', ...about, dedupeKey, content } };
  }
  if (removed.has(verb)) return { event: { kind: 'unsend', ...about, dedupeKey: keyOf(id) } };
  if (verb === 'hide' || verb === 'unhide') {
    const dedupeKey = keyOf(id, verb, at ?? 0);
    return { event: { kind: 'hidden', ...about, dedupeKey, isHidden: verb === 'hide' } };
  }
  return ignored('a change of which nothing is to be shown');
}

function judgement({ stars, recommends }: { stars?: number; recommends?: boolean }): string {
  if (stars !== undefined) return `A review without words: ${String(stars)} of 5 stars.`;
  return recommends === false
    ? 'Does not recommend us, without words.'
    : 'Recommends us, without words.';
}
