/** What is overdue, to be taken over or handed to somebody else, one or many. */
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { customerName, customerOf } from '../../lib/customer-name.ts';
import { usePages } from '../../lib/pages.ts';
import { useText } from '../../lib/text.ts';
import type { Listing } from '../inbox/filter.ts';
import { listQuery } from '../inbox/lists.ts';
import { SlaChip } from '../inbox/sla-chip.tsx';
import { inboxSearchOf } from './board-links.ts';
import { ConversationTable } from './conversation-table.tsx';
import type { WallboardSearch } from './search.ts';
import styles from './wallboard.module.css';

const css = classesOf(styles);

/** @param count as the board says it: when it changes, the list has changed */
export function Breached({ count, scope }: { count: number; scope: WallboardSearch }) {
  const t = useText();
  const queries = useQueryClient();
  const { team, platform } = scope;
  const search = inboxSearchOf('breached', scope);
  const listing = useMemo<Listing>(() => {
    const { sort, ...filter } = inboxSearchOf('breached', {
      ...(team && { team }),
      ...(platform && { platform }),
    });
    return { filter, sort: sort ?? 'dueAt' };
  }, [team, platform]);
  const { list, rows: conversations = [] } = usePages(listQuery(listing));
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['conversations', listing] });
  }, [queries, count, listing]);
  return (
    <section className={css('card')} aria-label={t('breachedConversations')}>
      <header>
        <h2>{t('breachedConversations')}</h2>
        {list.hasNextPage && (
          <Link to="/inbox/$view" params={{ view: 'all' }} search={search}>
            {t('showAllInInbox')}
          </Link>
        )}
      </header>
      {list.isPending && <Skeleton rows={3} height={36} />}
      {list.isError && conversations.length === 0 && (
        <Failure error={list.error} retry={() => void list.refetch()} />
      )}
      {list.isSuccess && conversations.length === 0 && (
        <p className={css('none')}>{t('nothingBreached')}</p>
      )}
      {conversations.length > 0 && (
        <ConversationTable
          rows={conversations.map((it) => ({
            ...it,
            name: customerName(customerOf(it), t),
            why: <SlaChip conversation={it} isLong />,
          }))}
          reason={t('filter_slaState')}
          search={search}
        />
      )}
    </section>
  );
}
