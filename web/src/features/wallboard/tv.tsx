/** The wallboard for a screen on the wall: nothing to press, and it goes on by itself whatever happens. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useSession } from '../../app/session.ts';
import { Icon } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { hangOnTheWall } from '../../lib/attendance.ts';
import { nameOf, titles, useTeams } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { span, timeOfDay, useNow } from '../../lib/time.ts';
import type { PlatformName } from '../../lib/types.ts';
import { availabilities, groupsOf } from './agents-panel.tsx';
import { useFigures } from './figures.tsx';
import { LoadBar } from './load-bar.tsx';
import type { WallboardSearch } from './search.ts';
import { boardQuery, type Board } from './wallboard-queries.ts';
import styles from './tv.module.css';

const css = classesOf(styles);

/** So many can be read from afar. */
const mostAgents = 14;

export function Tv({ search }: { search: WallboardSearch }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(1_000);
  const navigate = useNavigate();
  const { workspace } = useSession();
  const teams = useTeams();
  const rest = useMemo(() => {
    const { tv: _tv, ...it } = search;
    return it;
  }, [search]);
  // A screen on the wall may be turned away from; it is asked for all the same.
  const { data: board, error } = useQuery({
    ...boardQuery(search),
    refetchIntervalInBackground: true,
  });
  useEffect(hangOnTheWall, []);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') void navigate({ to: '/wallboard', search: rest });
    };
    window.addEventListener('keydown', leave);
    return () => {
      window.removeEventListener('keydown', leave);
      if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
    };
  }, [navigate, rest]);
  const about = [
    search.team && (nameOf(teams, search.team) ?? t('noTeam')),
    search.platform && titles[search.platform],
  ].filter(Boolean);
  return (
    <main className={css('tv')} data-theme="dark" data-whole-page>
      <header>
        <h1>{[workspace.name, ...about].join(' · ')}</h1>
        <Link to="/wallboard" search={rest} className={css('leave')}>
          {t('leaveTv')}
        </Link>
        {error && (
          <p className={css('lost')} role="status">
            <Icon name="wifiOff" size={28} />
            {board ? t('lastKnown', { at: timeOfDay(board.at, locale) }) : t('notCurrent')}
          </p>
        )}
        <time dateTime={new Date(now).toISOString()}>{timeOfDay(now, locale)}</time>
      </header>
      {board && <Shown board={board} />}
    </main>
  );
}

function Shown({ board }: { board: Board }) {
  const t = useText();
  const figures = useFigures(board);
  const groups = groupsOf(board.agents);
  const there = groups.filter(({ availability }) => availability !== 'offline');
  const shown = there.flatMap(({ its }) => its).slice(0, mostAgents);
  return (
    <>
      <ul className={css('figures')}>
        {figures.slice(0, 4).map(({ id, value, label, state, tone, icon }) => (
          <li key={id} className={css(tone)} data-figure={id}>
            <span className={css('label')}>
              <Icon name={icon} size={34} />
              {label}
            </span>
            <strong>
              <bdi>{value}</bdi>
            </strong>
            <span className={css('state')}>{state}</span>
          </li>
        ))}
      </ul>
      <div className={css('below')}>
        <section aria-label={t('agents')}>
          <h2>
            {availabilities.map((it) => (
              <span key={it}>
                <i className={css('dot', it)} />
                {t(it)}{' '}
                <b>{groups.find(({ availability }) => availability === it)?.its.length ?? 0}</b>
              </span>
            ))}
          </h2>
          <ul className={css('agents')}>
            {shown.map(({ agentId, name, availability, load, capacity }) => (
              <li key={agentId}>
                <i className={css('dot', availability)} title={t(availability)} />
                <bdi className="ellipsis">{name}</bdi>
                <LoadBar load={load} capacity={capacity} />
              </li>
            ))}
          </ul>
          {there.flatMap(({ its }) => its).length > shown.length && (
            <p className={css('more')}>
              {t('moreAgents', { count: there.flatMap(({ its }) => its).length - shown.length })}
            </p>
          )}
        </section>
        <section>
          <Parts
            title={t('teams')}
            at={board.at}
            parts={board.teams.map((it) => ({ ...it, name: it.name || t('noTeam') }))}
          />
          <Parts
            title={t('channels')}
            at={board.at}
            parts={board.platforms.map((it) => ({
              ...it,
              name: titles[it.platform as PlatformName],
            }))}
          />
        </section>
      </div>
    </>
  );
}

function Parts({
  title,
  at,
  parts,
}: {
  title: string;
  at: string;
  parts: readonly (Pick<Board, 'waiting' | 'oldestWaitingSince' | 'atRisk' | 'breached'> & {
    name: string;
  })[];
}) {
  const t = useText();
  const locale = useLocale();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{t('inQueue')}</th>
          <th scope="col">{t('longestWait')}</th>
          <th scope="col">{t('sla_warning')}</th>
          <th scope="col">{t('sla_breached')}</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ name, waiting, oldestWaitingSince, atRisk, breached }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{waiting.toLocaleString(locale)}</td>
            <td>
              {oldestWaitingSince
                ? span(Math.max(0, Date.parse(at) - Date.parse(oldestWaitingSince)), locale)
                : '–'}
            </td>
            <td className={css(atRisk > 0 && 'warn')}>{atRisk.toLocaleString(locale)}</td>
            <td className={css(breached > 0 && 'bad')}>{breached.toLocaleString(locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
