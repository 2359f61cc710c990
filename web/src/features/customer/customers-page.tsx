import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { Button, IconButton } from '../../components/button.tsx';
import { Select, TextField } from '../../components/field.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { atHandle, customerName } from '../../lib/customer-name.ts';
import { titles } from '../../lib/desk.ts';
import { usePages } from '../../lib/pages.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { dayOf, useNow } from '../../lib/time.ts';
import type { Customer } from '../../lib/types.ts';
import { customersQuery } from './customer-queries.ts';
import { CustomerRecord } from './customer-record.tsx';
import { isPlatform, type CustomersSearch } from './search.ts';
import styles from './customer.module.css';

const css = classesOf(styles);

export function CustomersPage() {
  const t = useText();
  const navigate = useNavigate();
  const { customer, ...filter } = useSearch({ from: '/desk/customers' });
  const { q = '', platform } = filter;
  const asked = useDeferredValue(q.trim());
  const { list, rows = [] } = usePages(customersQuery({ q: asked, ...(platform && { platform }) }));
  const go = (search: CustomersSearch) =>
    void navigate({ to: '/customers', search, replace: true });
  const narrow = ({ q: words, ...rest }: CustomersSearch) => {
    go({ ...rest, ...(words && { q: words }), ...(customer && { customer }) });
  };
  return (
    <main className={css('page')} data-has-detail={customer !== undefined}>
      <section className={css('list')} aria-label={t('customers')}>
        <header>
          <h1>{t('customers')}</h1>
          <TextField
            label={t('searchCustomers')}
            isLabelHidden
            placeholder={t('searchCustomers')}
            type="search"
            value={q}
            onChange={(words) => {
              narrow({ ...filter, q: words });
            }}
          />
          <Select
            label={t('platform')}
            isLabelHidden
            value={platform ?? ''}
            choices={[
              { id: '', label: t('allPlatforms') },
              ...Object.entries(titles).map(([id, label]) => ({ id, label })),
            ]}
            onChange={(id) => {
              narrow({ q, ...(isPlatform(id) && { platform: id }) });
            }}
          />
        </header>
        <div className={css('rows')}>
          {list.isPending && <Skeleton rows={8} height={40} />}
          {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
          {list.isSuccess && rows.length === 0 && (
            <Empty icon="person" title={t(asked || platform ? 'nothingMatches' : 'noCustomers')}>
              {asked || platform ? (
                <Button
                  onPress={() => {
                    go(customer ? { customer } : {});
                  }}
                >
                  {t('clearFilters')}
                </Button>
              ) : (
                t('noCustomersWords')
              )}
            </Empty>
          )}
          <ul>
            {rows.map((it) => (
              <li key={it.id}>
                <Link
                  to="/customers"
                  search={{ ...filter, customer: it.id }}
                  className={css('row')}
                  aria-current={it.id === customer ? 'true' : undefined}
                >
                  <Row customer={it} />
                </Link>
              </li>
            ))}
          </ul>
          <LoadMore list={list} />
        </div>
      </section>
      <section className={css('detail')} aria-label={t('customer')}>
        {customer ? (
          <>
            <span className={css('back')}>
              <IconButton
                label={t('backToList')}
                icon="back"
                onPress={() => {
                  go(filter);
                }}
              />
              {t('customers')}
            </span>
            <CustomerRecord key={customer} customerId={customer} />
          </>
        ) : (
          <Empty icon="person" title={t('nobodyOpen')}>
            {t('nobodyOpenWords')}
          </Empty>
        )}
      </section>
    </main>
  );
}

function Row({ customer }: { customer: Customer }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const { id, platform, handle, identities, lastContactAt } = customer;
  const platforms = [...new Set([platform, ...identities.map((it) => it.platform)])];
  return (
    <>
      <Avatar name={customerName(customer, t)} id={id} platform={platform} size={36} />
      <span className="grow">
        <span className={css('first')}>
          <bdi className="ellipsis grow">{customerName(customer, t)}</bdi>
          {lastContactAt && (
            <time className="faint num" dateTime={lastContactAt}>
              {dayOf(lastContactAt, locale, now)}
            </time>
          )}
        </span>
        <span className={css('second', 'ellipsis', 'faint')}>
          {[platforms.map((it) => titles[it]).join(' + '), atHandle(handle)]
            .filter(Boolean)
            .join(', ')}
        </span>
      </span>
    </>
  );
}
