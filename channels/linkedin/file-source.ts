/**
 * Where a picture of a comment is. Notifications say nothing of pictures: a comment without words is looked up, and shows an
 * address or the name of an image (learn.microsoft.com/linkedin, Comments API and Images API).
 */
import { z } from 'zod';
import type { Attachment, CallOptions, ChannelAccount } from '../channel.ts';
import { ChannelError } from '../outcome.ts';
import { lenient, lenientList } from '../schema.ts';
import { webAddress } from '../text.ts';
import { callLinkedIn, commentsPath, encoded } from './client.ts';
import { valueOf } from './errors.ts';
import { commentNameOf } from './urns.ts';

export const Picture = z.object({
  type: lenient(z.string()),
  url: lenient(z.string()),
  entity: lenient(z.object({ image: lenient(z.string()) })),
});

const WithContent = z.object({ content: lenientList(Picture) });
const Image = z.object({ downloadUrl: lenient(z.string()) });

export async function fileSource(
  account: ChannelAccount,
  { url, fileId = '' }: Attachment,
  options: CallOptions,
): Promise<{ url: string }> {
  if (url !== undefined) return { url };
  const read = async <Schema extends z.ZodType>(path: string, schema: Schema) => {
    const answer = await callLinkedIn(account, { method: 'GET', path }, options);
    // Of comments on posts of others nothing is told to us.
    if (answer.status === 404 || answer.status === 403) throw gone();
    return valueOf(answer, schema, options);
  };
  const name = commentNameOf(fileId);
  if (!name) return addressOf(await read(`images/${encoded(fileId)}`, Image));
  const { content } = await read(`${commentsPath(name.post)}/${encoded(name.id)}`, WithContent);
  const [picture] = content ?? [];
  const shown = webAddress(picture?.url);
  if (shown !== undefined) return { url: shown };
  const image = picture?.entity?.image;
  if (image === undefined) throw gone();
  return addressOf(await read(`images/${encoded(image)}`, Image));
}

function addressOf({ downloadUrl }: z.infer<typeof Image>): { url: string } {
  const url = webAddress(downloadUrl);
  if (url === undefined) throw gone();
  return { url };
}

const gone = () => new ChannelError('gone', 'LinkedIn shows no picture there (any more)');
