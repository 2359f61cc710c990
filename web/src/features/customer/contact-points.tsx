/** What the person is reached by beyond platforms: written down, vouched for, copied, taken away. */
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { IconButton } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Menu, type MenuEntry } from '../../components/menu.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { useCopy } from '../../components/use-copy.ts';
import { ask } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { fullTime } from '../../lib/time.ts';
import type { Customer } from '../../lib/types.ts';
import { AddContactPoint } from './add-contact-point.tsx';
import { ConfirmChange } from './confirm-change.tsx';
import { customerQuery } from './customer-queries.ts';
import { putContactPoint } from './put-contact-point.ts';
import { useCustomerChange } from './use-customer-change.ts';
import styles from './customer.module.css';

const css = classesOf(styles);

type ContactPoint = Customer['contactPoints'][number];

export function ContactPoints({ customer }: { customer: Customer }) {
  const t = useText();
  const may = useMay();
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<ContactPoint>();
  const elsewhere = usePointsElsewhere(customer);
  const { contactPoints } = customer;
  const works = may('conversations.work');
  const isEmpty = contactPoints.length === 0 && elsewhere.length === 0;
  if (isEmpty && !works) return null;
  return (
    <section className={css('card')} aria-label={t('contact')}>
      <h3>
        {t('contact')}
        {works && !isAdding && (
          <IconButton
            label={t('addContactPoint')}
            icon="plus"
            size="s"
            onPress={() => {
              setAdding(true);
            }}
          />
        )}
      </h3>
      {isEmpty && !isAdding && <p className="faint">{t('noContactPoints')}</p>}
      {isAdding && (
        <AddContactPoint
          customer={customer}
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
      <ul>
        {contactPoints.map((point) => (
          <li key={point.id} className={css('point')}>
            <Value point={point} />
            {works && <PointMenu customer={customer} point={point} onRemove={setLeaving} />}
          </li>
        ))}
        {elsewhere.map(({ platform, ...point }) => (
          <li key={point.id} className={css('point')}>
            <Value point={point} from={titles[platform]} />
          </li>
        ))}
      </ul>
      {leaving && (
        <ConfirmChange
          title={t('removeThis', { what: leaving.value })}
          words={t('removeContactPointWords')}
          action={t('remove')}
          run={() => ask('DELETE', `/customers/${customer.id}/contact-points/${leaving.id}`)}
          onDone={() => {
            say(t('removedNow'));
          }}
          onClose={() => {
            setLeaving(undefined);
          }}
        />
      )}
    </section>
  );
}

/** Of whom the person is elsewhere, but for what is written here too. */
function usePointsElsewhere({ identities, contactPoints }: Customer) {
  const others = useQueries({ queries: identities.map(({ id }) => customerQuery(id)) });
  const seen = new Set(contactPoints.map(({ kind, value }) => `${kind} ${value}`));
  return others
    .flatMap(({ data }) =>
      (data?.contactPoints ?? []).map((point) => ({ ...point, platform: data?.platform })),
    )
    .flatMap(({ platform, ...point }) => {
      const key = `${point.kind} ${point.value}`;
      if (platform === undefined || seen.has(key)) return [];
      seen.add(key);
      return [{ ...point, platform }];
    });
}

function Value({ point, from }: { point: ContactPoint; from?: string }) {
  const t = useText();
  const locale = useLocale();
  const copy = useCopy();
  const { kind, value, isVerified, verifiedAt } = point;
  return (
    <span className="grow">
      <button
        type="button"
        className={css('value')}
        title={t('copy')}
        aria-label={t('copyThis', { what: value })}
        onClick={() => {
          copy(value);
        }}
      >
        <bdi dir="ltr">{value}</bdi>
      </button>
      <small className="faint">
        {t(`contact_${kind}`)}
        {from !== undefined && `, ${t('fromPlatform', { platform: from })}`}
        {', '}
        {isVerified ? (
          <span
            className={css('verified')}
            title={verifiedAt === undefined ? undefined : fullTime(verifiedAt, locale)}
          >
            <Icon name="check" size={12} />
            {t('verified')}
          </span>
        ) : (
          t('notVerified')
        )}
      </small>
    </span>
  );
}

function PointMenu({
  customer,
  point,
  onRemove,
}: {
  customer: Customer;
  point: ContactPoint;
  onRemove: (point: ContactPoint) => void;
}) {
  const t = useText();
  const may = useMay();
  const copy = useCopy();
  const { change } = useCustomerChange(
    (isVerified: boolean) =>
      putContactPoint(customer, { ...point, isVerified }, t).catch(sayProblem),
    () => undefined,
  );
  const { kind, value, isVerified } = point;
  const vouches = may('customers.verify');
  const entries: (MenuEntry | false)[] = [
    {
      id: 'copy',
      label: t('copy'),
      icon: 'file',
      run: () => {
        copy(value);
      },
    },
    // That a customer is a record of the CRM's is vouched for by writing it down.
    vouches &&
      kind !== 'crm' && {
        id: 'verify',
        label: t(isVerified ? 'markNotVerified' : 'markVerified'),
        icon: isVerified ? 'close' : 'check',
        ...(isVerified ? {} : { detail: t('markVerifiedHelp') }),
        run: () => {
          change(!isVerified);
        },
      },
    (kind !== 'crm' || vouches) && {
      id: 'remove',
      label: t('remove'),
      icon: 'trash',
      isDanger: true,
      run: () => {
        onRemove(point);
      },
    },
  ];
  return (
    <Menu
      label={t('moreOf', { what: value })}
      groups={[{ entries: entries.filter((it) => it !== false) }]}
      trigger={<IconButton label={t('moreOf', { what: value })} icon="more" size="s" />}
    />
  );
}
