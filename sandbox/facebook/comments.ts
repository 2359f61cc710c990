import type { Answer } from '../answer.ts';
import { answer, ledgerLine, moderate } from '../feed/account.ts';
import { sceneOf } from '../feed/scene.ts';
import type { Comment, Post } from '../model.ts';
import type { FeedPlatform, Scene } from '../platform.ts';
import { putChat, type World } from '../world.ts';
import { fetchAttachment } from '../meta/attachments.ts';
import { GraphError, unknownObject } from '../meta/errors.ts';
import { permalink } from './feed-events.ts';
import { parseFields, project, type Field } from '../meta/fields.ts';
import type { HistoryCall } from '../meta/messages.ts';
import { paged } from '../meta/pages.ts';
import { success } from '../meta/route.ts';
import { graphTime } from '../meta/time.ts';

/** Posts and comments as nodes of the graph; undefined where the page has none of that id. */
export function publicNode(call: HistoryCall, id: string): unknown {
  const asked = parseFields(call.request.text('fields') ?? 'id,message,created_time');
  const scene = sceneOf(call.world, call.account, id);
  if (scene && scene.comment.id !== scene.post.id) {
    return project('Comment', commentFields(call, scene.comment, asked), asked, fieldsOfComments);
  }
  const post = call.world.post('facebook', call.account.externalId, id);
  return post && project('Post', postFields(call, post, asked), asked, fieldsOfPosts);
}

const fieldsOfPosts = [
  ...['id', 'message', 'permalink_url', 'full_picture', 'created_time', 'updated_time', 'from'],
  'comments',
];
const fieldsOfComments = [
  ...['id', 'message', 'from', 'created_time', 'parent', 'attachment', 'is_hidden', 'object'],
  ...['comment_count', 'like_count', 'user_likes', 'permalink_url', 'can_reply_privately'],
  'comments',
];

function postFields(
  call: HistoryCall,
  post: Post,
  asked: readonly Field[],
): Record<string, unknown> {
  const under = visible(call.world, post);
  return {
    id: post.id,
    message: post.text,
    permalink_url: permalink(post.id),
    created_time: graphTime(post.at),
    updated_time: graphTime(under.at(-1)?.at ?? post.at),
    from: personOf(call, post.author),
    comments: nested(call, post, asked),
  };
}

/** What stands below a post or a comment, within the answer that shows it: `comments.filter(stream).limit(10){id,message}`. */
function nested(
  call: HistoryCall,
  post: Post,
  asked: readonly Field[],
  below?: Comment,
): { data: unknown[] } | undefined {
  const field = asked.find(({ name }) => name === 'comments');
  if (field === undefined) return undefined;
  const { filter, order, limit = '25' } = field.modifiers;
  const under = commentsBelow(call.world, post, { isAll: filter === 'stream', below });
  const shown = order === 'reverse_chronological' ? under.toReversed() : under;
  const fields =
    field.fields.length > 0 ? field.fields : parseFields('id,message,from,created_time');
  return {
    data: shown
      .slice(0, Number(limit))
      .map((it) => project('Comment', commentFields(call, it, fields), fields, fieldsOfComments)),
  };
}

/** At the first level, or at all. */
function commentsBelow(
  world: World,
  post: Post,
  { isAll, below }: { isAll: boolean; below?: Comment | undefined },
): Comment[] {
  const all = visible(world, post);
  const direct = all.filter(({ parentId }) => parentId === below?.id);
  if (!isAll) return direct;
  if (below === undefined) return all;
  return all.filter((it) => isBelow(all, it, below.id));
}

const isBelow = (all: readonly Comment[], { parentId }: Comment, id: string): boolean => {
  if (parentId === undefined || parentId === id) return parentId === id;
  const parent = all.find((it) => it.id === parentId);
  return parent !== undefined && isBelow(all, parent, id);
};

const commentFields = (
  call: HistoryCall,
  it: Comment,
  asked: readonly Field[],
): Record<string, unknown> => ({
  id: it.id,
  message: it.text,
  from: personOf(call, it.author),
  created_time: graphTime(it.at),
  ...(it.parentId !== undefined && { parent: { id: it.parentId } }),
  ...(it.attachments[0]?.url !== undefined && {
    attachment: { type: 'photo', media: { image: { src: it.attachments[0].url } } },
  }),
  object: { id: it.postId },
  is_hidden: it.isHidden,
  user_likes: it.isLiked,
  like_count: it.isLiked ? 1 : 0,
  permalink_url: `${permalink(it.postId)}?comment_id=${it.id.split('_')[1] ?? it.id}`,
  can_reply_privately: !it.isAnsweredPrivately,
  comments: nestedBelow(call, it, asked),
});

function nestedBelow(call: HistoryCall, it: Comment, asked: readonly Field[]) {
  const post = call.world.post('facebook', call.account.externalId, it.postId);
  return post && nested(call, post, asked, it);
}

function personOf({ world, account }: HistoryCall, id: string) {
  const name = id === account.externalId ? account.name : world.customer('facebook', id)?.name;
  return { id, name };
}

const visible = (world: World, post: Post): Comment[] =>
  world.commentsUnder(post).filter((it) => !it.isDeleted && it.id !== it.postId);

/** `GET /{page}/feed`: what the page has published, the newest first. Reviews, and posts elsewhere that name it, are not in it. */
export function feed(call: HistoryCall): unknown {
  const { externalId } = call.account;
  const posts = [...call.world.tables.posts.values()]
    .filter((it) => it.platform === 'facebook' && it.account === externalId)
    .filter((it) => it.author === externalId)
    .toSorted((left, right) => right.at - left.at);
  const asked = parseFields(call.request.text('fields') ?? 'id,message,created_time');
  return paged(call, posts, (post) =>
    project('Post', postFields(call, post, asked), asked, fieldsOfPosts),
  );
}

/** `GET /{post or comment}/comments`; those of a post with `filter=stream` at all depths. */
export function commentsOf(call: HistoryCall, id: string): unknown {
  const { world, account, request } = call;
  const scene = sceneOf(world, account, id);
  const post = world.post('facebook', account.externalId, id);
  const of = scene?.post ?? post;
  if (of === undefined) throw unknownObject(id);
  const below = scene && scene.comment.id !== of.id ? scene.comment : undefined;
  const under = commentsBelow(world, of, { isAll: request.text('filter') === 'stream', below });
  const newestFirst = request.text('order') === 'reverse_chronological';
  const asked = parseFields(request.text('fields') ?? 'id,message,from,created_time');
  return paged(call, newestFirst ? under.toReversed() : under, (it) =>
    project('Comment', commentFields(call, it, asked), asked, fieldsOfComments),
  );
}

/** `POST /{post or comment}/comments`. */
export async function reply(
  call: HistoryCall,
  feedPlatform: FeedPlatform,
  id: string,
): Promise<Answer> {
  const { world, account, request } = call;
  const text = request.text('message') ?? '';
  const url = request.text('attachment_url');
  if (text === '' && url === undefined) {
    throw new GraphError('(#100) The parameter message is required', 100);
  }
  if (text.length > 8000) throw new GraphError('(#100) Comment is too long', 100);
  const place = { world, account, origin: new URL(call.url).origin };
  const attachments = url === undefined ? [] : [await fetchAttachment(place, 'image', url)];
  const scene = sceneOf(world, account, id);
  const post = scene?.post ?? world.post('facebook', account.externalId, id);
  if (post === undefined) throw unknownObject(id);
  const said = answer(
    { world, account, post, ...(scene && { comment: scene.comment }) },
    feedPlatform,
    { text, attachments },
  );
  return { status: 200, body: { id: said.id } };
}

/** `POST /{comment}`: hidden, shown, or (our own) worded anew. */
export function change(call: HistoryCall, feedPlatform: FeedPlatform, id: string): Answer {
  const scene = needed(call, id);
  const isOwn = scene.comment.author === call.account.externalId;
  const hidden = call.request.text('is_hidden');
  const text = call.request.text('message');
  if (hidden !== undefined) {
    if (isOwn) throw forbidden('You cannot hide your own comment');
    moderate(scene, feedPlatform, hidden === 'true' ? 'hide' : 'unhide');
  } else if (text !== undefined) {
    if (!isOwn) throw forbidden('You do not have permission to edit this comment');
    moderate(scene, feedPlatform, 'edit', text);
  } else throw new GraphError('(#100) Nothing to change', 100);
  return success;
}

export function remove(call: HistoryCall, feedPlatform: FeedPlatform, id: string): Answer {
  moderate(needed(call, id), feedPlatform, 'delete');
  return success;
}

export function like(
  call: HistoryCall,
  feedPlatform: FeedPlatform,
  id: string,
  isLiked: boolean,
): Answer {
  moderate(needed(call, id), feedPlatform, isLiked ? 'like' : 'unlike');
  return success;
}

/** `POST` and `DELETE /{page}/blocked`: nobody blocked can write or comment. */
export function block({ world, account, request }: HistoryCall, isBlocked: boolean): Answer {
  const id = request.text('user') ?? request.text('psid') ?? '';
  const chat = world.chat('facebook', account.externalId, id);
  if (world.customer('facebook', id) === undefined) throw unknownObject(id);
  const action = isBlocked ? 'block' : 'unblock';
  world.commit([
    ...(chat ? [putChat({ ...chat, isBlocked })] : []),
    ledgerLine(
      { world, account },
      { customer: id, platformMessageId: id, text: '', attachments: [], action },
    ),
  ]);
  return isBlocked ? { status: 200, body: { [id]: true } } : success;
}

function needed({ world, account }: HistoryCall, id: string): Scene {
  const scene = sceneOf(world, account, id);
  if (scene === undefined) throw unknownObject(id);
  return scene;
}

const forbidden = (message: string) => new GraphError(`(#200) ${message}`, 200, { status: 403 });
