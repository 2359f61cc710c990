/** Finds who else this person is, and says it: whoever may be is shown first. */
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { Avatar } from '../../components/avatar.tsx';
import { Chip } from '../../components/chip.tsx';
import { Dialog, DialogFoot } from '../../components/dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { Failure, Skeleton } from '../../components/states.tsx';
import { say } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { atHandle, customerName } from '../../lib/customer-name.ts';
import { titles } from '../../lib/desk.ts';
import { usePages } from '../../lib/pages.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { dayOf, useNow } from '../../lib/time.ts';
import type { Customer, IdentityCandidate } from '../../lib/types.ts';
import { candidatesQuery, customersQuery } from './customer-queries.ts';
import { useCustomerChange } from './use-customer-change.ts';
import styles from './customer.module.css';

const css = classesOf(styles);

export function LinkDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useText();
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<Customer>();
  const asked = useDeferredValue(words.trim());
  const name = customerName(customer, t);
  const { change, isPending, problem, errorOf, reset } = useCustomerChange(
    (customerId: string) => post(`/customers/${customer.id}/link`, { customerId }),
    () => {
      say(t('linkedNow'));
      onClose();
    },
  );
  const refusal = problem ?? errorOf('customerId');
  const choose = (it: Customer | undefined) => {
    setChosen(it);
    reset();
  };
  return (
    <Dialog
      title={t('linkAnother')}
      onClose={onClose}
      foot={
        <DialogFoot
          action={t('linkTogether')}
          isDisabled={!chosen || isPending}
          onAction={() => {
            if (chosen) change(chosen.id);
          }}
          onCancel={onClose}
        />
      }
    >
      <p className="muted">{t('linkWords', { name })}</p>
      <TextField
        label={t('searchCustomers')}
        type="search"
        value={words}
        onChange={(it) => {
          setWords(it);
          choose(undefined);
        }}
        autoFocus
      />
      {asked === '' ? (
        <Candidates customer={customer} chosen={chosen} onChoose={choose} />
      ) : (
        <Found q={asked} customer={customer} chosen={chosen} onChoose={choose} />
      )}
      <div role="status">{chosen && <Warnings customer={customer} chosen={chosen} />}</div>
      {refusal && (
        <p className={css('problem')} role="alert">
          {refusal}
        </p>
      )}
    </Dialog>
  );
}

interface Choosing {
  customer: Customer;
  chosen: Customer | undefined;
  onChoose: (customer: Customer | undefined) => void;
}

function Candidates({ customer, ...choosing }: Choosing) {
  const t = useText();
  const { data, isPending } = useQuery(candidatesQuery(customer.id));
  if (isPending) return <Skeleton rows={2} height={36} />;
  const candidates = data?.data ?? [];
  if (candidates.length === 0) return <p className="faint">{t('noCandidates')}</p>;
  return (
    <People
      label={t('maybeSame')}
      people={candidates.map((it) => ({ ...it.customer, because: it.because }))}
      {...choosing}
    />
  );
}

function Found({ q, customer, ...choosing }: Choosing & { q: string }) {
  const t = useText();
  const { list, rows = [] } = usePages(customersQuery({ q, limit: 20 }));
  if (list.isPending) return <Skeleton rows={3} height={36} />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const known = [customer.id, ...customer.identities.map(({ id }) => id)];
  const others = rows.filter(({ id }) => !known.includes(id));
  if (others.length === 0) return <p className="faint">{t('nobodyElseFound')}</p>;
  return (
    <>
      <People label={t('found')} people={others} {...choosing} />
      {list.hasNextPage && <p className="faint">{t('narrowSearch')}</p>}
    </>
  );
}

function People({
  label,
  people,
  chosen,
  onChoose,
}: Omit<Choosing, 'customer'> & {
  label: string;
  people: readonly (Customer & { because?: IdentityCandidate['because'] })[];
}) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  return (
    <div>
      <h3 className={css('label')} aria-hidden="true">
        {label}
      </h3>
      <ListBox
        aria-label={label}
        selectionMode="single"
        selectedKeys={chosen ? [chosen.id] : []}
        onSelectionChange={(keys) => {
          onChoose(keys === 'all' ? undefined : people.find(({ id }) => keys.has(id)));
        }}
        className={css('people')}
      >
        {people.map((it) => (
          <ListBoxItem
            key={it.id}
            id={it.id}
            textValue={customerName(it, t)}
            className={css('choice')}
          >
            <Avatar name={customerName(it, t)} id={it.id} platform={it.platform} size={32} />
            <span className="grow">
              <bdi className={css('strong')}>{customerName(it, t)}</bdi>
              <small className="muted">
                {[titles[it.platform], atHandle(it.handle)].filter(Boolean).join(', ')}
              </small>
              {it.because && (
                <span className={css('chips')}>
                  {it.because.map((why) => (
                    <Chip key={why} tone="accent">
                      {t(`because_${why}`)}
                    </Chip>
                  ))}
                </span>
              )}
            </span>
            <small className="faint num">
              {it.lastContactAt
                ? t('lastContact', { day: dayOf(it.lastContactAt, locale, now) })
                : t('noContact')}
            </small>
          </ListBoxItem>
        ))}
      </ListBox>
    </div>
  );
}

/** What one should know before it is said. */
function Warnings({ customer, chosen }: { customer: Customer; chosen: Customer }) {
  const t = useText();
  const here = [customer.platform, ...customer.identities.map(({ platform }) => platform)];
  return (
    <>
      {here.includes(chosen.platform) && (
        <p className={css('warning')}>
          <Icon name="warning" size={16} />
          {t('samePlatform', { platform: titles[chosen.platform] })}
        </p>
      )}
      {chosen.identities.length > 0 && (
        <p className="muted">
          {t('comesWith', {
            names: chosen.identities
              .map((it) => `${customerName(it, t)} (${titles[it.platform]})`)
              .join(', '),
          })}
        </p>
      )}
    </>
  );
}
