/** What posts and direct messages show: words with their real links, and attachments. */
import type { Attachment, ContentType, EventCustomer } from '../channel.ts';
import { contentTypeOf } from '../received.ts';
import { cleanText, webAddress } from '../text.ts';
import type { Link, Media, User } from './payloads.ts';

export interface Said {
  content: string;
  contentType: ContentType;
  attachments: Attachment[];
}

export function saidIn(
  text: string | undefined,
  links: readonly Link[] | undefined,
  media: readonly Media[] | undefined,
): Said {
  const attachments = (media ?? []).map(attachmentOf);
  const content = wordsOf(text ?? '', links ?? [], media ?? []);
  return { content, contentType: contentTypeOf(content, attachments), attachments };
}

/** Shown where X keeps the content to itself or it is of a kind that apps don't get. */
export const placeholderOf = ({ content, attachments }: Said): string | undefined =>
  content === '' && attachments.length === 0
    ? 'A message that X does not pass on. Look at it on X.'
    : undefined;

/** X shortens every address to t.co, adds one for what is attached, and escapes `&`, `<` and `>`. */
function wordsOf(text: string, links: readonly Link[], media: readonly Media[]): string {
  const real = new Map(links.map(({ url, expanded_url: to }) => [url, webAddress(to)]));
  const attached = new Set(
    media.length === 0 ? [] : [...media, ...links.filter(isOfMedia)].map(({ url }) => url),
  );
  let count = 0;
  const words = text.replace(/https:\/\/t\.co\/\w+|&(?:amp|lt|gt);/g, (found) => {
    const character = escapes.get(found);
    if (character !== undefined) return character;
    if (attached.has(found)) return '';
    count += 1;
    // Each may stand for thousands of characters.
    return count > maxLinks ? found : (real.get(found) ?? found);
  });
  return cleanText(attached.size > 0 ? words.trimEnd() : words);
}

const maxLinks = 100;
const escapes: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
]);

const isOfMedia = ({ media_key: key, expanded_url: to }: Link): boolean =>
  key !== undefined ||
  /^https:\/\/(x|twitter)\.com\/.*\/(photo|video)\/\d+$/.test((to ?? '').slice(0, 300));

function attachmentOf(media: Media): Attachment {
  const kind = kinds.get(media.type ?? '') ?? 'file';
  const still = media.media_url_https ?? media.preview_image_url;
  const address = webAddress(kind === 'video' ? (bestVideo(media) ?? still) : (still ?? media.url));
  return { kind, ...(address !== undefined && { url: address }) };
}

function bestVideo({ variants, video_info: info }: Media): string | undefined {
  const films = [...(variants ?? []), ...(info?.variants ?? [])].filter(
    ({ content_type: type }) => type === 'video/mp4',
  );
  const rate = (film: (typeof films)[number]) => film.bitrate ?? film.bit_rate ?? 0;
  return films.sort((a, b) => rate(b) - rate(a))[0]?.url;
}

const kinds: ReadonlyMap<string, Attachment['kind']> = new Map([
  ['photo', 'image'],
  ['video', 'video'],
  ['animated_gif', 'video'],
]);

export function customerOf(externalId: string, user: User | undefined): EventCustomer {
  const handle = user?.username ?? user?.screen_name;
  const avatarUrl = webAddress(user?.profile_image_url_https ?? user?.profile_image_url);
  return {
    externalId,
    ...(user?.name !== undefined && { name: cleanText(user.name) }),
    ...(handle !== undefined && { handle: cleanText(handle) }),
    ...(avatarUrl !== undefined && { avatarUrl }),
  };
}

/** Where people see a post, whoever wrote it. */
export const urlOfPost = (id: string): string =>
  `https://x.com/i/web/status/${encodeURIComponent(id)}`;

/** When X made an id: ids of the last decade hold the time (Snowflake, ms since 2010-11-04). */
export const timeInId = (id: string): number | undefined =>
  /^\d{15,19}$/.test(id) ? Number(BigInt(id) >> 22n) + 1_288_834_974_657 : undefined;
