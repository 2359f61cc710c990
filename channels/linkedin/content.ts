/** What a comment or post shows. */
import type { Attachment, ContentType } from '../channel.ts';
import { contentTypeOf } from '../received.ts';
import { cleanText } from '../text.ts';

export interface Said {
  content: string;
  contentType: ContentType;
  attachments: Attachment[];
  placeholder?: string;
}

/** A comment may be a picture alone, which notifications do not show. */
export function saidIn(text: string, attachments: Attachment[] = []): Said {
  const content = wordsOf(cleanText(text));
  const isEmpty = content === '' && attachments.length === 0;
  return {
    content,
    contentType: contentTypeOf(content, attachments),
    attachments,
    ...(isEmpty && { placeholder: 'Something without words. Look at it on LinkedIn.' }),
  };
}

/** Posts name people as `@[Name](urn:li:…)` ("little text"): the name is what they read as. */
export const wordsOf = (text: string): string =>
  text.replace(/@\[([^[\]]{1,200})\]\(urn:li:[\w:-]{1,200}\)/g, '@$1');
