import { useLocale, useText, type TextKey } from '../../lib/text.ts';
import type { AssistReport } from '../../lib/types.ts';
import { FigureTable } from './figure-table.tsx';

/** In the words of the panel beside a conversation. */
const reasons: Record<string, TextKey> = {
  garbage: 'notByModel_garbage',
  limited: 'notByModel_limited',
  no_answer: 'notByModel_no_answer',
  over_budget: 'notByModel_over_budget',
  refused: 'notByModel_refused',
  slow: 'notByModel_slow',
  unreachable: 'notByModel_unreachable',
  wrong_language: 'notByModel_wrong_language',
};

/** Who made what was offered, and why the model did not. */
export function Fallbacks({
  suggestions: { byModel, bySearch, fallbacks },
}: {
  suggestions: AssistReport['suggestions'];
}) {
  const t = useText();
  const locale = useLocale();
  const row = (id: string, name: string, count: number) => ({
    id,
    name,
    cells: [count.toLocaleString(locale)],
  });
  const made = [
    row('model', t('madeByModel'), byModel),
    row('search', t('madeBySearch'), bySearch),
  ];
  const why = Object.entries(fallbacks)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => {
      const key = reasons[reason];
      return row(reason, key ? t(key) : reason, count);
    });
  return (
    <FigureTable
      title={t('madeByWhom')}
      heads={[t('madeByOrWhy'), t('roundsMade')]}
      rows={[...made, ...why]}
      none={t('nothingSuggested')}
    />
  );
}
