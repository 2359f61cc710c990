/** What the Conversations API answers with, and what that shows (Graph reference: Conversation, Message). */
import { z } from 'zod';
import type { Attachment, EventCustomer } from '../channel.ts';
import { contentTypeOf } from '../received.ts';
import { goodOf, lenient, lenientList } from '../schema.ts';
import { cleanText, webAddress } from '../text.ts';
import { Time } from './time.ts';

const Person = z.object({
  id: z.string(),
  name: lenient(z.string()),
  username: lenient(z.string()),
});
export const Paging = lenient(
  z.object({
    cursors: lenient(z.object({ after: lenient(z.string()) })),
    next: lenient(z.string()),
  }),
);

export const ConversationPage = z.object({
  data: goodOf(
    z.object({
      id: z.string(),
      updated_time: Time,
      participants: z.object({ data: goodOf(Person) }),
    }),
  ),
  paging: Paging,
});

/** History shows attachments otherwise than webhooks do (Graph reference, Message attachments). */
const Shown = z.object({
  mime_type: lenient(z.string()),
  name: lenient(z.string()),
  size: lenient(z.number()),
  file_url: lenient(z.string()),
  image_data: lenient(z.object({ url: z.string() })),
  video_data: lenient(z.object({ url: z.string() })),
});

const Story = lenient(z.object({ id: lenient(z.string()), link: lenient(z.string()) }));

const ShownMessage = z.object({
  id: z.string(),
  created_time: Time,
  from: Person,
  message: z.string().catch(''),
  attachments: lenient(z.object({ data: goodOf(Shown) })),
  is_unsupported: lenient(z.boolean()),
  story: lenient(z.object({ mention: Story, reply_to: Story })),
});
export type ShownMessage = z.infer<typeof ShownMessage>;

export const MessagePage = z.object({
  messages: lenient(z.object({ data: lenientList(ShownMessage), paging: Paging })),
});

export type Paging = z.infer<typeof Paging>;

/** Instagram's people have a user name, which stands for their name where nothing else does. */
export function customerOf({ id, name, username }: z.infer<typeof Person>): EventCustomer {
  const handle = username !== undefined && { handle: cleanText(username) };
  const known = name ?? username;
  return { externalId: id, ...(known !== undefined && { name: cleanText(known) }), ...handle };
}

export function saidIn(content: string, shown: z.infer<typeof Shown>[]) {
  const attachments = shown.map(({ mime_type: mimeType, name, size, ...at }): Attachment => {
    const url = webAddress(at.image_data?.url ?? at.video_data?.url ?? at.file_url);
    const kind = /^(image|video|audio)\//.exec(mimeType ?? '')?.[1] as
      Attachment['kind'] | undefined;
    return {
      kind: kind ?? 'file',
      ...(url !== undefined && { url }),
      ...(name !== undefined && { name: cleanText(name) }),
      ...(mimeType !== undefined && { mimeType: cleanText(mimeType) }),
      ...(size !== undefined && { size }),
    };
  });
  return { content, contentType: contentTypeOf(content, attachments), attachments };
}
