import { Chip } from '../../components/chip.tsx';
import { useLocale, useText } from '../../lib/text.ts';
import { useNow } from '../../lib/time.ts';
import type { Conversation } from '../../lib/types.ts';
import { slaOf, usePace } from './sla.ts';

/** The time that is left; it alone is drawn anew as it passes. */
export function SlaChip({
  conversation,
  isLong = false,
}: {
  conversation: Conversation;
  isLong?: boolean;
}) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(usePace(conversation));
  const shown = slaOf(conversation, now, locale, t);
  if (!shown) return null;
  return (
    <Chip tone={shown.tone} icon={shown.icon} title={shown.long}>
      {isLong ? shown.long : shown.short}
    </Chip>
  );
}
