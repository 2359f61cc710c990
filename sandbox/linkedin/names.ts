/** LinkedIn's names of things, `urn:li:<type>:<id>`, and how they hang together. */
import type { Account, Comment, Post } from '../model.ts';
import type { World } from '../world.ts';

export const notificationType = 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS';

export const organizationUrn = ({ externalId }: Pick<Account, 'externalId'>) =>
  `urn:li:organization:${externalId}`;
export const memberUrn = ({ credentials }: Pick<Account, 'credentials'>) =>
  `urn:li:person:${credentials['personId'] ?? ''}`;

/** Customers are kept under their URNs, the account under its bare id. */
export const actorUrn = (account: Account, author: string) =>
  author === account.externalId ? organizationUrn(account) : author;

/** 64 bits, which a double cannot hold; each differs from the next by more than a double's step there. */
const idOf = (base: bigint, count: number) => String(base + BigInt(count) * 2_097_153n);

export const newShare = (world: World) =>
  `urn:li:share:${idOf(7_370_000_000_000_000_000n, world.nextNumber('linkedin-share'))}`;

export const newComment = (world: World, post: Post) =>
  commentUrn(
    activityOf(post.id),
    idOf(7_380_000_000_000_000_000n, world.nextNumber('linkedin-comment')),
  );

/** A long, as a text of its digits. */
export const newNotification = (world: World) =>
  String(9_007_199_254_740_993n + 2n * BigInt(world.nextNumber('linkedin-notification')));

/** What stands in the feed for a share has a number of its own; here they are always as far apart. */
const apart = 402_624_514n;

export function activityOf(share: string): string {
  return `urn:li:activity:${BigInt(share.slice('urn:li:share:'.length)) + apart}`;
}

/** The id of a post by any of its names; undefined: not the name of a post. */
export function shareOf(urn: string): string | undefined {
  const [, type, digits = ''] = /^urn:li:(share|activity):(\d{1,19})$/.exec(urn) ?? [];
  if (type === undefined) return undefined;
  return type === 'share' ? urn : `urn:li:share:${BigInt(digits) - apart}`;
}

export const commentUrn = (activity: string, id: string) => `urn:li:comment:(${activity},${id})`;

/** Also spelt without `urn:li:` before the activity, as notifications do. */
const commentForm = /^urn:li:comment:\((?:urn:li:)?(activity:\d{1,19}),(\d{1,19})\)$/;

/** A comment's own id; undefined: not the name of a comment. */
export function commentOf(urn: string): string | undefined {
  const [, activity, id] = commentForm.exec(urn) ?? [];
  return activity === undefined || id === undefined
    ? undefined
    : commentUrn(`urn:li:${activity}`, id);
}

/** The number alone. */
export const numberOf = ({ id }: Pick<Comment, 'id'>) => commentForm.exec(id)?.[2] ?? id;

/** The other spelling, which notifications have as `generatedActivity`. */
export const shortUrn = ({ id }: Pick<Comment, 'id'>) =>
  id.replace('(urn:li:activity:', '(activity:');
