/** What the service that shows posts tells: notifications, posts, profiles (app.bsky). */
import type { Answer } from '../answer.ts';
import type { Comment } from '../model.ts';
import { blockOf, personOf } from './people.ts';
import { cut, ok, paramIn, type XrpcCall } from './call.ts';
import { invalid } from './errors.ts';
import { cidOf, partsOf, timeInKey } from './ids.ts';
import { iso, ofComment, postView, saidAt } from './posts.ts';

/** app.bsky.notification.listNotifications: newest first. */
export function listNotifications(call: XrpcCall): Answer {
  const { world, account, query } = call;
  if (query.has('seenAt')) throw invalid('The seenAt parameter is not supported');
  const reasons = new Set(query.getAll('reasons'));
  const all = [...world.tables.comments.values()]
    .filter((it) => it.platform === 'bluesky' && it.account === account.externalId)
    .filter((it) => it.author !== account.externalId && !it.isDeleted && !isHiddenBetween(call, it))
    .filter((it) => reasons.size === 0 || reasons.has(reasonOf(call, it)))
    .toSorted((a, b) => indexedAt(b) - indexedAt(a) || (a.id < b.id ? 1 : -1));
  const { page, cursor } = cut(all, query, (it) => `${iso(indexedAt(it))}::${it.id}`);
  return ok({
    ...(cursor !== undefined && { cursor }),
    notifications: page.map((it) => notificationOf(call, it)),
    ...{ priority: false, seenAt: '2026-01-01T00:00:00.000Z' },
  });
}

function notificationOf(call: XrpcCall, it: Comment): object {
  const { world, account } = call;
  const said = ofComment(world, account, it);
  const reason = reasonOf(call, it);
  return {
    ...{ uri: it.id, cid: cidOf(said.value), author: personOf(world, account, it.author) },
    ...{ reason, record: said.value, isRead: false, indexedAt: iso(indexedAt(it)), labels: [] },
    ...(reason === 'reply' && { reasonSubject: it.parentId ?? it.postId }),
  };
}

/** When it came, whatever time its author gave it: customers' keys are made here. */
const indexedAt = ({ id, at }: Comment): number => {
  const { rkey } = partsOf(id) ?? {};
  return rkey === undefined ? at : timeInKey(rkey);
};

/** Below a post of the account's, or in answer to it: a reply, whether it names the account or not. */
function reasonOf({ world, account }: XrpcCall, it: Comment): 'reply' | 'mention' {
  const { externalId } = account;
  const above = [it.postId, it.parentId ?? it.postId].filter((uri) => uri !== it.id);
  const isOurs = above.some(
    (uri) =>
      (world.comment('bluesky', externalId, uri) ?? world.post('bluesky', externalId, uri))
        ?.author === externalId,
  );
  return isOurs ? 'reply' : 'mention';
}

/** Who blocks the other sees nothing of them any more. */
function isHiddenBetween({ world, account }: XrpcCall, { author }: Pick<Comment, 'author'>) {
  return (
    world.chat('bluesky', account.externalId, author)?.isBlocked === true ||
    blockOf(world, account, author) !== undefined
  );
}

export const updateSeen = (): Answer => ok({});

/** app.bsky.feed.getPosts: those that are gone or hidden from us are missing. */
export function getPosts(call: XrpcCall): Answer {
  const { world, account, query } = call;
  const uris = query.getAll('uris');
  if (uris.length === 0) throw invalid('Error: Params must have the property "uris"');
  if (uris.length > 25) throw invalid('Error: uris must not have more than 25 elements');
  const odd = uris.find((uri) => !uri.startsWith('at://'));
  if (odd !== undefined) throw invalid('Error: uris/0 must be a valid at-uri');
  const posts = uris.flatMap((uri) => {
    const said = saidAt(world, account, uri);
    return said && !isHiddenBetween(call, said) ? [postView(world, account, said)] : [];
  });
  return ok({ posts });
}

/** app.bsky.actor.getProfile, by DID or handle. */
export function getProfile({ world, account, query, origin }: XrpcCall): Answer {
  const actor = paramIn(query, 'actor');
  const own = personOf(world, account, account.externalId);
  const did =
    actor === own.handle
      ? own.did
      : ([...world.tables.customers.values()].find(
          ({ platform, id, handle }) =>
            platform === 'bluesky' && (id === actor || handle === actor),
        )?.id ?? (actor === own.did ? own.did : undefined));
  if (did === undefined) throw invalid('Profile not found');
  const avatar = did === own.did ? {} : { avatar: `${origin}/sandbox/media/avatars/${did}` };
  return ok({ ...personOf(world, account, did), ...avatar, followersCount: 0, postsCount: 0 });
}
