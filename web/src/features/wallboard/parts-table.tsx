/** The same figures for each team, or for each platform. */
import { Link } from '@tanstack/react-router';
import { Icon } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { span } from '../../lib/time.ts';
import { inboxSearchOf, type Figure } from './board-links.ts';
import type { WallboardSearch } from './search.ts';
import type { Board } from './wallboard-queries.ts';
import styles from './wallboard.module.css';

const css = classesOf(styles);

export type Part = Omit<Board['platforms'][number], 'platform'> & {
  key: string;
  label: string;
  dot?: string;
  scope: WallboardSearch;
};

const columns = ['waiting', 'atRisk', 'breached', 'open', 'unassigned'] as const;

export function PartsTable({
  title,
  at,
  parts,
}: {
  title: string;
  at: string;
  parts: readonly Part[];
}) {
  const t = useText();
  const locale = useLocale();
  const headings: Record<Figure, string> = {
    waiting: t('inQueue'),
    atRisk: t('sla_warning'),
    breached: t('sla_breached'),
    open: t('status_open'),
    unassigned: t('nobody'),
  };
  if (parts.length === 0) return null;
  return (
    <section className={css('card')} aria-label={title}>
      <div className={css('scroll')} tabIndex={0} role="group" aria-label={title}>
        <table className={css('table')}>
          <thead>
            <tr>
              <th scope="col">{title}</th>
              {columns.map((column) => (
                <th key={column} scope="col" className={css('figures-column')}>
                  {headings[column]}
                </th>
              ))}
              <th scope="col" className={css('figures-column')}>
                {t('longestWait')}
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ key, label, dot, scope, oldestWaitingSince, ...figures }) => (
              <tr key={key}>
                <th scope="row">
                  {dot && <i className={css('dot')} style={{ background: dot }} />}
                  {label}
                </th>
                {columns.map((column) => (
                  <td key={column}>
                    <Count value={figures[column]} column={column} scope={scope} />
                  </td>
                ))}
                <td>
                  {oldestWaitingSince ? (
                    <Link
                      to="/inbox/$view"
                      params={{ view: 'all' }}
                      search={inboxSearchOf('waiting', scope)}
                      className={css('count')}
                    >
                      {span(Math.max(0, Date.parse(at) - Date.parse(oldestWaitingSince)), locale)}
                    </Link>
                  ) : (
                    '–'
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Count({
  value,
  column,
  scope,
}: {
  value: number;
  column: Figure;
  scope: WallboardSearch;
}) {
  const locale = useLocale();
  if (value === 0) return <span className="faint">0</span>;
  return (
    <Link
      to="/inbox/$view"
      params={{ view: 'all' }}
      search={inboxSearchOf(column, scope)}
      className={css('count', column)}
    >
      {column === 'breached' && <Icon name="warning" size={12} />}
      {column === 'atRisk' && <Icon name="clock" size={12} />}
      {value.toLocaleString(locale)}
    </Link>
  );
}
