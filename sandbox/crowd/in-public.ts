import { receivedFile } from '../control/attachments.ts';
import { comment, like, publishAbout } from '../feed/customer.ts';
import { feedOf, newestPost, sceneOf } from '../feed/scene.ts';
import type { Account, Comment } from '../model.ts';
import type { Platform } from '../platform.ts';
import type { World } from '../world.ts';
import type { CrowdParts } from './start.ts';
import type { Deed } from './person.ts';
import { customerIn } from './personas.ts';
import type { Persona } from './personas.ts';

/** Where nobody can write to an account in private, or somebody who would not. */
export const isInPublic = ({ sources }: Platform, { isPublic = false }: Persona) =>
  isPublic || sources?.includes('dm') === false;

/** Who is answered by that. */
export function askerOf(world: World, { platform, account, parentId, postId }: Comment): string {
  const above = parentId === undefined ? undefined : world.comment(platform, account, parentId);
  return above?.author ?? world.post(platform, account, postId)?.author ?? '';
}

/** Praise is a post that names the account; everything else a comment, and what follows goes below it. */
export function actInPublic(
  parts: Pick<CrowdParts, 'world' | 'url'>,
  { platform, account, persona }: { platform: Platform; account: Account; persona: Persona },
  deed: Deed,
): void {
  const { world } = parts;
  const feed = feedOf(platform);
  const place = { world, account, feed };
  const customer = customerIn(persona);
  const last = commentsOf(world, persona).findLast(({ author }) => author === persona.id);
  if (deed.kind === 'thumbs_up') {
    const answer = last && answerTo(world, last);
    const scene = answer && sceneOf(world, account, answer.id);
    if (scene) like(place, { post: scene.post, target: scene.comment.id, customer });
    return;
  }
  const attachments = deed.withPhoto
    ? [receivedFile(parts, platform, account, { kind: 'image' })]
    : [];
  const said = { text: deed.text, attachments };
  if (persona.goal === 'praise') {
    publishAbout(place, customer, { ...said, source: 'mention' });
    return;
  }
  const top = last && sceneOf(world, account, last.parentId ?? last.id);
  const isGoingOn = top !== undefined && world.now() - (last?.at ?? 0) < goesOnForMs;
  const post = isGoingOn ? top.post : newestPost(world, feed, account);
  comment(place, customer, post, { ...said, ...(isGoingOn && { parentId: top.comment.id }) });
}

/** A later comment is about something else. */
const goesOnForMs = 6 * 60_000;

const commentsOf = (world: World, { platform }: Persona): Comment[] =>
  [...world.tables.comments.values()].filter((it) => it.platform === platform && !it.isDeleted);

const answerTo = (world: World, { platform, account, id, parentId }: Comment) =>
  [...world.tables.comments.values()].findLast(
    (it) =>
      it.platform === platform &&
      it.author === account &&
      it.account === account &&
      it.parentId === (parentId ?? id),
  );
