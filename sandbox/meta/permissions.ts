/** What a token may do. One that somebody made here may do everything, but for what was withheld from it. */
import type { Answer } from '../answer.ts';
import type { Account } from '../model.ts';
import { GraphError } from './errors.ts';
import { ok } from './route.ts';
import type { GraphRoute } from './route.ts';

type Need = 'messages' | 'reading' | 'answering' | 'subscribing' | 'blocking';

/** By Meta's names. */
export type Permissions = Readonly<Record<Need, string>>;

/** By the end of a route's path: what asking it takes, and what changing something by it takes. */
const needs: Readonly<Record<string, { get: Need; change: Need }>> = {
  messages: { get: 'messages', change: 'messages' },
  message_attachments: { get: 'messages', change: 'messages' },
  conversations: { get: 'messages', change: 'messages' },
  subscribed_apps: { get: 'subscribing', change: 'subscribing' },
  feed: { get: 'reading', change: 'answering' },
  media: { get: 'reading', change: 'answering' },
  comments: { get: 'reading', change: 'answering' },
  replies: { get: 'reading', change: 'answering' },
  mentions: { get: 'reading', change: 'answering' },
  likes: { get: 'reading', change: 'answering' },
  blocked: { get: 'reading', change: 'answering' },
  moderate_conversations: { get: 'messages', change: 'blocking' },
};

/** @throws GraphError as Meta words it */
export function requirePermission(
  names: Permissions,
  { withheld = [] }: Account,
  { path, method }: Pick<GraphRoute, 'path' | 'method'>,
): void {
  const last = path.split('/').at(-1) ?? '';
  const known = needs[last];
  // A comment by its id is changed; what is read by its id may be anything.
  const need = known ? known[method === 'get' ? 'get' : 'change'] : 'answering';
  const isAsked = known !== undefined || (last === ':id' && method !== 'get');
  if (!isAsked || !withheld.includes(names[need])) return;
  throw new GraphError(`(#200) Requires ${names[need]} permission to manage the object`, 200, {
    status: 403,
  });
}

/** `GET /me/permissions`. */
export const permissionsOf = ({ withheld = [] }: Account, all: readonly string[]): Answer =>
  ok({
    data: all.map((permission) => ({
      permission,
      status: withheld.includes(permission) ? 'declined' : 'granted',
    })),
  });
