/** Who is there, and how much each has in hand. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Button, IconButton } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Menu, type MenuGroup } from '../../components/menu.tsx';
import { classesOf } from '../../lib/classes.ts';
import { nameOf, useTeams } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import {
  useBoardAgents,
  useSetAvailability,
  type Availability,
  type BoardAgent,
} from './availability.ts';
import { LoadBar, shareOf } from './load-bar.tsx';
import type { Board } from './wallboard-queries.ts';
import styles from './wallboard.module.css';

const css = classesOf(styles);

export const availabilities = ['online', 'away', 'offline'] as const;

/** By how they are there, those with most in hand first. */
export const groupsOf = (agents: readonly BoardAgent[]) =>
  availabilities
    .map((availability) => ({
      availability,
      its: agents
        .filter((it) => it.availability === availability)
        .sort((a, b) => shareOf(b) - shareOf(a) || (a.name < b.name ? -1 : 1)),
    }))
    .filter(({ its }) => its.length > 0);

export function AgentsPanel({ board }: { board: Board }) {
  const t = useText();
  const agents = useBoardAgents(board);
  const set = useSetAvailability();
  const [leaving, setLeaving] = useState<BoardAgent>();
  const change = (agent: BoardAgent, availability: Availability) => {
    // What they have not answered goes back to the queue: not by a slip of the hand.
    if (availability === 'offline' && agent.load > 0) setLeaving(agent);
    else set({ agent, availability });
  };
  return (
    <section className={css('card')} aria-label={t('agents')}>
      <h2>{t('agents')}</h2>
      {/* One list: a row that goes to another group stays the same row, with its menu open. */}
      <ul className={css('agents')}>
        {groupsOf(agents).flatMap(({ availability, its }) => [
          <li key={availability}>
            <h3>
              <i className={css('dot', availability)} /> {t(availability)}{' '}
              <span className="faint num">{its.length}</span>
            </h3>
          </li>,
          ...its.map((agent) => <AgentRow key={agent.agentId} agent={agent} change={change} />),
        ])}
      </ul>
      {leaving && (
        <Dialog
          title={t('takeOfflineTitle', { name: leaving.name })}
          size="s"
          onClose={() => {
            setLeaving(undefined);
          }}
          foot={
            <>
              <Button
                onPress={() => {
                  setLeaving(undefined);
                }}
              >
                {t('cancel')}
              </Button>
              <Button
                look="primary"
                onPress={() => {
                  set({ agent: leaving, availability: 'offline' });
                  setLeaving(undefined);
                }}
              >
                {t('takeOffline')}
              </Button>
            </>
          }
        >
          <p>{t('takeOfflineWords')}</p>
        </Dialog>
      )}
    </section>
  );
}

function AgentRow({
  agent,
  change,
}: {
  agent: BoardAgent;
  change: (agent: BoardAgent, availability: Availability) => void;
}) {
  const t = useText();
  const may = useMay();
  const teams = useTeams();
  const { agentId, name, availability, load, capacity, isConnected } = agent;
  const team = nameOf(teams, agent.teamId);
  const menu: MenuGroup[] = [
    {
      title: name,
      entries: [
        {
          id: 'online',
          label: t('setOnline'),
          icon: 'check' as const,
          detail: t('setOnlineWords'),
        },
        {
          id: 'away',
          label: t('pauseAgent'),
          icon: 'pause' as const,
          detail: t('pauseAgentWords'),
        },
        {
          id: 'offline',
          label: t('takeOffline'),
          icon: 'moon' as const,
          detail: t('takeOfflineWords'),
        },
      ]
        .filter(({ id }) => id !== availability)
        .map((entry) => ({
          ...entry,
          run: () => {
            change(agent, entry.id as Availability);
          },
        })),
    },
  ];
  return (
    <li className={css('agent')} data-agent={agentId}>
      <Avatar name={name} id={agentId} size={28} online={availability} />
      <span className={css('who')}>
        <b className="ellipsis">
          <bdi>{name}</bdi>
        </b>
        <small className="ellipsis">
          {[team, availability === 'online' && isConnected === false && t('noPageOpen')]
            .filter(Boolean)
            .join(', ')}
        </small>
      </span>
      <Link
        to="/inbox/$view"
        params={{ view: 'all' }}
        search={{ status: ['open'], assignedTo: agentId, sort: 'dueAt' }}
        className={css('load')}
        title={t('conversationsOf', { name, load, capacity })}
      >
        <LoadBar load={load} capacity={capacity} />
      </Link>
      {may('presence.any') && (
        <Menu
          label={t('changeAvailability', { name })}
          groups={menu}
          trigger={<IconButton label={t('changeAvailability', { name })} icon="more" size="s" />}
        />
      )}
    </li>
  );
}
