/** Who it is, and what can be done with it. */
import { useMemo, useState } from 'react';
import { useMay, useSession } from '../../app/session.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { Chip } from '../../components/chip.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { isProblem } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { atHandle, customerName, customerOf } from '../../lib/customer-name.ts';
import { titles, useAgents, useAssignable, useTeams } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Conversation } from '../../lib/types.ts';
import { useActions, type Action } from '../palette/actions.ts';
import { useMenuActions } from '../palette/menu-actions.ts';
import { MacroMenu } from './macro-menu.tsx';
import { useCommands, useIsPending } from './commands.ts';
import { useMoreMenu } from './more-menu.ts';
import { MergeDialog } from './merge-dialog.tsx';
import { ResolveDialog } from './resolve-dialog.tsx';
import { timeChoices } from '../../lib/time-choices.ts';
import { SnoozeDialog } from './snooze-dialog.tsx';
import { TimelineDialog } from './timeline-dialog.tsx';
import { TransferDialog } from './transfer-dialog.tsx';
import { TagDialog } from './tag-dialog.tsx';
import styles from './pane.module.css';

const css = classesOf(styles);

export type HeadDialog =
  'resolve' | 'resolve-next' | 'snooze' | 'transfer' | 'tags' | 'timeline' | 'merge' | undefined;

interface Props {
  conversation: Conversation;
  onBack: () => void;
  onNext: () => void;
  onCustomer: () => void;
}

export function ConversationHead({ conversation, onBack, onNext, onCustomer }: Props) {
  const t = useText();
  const locale = useLocale();
  const may = useMay();
  const { agent } = useSession();
  const agents = useAgents();
  const assignable = useAssignable();
  const teams = useTeams();
  const { run } = useCommands(conversation.id);
  const isPending = useIsPending(conversation.id);
  const [dialog, setDialog] = useState<HeadDialog>();
  const { status, assignedTo, metadata, platform, id } = conversation;
  const customer = customerOf(conversation);
  const works = may('conversations.work');
  const isOver = status === 'resolved' || status === 'closed';
  const assignee = agents.find((it) => it.id === assignedTo);
  const more = useMoreMenu(conversation, setDialog);

  const { resolve, snooze, assign } = useMemo(
    () => ({
      resolve: async (isNext: boolean, reason?: string) => {
        try {
          const isDone = await run('resolve', reason === undefined ? {} : { reason }, (it) => ({
            ...it,
            status: 'resolved',
          }));
          if (!isDone) return;
          setDialog(undefined);
          say(t('resolvedNow'), 'done', {
            label: t('reopen'),
            run: () => void run('reopen', {}, (it) => ({ ...it, status: 'open' })),
          });
          if (isNext) onNext();
        } catch (error) {
          if (isProblem(error, 'reason_required')) setDialog(isNext ? 'resolve-next' : 'resolve');
          else sayProblem(error);
        }
      },
      snooze: async (until: Date | undefined) => {
        const isDone = await run('snooze', until ? { until: until.toISOString() } : {}, (it) => ({
          ...it,
          status: 'snoozed',
        }));
        setDialog(undefined);
        if (isDone) say(t('snoozedNow'));
      },
      assign: (agentId: string | null) =>
        run('assignment', { agentId }, ({ assignedTo: _before, ...it }) =>
          agentId === null ? it : { ...it, assignedTo: agentId },
        ),
    }),
    [run, t, onNext],
  );

  const actions = useMemo<Action[]>(() => {
    if (!works) return [];
    const group = t('conversation');
    const canEnd = !isOver;
    return [
      ...(canEnd
        ? [
            {
              id: 'resolve',
              label: t('resolve'),
              group,
              icon: 'check' as const,
              keys: 'e',
              run: () => void resolve(false),
            },
            {
              id: 'resolve-next',
              label: t('resolveAndNext'),
              group,
              icon: 'check' as const,
              keys: 'shift+e',
              run: () => void resolve(true),
            },
            {
              id: 'snooze',
              label: t('snooze'),
              group,
              icon: 'snooze' as const,
              keys: 'z',
              run: () => {
                setDialog('snooze');
              },
            },
          ]
        : []),
      ...(status !== 'open' && status !== 'closed'
        ? [
            {
              id: 'reopen',
              label: t('reopen'),
              group,
              icon: 'refresh' as const,
              run: () => void run('reopen', {}, (it) => ({ ...it, status: 'open' })),
            },
          ]
        : []),
      {
        id: 'assign',
        label: t('assignOrTransfer'),
        group,
        icon: 'person',
        keys: 'a',
        run: () => {
          setDialog('transfer');
        },
      },
      ...(assignedTo === agent.id
        ? []
        : [
            {
              id: 'take',
              label: t('takeIt'),
              group,
              icon: 'person' as const,
              keys: 'shift+a',
              run: () => void assign(agent.id),
            },
          ]),
      {
        id: 'tags',
        label: t('editTags'),
        group,
        icon: 'tag',
        keys: '#',
        run: () => {
          setDialog('tags');
        },
      },
      ...(['urgent', 'high', 'medium', 'low'] as const).map((priority) => ({
        id: `priority-${priority}`,
        label: t('setPriority', { priority: t(`priority_${priority}`) }),
        group,
        icon: 'flag' as const,
        run: () => void run('priority', { priority }, (it) => ({ ...it, priority })),
      })),
      {
        id: 'timeline',
        label: t('fullTimeline'),
        group,
        icon: 'clock',
        keys: 't',
        run: () => {
          setDialog('timeline');
        },
      },
    ];
  }, [works, isOver, status, assignedTo, agent.id, t, resolve, run, assign]);
  useActions(actions);
  useMenuActions(more, t('conversation'));

  const close = () => {
    setDialog(undefined);
  };
  return (
    <header className={css('head')} aria-busy={isPending}>
      <span className={css('only-small')}>
        <IconButton label={t('backToList')} icon="back" onPress={onBack} />
      </span>
      <div className={css('title')}>
        <h2 className="ellipsis">
          <bdi>{customerName(customer, t)}</bdi>
        </h2>
        <p className="ellipsis">
          {customer.handle && <bdi>{atHandle(customer.handle)}, </bdi>}
          {t(`on_${metadata.source}`, { platform: titles[platform] })}
          {isPending && <span className="sr-only">{t('saving')}</span>}
        </p>
      </div>
      {isPending && <i className={css('spin')} aria-hidden="true" />}
      {status !== 'open' && (
        <Chip icon={status === 'snoozed' ? 'snooze' : status === 'pending' ? 'pause' : 'check'}>
          {t(`status_${status}`)}
        </Chip>
      )}
      {works && !isOver && (
        <span className={css('not-small')}>
          <Menu
            label={t('snooze')}
            groups={[
              {
                title: t('snooze'),
                entries: [
                  ...timeChoices(new Date(), locale).map(({ id: key, at, label }) => ({
                    id: key,
                    label: t(`snooze_${key}`),
                    detail: label,
                    run: () => void snooze(at),
                  })),
                  { id: 'reply', label: t('snooze_reply'), run: () => void snooze(undefined) },
                  {
                    id: 'other',
                    label: t('snooze_custom'),
                    run: () => {
                      setDialog('snooze');
                    },
                  },
                ],
              },
              {
                entries: [
                  {
                    id: 'pending',
                    label: t('waitForCustomer'),
                    icon: 'pause',
                    run: () => void run('pending', {}, (it) => ({ ...it, status: 'pending' })),
                  },
                ],
              },
            ]}
            trigger={<IconButton label={t('snooze')} icon="snooze" shortcut="Z" />}
          />
        </span>
      )}
      {works && (
        <span className={css('not-small')}>
          <Menu
            label={t('assign')}
            groups={[
              {
                entries: [
                  ...(assignedTo === agent.id
                    ? []
                    : [
                        {
                          id: 'me',
                          label: t('takeIt'),
                          icon: 'person' as const,
                          shortcut: '⇧ A',
                          run: () => void assign(agent.id),
                        },
                      ]),
                  ...(assignedTo
                    ? [
                        {
                          id: 'queue',
                          label: t('backToQueue'),
                          icon: 'inbox' as const,
                          run: () => void assign(null),
                        },
                      ]
                    : []),
                  {
                    id: 'note',
                    label: t('transferWithNote'),
                    icon: 'note',
                    shortcut: 'A',
                    run: () => {
                      setDialog('transfer');
                    },
                  },
                ],
              },
              {
                title: t('agents'),
                entries: assignable.map((it) => ({
                  id: it.id,
                  label: it.name,
                  detail: `${t(it.availability)}, ${String(it.load)}/${String(it.capacity)}`,
                  isOn: it.id === assignedTo,
                  run: () => void assign(it.id),
                })),
              },
              {
                title: t('teams'),
                entries: teams.map((team) => ({
                  id: team.id,
                  label: team.name,
                  isOn: team.id === conversation.teamId,
                  run: () => void run('transfer', { teamId: team.id }),
                })),
              },
            ]}
            trigger={<Button>{assignee ? assignee.name : t('nobody')}</Button>}
          />
        </span>
      )}
      {works && <MacroMenu conversation={conversation} />}
      <Menu
        label={t('more')}
        groups={more}
        trigger={<IconButton label={t('more')} icon="more" />}
      />
      <span className={css('customer-button')}>
        <IconButton label={t('customer')} icon="panel" onPress={onCustomer} />
      </span>
      {works &&
        (isOver ? (
          status === 'resolved' && (
            <Button
              icon="refresh"
              onPress={() => void run('reopen', {}, (it) => ({ ...it, status: 'open' }))}
            >
              {t('reopen')}
            </Button>
          )
        ) : (
          <span className={css('split')}>
            <Button look="primary" shortcut="E" onPress={() => void resolve(false)}>
              {t('resolve')}
            </Button>
            <Menu
              label={t('resolve')}
              groups={[
                {
                  entries: [
                    {
                      id: 'next',
                      label: t('resolveAndNext'),
                      shortcut: '⇧ E',
                      run: () => void resolve(true),
                    },
                    ...(['no_reply_needed', 'spam', 'duplicate'] as const).map((reason) => ({
                      id: reason,
                      label: t('resolveAs', { reason: t(`reason_${reason}`) }),
                      run: () => void resolve(false, reason),
                    })),
                  ],
                },
              ]}
              trigger={<IconButton look="primary" label={t('otherWaysToResolve')} icon="chevron" />}
            />
          </span>
        ))}
      {(dialog === 'resolve' || dialog === 'resolve-next') && (
        <ResolveDialog
          onClose={close}
          onResolve={(reason) => void resolve(dialog === 'resolve-next', reason)}
        />
      )}
      {dialog === 'snooze' && (
        <SnoozeDialog onClose={close} onSnooze={(until) => void snooze(until)} />
      )}
      {dialog === 'transfer' && <TransferDialog conversation={conversation} onClose={close} />}
      {dialog === 'tags' && <TagDialog conversation={conversation} onClose={close} />}
      {dialog === 'timeline' && <TimelineDialog conversationId={id} onClose={close} />}
      {dialog === 'merge' && <MergeDialog conversation={conversation} onClose={close} />}
    </header>
  );
}
