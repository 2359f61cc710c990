import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { PlatformName } from '../../lib/types.ts';
import styles from './report.module.css';

const css = classesOf(styles);

/** New conversations of each platform, a table whose bars are beside its figures. */
export function PlatformBars({
  now,
  before,
}: {
  now: Record<string, number>;
  before: Record<string, number>;
}) {
  const t = useText();
  const locale = useLocale();
  const names = (Object.keys(titles) as PlatformName[])
    .filter((name) => (now[name] ?? 0) + (before[name] ?? 0) > 0)
    .sort((a, b) => (now[b] ?? 0) - (now[a] ?? 0));
  const top = Math.max(1, ...names.map((name) => now[name] ?? 0));
  if (names.length === 0) return <p className={css('none')}>{t('nothingThen')}</p>;
  return (
    <table className={css('table', 'platforms')}>
      <thead>
        <tr>
          <th scope="col">{t('filter_platform')}</th>
          <td />
          <th scope="col">{t('new')}</th>
          <th scope="col">{t('before')}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{titles[name]}</th>
            <td>
              <i
                className={css('bar')}
                style={{
                  background: `var(--${name})`,
                  inlineSize: `${String(((now[name] ?? 0) / top) * 100)}%`,
                }}
              />
            </td>
            <td>{(now[name] ?? 0).toLocaleString(locale)}</td>
            <td className="faint">{(before[name] ?? 0).toLocaleString(locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
