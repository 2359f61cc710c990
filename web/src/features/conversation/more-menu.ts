import { useNavigate } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import type { MenuEntry, MenuGroup } from '../../components/menu.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { useCopy } from '../../components/use-copy.ts';
import { post } from '../../lib/api.ts';
import { useText } from '../../lib/text.ts';
import { threadName } from '../../lib/thread-name.ts';
import type { Conversation } from '../../lib/types.ts';
import { useCommands } from './commands.ts';
import type { HeadDialog } from './conversation-head.tsx';
import { markedUnread } from './marked-unread.ts';
import { useModeration } from './moderation.ts';
import { useWorkflowAddress } from './workflow-address.ts';

/** What is done seldom. */
export function useMoreMenu(
  conversation: Conversation,
  open: (dialog: HeadDialog) => void,
): MenuGroup[] {
  const t = useText();
  const may = useMay();
  const navigate = useNavigate();
  const { run } = useCommands(conversation.id);
  const { id, status, workflowId, threads } = conversation;
  const merged = threads.filter(({ conversationId }) => conversationId !== id);
  const works = may('conversations.work');
  const isOver = status === 'closed';
  const { can, moderate } = useModeration(conversation);
  const moderates = may('public.moderate');
  const act = (path: string, done: string) =>
    moderate(`/conversations/${id}/${path}`, () => {
      say(done);
    });
  const copy = useCopy();
  const temporal = useWorkflowAddress(workflowId);
  const entries: (MenuEntry | false)[] = [
    works &&
      !isOver && {
        id: 'transfer',
        label: t('assignOrTransfer'),
        icon: 'person',
        shortcut: 'A',
        run: () => {
          open('transfer');
        },
      },
    works &&
      !isOver &&
      status !== 'resolved' && {
        id: 'snooze',
        label: t('snooze'),
        icon: 'snooze',
        shortcut: 'Z',
        run: () => {
          open('snooze');
        },
      },
    works && {
      id: 'tags',
      label: t('editTags'),
      icon: 'tag',
      shortcut: '#',
      run: () => {
        open('tags');
      },
    },
    works && {
      id: 'unread',
      label: t('markUnread'),
      icon: 'eyeOff',
      run: () => {
        markedUnread.add(id);
        void run('unread', {}).then((isDone) => {
          if (isDone) void navigate({ to: '/inbox/$view', params: { view: 'mine' }, search: {} });
        });
      },
    },
    works &&
      !isOver && {
        id: 'merge',
        label: t('mergeInto'),
        icon: 'merge',
        run: () => {
          open('merge');
        },
      },
    ...merged.map(
      (thread): MenuEntry | false =>
        works && {
          id: `unmerge-${thread.threadId}`,
          label: t('unmerge', { thread: threadName(thread, t) }),
          icon: 'merge',
          run: () => {
            post(`/conversations/${thread.conversationId}/unmerge`).then(() => {
              say(t('unmergedNow'));
            }, sayProblem);
          },
        },
    ),
    works &&
      status === 'resolved' && {
        id: 'close',
        label: t('closeForGood'),
        icon: 'lock',
        run: () => void run('close', {}, (it) => ({ ...it, status: 'closed' })),
      },
  ];
  const looking: (MenuEntry | false | '' | undefined)[] = [
    {
      id: 'timeline',
      label: t('fullTimeline'),
      icon: 'clock',
      shortcut: 'T',
      run: () => {
        open('timeline');
      },
    },
    {
      id: 'link',
      label: t('copyLink'),
      icon: 'link',
      run: () => {
        copy(location.href);
      },
    },
    temporal !== undefined && {
      id: 'temporal',
      label: t('openWorkflow'),
      icon: 'external',
      run: () => {
        window.open(temporal, '_blank', 'noopener');
      },
    },
  ];
  const moderation: (MenuEntry | false)[] = [
    moderates &&
      can('block') && {
        id: 'block',
        label: t('blockCustomer'),
        icon: 'block',
        isDanger: true,
        run: act('block', t('blockedNow')),
      },
    moderates &&
      can('spam') && {
        id: 'spam',
        label: t('markAsSpam'),
        icon: 'warning',
        isDanger: true,
        run: act('spam', t('spamNow')),
      },
  ];
  const present = (all: readonly (MenuEntry | false | '' | undefined)[]) =>
    all.filter((it): it is MenuEntry => Boolean(it));
  return [
    { entries: present(entries) },
    { entries: present(looking) },
    { entries: present(moderation) },
  ];
}
