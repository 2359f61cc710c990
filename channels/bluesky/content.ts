/** What posts and direct messages show: words, and what is embedded. */
import type { Attachment, ContentType, EventCustomer } from '../channel.ts';
import { contentTypeOf } from '../received.ts';
import { cleanText, webAddress } from '../text.ts';
import { wordsOf } from './facets.ts';
import { Embed, type Facet, type Person } from './payloads.ts';

export interface Said {
  content: string;
  contentType: ContentType;
  attachments: Attachment[];
}

/**
 * @param record the embed as its author stored it
 * @param view the same as Bluesky shows it: only that has addresses of pictures
 */
export function saidIn(
  { text = '', facets }: { text?: string | undefined; facets?: Facet[] | undefined },
  record: unknown,
  view: unknown,
): Said {
  const content = wordsOf(text, facets);
  const stored = attachmentsIn(record, 2);
  const shown = attachmentsIn(view, 2);
  const attachments = shown.length >= stored.length ? shown : stored;
  return { content, contentType: contentTypeOf(content, attachments), attachments };
}

/** Shown where there is nothing that the desk could show. */
export const placeholderOf = ({ content, attachments }: Said): string | undefined =>
  content.trim() === '' && attachments.length === 0
    ? 'A message of a kind that only Bluesky itself can show. Look at it there.'
    : undefined;

function attachmentsIn(value: unknown, depth: number): Attachment[] {
  const embed = Embed.safeParse(value).data;
  if (!embed || depth === 0) return [];
  const [kind] = embed.$type.split('#');
  switch (kind) {
    case 'app.bsky.embed.images':
      return (embed.images ?? []).slice(0, 10).map(({ alt, fullsize }) => ({
        kind: 'image',
        ...addressOf(fullsize),
        ...named(alt),
      }));
    case 'app.bsky.embed.video':
      // A film comes as a playlist of pieces: there is no file of it to fetch.
      return [{ kind: 'video', ...named(embed.alt) }];
    case 'app.bsky.embed.external': {
      const { uri, title } = embed.external ?? {};
      return [{ kind: 'link', ...addressOf(uri), ...named(title) }];
    }
    case 'app.bsky.embed.record':
      return quoted(embed.record);
    case 'app.bsky.embed.recordWithMedia': {
      const inner = Embed.safeParse({ $type: 'app.bsky.embed.record', ...object(embed.record) });
      return [
        ...attachmentsIn(embed.media, depth - 1),
        ...(inner.success ? quoted(inner.data.record) : []),
      ];
    }
    default:
      return [];
  }
}

function quoted(record: unknown): Attachment[] {
  const { uri } = object(record);
  const url = typeof uri === 'string' ? urlOfPost(uri) : undefined;
  return url === undefined ? [] : [{ kind: 'link', url }];
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

function addressOf(url: string | undefined): { url?: string } {
  const address = webAddress(url);
  return address === undefined ? {} : { url: address };
}

function named(name: string | undefined): { name?: string } {
  const clean = cleanText(name ?? '').slice(0, 200);
  return clean === '' ? {} : { name: clean };
}

export function customerOf(
  { did, displayName, handle, avatar }: Person,
  languages?: readonly string[],
): EventCustomer {
  const avatarUrl = webAddress(avatar);
  const [language] = languages ?? [];
  return {
    externalId: did,
    ...(displayName !== undefined && displayName !== '' && { name: cleanText(displayName) }),
    // Bluesky's own word for a name that leads nowhere any more.
    ...(handle !== undefined && handle !== 'handle.invalid' && { handle: cleanText(handle) }),
    ...(avatarUrl !== undefined && { avatarUrl }),
    ...(language !== undefined && { language }),
  };
}

/** Where people see a post; undefined where the address is of something else. */
export function urlOfPost(uri: string): string | undefined {
  const { did, collection, rkey } = partsOf(uri) ?? {};
  return did === undefined || rkey === undefined || collection !== 'app.bsky.feed.post'
    ? undefined
    : `https://bsky.app/profile/${encodeURIComponent(did).replaceAll('%3A', ':')}/post/${encodeURIComponent(rkey)}`;
}

/** `at://<did>/<collection>/<record key>`, taken apart. */
export function partsOf(
  uri: string,
): { did: string; collection: string; rkey: string } | undefined {
  const [did, collection, rkey] =
    /^at:\/\/(did:[^/]+)\/([^/]+)\/([^/]+)$/.exec(uri)?.slice(1) ?? [];
  return did === undefined || collection === undefined || rkey === undefined
    ? undefined
    : { did, collection, rkey };
}
