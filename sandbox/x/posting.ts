/** What the account posts, deletes, hides and likes, and whom it blocks. */
import twitter from 'twitter-text';
import type { Answer } from '../answer.ts';
import { answer, ledgerLine, moderate } from '../feed/account.ts';
import { sceneOf } from '../feed/scene.ts';
import { putChat } from '../world.ts';
import { data, idIn, isRecord, made, requireSelf, textIn, type XCall } from './call.ts';
import { forbidden, invalid } from './errors.ts';
import { firstIdOf } from './objects.ts';
import { usedMedia } from './uploads.ts';

/** By any of its ids. */
const sceneNamed = (...[world, account, id]: Parameters<typeof sceneOf>) =>
  sceneOf(world, account, firstIdOf(world, account, id));

const duplicateWithinMs = 12 * 60 * 60_000;

/** `POST /2/tweets`: an answer to somebody, or a post of its own. */
export function post(call: XCall): Answer {
  const { world, account, app, feed, body } = call;
  const ids = mediaIdsIn(body);
  const text = ids.length > 0 && body['text'] === undefined ? '' : textIn(body, 'text');
  if (text !== '' && !twitter.parseTweet(text).valid) {
    throw invalid('Tweet needs to be a bit shorter: it is over the character limit.');
  }
  const parentId = repliedTo(body);
  if (parentId === undefined)
    throw invalid('Only replies are posted here: reply.in_reply_to_tweet_id is missing');
  const scene = sceneNamed(world, account, parentId);
  const own = world.post('x', account.externalId, parentId);
  const target = scene ?? (own && { world, account, post: own });
  if (target === undefined) {
    throw forbidden('You attempted to reply to a Tweet that is deleted or not visible to you.');
  }
  const author = scene?.comment.author ?? own?.author;
  // All that customers say here names the account; a post that does not could not be answered by such an app.
  if (app.isSelfServe && author !== account.externalId && scene?.customer === undefined) {
    throw forbidden(
      'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.',
    );
  }
  const since = world.now() - duplicateWithinMs;
  const attachments = usedMedia(call, ids, 'tweet');
  const isDuplicate =
    attachments.length === 0 &&
    [...world.tables.comments.values()].some(
      (it) =>
        it.platform === 'x' &&
        it.account === account.externalId &&
        it.author === account.externalId &&
        !it.isDeleted &&
        it.at > since &&
        it.text === text &&
        (it.parentId ?? it.postId) === parentId,
    );
  if (isDuplicate) throw forbidden('You are not allowed to create a Tweet with duplicate content.');
  const said = answer(target, feed, { text, attachments });
  return made({ id: said.id, text, edit_history_tweet_ids: [said.id] });
}

function mediaIdsIn({ media }: Record<string, unknown>): unknown[] {
  if (media === undefined) return [];
  const ids = isRecord(media) ? media['media_ids'] : undefined;
  if (Array.isArray(ids) && ids.length > 0) return ids;
  throw invalid('$.media.media_ids: 1 to 4 are needed');
}

function repliedTo(body: Record<string, unknown>): string | undefined {
  const { reply } = body;
  if (typeof reply !== 'object' || reply === null || !('in_reply_to_tweet_id' in reply)) {
    return undefined;
  }
  return idIn(typeof reply.in_reply_to_tweet_id === 'string' ? reply.in_reply_to_tweet_id : '');
}

export function deletePost(call: XCall): Answer {
  const scene = sceneNamed(call.world, call.account, idIn(call.ids[0]));
  // What is gone already is said to be deleted, as X says.
  if (scene === undefined) return data({ deleted: true });
  if (scene.comment.author !== call.account.externalId) {
    throw forbidden('You are not authorized to delete this Tweet.');
  }
  moderate(scene, call.feed, 'delete');
  return data({ deleted: true });
}

/** Only who began a conversation hides replies in it. */
export function hide(call: XCall): Answer {
  const scene = needed(call);
  const { hidden } = call.body;
  if (typeof hidden !== 'boolean') throw invalid('$.hidden: boolean is missing');
  const { externalId } = call.account;
  if (scene.post.author !== externalId || scene.comment.author === externalId) {
    throw forbidden('You can only hide replies to conversations that you started.');
  }
  moderate(scene, call.feed, hidden ? 'hide' : 'unhide');
  return data({ hidden });
}

export function like(call: XCall): Answer {
  requireSelf(call);
  moderate(needed(call, textIn(call.body, 'tweet_id')), call.feed, 'like');
  return data({ liked: true });
}

export function unlike(call: XCall): Answer {
  requireSelf(call);
  const scene = sceneNamed(call.world, call.account, idIn(call.ids[1]));
  if (scene !== undefined) moderate(scene, call.feed, 'unlike');
  return data({ liked: false });
}

/** For Enterprise apps; nobody blocked can write. */
export const block =
  (isBlocked: boolean) =>
  (call: XCall): Answer => {
    requireSelf(call);
    const { world, account, app } = call;
    if (app.isSelfServe) {
      throw forbidden(
        'When authenticating requests to the Twitter API v2 endpoints, you must use keys from an app that is not permitted to access this endpoint.',
        'client-forbidden',
      );
    }
    const id = idIn(isBlocked ? textIn(call.body, 'target_user_id') : call.ids[1]);
    if (world.customer('x', id) === undefined)
      throw invalid(`Could not find user with id: [${id}].`);
    const chat = world.chat('x', account.externalId, id);
    world.commit([
      ...(chat ? [putChat({ ...chat, isBlocked })] : []),
      ledgerLine(call, {
        ...{ customer: id, platformMessageId: id, text: '', attachments: [] },
        action: isBlocked ? 'block' : 'unblock',
      }),
    ]);
    return data({ blocking: isBlocked });
  };

function needed(call: XCall, id = call.ids[0]) {
  const scene = sceneNamed(call.world, call.account, idIn(id));
  if (scene === undefined) throw invalid(`Could not find tweet with id: [${id ?? ''}].`);
  return scene;
}
