import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../app/session.ts';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { AssistReport } from '../../lib/types.ts';
import { percent } from '../wallboard/format.ts';
import tiles from '../wallboard/report.module.css';
import styles from './assist-report.module.css';

const cssOfTiles = classesOf(tiles);
const css = classesOf(styles);

/** What became of what was suggested. */
export function AssistTiles({ suggestions }: { suggestions: AssistReport['suggestions'] }) {
  const t = useText();
  const may = useMay();
  const locale = useLocale();
  const { rounds, offered, used, unchanged, edited, dismissed, nothingFound } = suggestions;
  const { acceptance, medianEditDistance } = suggestions;
  const count = (value: number) => value.toLocaleString(locale);
  return (
    <ul className={css('tiles')}>
      <Tile id="offered" label={t('suggestionsShown')} value={count(offered)}>
        {t('burstsRead', { count: rounds })}
      </Tile>
      <Tile
        id="acceptance"
        label={t('suggestionsAccepted')}
        value={acceptance === undefined ? '–' : percent(acceptance, locale)}
      >
        {t('suggestionsSent', { count: used })}
      </Tile>
      <Tile id="unchanged" label={t('sentAsSuggested')} value={count(unchanged)}>
        {t('suggestionsDismissed', { count: dismissed })}
      </Tile>
      <Tile id="edited" label={t('sentEdited')} value={count(edited)}>
        {medianEditDistance !== undefined &&
          t('medianEdit', { count: Math.round(medianEditDistance) })}
      </Tile>
      <Tile id="nothing" label={t('nothingToSuggest')} value={count(nothingFound)}>
        {may('knowledge.read') && (
          <Link to="/knowledge" search={{ tab: 'gaps' }}>
            {t('seeGaps')}
          </Link>
        )}
      </Tile>
    </ul>
  );
}

function Tile({
  id,
  label,
  value,
  children,
}: {
  id: string;
  label: string;
  value: string;
  children?: ReactNode;
}) {
  return (
    <li className={cssOfTiles('tile')} data-tile={id}>
      <h3>{label}</h3>
      <strong>
        <bdi>{value}</bdi>
      </strong>
      {children && <small>{children}</small>}
    </li>
  );
}
