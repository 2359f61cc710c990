/** Pictures and films as X shows them: beside posts and in direct messages, by the names of v2 and of v1.1. */
import type { Answer } from '../answer.ts';
import { bytesAnswer } from '../files.ts';
import type { Attachment, Message } from '../model.ts';
import { idIn, type XCall } from './call.ts';
import { notFound } from './errors.ts';

/** One attachment of a post or message with this id, the n-th. */
interface Shown {
  key: string;
  id: string;
  type: 'photo' | 'video' | 'animated_gif';
  url: string;
  /** What X adds to the text, and what that stands for. */
  link: string;
  page: string;
}

export function shownMedia(
  owner: string,
  attachments: readonly Attachment[],
  addressOf: (attachment: Attachment) => string = ({ url = '' }) => url,
): Shown[] {
  return attachments.map((it, n) => {
    const id = it.fileId ?? `${owner}${String(n)}`;
    const type =
      it.kind === 'video' ? 'video' : it.mimeType === 'image/gif' ? 'animated_gif' : 'photo';
    return {
      ...{ id, type, url: addressOf(it), key: `${prefixes[type]}_${id}` },
      link: `https://t.co/${BigInt(owner).toString(36)}${String(n)}`,
      page: `https://x.com/i/web/status/${owner}/${type === 'photo' ? 'photo' : 'video'}/${String(n + 1)}`,
    };
  });
}

const prefixes = { photo: '3', video: '7', animated_gif: '16' };

/** Those of direct messages are for the two alone. */
export const directMedia = ({ id: owner, attachments }: Message): Shown[] =>
  shownMedia(owner, attachments, (it) =>
    it.fileId === undefined
      ? (it.url ?? '')
      : `https://ton.twitter.com/1.1/ton/data/dm/${owner}/${it.fileId}/${nameOf(it)}`,
  );

const nameOf = ({ mimeType = '' }: Attachment) =>
  `file.${mimeType.split('/')[1]?.replace('jpeg', 'jpg') ?? 'bin'}`;

/** The text as X keeps it, one address for all that is attached. */
export const withLink = (text: string, [first]: readonly Shown[]): string =>
  first === undefined ? text : `${text} ${first.link}`.trim();

/** v2: in `includes.media`. */
export const mediaJson = ({ key, type, url }: Shown) => ({
  ...{ media_key: key, type },
  ...(type === 'photo'
    ? { url }
    : {
        preview_image_url: url,
        variants: [{ content_type: 'video/mp4', bit_rate: 832_000, url }],
      }),
});

/** v2: in `entities.urls`. */
export const linkJson = ({ key, link, page }: Shown) => ({
  ...{ start: 0, end: 0, url: link, expanded_url: page, display_url: 'pic.x.com', media_key: key },
});

/** v1.1: in `entities.media`, and in a direct message's `attachment`. */
export const olderMedia = ({ id, type, url, link, page }: Shown) => ({
  ...{ id_str: id, type, media_url_https: url, url: link, expanded_url: page },
  ...(type !== 'photo' && {
    video_info: { variants: [{ content_type: 'video/mp4', bitrate: 832_000, url }] },
  }),
});

/** `GET /2/dm_conversations/media/:dm_id/:media_id/:resource_id`, for who is in the conversation. */
export function downloadDirect({ world, account, ids }: XCall): Answer {
  const [dm, media] = [idIn(ids[0]), idIn(ids[1])];
  const message = world.message('x', account.externalId, dm);
  const attachment = message?.attachments.find(({ fileId }) => fileId === media);
  const file = attachment && world.tables.files.get(media);
  if (file === undefined) throw notFound(`Media ${media} of ${dm} not found.`);
  return bytesAnswer(file);
}
