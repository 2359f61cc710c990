import { Link } from '@tanstack/react-router';
import { Icon, type IconName } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { span } from '../../lib/time.ts';
import { inboxSearchOf, type Figure } from './board-links.ts';
import type { WallboardSearch } from './search.ts';
import type { Board } from './wallboard-queries.ts';
import styles from './wallboard.module.css';

const css = classesOf(styles);

export type Tone = 'calm' | 'ok' | 'warn' | 'bad';
/** A customer who waits longer than this for anybody at all is on the supervisor's mind. */
const longWaitMs = 10 * 60_000;

export interface ShownFigure {
  id: 'waiting' | 'oldest' | 'atRisk' | 'breached' | 'open' | 'unassigned';
  /** What it counts, for the link. */
  counts: Figure;
  value: string;
  label: string;
  /** In words what the colour says. */
  state: string;
  tone: Tone;
  icon: IconName;
}

/** The figures of a moment, as both the page and the screen on the wall show them. */
export function useFigures(board: Board): ShownFigure[] {
  const t = useText();
  const locale = useLocale();
  const number = (value: number) => value.toLocaleString(locale);
  const { waiting, oldestWaitingSince, atRisk, breached, open, unassigned } = board;
  const wait =
    oldestWaitingSince && Math.max(0, Date.parse(board.at) - Date.parse(oldestWaitingSince));
  const isLong = typeof wait === 'number' && wait >= longWaitMs;
  return [
    {
      id: 'waiting',
      counts: 'waiting',
      value: number(waiting),
      label: t('inQueue'),
      state: waiting === 0 ? t('nobodyWaits') : t('customersWait', { count: waiting }),
      tone: waiting === 0 ? 'ok' : 'calm',
      icon: waiting === 0 ? 'check' : 'inbox',
    },
    {
      id: 'oldest',
      counts: 'waiting',
      value: typeof wait === 'number' ? span(wait, locale) : '–',
      label: t('longestWait'),
      state: typeof wait !== 'number' ? t('nobodyWaits') : isLong ? t('tooLong') : t('waitsInTime'),
      tone: typeof wait !== 'number' ? 'ok' : isLong ? 'warn' : 'calm',
      icon: isLong ? 'warning' : 'clock',
    },
    {
      id: 'atRisk',
      counts: 'atRisk',
      value: number(atRisk),
      label: t('sla_warning'),
      state: atRisk === 0 ? t('nothingAtRisk') : t('dueSoon', { count: atRisk }),
      tone: atRisk === 0 ? 'ok' : 'warn',
      icon: atRisk === 0 ? 'check' : 'clock',
    },
    {
      id: 'breached',
      counts: 'breached',
      value: number(breached),
      label: t('sla_breached'),
      state: breached === 0 ? t('nothingBreached') : t('overdue', { count: breached }),
      tone: breached === 0 ? 'ok' : 'bad',
      icon: breached === 0 ? 'check' : 'warning',
    },
    {
      id: 'open',
      counts: 'open',
      value: number(open),
      label: t('status_open'),
      state: '',
      tone: 'calm',
      icon: 'inbox',
    },
    {
      id: 'unassigned',
      counts: 'unassigned',
      value: number(unassigned),
      label: t('nobody'),
      state: '',
      tone: 'calm',
      icon: 'person',
    },
  ];
}

export function Figures({ board, scope }: { board: Board; scope: WallboardSearch }) {
  const figures = useFigures(board);
  return (
    <ul className={css('figures')}>
      {figures.map(({ id, counts, value, label, state, tone, icon }) => (
        <li key={id}>
          <Link
            to="/inbox/$view"
            params={{ view: 'all' }}
            search={inboxSearchOf(counts, scope)}
            className={css('figure', tone)}
            data-figure={id}
          >
            <span className={css('label')}>
              <Icon name={icon} size={15} />
              {label}
            </span>
            <strong>
              <bdi>{value}</bdi>
            </strong>
            {state && <span className={css('state')}>{state}</span>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
