/** Bars of what came and what was done: drawn by the page itself, and there as a table. */
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Volume } from './wallboard-queries.ts';
import styles from './report.module.css';

const css = classesOf(styles);

/** With more bars their figures would lie over one another. */
const mostFigures = 8;

export function VolumeChart({ buckets, by }: { buckets: Volume['buckets']; by: 'hour' | 'day' }) {
  const t = useText();
  const locale = useLocale();
  const top = Math.max(1, ...buckets.flatMap(({ created, resolved }) => [created, resolved]));
  const height = (value: number) => ({ blockSize: `${String((value / top) * 100)}%` });
  const nameOf = (at: string) =>
    by === 'hour'
      ? new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
      : new Date(at).toLocaleDateString(locale, { weekday: 'short', day: 'numeric' });
  const hasFigures = buckets.length <= mostFigures;
  return (
    <figure className={css('volume')}>
      <p className={css('legend')} aria-hidden="true">
        <i className={css('created')} /> {t('newConversations')}
        <i className={css('resolved')} /> {t('resolvedConversations')}
      </p>
      <div className={css('bars')} aria-hidden="true">
        {buckets.map(({ at, created, resolved }, index) => (
          <div
            key={at}
            title={`${nameOf(at)}: ${t('newConversations')} ${created.toLocaleString(locale)}, ${t('resolvedConversations')} ${resolved.toLocaleString(locale)}`}
          >
            <span className={css('pair')}>
              <i className={css('created')} style={height(created)}>
                {hasFigures && <b>{created.toLocaleString(locale)}</b>}
              </i>
              <i className={css('resolved')} style={height(resolved)}>
                {hasFigures && <b>{resolved.toLocaleString(locale)}</b>}
              </i>
            </span>
            <small>{hasFigures || index % 3 === 0 ? nameOf(at) : ' '}</small>
          </div>
        ))}
      </div>
      <details>
        <summary>{t('asTable')}</summary>
        <table className={css('table')}>
          <thead>
            <tr>
              <th scope="col">{t(by === 'hour' ? 'hour' : 'day')}</th>
              <th scope="col">{t('newConversations')}</th>
              <th scope="col">{t('resolvedConversations')}</th>
            </tr>
          </thead>
          <tbody>
            {buckets.map(({ at, created, resolved }) => (
              <tr key={at}>
                <th scope="row">{nameOf(at)}</th>
                <td>{created.toLocaleString(locale)}</td>
                <td>{resolved.toLocaleString(locale)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
