/** Replies that go out later, and those that ask before they go. */
import { Link, useSearch } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import { LoadMore } from '../../components/load-more.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { usePages } from '../../lib/pages.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { useNow } from '../../lib/time.ts';
import { ViewList } from '../inbox/view-list.tsx';
import { ViewSwitcher } from '../inbox/view-switcher.tsx';
import { groupsOf } from './groups.ts';
import { scheduledQuery } from './scheduled-queries.ts';
import { ScheduledRow } from './scheduled-row.tsx';
import styles from './scheduled.module.css';

const css = classesOf(styles);

export function ScheduledPage() {
  const t = useText();
  const may = useMay();
  const { everybody = false } = useSearch({ from: '/desk/inbox/scheduled' });
  const isOfAll = everybody && may('replies.seeScheduled');
  return (
    <div className={css('page')}>
      <ViewList view="scheduled" search={{}} />
      <main className={css('main')}>
        <header className={css('head')}>
          <ViewSwitcher view="scheduled" name={t('view_scheduled')} />
          {may('replies.seeScheduled') && (
            <nav className={css('shows')} aria-label={t('whose')}>
              <Whose isOfAll={false} isOn={!isOfAll} label={t('view_mine')} />
              <Whose isOfAll isOn={isOfAll} label={t('ofEverybody')} />
            </nav>
          )}
        </header>
        <List key={String(isOfAll)} isOfAll={isOfAll} />
      </main>
    </div>
  );
}

function Whose({ isOfAll, isOn, label }: { isOfAll: boolean; isOn: boolean; label: string }) {
  return (
    <Link
      to="/inbox/scheduled"
      search={isOfAll ? { everybody: true } : {}}
      activeOptions={{ exact: true }}
      aria-current={isOn ? 'page' : undefined}
    >
      {label}
    </Link>
  );
}

function List({ isOfAll }: { isOfAll: boolean }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(15_000);
  const { list, rows: entries = [] } = usePages(scheduledQuery(isOfAll));
  if (list.isPending) return <Skeleton rows={4} height={84} />;
  if (list.isError && entries.length === 0)
    return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (entries.length === 0) {
    return (
      <Empty icon="clock" title={t('nothingScheduled')}>
        {t('nothingScheduledWords')}
      </Empty>
    );
  }
  return (
    <div className={css('body')}>
      {groupsOf(entries, { now, locale, t }).map(({ id, title, entries: some }) => (
        <section key={id} className={css('group')} aria-labelledby={`scheduled-${id}`}>
          <h3 id={`scheduled-${id}`}>{title}</h3>
          <ul>
            {some.map((entry) => (
              <ScheduledRow key={entry.message.id} entry={entry} now={now} />
            ))}
          </ul>
        </section>
      ))}
      <LoadMore list={list} />
    </div>
  );
}
