/** LinkedIn's names of things: `urn:li:<type>:<id>`. */

/** What a comment stands under, and its own number there. */
export interface CommentName {
  post: string;
  id: string;
}

const commentForm = /^urn:li:comment:\(([^\s(),]+),([^\s(),]+)\)$/;

/** undefined: not the URN of a comment. */
export function commentNameOf(urn: string): CommentName | undefined {
  const [, post, id] = commentForm.exec(urn) ?? [];
  if (post === undefined || id === undefined) return undefined;
  return { post: post.startsWith('urn:li:') ? post : `urn:li:${post}`, id };
}

export const commentUrn = ({ post, id }: CommentName): string => `urn:li:comment:(${post},${id})`;

/** LinkedIn writes the post within a comment's URN with and without `urn:li:`; we always write it with. */
export function normalUrn(urn: string): string {
  const comment = commentNameOf(urn);
  return comment ? commentUrn(comment) : urn;
}

/** The last part; what is no URN is an id already. */
export const bareId = (urn: string): string => urn.slice(urn.lastIndexOf(':') + 1);

/** An account's external id is the bare one; a URN is taken as well. */
export const organizationUrn = (id: string): string => urnOf('organization', id);

export const urnOf = (type: string, id: string): string =>
  id.startsWith('urn:li:') ? id : `urn:li:${type}:${id}`;

/** Where a browser shows a post. */
export const postUrlOf = (urn: string): string | undefined =>
  /^urn:li:(activity|share|ugcPost):\w+$/.test(urn)
    ? `https://www.linkedin.com/feed/update/${urn}/`
    : undefined;
