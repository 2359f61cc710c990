/** The queue: as many rows as fit are drawn, however many there are. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import { appearance } from '../../app/appearance.ts';
import { Button } from '../../components/button.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useStore } from '../../lib/store.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation } from '../../lib/types.ts';
import { prefetchConversation } from '../conversation/prefetch.ts';
import { ConversationRow } from './conversation-row.tsx';
import type { InboxSearch, Listing } from './filter.ts';
import { listQuery } from './lists.ts';
import type { Selection } from './selection.ts';
import styles from './inbox.module.css';

const css = classesOf(styles);
const heights = { comfortable: 86, compact: 70 };

interface Props {
  listing: Listing;
  view: string;
  search: InboxSearch;
  openId: string | undefined;
  selection: Selection;
  onShown: (shown: readonly Conversation[]) => void;
  onClearFilters: (() => void) | undefined;
}

export function ConversationList({
  listing,
  view,
  search,
  openId,
  selection,
  onShown,
  onClearFilters,
}: Props) {
  const t = useText();
  const queries = useQueryClient();
  const { density } = useStore(appearance);
  const list = useInfiniteQuery(listQuery(listing));
  const conversations = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const scroller = useRef<HTMLDivElement>(null);
  // The compiler's rule does not know that this library keeps its own state.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => heights[density],
    getItemKey: (index) => conversations[index]?.id ?? index,
    overscan: 8,
  });
  useEffect(() => {
    rows.measure();
  }, [density, rows]);
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= conversations.length - 15)
      void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, conversations.length]);
  useEffect(() => {
    onShown(conversations);
  });
  const openIndex = conversations.findIndex(({ id }) => id === openId);
  useEffect(() => {
    if (openIndex >= 0) rows.scrollToIndex(openIndex, { align: 'auto' });
    // Only when another one is opened: that rows move must not move the page.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [openId, openIndex >= 0]);
  const point = useCallback(
    (id: string) => {
      prefetchConversation(queries, id);
    },
    [queries],
  );

  if (list.isPending) return <Skeleton rows={8} height={62} />;
  if (list.isError && conversations.length === 0)
    return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (conversations.length === 0) {
    return (
      <Empty
        icon={search.q ? 'search' : 'inbox'}
        title={search.q || onClearFilters ? t('nothingMatches') : t('allDone')}
      >
        {onClearFilters ? (
          <Button onPress={onClearFilters}>{t('clearFilters')}</Button>
        ) : (
          t('allDoneWords')
        )}
      </Empty>
    );
  }
  return (
    <div
      className={css('rows')}
      ref={scroller}
      role="list"
      aria-label={t('conversations')}
      data-total={conversations.length}
    >
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const conversation = conversations[item.index];
          if (!conversation) return null;
          return (
            <div
              key={item.key}
              role="listitem"
              aria-setsize={hasNextPage ? -1 : conversations.length}
              aria-posinset={item.index + 1}
              className={css('slot')}
              style={{ transform: `translateY(${String(item.start)}px)`, height: item.size }}
            >
              <ConversationRow
                conversation={conversation}
                view={view}
                search={search}
                isOpen={conversation.id === openId}
                isSelected={selection.ids.has(conversation.id)}
                isSelecting={selection.ids.size > 0}
                onSelect={selection.toggle}
                onPoint={point}
              />
            </div>
          );
        })}
      </div>
      {isFetchingNextPage && (
        <p className={css('more')} role="status">
          {t('loading')}
        </p>
      )}
    </div>
  );
}
