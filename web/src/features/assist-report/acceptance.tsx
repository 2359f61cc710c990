import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { AssistReport } from '../../lib/types.ts';
import { titles } from '../../lib/desk.ts';
import { percent } from '../wallboard/format.ts';
import { FigureTable } from './figure-table.tsx';
import styles from './assist-report.module.css';

const css = classesOf(styles);

type Accepted = Pick<AssistReport['bySource'][number], 'offered' | 'used' | 'acceptance'>;

/** How often what was suggested was sent, by what it was made of and by account. */
export function Acceptance({ report: { bySource, byAccount } }: { report: AssistReport }) {
  const t = useText();
  const locale = useLocale();
  const figures = ({ offered, used, acceptance }: Accepted) => [
    offered.toLocaleString(locale),
    used.toLocaleString(locale),
    acceptance === undefined ? '–' : percent(acceptance, locale),
  ];
  const heads = [t('offeredTimes'), t('sentTimes'), t('suggestionsAccepted')];
  return (
    <div className={css('column')}>
      <FigureTable
        title={t('bySource')}
        heads={[t('source'), ...heads]}
        rows={bySource.map((it) => ({
          id: it.kind,
          name: t(`sources_${it.kind}`),
          cells: figures(it),
        }))}
        none={t('nothingSuggested')}
      />
      <FigureTable
        title={t('byAccount')}
        heads={[t('account'), ...heads, t('changedBy')]}
        rows={byAccount.map((it) => ({
          id: it.id,
          name: `${it.name}, ${titles[it.platform]}`,
          cells: [
            ...figures(it),
            it.medianEditDistance === undefined
              ? '–'
              : Math.round(it.medianEditDistance).toLocaleString(locale),
          ],
        }))}
        none={t('nothingSuggested')}
      />
    </div>
  );
}
