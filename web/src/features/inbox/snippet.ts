import type { Text } from '../../lib/text.ts';
import type { Conversation } from '../../lib/types.ts';

/** What was said last, in a line. */
export function snippetOf({ lastMessage }: Pick<Conversation, 'lastMessage'>, t: Text): string {
  if (!lastMessage) return '';
  const { direction, senderType, content, contentType, isUnsent } = lastMessage;
  const words = isUnsent
    ? t('wasUnsent')
    : content !== ''
      ? content.replaceAll(/\s+/g, ' ')
      : t(`sent_${contentType}`);
  if (direction !== 'outbound') return words;
  return t(senderType === 'bot' ? 'botSaid' : 'youSaid', { words });
}
