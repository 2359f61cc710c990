/** Posts as they are asked for. */
import type { Answer } from '../answer.ts';
import { idIn, ok, requireSelf, type XCall } from './call.ts';
import { invalid, notFoundError } from './errors.ts';
import { mediaJson, shownMedia } from './media.ts';
import {
  tweetJson,
  tweetNamed,
  tweetOfComment,
  tweetOfPost,
  userOf,
  type Tweet,
} from './objects.ts';
import { cut, fieldsIn } from './paging.ts';

export function getPost(call: XCall): Answer {
  const id = idIn(call.ids[0]);
  const tweet = tweetNamed(call.world, call.account, id);
  if (tweet === undefined) return ok({ errors: [notFoundError('tweet', id)] });
  return ok({ data: shown(call, tweet), ...includesOf(call, [tweet]) });
}

/** `GET /2/tweets?ids=`: at most 100; what is not there comes among the errors. */
export function getPosts(call: XCall): Answer {
  const ids = (call.query.get('ids') ?? '').split(',').filter(Boolean);
  if (ids.length === 0 || ids.length > 100)
    throw invalid('The `ids` query parameter takes 1 to 100 ids');
  const found = ids.map((id) => tweetNamed(call.world, call.account, idIn(id)));
  const tweets = found.flatMap((it) => it ?? []);
  const missing = ids.filter((_, n) => found[n] === undefined);
  return ok({
    ...(tweets.length > 0 && { data: tweets.map((it) => shown(call, it)) }),
    ...includesOf(call, tweets),
    ...(missing.length > 0 && { errors: missing.map((id) => notFoundError('tweet', id)) }),
  });
}

/** What others have posted that names the account, answers to it among that. */
export function mentions(call: XCall): Answer {
  requireSelf(call);
  return list(call, ({ author }) => author !== call.account.externalId);
}

/** What the account has posted itself. */
export function ownPosts(call: XCall): Answer {
  requireSelf(call);
  return list(call, ({ author }) => author === call.account.externalId);
}

function list(call: XCall, isAsked: (tweet: Tweet) => boolean): Answer {
  const { world, account, query } = call;
  const isOurs = (it: { platform: string; account: string }) =>
    it.platform === 'x' && it.account === account.externalId;
  const comments = [...world.tables.comments.values()].filter((it) => isOurs(it) && !it.isDeleted);
  const seen = new Set(comments.map(({ id }) => id));
  const posts = [...world.tables.posts.values()].filter((it) => isOurs(it) && !seen.has(it.id));
  const start = Date.parse(query.get('start_time') ?? '') || 0;
  const tweets = [
    ...comments.map((it) => tweetOfComment(world, account, it)),
    ...posts.map(tweetOfPost),
  ]
    .filter((it) => isAsked(it) && it.at >= start)
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  const { items, meta } = cut(tweets, query, { least: 5, most: 100, usual: 10 });
  const [newest, oldest] = [items[0], items.at(-1)];
  return ok({
    ...(items.length > 0 && { data: items.map((it) => shown(call, it)) }),
    ...includesOf(call, items),
    meta: {
      ...meta,
      ...(newest && oldest && { newest_id: newest.id, oldest_id: oldest.id }),
    },
  });
}

const shown = ({ query }: XCall, tweet: Tweet) => tweetJson(tweet, fieldsIn(query, 'tweet.fields'));

function includesOf({ world, account, query }: XCall, tweets: readonly Tweet[]) {
  const expansions = fieldsIn(query, 'expansions');
  const authors = new Set(tweets.map(({ author }) => author));
  const media = expansions.has('attachments.media_keys')
    ? tweets.flatMap((it) => shownMedia(it.id, it.attachments).map(mediaJson))
    : [];
  const isAuthorAsked = expansions.has('author_id');
  if (!isAuthorAsked && media.length === 0) return {};
  return {
    includes: {
      ...(isAuthorAsked && {
        users: [...authors].flatMap((id) => userOf(world, account, id) ?? []),
      }),
      ...(media.length > 0 && { media }),
    },
  };
}
