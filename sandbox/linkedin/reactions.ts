/** The Reactions API: one of each actor to each post or comment. */
import type { Answer } from '../answer.ts';
import { ledgerLine, moderate } from '../feed/account.ts';
import { sceneOf } from '../feed/scene.ts';
import type { World } from '../world.ts';
import { checkActor } from './commenting.ts';
import { created, noContent, ok, type LinkedInCall } from './call.ts';
import { badField, notAllowed, notFound, RestliError } from './errors.ts';
import { activityOf, commentOf, organizationUrn, shareOf } from './names.ts';
import { visibleScene } from './comments.ts';
import { keyIn } from './request.ts';
import type { LinkedInReaction } from './model.ts';

const types = ['LIKE', 'PRAISE', 'EMPATHY', 'INTEREST', 'APPRECIATION', 'ENTERTAINMENT'];

/** `POST /reactions?actor={urn}`. */
export function react(call: LinkedInCall): Answer {
  checkActor(call);
  const { root, reactionType } = call.request.body;
  const target = targetIn(call, root);
  if (typeof reactionType !== 'string' || !types.includes(reactionType)) {
    throw badField('reactionType', `one of ${types.join(', ')}`);
  }
  const { world, account } = call;
  const actor = organizationUrn(account);
  if (world.tables.linkedinReactions.has(keyOf(account.externalId, actor, target))) {
    throw new RestliError(409, `Reaction already exists for ${target}`, { code: 'CONFLICT' });
  }
  const reaction: LinkedInReaction = {
    ...{ account: account.externalId, actor, target },
    ...{ type: reactionType, at: world.now() },
  };
  putReaction(world, reaction);
  note(call, target, 'like');
  const body = bodyOf(reaction);
  return created(body.id, body);
}

/** `DELETE /reactions/(actor:{urn},entity:{urn})`. */
export function unreact(call: LinkedInCall): Answer {
  const { actor, target, key } = named(call);
  if (!call.world.tables.linkedinReactions.has(key)) throw notFound(`reaction of ${actor}`);
  call.world.commit([['linkedinReactions', key, null]]);
  note(call, target, 'unlike');
  return noContent;
}

/** `GET /reactions/(actor:{urn},entity:{urn})`. */
export function getReaction(call: LinkedInCall): Answer {
  const { actor, key } = named(call);
  const reaction = call.world.tables.linkedinReactions.get(key);
  if (reaction === undefined) throw notFound(`reaction of ${actor}`);
  return ok(bodyOf(reaction));
}

export const putReaction = (world: World, reaction: LinkedInReaction): void =>
  world.commit([
    ['linkedinReactions', keyOf(reaction.account, reaction.actor, reaction.target), reaction],
  ]);

const keyOf = (account: string, actor: string, target: string) => `${account}/${actor}/${target}`;

function named(call: LinkedInCall) {
  const { actor = '', entity } = keyIn(call.request.segments[1] ?? '', ['actor', 'entity']);
  if (actor !== organizationUrn(call.account)) throw notAllowed('reactions for this actor');
  const target = targetIn(call, entity);
  return { actor, target, key: keyOf(call.account.externalId, actor, target) };
}

function targetIn(call: LinkedInCall, urn: unknown): string {
  if (typeof urn !== 'string') throw badField('root', 'is required');
  const share = shareOf(urn);
  const commentId = commentOf(urn);
  if (share !== undefined && call.world.post('linkedin', call.account.externalId, share)) {
    return share;
  }
  if (commentId !== undefined && visibleScene(call, commentId)) return commentId;
  throw notFound(urn);
}

/** In the ledger, whatever the kind of reaction. */
function note({ world, account, feed }: LinkedInCall, target: string, action: 'like' | 'unlike') {
  const scene = sceneOf(world, account, target);
  if (scene !== undefined) {
    moderate(scene, feed, action);
    return;
  }
  const customer = world.post('linkedin', account.externalId, target)?.author ?? '';
  const what = { customer, platformMessageId: target, text: '', attachments: [], action };
  world.commit([ledgerLine({ world, account }, { ...what, postId: target })]);
}

function bodyOf({ actor, target, type, at }: LinkedInReaction) {
  const root = shareOf(target) === undefined ? target : activityOf(target);
  const when = { actor, time: at };
  return {
    id: `urn:li:reaction:(${actor},${root})`,
    ...{ root, reactionType: type, created: when, lastModified: when },
  };
}
