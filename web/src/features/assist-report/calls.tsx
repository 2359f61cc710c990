import { useLocale, useText } from '../../lib/text.ts';
import type { AssistReport } from '../../lib/types.ts';
import { costText } from './cost.ts';
import { FigureTable } from './figure-table.tsx';

type Call = AssistReport['calls'][number];

const order: readonly Call['purpose'][] = [
  ...(['suggest', 'rewrite', 'translate', 'summary', 'search', 'index'] as const),
];

/** What the model's server was asked for, how often in vain, and what it cost. */
export function Calls({ report: { calls } }: { report: AssistReport }) {
  const t = useText();
  const locale = useLocale();
  const count = (value: number) => value.toLocaleString(locale);
  const purposes = order.filter((it) => calls.some(({ purpose }) => purpose === it));
  return (
    <FigureTable
      title={t('modelCalls')}
      heads={[
        t('purpose'),
        t('callsMade'),
        t('callsFailed'),
        t('modelTokens'),
        t('cost'),
        t('tookUsually'),
      ]}
      rows={purposes.map((purpose) => {
        const of = calls.filter((it) => it.purpose === purpose);
        const sum = (what: (call: Call) => number) => of.reduce((all, it) => all + what(it), 0);
        const usual = of.find(({ outcome }) => outcome === 'ok')?.medianMs;
        return {
          id: purpose,
          name: t(`purpose_${purpose}`),
          cells: [
            count(sum((it) => it.calls)),
            count(sum((it) => (it.outcome === 'ok' || it.outcome === 'gone' ? 0 : it.calls))),
            count(sum((it) => it.tokensIn + it.tokensOut)),
            costText(
              sum((it) => it.cost),
              locale,
            ),
            usual === undefined ? '–' : seconds(usual, locale),
          ],
        };
      })}
      none={t('noModelCalls')}
    />
  );
}

/** Models answer in seconds, vectors in hundredths. */
const seconds = (ms: number, locale: string): string =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: ms < 1000 ? 2 : 1,
  }).format(ms / 1000);
