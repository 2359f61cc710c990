import { useMutation } from '@tanstack/react-query';
import { useMay } from '../../app/session.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useAssignable, useTeams } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { Selection } from './selection.ts';
import styles from './inbox.module.css';

const css = classesOf(styles);
const most = 100;

interface Result {
  results: {
    conversationId: string;
    status: 'done' | 'refused' | 'unknown';
    problem?: { detail: string };
  }[];
}

/** One thing done to many. Each is answered for itself. */
export function BulkBar({ selection }: { selection: Selection }) {
  const t = useText();
  const may = useMay();
  const agents = useAssignable();
  const teams = useTeams();
  const ids = [...selection.ids].slice(0, most);
  const { mutate, isPending } = useMutation({
    mutationFn: (action: object) =>
      post<Result>('/conversations/bulk', { conversationIds: ids, action }),
    onSuccess({ results }) {
      const done = results.filter(({ status }) => status === 'done').length;
      const refused = results.filter(({ status }) => status === 'refused');
      const unknown = results.length - done - refused.length;
      if (done === results.length) say(t('bulkDone', { count: done }));
      else
        say(
          t('bulkPartly', {
            done,
            refused: refused.length,
            unknown,
            why: refused[0]?.problem?.detail ?? '',
          }),
          'doubt',
        );
      selection.clear();
    },
    onError: sayProblem,
  });
  return (
    <div className={css('bulk')} role="toolbar" aria-label={t('bulkActions')}>
      <strong className="num">{t('selected', { count: selection.ids.size })}</strong>
      <span className="grow" />
      {may('conversations.bulk') ? (
        <>
          <Menu
            label={t('assign')}
            groups={[
              {
                entries: [
                  {
                    id: 'queue',
                    label: t('backToQueue'),
                    run: () => {
                      mutate({ type: 'assign', agentId: null });
                    },
                  },
                  ...agents.map(({ id, name, availability }) => ({
                    id,
                    label: name,
                    detail: t(availability),
                    run: () => {
                      mutate({ type: 'assign', agentId: id });
                    },
                  })),
                ],
              },
              {
                title: t('teams'),
                entries: teams.map(({ id, name }) => ({
                  id,
                  label: name,
                  run: () => {
                    mutate({ type: 'transfer', teamId: id });
                  },
                })),
              },
            ]}
            trigger={
              <Button size="s" isDisabled={isPending}>
                {t('assign')}
              </Button>
            }
          />
          <Menu
            label={t('priority')}
            groups={[
              {
                entries: (['urgent', 'high', 'medium', 'low'] as const).map((it) => ({
                  id: it,
                  label: t(`priority_${it}`),
                  run: () => {
                    mutate({ type: 'priority', priority: it });
                  },
                })),
              },
            ]}
            trigger={
              <Button size="s" isDisabled={isPending}>
                {t('priority')}
              </Button>
            }
          />
          <Menu
            label={t('resolve')}
            groups={[
              {
                title: t('resolveWhy'),
                entries: (['no_reply_needed', 'spam', 'duplicate'] as const).map((reason) => ({
                  id: reason,
                  label: t(`reason_${reason}`),
                  run: () => {
                    mutate({ type: 'resolve', reason });
                  },
                })),
              },
            ]}
            trigger={
              <Button size="s" isDisabled={isPending}>
                {t('resolve')}
              </Button>
            }
          />
        </>
      ) : (
        <span className="faint">{t('bulkForSupervisors')}</span>
      )}
      <IconButton label={t('clearSelection')} icon="close" size="s" onPress={selection.clear} />
    </div>
  );
}
