/** What an Instagram message shows: text, attachments, stories. */
import type { Attachment, ChannelEvent } from '../channel.ts';
import { hidden, saidIn as saidInAny, type Kinds, type Said } from '../meta/content.ts';
import type { Message } from '../meta/items.ts';
import { contentTypeOf } from '../received.ts';
import { webAddress } from '../text.ts';

type Story = NonNullable<Extract<ChannelEvent, { kind: 'message' }>['story']>;

/** Shown where Instagram keeps the content to itself. */
export const hiddenWords =
  'A message that Instagram does not pass on. Look at it in the account’s own inbox.';
const ephemeralWords = 'A photo or video that disappears. Look at it in Instagram’s app.';
export const storyWords = {
  mention: 'Mentions you in their story.',
  reply: 'Answers your story, without words.',
} as const;

const kinds: Kinds = new Map([['share', 'link']]);

/** A story is no attachment (Meta wants it gone with the story), and one that disappears has nothing to show. */
export function saidIn(message: Message): Said {
  const { attachments = [] } = message;
  const shown = attachments.filter(({ type }) => type !== 'story_mention' && type !== 'ephemeral');
  const said = saidInAny({ ...message, attachments: shown }, kinds);
  // Beside words a placeholder would not be seen.
  if (!isEphemeral(message) || said.content === '') return said;
  const all: Attachment[] = [...said.attachments, { kind: 'file', name: ephemeralWords }];
  return { ...said, attachments: all, contentType: contentTypeOf(said.content, all) };
}

export function storyOf({ reply_to: replyTo, attachments = [] }: Message): Story | undefined {
  const mention = attachments.find(({ type }) => type === 'story_mention');
  if (mention) return storyAt('mention', undefined, mention.payload?.url ?? mention.url);
  return replyTo?.story && storyAt('reply', replyTo.story.id, replyTo.story.url);
}

export function storyAt(kind: Story['kind'], id?: string, address?: string): Story {
  const url = webAddress(address);
  return { kind, ...(id !== undefined && { id }), ...(url !== undefined && { url }) };
}

export function placeholderOf(message: Message, said: Said): string | undefined {
  if (!hidden(message, said)) return undefined;
  const story = storyOf(message);
  if (story && message.is_unsupported !== true) return storyWords[story.kind];
  return isEphemeral(message) ? ephemeralWords : hiddenWords;
}

const isEphemeral = ({ attachments = [] }: Message) =>
  attachments.some(({ type }) => type === 'ephemeral');
