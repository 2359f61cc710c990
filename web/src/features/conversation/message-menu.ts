/** What can be done about one message: by what the platform can, and by what the role may. */
import { useQueryClient } from '@tanstack/react-query';
import { useMay } from '../../app/session.ts';
import type { MenuGroup } from '../../components/menu.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { useCopy } from '../../components/use-copy.ts';
import { post } from '../../lib/api.ts';
import { usePlatform } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation, Message } from '../../lib/types.ts';
import { useCommands } from './commands.ts';

export function useMessageMenu(
  message: Message,
  { platform: name, metadata: { source } }: Conversation,
): MenuGroup[] {
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const platform = usePlatform(name);
  const { run } = useCommands(message.conversationId);
  const copyWords = useCopy();
  const { direction, content, platformMessageId, metadata } = message;
  const can = (action: keyof NonNullable<typeof platform>['moderation']) =>
    platformMessageId !== undefined && (platform?.moderation[action]?.includes(source) ?? false);
  const moderate = (path: string) => () => {
    post<{ status: string; failure?: { message: string } }>(`/messages/${message.id}/${path}`).then(
      ({ status, failure }) => {
        if (status === 'refused') say(failure?.message ?? t('refused'), 'bad');
        void queries.invalidateQueries({ queryKey: ['messages', message.conversationId] });
      },
      sayProblem,
    );
  };
  const copy = content !== '' && {
    id: 'copy',
    label: t('copyText'),
    icon: 'file' as const,
    run: () => {
      copyWords(content);
    },
  };
  const works = may('conversations.work');
  const moderates = may('public.moderate');
  const inbound = direction === 'inbound';
  const isHidden = Boolean(metadata['hiddenAt']);
  const isLiked = Boolean(metadata['likedAt']);
  const entries = [
    copy,
    works &&
      inbound && {
        id: 'unread',
        label: t('markUnreadFromHere'),
        icon: 'eyeOff' as const,
        run: () => void run('unread', { fromMessageId: message.id }),
      },
    works &&
      inbound && {
        id: 'needs-answer',
        label: t('needsAnswer'),
        icon: 'clock' as const,
        run: () => void run('needs-answer', { messageId: message.id }),
      },
    works &&
      inbound &&
      can(isLiked ? 'unlike' : 'like') && {
        id: 'like',
        label: t(isLiked ? 'unlike' : 'like'),
        icon: 'thumb' as const,
        run: moderate(isLiked ? 'unlike' : 'like'),
      },
    moderates &&
      inbound &&
      can(isHidden ? 'unhide' : 'hide') && {
        id: 'hide',
        label: t(isHidden ? 'unhide' : 'hide'),
        icon: isHidden ? ('eye' as const) : ('eyeOff' as const),
        run: moderate(isHidden ? 'unhide' : 'hide'),
      },
    moderates &&
      inbound &&
      can('delete') && {
        id: 'delete',
        label: t('deleteComment'),
        icon: 'trash' as const,
        isDanger: true,
        run: moderate('delete'),
      },
    works &&
      direction === 'outbound' &&
      can('delete_own') && {
        id: 'delete',
        label: t('deleteReply'),
        icon: 'trash' as const,
        isDanger: true,
        run: moderate('delete'),
      },
  ].filter((it) => it !== false);
  return [{ entries }];
}
