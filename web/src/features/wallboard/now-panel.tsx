/** How it stands this second. */
import { useQuery } from '@tanstack/react-query';
import { Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { PlatformName } from '../../lib/types.ts';
import { AgentsPanel } from './agents-panel.tsx';
import { Breached } from './breached.tsx';
import { Figures } from './figures.tsx';
import { PartsTable } from './parts-table.tsx';
import type { WallboardSearch } from './search.ts';
import { Stuck } from './stuck.tsx';

import { boardQuery } from './wallboard-queries.ts';
import styles from './wallboard.module.css';

const css = classesOf(styles);

export function NowPanel({ search }: { search: WallboardSearch }) {
  const t = useText();
  const { data: board, error, refetch } = useQuery(boardQuery(search));
  if (!board) {
    return error ? (
      <Failure error={error} retry={() => void refetch()} />
    ) : (
      <Skeleton rows={6} height={48} />
    );
  }
  return (
    <div className={css('now')}>
      {error && (
        <p className={css('stale')} role="status">
          {t('notCurrent')}
        </p>
      )}
      <Figures board={board} scope={search} />
      <div className={css('columns')}>
        <AgentsPanel board={board} />
        <div className={css('parts')}>
          <PartsTable
            title={t('teams')}
            at={board.at}
            parts={board.teams.map((part) => ({
              ...part,
              key: part.teamId ?? 'none',
              label: part.teamId === undefined ? t('noTeam') : part.name,
              scope: { ...search, team: part.teamId ?? 'none' },
            }))}
          />
          <PartsTable
            title={t('channels')}
            at={board.at}
            parts={board.platforms.map((part) => ({
              ...part,
              key: part.platform,
              label: titles[part.platform as PlatformName],
              dot: `var(--${part.platform})`,
              scope: { ...search, platform: part.platform as PlatformName },
            }))}
          />
        </div>
      </div>
      <Stuck />
      <Breached count={board.breached} scope={search} />
    </div>
  );
}
