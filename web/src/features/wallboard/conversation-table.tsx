/** Conversations that want a supervisor: who has them, and how to change that. */
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { useMay, useSession } from '../../app/session.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { classesOf } from '../../lib/classes.ts';
import { nameOf, useAgents, useTeams } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { PlatformName } from '../../lib/types.ts';
import { useCommands, useIsPending } from '../conversation/commands.ts';
import { useWorkflowAddress } from '../conversation/workflow-address.ts';
import { BulkBar } from '../inbox/bulk-bar.tsx';
import type { InboxSearch } from '../inbox/filter.ts';
import { useSelection, type Selection } from '../inbox/selection.ts';
import styles from './wallboard.module.css';

const css = classesOf(styles);

export interface Listed {
  id: string;
  name: string;
  platform: PlatformName;
  /** By whose colour the customer is known. */
  customerId: string;
  assignedTo?: string | undefined;
  teamId?: string | undefined;
  workflowId: string;
  /** What is the matter. */
  why: ReactNode;
}

export function ConversationTable({
  rows,
  reason,
  search,
  onChanged,
}: {
  rows: readonly Listed[];
  /** Over the column that says what is the matter. */
  reason: string;
  /** The list beside the conversation that is opened. */
  search: InboxSearch;
  onChanged?: () => void;
}) {
  const t = useText();
  const may = useMay();
  const shown = useRef(rows);
  useEffect(() => {
    shown.current = rows;
  });
  const selection = useSelection(shown);
  const selects = may('conversations.bulk');
  return (
    <>
      {selection.ids.size > 0 && <BulkBar selection={selection} />}
      <div className={css('scroll')}>
        <table className={css('table', 'conversations')}>
          <thead>
            <tr>
              {selects && (
                <th scope="col" className={css('tick')}>
                  <span className="sr-only">{t('selectThis')}</span>
                </th>
              )}
              <th scope="col">{t('customer')}</th>
              <th scope="col">{reason}</th>
              <th scope="col">{t('assignedTo')}</th>
              <th scope="col">{t('team')}</th>
              <th scope="col">
                <span className="sr-only">{t('more')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.id}
                row={row}
                search={search}
                selection={selects ? selection : undefined}
                onChanged={onChanged}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({
  row: { id, name, platform, customerId, assignedTo, teamId, workflowId, why },
  search,
  selection,
  onChanged,
}: {
  row: Listed;
  search: InboxSearch;
  selection: Selection | undefined;
  onChanged: (() => void) | undefined;
}) {
  const t = useText();
  const may = useMay();
  const { agent } = useSession();
  const agents = useAgents();
  const teams = useTeams();
  const { run } = useCommands(id);
  const isPending = useIsPending(id);
  const takeOver = async () => {
    await run('assignment', { agentId: agent.id }, (it) => ({ ...it, assignedTo: agent.id }));
    onChanged?.();
  };
  const workflow = useWorkflowAddress(workflowId);
  return (
    <tr data-conversation={id} aria-busy={isPending}>
      {selection && (
        <td className={css('tick')}>
          <input
            type="checkbox"
            checked={selection.ids.has(id)}
            aria-label={t('selectConversation', { name })}
            onClick={(event) => {
              selection.toggle(id, event.shiftKey);
            }}
            onChange={() => undefined}
          />
        </td>
      )}
      <th scope="row">
        <Link
          to="/inbox/$view/$conversationId"
          params={{ view: 'all', conversationId: id }}
          search={search}
          className={css('customer')}
        >
          <Avatar name={name} id={customerId} platform={platform} size={28} />
          <bdi className="ellipsis">{name}</bdi>
        </Link>
      </th>
      <td>{why}</td>
      <td>{assignedTo ? (nameOf(agents, assignedTo) ?? t('colleague')) : t('nobody')}</td>
      <td>{nameOf(teams, teamId) ?? t('noTeam')}</td>
      <td className={css('doing')}>
        {may('conversations.work') && assignedTo !== agent.id && (
          <Button size="s" isDisabled={isPending} onPress={() => void takeOver()}>
            {t('takeOver')}
          </Button>
        )}
        {workflow && (
          <a
            href={workflow}
            target="_blank"
            rel="noreferrer"
            className={css('flow')}
            aria-label={t('openWorkflow')}
            title={t('openWorkflow')}
          >
            <Icon name="flow" size={16} />
          </a>
        )}
      </td>
    </tr>
  );
}
