/** One reply of an agent as the messages that a platform takes. */
import { isAlone, type AttachmentLimit, type Capabilities } from './capabilities.ts';
import type { Attachment, Source } from './channel.ts';
import { fits, splitText } from './text-length.ts';

export interface Part {
  content: string;
  attachments: readonly Attachment[];
}

/**
 * In the order in which they go out: words first. Words that fit beside a file go with the first one, where the platform
 * takes both together. A source that can't be answered gives none.
 */
export function partsOf(
  { text, attachments: limits }: Pick<Capabilities, 'text' | 'attachments'>,
  source: Source,
  { content, attachments }: Part,
): Part[] {
  const limit = text[source];
  if (!limit) return [];
  const files = limits[source];
  const groups = files ? grouped(files, attachments) : [];
  const [first, ...others] = groups;
  if (first && files && goesWith(files, content) && fits(files.text ?? limit, content)) {
    return [{ content, attachments: first }, ...others.map(withoutWords)];
  }
  const words = splitText(limit, content).map((one) => ({ content: one, attachments: [] }));
  return [...words, ...groups.map(withoutWords)];
}

const goesWith = ({ withText }: AttachmentLimit, content: string): boolean =>
  withText || content.trim() === '';

const withoutWords = (attachments: readonly Attachment[]): Part => ({ content: '', attachments });

/** In their order; what takes a message of its own ends the one before. */
function grouped(limit: AttachmentLimit, attachments: readonly Attachment[]): Attachment[][] {
  const groups: Attachment[][] = [];
  let isOpen = false;
  for (const attachment of attachments) {
    const last = groups.at(-1);
    const isItsOwn = isAlone(limit, attachment);
    if (last && isOpen && !isItsOwn && last.length < limit.max) last.push(attachment);
    else groups.push([attachment]);
    isOpen = !isItsOwn;
  }
  return groups;
}
