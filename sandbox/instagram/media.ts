import { sceneOf } from '../feed/scene.ts';
import { unknownObject } from '../meta/errors.ts';
import { parseFields, project } from '../meta/fields.ts';
import type { Field } from '../meta/fields.ts';
import { paged } from '../meta/pages.ts';
import type { GraphCall } from '../meta/route.ts';
import { graphTime } from '../meta/time.ts';
import type { Comment, Post } from '../model.ts';
import { permalink } from './feed-events.ts';
import { accountAsPerson, accountUsername, person } from './people.ts';

const fieldsOfMedia = [
  ...['id', 'caption', 'permalink', 'media_type', 'media_url', 'thumbnail_url', 'timestamp'],
  ...['username', 'comments_count', 'comments'],
];
const fieldsOfComments = [
  ...['id', 'text', 'timestamp', 'username', 'from', 'parent_id', 'hidden', 'like_count'],
  ...['media', 'replies'],
];
/** Who wrote a comment that names the account is told by its user name alone. */
const fieldsOfMentions = ['id', 'text', 'timestamp', 'username', 'like_count', 'media'];

/** The account's own media and what stands below them; undefined where there is none of that id. */
export function publicNode(call: GraphCall): unknown {
  const { request, id } = call;
  const asked = parseFields(request.text('fields') ?? 'id');
  const scene = sceneOf(call.world, call.account, id);
  if (scene?.post.author === call.account.externalId)
    return showComment(call, scene.comment, asked);
  const post = ownMedia(call, id);
  return post && showMedia(call, post, asked);
}

export function ownMedia({ world, account }: GraphCall, id: string): Post | undefined {
  const post = world.post('instagram', account.externalId, id);
  return post?.author === account.externalId ? post : undefined;
}

/** `GET /{account}/media`, the newest first. */
export function mediaOf(call: GraphCall): unknown {
  const { world, account, request } = call;
  const posts = [...world.tables.posts.values()]
    .filter((it) => it.platform === 'instagram' && it.account === account.externalId)
    .filter((it) => it.author === account.externalId)
    .toSorted((left, right) => right.at - left.at);
  const asked = parseFields(request.text('fields') ?? 'id');
  return paged(call, posts, (post) => showMedia(call, post, asked));
}

/** `GET /{media}/comments` and `GET /{comment}/replies`, the newest first. */
export function commentsOf(call: GraphCall, edge: 'comments' | 'replies'): unknown {
  const { id, world, account, request } = call;
  const scene = edge === 'replies' ? sceneOf(world, account, id) : undefined;
  const post = edge === 'replies' ? scene?.post : ownMedia(call, id);
  if (post?.author !== account.externalId) throw unknownObject(id);
  const under = below(call, post, scene?.comment.id).toReversed();
  const asked = parseFields(request.text('fields') ?? 'id,text,timestamp');
  return paged(call, under, (it) => showComment(call, it, asked));
}

/** `mentioned_media.media_id(…)` and `mentioned_comment.comment_id(…)` of the account's node. @throws GraphError */
export function mentioned(call: GraphCall, { name, modifiers, fields }: Field): unknown {
  const { world, account } = call;
  const id = modifiers[name === 'mentioned_media' ? 'media_id' : 'comment_id'] ?? '';
  const scene = sceneOf(world, account, id);
  const isCaption = scene?.comment.id === scene?.post.id;
  if (scene?.comment.source !== 'mention' || isCaption !== (name === 'mentioned_media')) {
    throw unknownObject(id);
  }
  if (isCaption) return showMedia(call, scene.post, fields);
  const { from: _from, ...whole } = commentFields(call, scene.comment, fields);
  return project('IGComment', whole, fields, fieldsOfMentions);
}

const below = ({ world }: GraphCall, post: Post, parentId: string | undefined): Comment[] =>
  world
    .commentsUnder(post)
    .filter((it) => !it.isDeleted && it.id !== it.postId && it.parentId === parentId);

type Node = Record<string, unknown>;

function showMedia(call: GraphCall, post: Post, asked: readonly Field[]): Node {
  const comments = asked.find(({ name }) => name === 'comments');
  const { id } = post;
  const under = below(call, post, undefined);
  const whole = {
    ...{ id, caption: post.text, permalink: permalink(id), media_type: 'IMAGE' },
    media_url: `${new URL(call.url).origin}/sandbox/media/avatars/${id}`,
    ...{ timestamp: graphTime(post.at), username: usernameIn(call, post.author) },
    comments_count: under.length,
    comments: comments && {
      data: under
        .slice(0, Number(comments.modifiers['limit'] ?? 50))
        .map((it) => showComment(call, it, comments.fields)),
    },
  };
  return project('IGMedia', whole, asked, fieldsOfMedia);
}

const showComment = (call: GraphCall, it: Comment, asked: readonly Field[]): Node =>
  project('IGComment', commentFields(call, it, asked), asked, fieldsOfComments);

function commentFields(call: GraphCall, it: Comment, asked: readonly Field[]): Node {
  const { world, account } = call;
  const media = asked.find(({ name }) => name === 'media');
  const replies = asked.find(({ name }) => name === 'replies');
  const post = world.post('instagram', account.externalId, it.postId);
  const isOwn = it.author === account.externalId;
  return {
    ...{ id: it.id, text: it.text, timestamp: graphTime(it.at), hidden: it.isHidden },
    ...{ username: usernameIn(call, it.author), parent_id: it.parentId, like_count: 0 },
    from: isOwn ? accountAsPerson(account) : person(world, it.author),
    media: media && post && showMedia(call, post, media.fields),
    replies: replies &&
      post && {
        data: below(call, post, it.id).map((one) => showComment(call, one, replies.fields)),
      },
  };
}

const usernameIn = ({ world, account }: GraphCall, id: string) =>
  id === account.externalId ? accountUsername(account) : person(world, id).username;
