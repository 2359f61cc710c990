/** How the desk does: this second, today, in the last days. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMay } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { Select } from '../../components/field.tsx';
import { Empty } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { titles, useTeams } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { PlatformName } from '../../lib/types.ts';
import { useActions, type Action } from '../palette/actions.ts';
import { NowPanel } from './now-panel.tsx';
import { ReportPanel } from './report-panel.tsx';
import type { WallboardSearch } from './search.ts';
import { ShowsNav } from './shows-nav.tsx';
import { Tv } from './tv.tsx';
import styles from './wallboard.module.css';

const css = classesOf(styles);

export function WallboardPage() {
  const t = useText();
  const may = useMay();
  const search = useSearch({ from: '/desk/wallboard' });
  if (!may('reports.read')) {
    return (
      <main className={css('page')}>
        <Empty icon="lock" title={t('notForYou')} />
      </main>
    );
  }
  return search.tv ? <Tv search={search} /> : <Pages search={search} />;
}

function Pages({ search }: { search: WallboardSearch }) {
  const t = useText();
  const navigate = useNavigate();
  const { show = 'now' } = search;
  const watch = useMemo<Action>(
    () => ({
      id: 'wallboard-tv',
      label: t('tvMode'),
      group: t('wallboard'),
      icon: 'screen',
      keys: 'f',
      run: () => {
        // Where the browser does not want to, the page is filled all the same.
        document.documentElement.requestFullscreen().catch(() => undefined);
        void navigate({ to: '/wallboard', search: { ...search, tv: true } });
      },
    }),
    [t, navigate, search],
  );
  useActions(useMemo(() => [watch], [watch]));
  return (
    <main className={css('page')}>
      <header className={css('head')}>
        <h1>{t('wallboard')}</h1>
        <ShowsNav search={search} />
        <span className="grow" />
        <Scope search={search} />
        <Button icon="screen" shortcut="F" onPress={watch.run}>
          {t('tvMode')}
        </Button>
      </header>
      <div className={css('body')}>
        {show === 'now' ? (
          <NowPanel search={search} />
        ) : (
          <ReportPanel show={show} search={search} />
        )}
      </div>
    </main>
  );
}

/** Whose conversations: kept in the address, so that it can be sent to somebody. */
function Scope({ search }: { search: WallboardSearch }) {
  const t = useText();
  const teams = useTeams();
  const navigate = useNavigate();
  const { team, platform, ...rest } = search;
  const go = (next: WallboardSearch) =>
    void navigate({ to: '/wallboard', search: next, replace: true });
  return (
    <>
      <div className={css('pick')}>
        <Select
          label={t('team')}
          isLabelHidden
          value={team ?? 'all'}
          choices={[
            { id: 'all', label: t('allTeams') },
            ...teams.map(({ id, name }) => ({ id, label: name })),
            { id: 'none', label: t('noTeam') },
          ]}
          onChange={(id) => {
            go({ ...rest, ...(platform && { platform }), ...(id === 'all' ? {} : { team: id }) });
          }}
        />
      </div>
      <div className={css('pick')}>
        <Select
          label={t('filter_platform')}
          isLabelHidden
          value={platform ?? 'all'}
          choices={[
            { id: 'all', label: t('allChannels') },
            ...Object.entries(titles).map(([id, label]) => ({ id, label })),
          ]}
          onChange={(id) => {
            const chosen = id === 'all' ? {} : { platform: id as PlatformName };
            go({ ...rest, ...(team && { team }), ...chosen });
          }}
        />
      </div>
    </>
  );
}
