/** How a span went, beside the same hours before it. */
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.ts';
import { Icon } from '../../components/icon.tsx';
import { Failure, Skeleton } from '../../components/states.tsx';
import { addressOf } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { useNow } from '../../lib/time.ts';
import { HeatMap } from './heat-map.tsx';
import { PlatformBars } from './platform-bars.tsx';
import type { WallboardSearch } from './search.ts';
import { Tiles } from './tiles.tsx';
import { VolumeChart } from './volume-chart.tsx';
import { exportQuery, figuresQuery, heatMapQuery, volumeQuery } from './wallboard-queries.ts';
import styles from './report.module.css';

const css = classesOf(styles);

export function ReportPanel({ show, search }: { show: 'today' | 'week'; search: WallboardSearch }) {
  const t = useText();
  const may = useMay();
  const now = useNow(60_000);
  const figures = useQuery(figuresQuery(show, search));
  const volume = useQuery(volumeQuery(show, search));
  const heat = useQuery(heatMapQuery(show, search));
  const error = figures.error ?? volume.error ?? heat.error;
  if (error && !figures.data) {
    return (
      <Failure
        error={error}
        retry={() => {
          for (const it of [figures, volume, heat]) void it.refetch();
        }}
      />
    );
  }
  return (
    <div className={css('report')}>
      <div className={css('about')}>
        <p className="muted">{t(`comparedWith_${show}`)}</p>
        {may('conversations.export') && (
          <a
            className={css('export')}
            href={addressOf('/reports/conversations.csv', exportQuery(show, search, now))}
            download
          >
            <Icon name="download" size={16} />
            {t('exportCsv')}
          </a>
        )}
      </div>
      {figures.data ? (
        <Tiles current={figures.data.current} previous={figures.data.previous} />
      ) : (
        <Skeleton rows={2} height={72} />
      )}
      <div className={css('charts')}>
        <section className={css('card')} aria-label={t('volume')}>
          <h2>{t(show === 'today' ? 'volumeByHour' : 'volumeByDay')}</h2>
          {volume.data ? (
            <VolumeChart buckets={volume.data.buckets} by={show === 'today' ? 'hour' : 'day'} />
          ) : (
            <Skeleton rows={3} height={48} />
          )}
        </section>
        <section className={css('card')} aria-label={t('volumeByChannel')}>
          <h2>{t('volumeByChannel')}</h2>
          {figures.data ? (
            <PlatformBars
              now={figures.data.current.byPlatform}
              before={figures.data.previous.byPlatform}
            />
          ) : (
            <Skeleton rows={3} height={24} />
          )}
        </section>
      </div>
      <section className={css('card')} aria-label={t('heatMap')}>
        {heat.data ? (
          <HeatMap
            cells={heat.data.cells}
            weekdays={show === 'today' ? [new Date(now).getDay() || 7] : [1, 2, 3, 4, 5, 6, 7]}
          />
        ) : (
          <>
            <h2>{t('heatMap')}</h2>
            <Skeleton rows={4} height={32} />
          </>
        )}
      </section>
    </div>
  );
}
