/** Three panes: the queue, the conversation, the customer. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Empty } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation } from '../../lib/types.ts';
import { ConversationPane } from '../conversation/conversation-pane.tsx';
import { prefetchConversation } from '../conversation/prefetch.ts';
import { CustomerPane } from '../customer/customer-pane.tsx';
import { useActions, type Action } from '../palette/actions.ts';
import { BulkBar } from './bulk-bar.tsx';
import { ConversationList } from './conversation-list.tsx';
import { listingOf } from './filter.ts';
import { ListHead } from './list-head.tsx';
import { useSelection } from './selection.ts';
import { ViewList } from './view-list.tsx';
import { useListing } from './views.ts';
import styles from './inbox.module.css';

const css = classesOf(styles);

export function InboxPage() {
  const t = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { view } = useParams({ from: '/desk/inbox/$view' });
  const { conversationId: openId } = useParams({ strict: false });
  const search = useSearch({ from: '/desk/inbox/$view' });
  const { listing: ofView, saved } = useListing(view);
  const listing = useMemo(() => listingOf(ofView, search), [ofView, search]);
  const shown = useRef<readonly Conversation[]>([]);
  const [isCustomerOpen, setCustomerOpen] = useState(false);
  const onShown = useCallback((list: readonly Conversation[]) => {
    shown.current = list;
  }, []);
  const selection = useSelection(shown);

  const open = useCallback(
    (id: string | undefined) => {
      if (id === undefined) void navigate({ to: '/inbox/$view', params: { view }, search });
      else
        void navigate({
          to: '/inbox/$view/$conversationId',
          params: { view, conversationId: id },
          search,
        });
    },
    [navigate, view, search],
  );
  /** The one so many places further, from the one that is open. */
  const neighbour = useCallback(
    (by: number): string | undefined => {
      const list = shown.current;
      const at = list.findIndex(({ id }) => id === openId);
      return at < 0 ? list[by > 0 ? 0 : list.length - 1]?.id : list[at + by]?.id;
    },
    [openId],
  );
  useEffect(() => {
    // The list may still be on its way: a moment later its neighbours are known.
    const timer = setTimeout(() => {
      for (const by of [1, -1, 2]) {
        const id = neighbour(by);
        if (id && id !== openId) prefetchConversation(queries, id);
      }
    }, 250);
    return () => {
      clearTimeout(timer);
    };
  }, [openId, neighbour, queries]);

  const actions = useMemo<Action[]>(() => {
    const group = t('list');
    const step = (by: number) => () => {
      const id = neighbour(by);
      if (id) open(id);
    };
    return [
      { id: 'next', label: t('nextConversation'), group, keys: 'j', run: step(1) },
      { id: 'previous', label: t('previousConversation'), group, keys: 'k', run: step(-1) },
      {
        id: 'select',
        label: t('selectThis'),
        group,
        keys: 'x',
        run: () => {
          if (openId) selection.toggle(openId, false);
        },
      },
      {
        id: 'search',
        label: t('searchConversations'),
        group,
        icon: 'search',
        keys: '/',
        run: () => {
          document.getElementById('inbox-search')?.focus();
        },
      },
      {
        id: 'up',
        label: t('backToList'),
        group,
        keys: 'u',
        run: () => {
          open(undefined);
        },
      },
    ];
  }, [t, neighbour, open, openId, selection]);
  useActions(actions);

  const isNarrowed = Object.keys(search).some((it) => it !== 'sort');
  return (
    <div
      className={css('inbox', isCustomerOpen && 'with-customer')}
      data-one-pane={openId ? 'thread' : 'list'}
    >
      <ViewList view={view} search={search} />
      <section className={css('list')} aria-label={t('queue')}>
        <ListHead view={view} saved={saved} sort={listing.sort} search={search} />
        {selection.ids.size > 0 && <BulkBar selection={selection} />}
        <ConversationList
          key={view}
          listing={listing}
          view={view}
          search={search}
          openId={openId}
          selection={selection}
          onShown={onShown}
          onClearFilters={
            isNarrowed
              ? () => {
                  void navigate({ to: '/inbox/$view', params: { view }, search: {} });
                }
              : undefined
          }
        />
      </section>
      <main className={css('thread')}>
        {openId ? (
          <ConversationPane
            key={openId}
            conversationId={openId}
            onBack={() => {
              open(undefined);
            }}
            onNext={() => {
              open(neighbour(1) ?? neighbour(-1));
            }}
            onCustomer={() => {
              setCustomerOpen((it) => !it);
            }}
          />
        ) : (
          <Empty icon="inbox" title={t('nothingOpen')}>
            {t('nothingOpenWords')}
          </Empty>
        )}
      </main>
      {openId && (
        <CustomerPane
          key={openId}
          conversationId={openId}
          onClose={() => {
            setCustomerOpen(false);
          }}
        />
      )}
    </div>
  );
}
