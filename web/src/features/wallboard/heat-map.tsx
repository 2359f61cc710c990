/** The hours of the week: when customers write, and when they wait too long. A table, so that it can be read in any way. */
import { useState } from 'react';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { duration, percent } from './format.ts';
import type { HeatMap as Heat } from './wallboard-queries.ts';
import styles from './report.module.css';

const css = classesOf(styles);

type Cell = Heat['cells'][number];
const metrics = ['conversations', 'inTime'] as const;
type Metric = (typeof metrics)[number];
const hours = Array.from({ length: 24 }, (_, hour) => hour);

export function HeatMap({
  cells,
  weekdays,
}: {
  cells: readonly Cell[];
  /** 1 is Monday. */
  weekdays: readonly number[];
}) {
  const t = useText();
  const locale = useLocale();
  const [metric, setMetric] = useState<Metric>('conversations');
  const top = Math.max(1, ...cells.map(({ conversations }) => conversations));
  const at = new Map(cells.map((cell) => [cell.weekday * 24 + cell.hour, cell]));
  const { short, long } = weekdayNames(locale);
  return (
    <>
      <header className={css('heat-head')}>
        <h2>{t('heatMap')}</h2>
        <fieldset className={css('metric')}>
          <legend className="sr-only">{t('heatMap')}</legend>
          {metrics.map((it) => (
            <label key={it}>
              <input
                type="radio"
                name="heat"
                checked={it === metric}
                onChange={() => {
                  setMetric(it);
                }}
              />
              {t(`heat_${it}`)}
            </label>
          ))}
        </fieldset>
      </header>
      <div className={css('scroll')} tabIndex={0} role="group" aria-label={t('heatMap')}>
        <table className={css('heat')} aria-label={t(`heat_${metric}`)}>
          <thead>
            <tr>
              <td />
              {hours.map((hour) => (
                <th key={hour} scope="col">
                  {hour.toLocaleString(locale)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weekdays.map((weekday) => (
              <tr key={weekday}>
                <th scope="row">
                  <abbr title={long(weekday)}>{short(weekday)}</abbr>
                </th>
                {hours.map((hour) => {
                  const cell = at.get(weekday * 24 + hour);
                  return (
                    <Square key={hour} cell={cell} metric={metric} top={top} locale={locale} />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Square({
  cell,
  metric,
  top,
  locale,
}: {
  cell: Cell | undefined;
  metric: Metric;
  top: number;
  locale: string;
}) {
  const t = useText();
  if (!cell) return <td />;
  const { conversations, met, breached, medianFirstResponseSeconds: median } = cell;
  const kept = met + breached === 0 ? undefined : met / (met + breached);
  const title = [
    t('conversationCount', { count: conversations }),
    kept === undefined ? undefined : t('inTimeShare', { share: percent(kept, locale) }),
    median === undefined ? undefined : t('medianIs', { time: duration(median * 1000, locale) }),
  ]
    .filter(Boolean)
    .join(', ');
  const isCount = metric === 'conversations';
  if (!isCount && kept === undefined) return <td title={title}>–</td>;
  const strength = isCount ? conversations / top : 1 - (kept ?? 1);
  const colour = isCount ? '--accent' : '--bad';
  return (
    <td
      title={title}
      style={{
        background: `color-mix(in srgb, var(${colour}) ${String(Math.round(4 + strength * 46))}%, var(--panel))`,
      }}
    >
      {isCount
        ? conversations.toLocaleString(locale)
        : Math.round((kept ?? 0) * 100).toLocaleString(locale)}
    </td>
  );
}

function weekdayNames(locale: string) {
  // The first of January 2024 was a Monday.
  const name = (weekday: 'short' | 'long') => (day: number) =>
    new Date(2024, 0, day).toLocaleDateString(locale, { weekday });
  return { short: name('short'), long: name('long') };
}
