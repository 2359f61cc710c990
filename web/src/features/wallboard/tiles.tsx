import { Icon, type IconName } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { compare, type Compared } from './compare.ts';
import { duration, percent } from './format.ts';
import type { Figures } from './wallboard-queries.ts';
import styles from './report.module.css';

const css = classesOf(styles);

interface Tile {
  id: string;
  label: string;
  value: number | undefined;
  before: number | undefined;
  write: (value: number) => string;
  good?: 'up' | 'down';
  detail?: string;
}

const kinds = ['firstResponse', 'nextResponse', 'resolution'] as const;

export function Tiles({ current, previous }: { current: Figures; previous: Figures }) {
  const tiles = useTiles(current, previous);
  return (
    <ul className={css('tiles')}>
      {tiles.map((tile) => (
        <li key={tile.id} className={css('tile')} data-tile={tile.id}>
          <h3>{tile.label}</h3>
          <strong>
            <bdi>{tile.value === undefined ? '–' : tile.write(tile.value)}</bdi>
          </strong>
          <Comparison tile={tile} />
          {tile.detail && <small>{tile.detail}</small>}
        </li>
      ))}
    </ul>
  );
}

const same: Compared = { way: 'same', verdict: undefined };
const arrows: Record<Compared['way'], IconName> = {
  up: 'arrowUp',
  down: 'arrowDown',
  same: 'equal',
};

/** The arrow says which way, the words whether that is good: never the colour alone. */
function Comparison({ tile }: { tile: Tile }) {
  const t = useText();
  if (tile.value === undefined || tile.before === undefined) {
    return <span className={css('compared')}>{t('nothingBefore')}</span>;
  }
  const before = tile.write(tile.before);
  // What is written alike is alike.
  const { way, verdict } =
    before === tile.write(tile.value) ? same : compare(tile.value, tile.before, tile.good);
  const words =
    way === 'same'
      ? t('compareSame', { before })
      : verdict
        ? t(`compare_${verdict}`, { before })
        : t(way === 'up' ? 'compareMore' : 'compareFewer', { before });
  return (
    <span className={css('compared', verdict)}>
      <Icon name={arrows[way]} size={13} />
      <bdi>{words}</bdi>
    </span>
  );
}

function useTiles(current: Figures, previous: Figures): Tile[] {
  const t = useText();
  const locale = useLocale();
  const time = (seconds: number) => duration(seconds * 1000, locale);
  const share = (value: number) => percent(value, locale);
  const count = (value: number) => value.toLocaleString(locale);
  const both = <K extends keyof Figures, V>(key: K, of: (it: Figures[K]) => V) => ({
    value: of(current[key]),
    before: of(previous[key]),
  });
  return [
    {
      id: 'median',
      label: t('medianFirstResponse'),
      ...both('firstResponseSeconds', ({ median }) => median),
      write: time,
      good: 'down',
    },
    {
      id: 'p90',
      label: t('slowFirstResponse'),
      ...both('firstResponseSeconds', ({ p90 }) => p90),
      write: time,
      good: 'down',
    },
    {
      id: 'hour',
      label: t('answeredInHour'),
      ...both('answeredWithin', ({ hour }) => hour),
      write: share,
      good: 'up',
    },
    {
      id: 'day',
      label: t('answeredInDay'),
      ...both('answeredWithin', ({ day }) => day),
      write: share,
      good: 'up',
    },
    {
      id: 'attainment',
      label: t('slaAttainment'),
      ...both('attainment', attained),
      write: share,
      good: 'up',
      detail: kinds
        .flatMap((kind) => {
          const kept = current.attainment[kind].share;
          return kept === undefined ? [] : [`${t(kind)} ${share(kept)}`];
        })
        .join(' · '),
    },
    {
      id: 'resolution',
      label: t('resolutionRate'),
      ...both('resolutionRate', (it) => it),
      write: share,
      good: 'up',
    },
    {
      id: 'new',
      label: t('newConversations'),
      ...both('newConversations', (it) => it),
      write: count,
    },
    {
      id: 'resolved',
      label: t('resolvedConversations'),
      ...both('resolvedConversations', (it) => it),
      write: count,
    },
  ];
}

/** Over promises of all kinds. */
function attained(attainment: Figures['attainment']): number | undefined {
  const sum = (outcome: 'met' | 'breached') =>
    kinds.reduce((total, kind) => total + attainment[kind][outcome], 0);
  const [met, breached] = [sum('met'), sum('breached')];
  return met + breached === 0 ? undefined : met / (met + breached);
}
