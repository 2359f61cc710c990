import { Chip } from '../../components/chip.tsx';
import type { Platform } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { span, useNow } from '../../lib/time.ts';
import type { Window } from './limits.ts';

const soonMs = 2 * 3_600_000;

/** How long the platform takes an answer. Why it does not, and what to do, stands over the box. */
export function WindowChip({ platform, window: open }: { platform: Platform; window: Window }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(30_000);
  switch (open.state) {
    case 'none':
      return null;
    case 'open':
      return (
        <Chip
          tone={open.until - now < soonMs ? 'warn' : 'mute'}
          icon="clock"
          title={t('windowWords', { platform: platform.title })}
        >
          {t('timeLeft', { left: span(open.until - now, locale) })}
        </Chip>
      );
    case 'human':
      return (
        <Chip tone="warn" icon="person" title={t('windowHumanWords', { platform: platform.title })}>
          {t('windowHuman', { left: span(open.until - now, locale) })}
        </Chip>
      );
    case 'closed':
      return (
        <Chip tone="bad" icon="lock">
          {t('windowClosed')}
        </Chip>
      );
  }
}
