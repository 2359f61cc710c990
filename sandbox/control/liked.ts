import { like } from '../feed/customer.ts';
import type { PublicDone } from '../feed/customer.ts';
import { newestPost, sceneOf } from '../feed/scene.ts';
import type { Account, Customer } from '../model.ts';
import type { ControlParts } from './parts.ts';
import { Problem } from './problem.ts';

/** A like of a post or of a comment below it, where the account hears of such. */
export function liked(
  { world, platformOf }: ControlParts,
  account: Account,
  customer: Customer,
  reaction: string | { to?: string | undefined },
): PublicDone {
  const { feed } = platformOf(account.platform);
  const { to } = typeof reaction === 'string' ? {} : reaction;
  if (feed?.liked === undefined) {
    throw new Problem(400, `reaction: ${account.platform} tells of none in public`);
  }
  const { platform, externalId } = account;
  const scene = to === undefined ? undefined : sceneOf(world, account, to);
  const post =
    scene?.post ??
    (to === undefined ? newestPost(world, feed, account) : world.post(platform, externalId, to));
  if (post === undefined) throw new Problem(404, `no post or comment ${to ?? ''}`);
  return like({ world, account, feed }, { post, target: to ?? post.id, customer });
}
