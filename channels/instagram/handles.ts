/**
 * Ids of ours for what Instagram's webhooks leave out: enough to ask for it later. Instagram's own ids are digits, so
 * none of them is mistaken for one of these.
 */
/** A mention's place: the media, and the comment below it where that is what names us. Stands for its author and its post. */
export const mentionHandle = (mediaId: string, commentId: string | undefined): string =>
  ['mention', mediaId, ...(commentId === undefined ? [] : [commentId])].join('/');

/** The author of a comment who was not named. */
export const anonymousHandle = (commentId: string): string => `author/${commentId}`;

export type Handle =
  { of: 'mention'; mediaId: string; commentId?: string } | { of: 'author'; commentId: string };

/** undefined: it is an id of Instagram's. */
export function readHandle(id: string): Handle | undefined {
  const [, kind, first = '', second] =
    /^(mention|author)\/([\w.-]+)(?:\/([\w.-]+))?$/.exec(id) ?? [];
  if (kind === 'author' && second === undefined) return { of: 'author', commentId: first };
  if (kind !== 'mention') return undefined;
  return { of: 'mention', mediaId: first, ...(second !== undefined && { commentId: second }) };
}
