/** What the desk knows, into what is being written: a quote with the address where the customer can read on. */
import { lazy, Suspense, useMemo, useState, type ReactNode, type RefObject } from 'react';
import { useMay } from '../../app/session.ts';
import { IconButton } from '../../components/button.tsx';
import { partOf } from '../../lib/parts.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation, KnowledgeFinding, Message } from '../../lib/types.ts';
import { useActions, type Action } from '../palette/actions.ts';
import { insertedAt } from './inserted.ts';

const FindDialog = lazy(
  partOf(async () => ({
    default: (await import('../knowledge/find-dialog.tsx')).FindDialog,
  })),
);

export function useKnowledge({
  conversation,
  messages,
  content,
  area,
  onChange,
}: {
  conversation: Conversation;
  messages: readonly Message[];
  content: string;
  area: RefObject<HTMLTextAreaElement | null>;
  onChange: (content: string) => void;
}): { button: ReactNode; dialog: ReactNode } {
  const t = useText();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const isAllowed = may('knowledge.read') && conversation.status !== 'closed';
  const actions = useMemo<Action[]>(
    () =>
      isAllowed
        ? [
            {
              id: 'search-knowledge',
              label: t('searchKnowledge'),
              group: t('conversation'),
              icon: 'book',
              keys: 'i',
              run: () => {
                setOpen(true);
              },
            },
          ]
        : [],
    [t, isAllowed],
  );
  useActions(actions);
  if (!isAllowed) return { button: null, dialog: null };
  const asked = messages.findLast(({ direction }) => direction === 'inbound')?.content ?? '';
  const insert = ({ quote, source }: KnowledgeFinding) => {
    const words = source.url === undefined ? quote : `${quote}\n${source.url}`;
    const { text, end } = insertedAt(content, area.current?.selectionStart, words);
    onChange(text);
    setOpen(false);
    // The dialog gives the focus back as it goes.
    window.setTimeout(() => {
      area.current?.focus();
      area.current?.setSelectionRange(end, end);
    }, 50);
  };
  return {
    button: (
      <IconButton
        label={t('searchKnowledge')}
        icon="book"
        onPress={() => {
          setOpen(true);
        }}
      />
    ),
    dialog: isOpen && (
      <Suspense>
        <FindDialog
          title={t('searchKnowledge')}
          words={asked.slice(0, 300)}
          language={conversation.metadata['language'] as string | undefined}
          teamId={conversation.teamId}
          conversationId={conversation.id}
          onInsert={insert}
          onClose={() => {
            setOpen(false);
          }}
        />
      </Suspense>
    ),
  };
}
