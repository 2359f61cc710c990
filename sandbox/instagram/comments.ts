import type { Answer } from '../answer.ts';
import { answer, moderate } from '../feed/account.ts';
import { sceneOf } from '../feed/scene.ts';
import { GraphError, unknownObject } from '../meta/errors.ts';
import { ok, success } from '../meta/route.ts';
import type { GraphCall } from '../meta/route.ts';
import type { FeedPlatform, Scene } from '../platform.ts';
import { ownMedia } from './media.ts';

/** `POST /{media}/comments`, `POST /{comment}/replies`: below the account's own media only. */
export function reply(call: GraphCall, feed: FeedPlatform, edge: 'comments' | 'replies'): Answer {
  const { world, account, id } = call;
  const text = textOf(call);
  if (edge === 'replies') return ok({ id: answer(ownScene(call), feed, { text }).id });
  const post = ownMedia(call, id);
  if (post === undefined) throw unknownObject(id);
  return ok({ id: answer({ world, account, post }, feed, { text }).id });
}

/** `POST /{account}/mentions`: below somebody else's media, where it names the account. */
export function answerMention(call: GraphCall, feed: FeedPlatform): Answer {
  const { world, account, request } = call;
  const mediaId = request.text('media_id');
  if (mediaId === undefined) throw new GraphError('(#100) The parameter media_id is required', 100);
  const text = textOf(call);
  const named = request.text('comment_id') ?? mediaId;
  const scene = sceneOf(world, account, named);
  if (scene?.comment.source !== 'mention' || scene.post.id !== mediaId) throw unknownObject(named);
  return ok({ id: answer(scene, feed, { text }).id });
}

/** `POST /{comment}?hide=`: hidden from the public, or shown again. */
export function hide(call: GraphCall, feed: FeedPlatform): Answer {
  const scene = ownScene(call);
  const hidden = call.request.text('hide');
  if (hidden === undefined) throw new GraphError('(#100) The parameter hide is required', 100);
  if (scene.comment.author === call.account.externalId) {
    throw forbidden('You cannot hide your own comment');
  }
  moderate(scene, feed, hidden === 'true' ? 'hide' : 'unhide');
  return success;
}

export function remove(call: GraphCall, feed: FeedPlatform): Answer {
  moderate(ownScene(call), feed, 'delete');
  return success;
}

/** A comment below the account's own media. */
function ownScene({ world, account, id }: GraphCall): Scene {
  const scene = sceneOf(world, account, id);
  if (scene?.post.author === account.externalId) return scene;
  throw unknownObject(id);
}

function textOf({ request }: GraphCall): string {
  const text = request.text('message') ?? '';
  if (text === '') throw new GraphError('(#100) The parameter message is required', 100);
  if (text.length > 2200) throw new GraphError('(#100) The comment is too long', 100);
  return text;
}

const forbidden = (message: string) => new GraphError(`(#200) ${message}`, 200, { status: 403 });
