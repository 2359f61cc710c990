/** One item of `changes[]` → its event: comments below our media, mentions below others'. */
import type { z } from 'zod';
import { isRecord } from '../json.ts';
import { keyOf } from '../keys.ts';
import { malformed, unparsable, unsupported, ignored, type Outcome } from '../received.ts';
import { cleanText } from '../text.ts';
import { mentionHandle, anonymousHandle } from './handles.ts';
import { Comment, Mention, Moment } from './payloads.ts';

/** `time`: the entry's, in seconds; the changes themselves have none. */
export function outcomeOfChange(change: unknown, account: string, time: unknown): Outcome {
  const field = isRecord(change) ? change.field : undefined;
  const value = isRecord(change) ? change.value : undefined;
  if (typeof field !== 'string') return unparsable('a change without a field');
  if (!isRecord(value)) return unparsable('a change without a value');
  const at = Moment.safeParse(value.timestamp ?? value.created_time ?? time).data;
  switch (field) {
    case 'comments':
    case 'live_comments':
      return read(Comment, value, (it) => fromComment(it, account, at));
    case 'mentions':
      return read(Mention, value, (it) => fromMention(it, account, at));
    case 'story_insights':
      return ignored('story_insights: nothing that anybody said');
    default:
      return unsupported('a change of an unknown field');
  }
}

const read = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  toOutcome: (value: z.infer<Schema>) => Outcome,
): Outcome => {
  const parsed = schema.safeParse(value);
  return parsed.success ? toOutcome(parsed.data) : malformed(parsed.error);
};

function fromComment(it: Comment, account: string, at: number | undefined): Outcome {
  const id = it.id ?? it.comment_id;
  if (id === undefined) return unparsable('neither id nor comment_id');
  const { parent_id: parentId, from } = it;
  const postId = it.media?.id ?? it.media_id ?? parentId ?? id;
  const content = cleanText(it.text ?? '');
  const said = {
    ...{ accountExternalId: account, source: 'comment' as const, platformMessageId: id },
    ...{ dedupeKey: keyOf(id), content, contentType: 'text' as const, attachments: [] },
    about: { postId, ...(parentId !== undefined && parentId !== postId && { parentId }) },
    ...(at !== undefined && { platformAt: at }),
  };
  if (from?.id === account) {
    // Our own words, by this desk or elsewhere: they belong where the comment is that they answer.
    const place = { threadKey: keyOf('unplaced', id), customer: { externalId: '' } };
    const belongsWith = [id, parentId ?? postId];
    return { event: { kind: 'echo', ...said, ...place, belongsWith } };
  }
  const name = from?.username && cleanText(from.username);
  // An author whom Instagram keeps to itself may be told when asked for; until then each comment is somebody's own.
  const externalId = from?.id ?? anonymousHandle(id);
  return {
    event: {
      ...{ kind: 'message', ...said, threadKey: keyOf('comment', postId, externalId) },
      customer: { externalId, ...(name && { name, handle: name }) },
      ...(content === '' && { placeholder: 'A comment without words.' }),
    },
  };
}

/** Whose it is and what it says, profile and post tell, by handles that `lookups.ts` reads. */
function fromMention(
  { media_id: media, comment_id: comment }: Mention,
  account: string,
  at: number | undefined,
): Outcome {
  const handle = mentionHandle(media, comment);
  const platformMessageId = comment ?? media;
  return {
    event: {
      ...{ kind: 'message', accountExternalId: account, source: 'mention', platformMessageId },
      ...{ dedupeKey: keyOf(platformMessageId), threadKey: keyOf('mention', handle) },
      ...{ customer: { externalId: handle }, about: { postId: handle } },
      ...{ content: '', contentType: 'text', attachments: [] },
      placeholder:
        comment === undefined
          ? 'Mentions you in a caption. The post shows the words.'
          : 'Mentions you in a comment. The post shows the words.',
      ...(at !== undefined && { platformAt: at }),
    },
  };
}
