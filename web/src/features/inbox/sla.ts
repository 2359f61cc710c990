/** How a conversation stands with what was promised, as an agent reads it. */
import type { Tone } from '../../components/chip.tsx';
import type { IconName } from '../../components/icon.tsx';
import type { Text } from '../../lib/text.ts';
import { moment, span, useNow } from '../../lib/time.ts';
import type { Conversation } from '../../lib/types.ts';

export interface SlaShown {
  tone: Tone;
  icon: IconName;
  /** "6 min left" */
  short: string;
  /** "First response due 14:20, 6 min left" */
  long: string;
}

const metrics = ['firstResponse', 'nextResponse', 'resolution'] as const;
const hour = 3_600_000;

/** @param now ms; the words change with it */
export function slaOf(
  { sla, owedBy }: Pick<Conversation, 'sla' | 'owedBy'>,
  now: number,
  locale: string,
  t: Text,
): SlaShown | undefined {
  const all = metrics.flatMap((metric) => {
    const commitment = sla[metric];
    return commitment ? [{ metric, ...commitment }] : [];
  });
  // A breach ends the clock and not the debt: the earliest that is owed is told beside the clocks.
  const owed = all.filter(
    ({ status, dueAt }) => status === 'running' || (status === 'breached' && dueAt === owedBy),
  );
  const first = owed
    .filter(({ dueAt }) => dueAt !== undefined)
    .sort((a, b) => Date.parse(a.dueAt ?? '') - Date.parse(b.dueAt ?? ''))[0];
  if (!first?.dueAt) {
    const paused = all.find(({ status }) => status === 'paused');
    return (
      paused && {
        tone: 'mute',
        icon: 'pause',
        short: t('paused'),
        long: t('pausedLong', { metric: t(paused.metric) }),
      }
    );
  }
  const due = Date.parse(first.dueAt);
  const left = due - now;
  const metric = t(first.metric);
  if (left <= 0) {
    const over = span(-left, locale);
    return {
      tone: 'bad',
      icon: 'warning',
      short: t('breachedBy', { over }),
      long: t('breachedLong', { metric, over }),
    };
  }
  const isNear = first.warnedAt !== undefined;
  const short =
    left < 12 * hour ? t('timeLeft', { left: span(left, locale) }) : moment(due, locale, now);
  return {
    tone: isNear ? 'warn' : 'ok',
    icon: 'clock',
    short,
    long: t('dueLong', { metric, at: moment(due, locale, now), left: span(left, locale) }),
  };
}

/** Seconds matter in the last hour only. */
export function usePace({ nextDueAt }: Pick<Conversation, 'nextDueAt'>): number {
  const now = useNow(15_000);
  return nextDueAt !== undefined && Date.parse(nextDueAt) - now < hour ? 1_000 : 15_000;
}
