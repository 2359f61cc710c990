import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from '../../components/button.tsx';
import { Choices, Dialog } from '../../components/dialog.tsx';
import { say } from '../../components/toasts.tsx';
import { get, type Page } from '../../lib/api.ts';
import { useText } from '../../lib/text.ts';
import { threadName } from '../../lib/thread-name.ts';
import type { Conversation } from '../../lib/types.ts';
import { snippetOf } from '../inbox/snippet.ts';
import { useCommands } from './commands.ts';

/** Into another open conversation of the same person. */
export function MergeDialog({
  conversation,
  onClose,
}: {
  conversation: Conversation;
  onClose: () => void;
}) {
  const t = useText();
  const navigate = useNavigate();
  const { run } = useCommands(conversation.id);
  const identities = (conversation.metadata['identities'] ?? []) as { id: string }[];
  const customers = [conversation.customerId, ...identities.map(({ id }) => id)];
  const { data = [], isPending } = useQuery({
    queryKey: ['mergeable', conversation.id],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        customers.map((customerId) =>
          get<Page<Conversation>>(
            '/conversations',
            { customerId, status: ['open', 'pending', 'snoozed', 'resolved'], limit: 20 },
            signal,
          ),
        ),
      );
      return pages.flatMap((page) => page.data).filter(({ id }) => id !== conversation.id);
    },
    staleTime: 0,
  });
  return (
    <Dialog title={t('mergeInto')} size="m" onClose={onClose}>
      <p className="muted">{t('mergeWords')}</p>
      {!isPending && data.length === 0 && <p>{t('nothingToMerge')}</p>}
      <Choices>
        {data.map((it) => (
          <Button
            key={it.id}
            onPress={() => {
              void run('merge', { into: it.id }).then((isDone) => {
                if (!isDone) return;
                say(t('mergedNow'));
                onClose();
                void navigate({
                  to: '/inbox/$view/$conversationId',
                  params: { view: 'all', conversationId: it.id },
                  search: {},
                });
              });
            }}
          >
            <span>{threadName({ platform: it.platform, source: it.metadata.source }, t)}</span>
            <span className="grow ellipsis faint">{snippetOf(it, t)}</span>
          </Button>
        ))}
      </Choices>
    </Dialog>
  );
}
