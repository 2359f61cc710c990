/** What can be done about one message: by what the platform can, and by what the role may. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../../app/session.ts';
import type { MenuGroup } from '../../components/menu.tsx';
import { useCopy } from '../../components/use-copy.ts';
import { readAgain } from '../../lib/read-again.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation, Message } from '../../lib/types.ts';
import { assistQuery } from '../assist/assist-queries.ts';
import { useCommands } from './commands.ts';
import { useModeration } from './moderation.ts';

export function useMessageMenu(
  message: Message,
  conversation: Conversation,
  translate: () => void,
): MenuGroup[] {
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const { run } = useCommands(message.conversationId);
  const copyWords = useCopy();
  const { direction, content, platformMessageId, metadata } = message;
  const { can, moderate } = useModeration(conversation);
  const isPublished = platformMessageId !== undefined;
  const change = (path: string) =>
    moderate(`/messages/${message.id}/${path}`, () => {
      readAgain(queries, ['messages', message.conversationId]);
    });
  const copy = content !== '' && {
    id: 'copy',
    label: t('copyText'),
    icon: 'file' as const,
    run: () => {
      copyWords(content);
    },
  };
  const works = may('conversations.work');
  const { data: hasModel = false } = useQuery({
    ...assistQuery(conversation.id),
    enabled: works,
    select: ({ model }) => model !== undefined,
  });
  const moderates = may('public.moderate');
  const inbound = direction === 'inbound';
  const isHidden = Boolean(metadata['hiddenAt']);
  const isLiked = Boolean(metadata['likedAt']);
  const entries = [
    copy,
    works &&
      hasModel &&
      content !== '' && {
        id: 'translate',
        label: t('translate'),
        icon: 'globe' as const,
        run: translate,
      },
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
      isPublished &&
      can(isLiked ? 'unlike' : 'like') && {
        id: 'like',
        label: t(isLiked ? 'unlike' : 'like'),
        icon: 'thumb' as const,
        run: change(isLiked ? 'unlike' : 'like'),
      },
    moderates &&
      inbound &&
      isPublished &&
      can(isHidden ? 'unhide' : 'hide') && {
        id: 'hide',
        label: t(isHidden ? 'unhide' : 'hide'),
        icon: isHidden ? ('eye' as const) : ('eyeOff' as const),
        run: change(isHidden ? 'unhide' : 'hide'),
      },
    moderates &&
      inbound &&
      isPublished &&
      can('delete') && {
        id: 'delete',
        label: t('deleteComment'),
        icon: 'trash' as const,
        isDanger: true,
        run: change('delete'),
      },
    works &&
      direction === 'outbound' &&
      isPublished &&
      can('delete_own') && {
        id: 'delete',
        label: t('deleteReply'),
        icon: 'trash' as const,
        isDanger: true,
        run: change('delete'),
      },
  ].filter((it) => it !== false);
  return [{ entries }];
}
