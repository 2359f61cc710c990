/** Posts: what the desk's account and its customers said in public, as records and as they are shown. */
import type { Account, Attachment, Comment, Post } from '../model.ts';
import type { World } from '../world.ts';
import { accessOf } from './access.ts';
import { cidOf, collections, partsOf } from './ids.ts';
import { personOf } from './people.ts';

export const iso = (at: number): string => new Date(at).toISOString();

/** Something said in public, wherever the sandbox keeps it. */
export interface Said {
  uri: string;
  author: string;
  at: number;
  value: Record<string, unknown>;
  attachments: Attachment[];
}

/** undefined: there is none, or not any more. */
export function saidAt(world: World, account: Account, uri: string): Said | undefined {
  const comment = world.comment('bluesky', account.externalId, uri);
  if (comment) return comment.isDeleted ? undefined : ofComment(world, account, comment);
  const post = world.post('bluesky', account.externalId, uri);
  if (post) return ofPost(world, post);
  const stored = world.tables.blueskyRecords.get(uri);
  const parts = partsOf(uri);
  return stored && parts && stored.collection === collections.post
    ? { uri, author: parts.did, at: stored.at, value: stored.value, attachments: [] }
    : undefined;
}

export function ofPost(world: World, { id, author, text, at }: Post): Said {
  return { uri: id, author, at, value: valueOf(world, id, text, at), attachments: [] };
}

export function ofComment(world: World, account: Account, it: Comment): Said {
  const { id, author, text, at, attachments, postId } = it;
  const ref = (uri: string) => {
    const said = uri === id ? undefined : saidAt(world, account, uri);
    return { uri, cid: said ? cidOf(said.value) : cidOf(uri) };
  };
  const reply =
    id === postId ? undefined : { root: ref(postId), parent: ref(it.parentId ?? postId) };
  return {
    uri: id,
    author,
    at,
    attachments,
    value: valueOf(world, id, text, at, { reply, attachments }),
  };
}

function valueOf(
  world: World,
  uri: string,
  text: string,
  at: number,
  more: { reply?: object | undefined; attachments?: Attachment[] } = {},
): Record<string, unknown> {
  const written = world.tables.blueskyRecords.get(uri)?.value;
  if (written) return written;
  const embed = embedOf(more.attachments ?? []);
  return {
    ...{ $type: collections.post, text, createdAt: iso(at) },
    ...(more.reply && { reply: more.reply }),
    ...(embed && { embed }),
  };
}

const blobOf = ({ fileId = '', mimeType = 'image/jpeg', size = 1 }: Attachment) => ({
  ...{
    $type: 'blob',
    ref: { $link: `bafkrei${fileId.toLowerCase().replaceAll(/[^a-z2-7]/g, '')}` },
  },
  ...{ mimeType, size },
});

function embedOf(attachments: readonly Attachment[]): object | undefined {
  const [first] = attachments;
  if (first?.kind === 'video') {
    return { $type: 'app.bsky.embed.video', video: blobOf(first), alt: first.name ?? '' };
  }
  const images = attachments.filter(({ kind }) => kind === 'image');
  if (images.length === 0) return undefined;
  return {
    $type: 'app.bsky.embed.images',
    images: images.map((it) => ({ alt: it.name ?? '', image: blobOf(it) })),
  };
}

/** app.bsky.feed.defs#postView */
export function postView(world: World, account: Account, said: Said): object {
  const { uri, author, at, value } = said;
  const like = recordsOf(world, account, collections.like).find(
    ({ value: { subject } }) => (subject as { uri?: string } | undefined)?.uri === uri,
  );
  const embed = shownEmbed(said);
  const closed = closedTo(world, account, said);
  return {
    ...{ uri, cid: cidOf(value), author: personOf(world, account, author), record: value },
    ...(embed && { embed }),
    ...{ replyCount: 0, repostCount: 0, likeCount: like ? 1 : 0, quoteCount: 0 },
    ...{ indexedAt: iso(at), labels: [] },
    viewer: {
      ...{ threadMuted: false, embeddingDisabled: false },
      ...(like && { like: like.uri }),
      ...(closed && { replyDisabled: true }),
    },
  };
}

function shownEmbed({ attachments }: Said): object | undefined {
  const [first] = attachments;
  if (first?.kind === 'video') {
    return {
      $type: 'app.bsky.embed.video#view',
      cid: 'bafkreivideo',
      playlist: `${first.url ?? ''}.m3u8`,
    };
  }
  const images = attachments.filter(({ kind }) => kind === 'image');
  if (images.length === 0) return undefined;
  return {
    $type: 'app.bsky.embed.images#view',
    images: images.map(({ url = '', name = '' }) => ({ thumb: url, fullsize: url, alt: name })),
  };
}

/** Its author lets nobody answer, as the sandbox was told. */
const closedTo = (world: World, account: Account, { uri, value }: Said): boolean =>
  accessOf(world, account).closed.includes(rootOf(value) ?? uri);

export const rootOf = ({ reply }: Record<string, unknown>): string | undefined =>
  (reply as { root?: { uri?: string } } | undefined)?.root?.uri;

/** The account's records of a kind, with their addresses. */
export const recordsOf = (world: World, { externalId }: Account, collection: string) =>
  [...world.tables.blueskyRecords.entries()].flatMap(([uri, it]) =>
    it.account === externalId && it.collection === collection ? [{ uri, ...it }] : [],
  );
