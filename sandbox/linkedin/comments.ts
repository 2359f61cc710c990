/** The Comments API, reading: what stands below a post, or below a comment of it. */
import type { Answer } from '../answer.ts';
import { sceneOf } from '../feed/scene.ts';
import type { Attachment, Comment, Post } from '../model.ts';
import type { Scene } from '../platform.ts';
import { notAllowed, notFound } from './errors.ts';
import { ok, type LinkedInCall } from './call.ts';
import { activityOf, actorUrn, commentOf, memberUrn, numberOf, shareOf } from './names.ts';
import { decodedPath, pageIn, paged } from './request.ts';

/** What a call's first URN names: a post, and the comment of it, if that was named. */
export interface Thread {
  post: Post;
  comment?: Comment;
}

/** @throws RestliError where there is none such */
export function threadOf({ world, account, request }: LinkedInCall): Thread {
  const urn = decodedPath(request.segments[1]);
  const commentId = commentOf(urn);
  if (commentId !== undefined) {
    const scene = visibleScene({ world, account }, commentId);
    if (scene !== undefined) return { post: scene.post, comment: scene.comment };
  }
  const share = shareOf(urn);
  const post = share && world.post('linkedin', account.externalId, share);
  if (post) return { post };
  throw notFound(urn);
}

/** An answer goes with the comment that it stands below. */
export function visibleScene(
  { world, account }: Pick<LinkedInCall, 'world' | 'account'>,
  commentId: string,
): Scene | undefined {
  const scene = sceneOf(world, account, commentId);
  const above = scene?.comment.parentId;
  // What is a post itself is no comment.
  if (scene === undefined || scene.comment.id === scene.post.id) return undefined;
  if (above === undefined) return scene;
  return world.comment('linkedin', account.externalId, above)?.isDeleted === true
    ? undefined
    : scene;
}

/** `GET /socialActions/{urn}/comments`, oldest first; of the organization's own posts only. */
export function listComments(call: LinkedInCall): Answer {
  const { post, comment } = threadOf(call);
  checkIsOwn(call, post);
  const page = pageIn(call.request);
  const under = commentsUnder(call, post, comment?.id).map((it) => commentBody(call, post, it));
  return ok(paged(under, page));
}

/** `GET /socialActions/{urn}/comments/{id}`. */
export function getComment(call: LinkedInCall): Answer {
  const { post, comment } = namedComment(call);
  checkIsOwn(call, post);
  return ok(commentBody(call, post, comment));
}

/** The comment that the path's two parts name. */
export function namedComment(call: LinkedInCall): Scene {
  const { post } = threadOf(call);
  const number = decodedPath(call.request.segments[3]);
  const id = commentOf(`urn:li:comment:(${activityOf(post.id)},${number})`);
  const scene = id && visibleScene(call, id);
  if (scene) return scene;
  throw notFound(number);
}

const checkIsOwn = ({ account }: LinkedInCall, post: Post): void => {
  if (post.author !== account.externalId) throw notAllowed(`comments of ${post.id}`);
};

const commentsUnder = ({ world }: Pick<LinkedInCall, 'world'>, post: Post, parentId?: string) =>
  world
    .commentsUnder(post)
    .filter((it) => !it.isDeleted && it.id !== post.id && it.parentId === parentId);

export function commentBody(
  call: Pick<LinkedInCall, 'world' | 'account'>,
  post: Post,
  comment: Comment,
) {
  const { world, account } = call;
  const actor = actorUrn(account, comment.author);
  const isOwn = comment.author === account.externalId;
  const answers = commentsUnder(call, post, comment.id).length;
  const reactions = [...world.tables.linkedinReactions.values()].filter(
    (it) => it.account === account.externalId && it.target === comment.id,
  );
  const likes = reactions.length;
  const by = (time: number) => ({
    actor,
    time,
    ...(isOwn && { impersonator: memberUrn(account) }),
  });
  return {
    id: numberOf(comment),
    $URN: comment.id,
    commentUrn: comment.id,
    object: activityOf(post.id),
    actor,
    ...(isOwn && { agent: memberUrn(account) }),
    ...(comment.parentId !== undefined && { parentComment: comment.parentId }),
    message: { text: comment.text, attributes: comment.mentions ?? [] },
    ...(comment.attachments.length > 0 && { content: comment.attachments.map(picture) }),
    created: by(comment.at),
    lastModified: by(comment.editedAt ?? comment.at),
    likesSummary: {
      totalLikes: likes,
      aggregatedTotalLikes: likes,
      likedByCurrentUser: comment.isLiked,
      selectedLikes: [],
    },
    ...(comment.parentId === undefined && {
      commentsSummary: {
        totalFirstLevelComments: answers,
        aggregatedTotalComments: answers,
        selectedComments: [],
      },
    }),
  };
}

/** Most are shown with their address; one that customers named by its id alone has to be asked for (Images API). */
const picture = ({ url, fileId }: Attachment) => ({
  type: 'IMAGE',
  entity: { image: `urn:li:image:${fileId ?? 'elsewhere'}` },
  ...(url !== undefined && { url }),
});
