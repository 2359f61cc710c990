/** Who was faster, where an answer is refused because the conversation went on. */
import type { Text } from '../../lib/text.ts';
import type { Message } from '../../lib/types.ts';

/** @param last the newest of what came meanwhile */
export function meanwhile(
  t: Text,
  agents: readonly { id: string; name: string }[],
  last: Message | undefined,
): string {
  const who =
    last?.direction === 'outbound'
      ? agents.find(({ id }) => id === last.senderId)?.name
      : undefined;
  return who ? t('answeredMeanwhile', { name: who }) : t('wroteMeanwhile');
}
