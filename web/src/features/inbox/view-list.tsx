import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { PlatformName } from '../../lib/types.ts';
import type { InboxSearch } from './filter.ts';
import { builtInViews, useCounts, viewsQuery } from './views.ts';
import styles from './inbox.module.css';

const css = classesOf(styles);

export function ViewList({ view, search }: { view: string; search: InboxSearch }) {
  const t = useText();
  const { data } = useQuery(viewsQuery);
  const counts = useCounts();
  const platform = search.platform?.length === 1 ? search.platform[0] : undefined;
  return (
    <nav className={css('views')} aria-label={t('views')}>
      <h1>{t('inbox')}</h1>
      <ul>
        {builtInViews.map((id) => (
          <li key={id}>
            <ViewLink
              id={id}
              label={t(`view_${id}`)}
              isOn={view === id && !platform}
              count={counts?.views[id]}
              isAlert={id === 'unassigned' && (counts?.views[id] ?? 0) > 0}
            />
          </li>
        ))}
        <li>
          <ViewLink
            id="scheduled"
            label={t('view_scheduled')}
            isOn={view === 'scheduled'}
            count={counts?.scheduled}
          />
        </li>
      </ul>
      {data && data.saved.length > 0 && (
        <>
          <h2>{t('savedViews')}</h2>
          <ul>
            {data.saved.map(({ id, name, colour }) => (
              <li key={id}>
                <ViewLink
                  id={id}
                  label={name}
                  isOn={view === id && !platform}
                  count={counts?.views[id]}
                  dot={colour}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{t('channels')}</h2>
      <ul>
        {(Object.keys(titles) as PlatformName[]).map((name) => (
          <li key={name}>
            <ViewLink
              id="all"
              label={titles[name]}
              search={{ platform: [name] }}
              isOn={view === 'all' && platform === name}
              count={counts?.platforms[name]}
              dot={`var(--${name})`}
            />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ViewLink({
  id,
  label,
  isOn,
  count,
  dot,
  isAlert,
  search = {},
}: {
  id: string;
  label: string;
  isOn: boolean;
  count: number | undefined;
  dot?: string;
  isAlert?: boolean;
  search?: InboxSearch;
}) {
  const locale = useLocale();
  return (
    <Link
      to="/inbox/$view"
      params={{ view: id }}
      search={search}
      className={css('view', isOn && 'here', isAlert && 'alert')}
      // What shows all is not where one is while a channel is shown.
      activeOptions={{ exact: true }}
      aria-current={isOn ? 'page' : undefined}
    >
      {dot && <i className={css('dot')} style={{ background: dot }} />}
      <span className="grow ellipsis">{label}</span>
      {count !== undefined && <b>{count >= 1000 ? '999+' : count.toLocaleString(locale)}</b>}
    </Link>
  );
}
