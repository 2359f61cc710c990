import { sceneOf } from '../feed/scene.ts';
import type { Account } from '../model.ts';
import type { Scene } from '../platform.ts';
import type { World } from '../world.ts';
import { GraphError } from './errors.ts';

const days = 86_400_000;

/** The scene of a comment that is answered in private: once, within seven days. */
export function privately(
  world: World,
  account: Account,
  commentId: string,
  windowClosed: () => GraphError,
): Scene {
  const scene = sceneOf(world, account, commentId);
  if (scene?.customer === undefined) throw noSuchComment();
  if (scene.comment.isAnsweredPrivately) {
    throw new GraphError('(#10900) Activity already replied to', 10900);
  }
  if (world.now() - scene.comment.at > 7 * days) throw windowClosed();
  return scene;
}

export const noSuchComment = () =>
  new GraphError('(#100) Invalid comment id', 100, { subcode: 2534025 });
