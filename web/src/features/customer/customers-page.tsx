import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { get, type Page } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { Customer } from '../../lib/types.ts';
import { CustomerDetails } from './customer-pane.tsx';
import styles from './customer.module.css';

const css = classesOf(styles);

export function CustomersPage() {
  const t = useText();
  const navigate = useNavigate();
  const { q = '', customer } = useSearch({ from: '/desk/customers' });
  const asked = useDeferredValue(q.trim());
  const list = useInfiniteQuery({
    queryKey: ['customers', asked],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Customer>>(
        '/customers',
        { q: asked, limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const customers = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const search = (words: string) =>
    void navigate({
      to: '/customers',
      search: { ...(words === '' ? {} : { q: words }), ...(customer ? { customer } : {}) },
      replace: true,
    });
  return (
    <main className={css('page')} data-has-detail={customer !== undefined}>
      <section className={css('list')} aria-label={t('customers')}>
        <header>
          <h1>{t('customers')}</h1>
          <TextField label={t('searchCustomers')} type="search" value={q} onChange={search} />
        </header>
        <div className={css('rows')}>
          {list.isPending && <Skeleton rows={8} height={40} />}
          {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
          {list.isSuccess && customers.length === 0 && (
            <Empty icon="person" title={t('nothingMatches')} />
          )}
          {customers.map(({ id, name, handle, platform }) => (
            <Link
              key={id}
              to="/customers"
              search={{ ...(q === '' ? {} : { q }), customer: id }}
              className={css('row')}
              aria-current={id === customer ? 'true' : undefined}
            >
              <Avatar name={name || handle || '?'} id={id} platform={platform} size={32} />
              <span className="grow ellipsis">
                <bdi>{name || handle || t('someone')}</bdi>
                <br />
                <span className="faint">
                  {titles[platform]}
                  {handle && `, @${handle.replace(/^@/, '')}`}
                </span>
              </span>
            </Link>
          ))}
          {list.hasNextPage && (
            <Button look="quiet" onPress={() => void list.fetchNextPage()}>
              {t('loadMore')}
            </Button>
          )}
        </div>
      </section>
      <section className={css('detail')}>
        {customer ? (
          <div key={customer}>
            <CustomerDetails customerId={customer} />
          </div>
        ) : (
          <Empty icon="person" title={t('nobodyOpen')} />
        )}
      </section>
    </main>
  );
}
