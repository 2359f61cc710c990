import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useMay, useSession } from '../../app/session.ts';
import { Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { Composer } from '../composer/composer.tsx';
import { useCommands } from './commands.ts';
import { ConversationHead } from './conversation-head.tsx';
import { conversationQuery } from './conversation-queries.ts';
import { markedUnread } from './marked-unread.ts';
import { useOthers, useViewing } from './presence.ts';
import { Strip } from './strip.tsx';
import { Thread } from './thread.tsx';
import styles from './pane.module.css';

const css = classesOf(styles);

interface Props {
  conversationId: string;
  onBack: () => void;
  onNext: () => void;
  onCustomer: () => void;
}

export function ConversationPane({ conversationId, onBack, onNext, onCustomer }: Props) {
  const { data: conversation, error, refetch } = useQuery(conversationQuery(conversationId));
  const { agent } = useSession();
  const others = useOthers(conversationId, agent.id);
  useViewing(conversationId);
  useReading(conversationId, conversation?.unread ?? 0);
  if (!conversation) {
    return error ? (
      <Failure error={error} retry={() => void refetch()} />
    ) : (
      <Skeleton rows={5} height={80} />
    );
  }
  return (
    <>
      <ConversationHead
        conversation={conversation}
        onBack={onBack}
        onNext={onNext}
        onCustomer={onCustomer}
      />
      <Strip conversation={conversation} />
      <Thread conversation={conversation} isCustomerTyping={others.customerTyping ?? false} />
      {conversation.mergedInto ? (
        <MergedBar into={conversation.mergedInto} />
      ) : (
        <Composer conversation={conversation} others={others.agents} />
      )}
    </>
  );
}

/** Answered is where it was merged into. */
function MergedBar({ into }: { into: string }) {
  const t = useText();
  return (
    <p className={css('merged')}>
      {t('isMerged')}{' '}
      <Link
        to="/inbox/$view/$conversationId"
        params={{ view: 'all', conversationId: into }}
        search={{}}
      >
        {t('openSurvivor')}
      </Link>
    </p>
  );
}

/** What is before one's eyes is read: after a moment, and only while the page is looked at. */
function useReading(conversationId: string, unread: number): void {
  const may = useMay();
  const { run } = useCommands(conversationId);
  const isMarkedUnread = useRef(false);
  const before = useRef(unread);
  useEffect(() => {
    // It was read and is unread again without a new message: somebody said so, and it stays so.
    if (before.current === 0 && unread > 0 && markedUnread.delete(conversationId))
      isMarkedUnread.current = true;
    before.current = unread;
    if (unread === 0 || isMarkedUnread.current || !may('conversations.work')) return undefined;
    const read = () => {
      if (document.visibilityState === 'visible')
        void run('read', {}, (it) => ({ ...it, unread: 0 }));
    };
    const timer = setTimeout(read, 800);
    document.addEventListener('visibilitychange', read);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', read);
    };
  }, [conversationId, unread, may, run]);
}
