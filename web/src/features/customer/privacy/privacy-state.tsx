/** How far an erasure is, and the file of an export as long as it can be had. */
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../../app/session.ts';
import { Icon } from '../../../components/icon.tsx';
import { addressOf } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { dayOf, useNow } from '../../../lib/time.ts';
import type { Customer } from '../../../lib/types.ts';
import styles from '../customer.module.css';
import { erasuresQuery, exportsQuery } from './privacy-queries.ts';

const css = classesOf(styles);

export function PrivacyState({ customer }: { customer: Customer }) {
  const may = useMay();
  return (
    <>
      {may('customers.erase') ? (
        <ErasureState customer={customer} />
      ) : (
        customer.erasedAt !== undefined && <Erased at={customer.erasedAt} />
      )}
      {may('customers.export') && <Exports customerId={customer.id} />}
    </>
  );
}

function Erased({ at }: { at: string }) {
  const t = useText();
  const locale = useLocale();
  return <p className="muted">{t('erasedOn', { day: dayOf(at, locale, useNow(60_000)) })}</p>;
}

function ErasureState({ customer }: { customer: Customer }) {
  const t = useText();
  const { data } = useQuery(erasuresQuery(customer.id));
  const erasure = data?.data.at(-1);
  if (!erasure) return customer.erasedAt === undefined ? null : <Erased at={customer.erasedAt} />;
  const { status, step, proof, doneAt } = erasure;
  const found = proof?.found ?? [];
  return (
    <section className={css('card')} aria-label={t('erasure')} aria-busy={status !== 'done'}>
      <h3>{t('erasure')}</h3>
      {status === 'done' && doneAt !== undefined ? (
        <Erased at={doneAt} />
      ) : (
        <p role="status">{t(`erasing_${step ?? 'queued'}`)}</p>
      )}
      {proof && found.length === 0 && (
        <p className="faint">{t('provedClean', { count: proof.tables })}</p>
      )}
      {found.length > 0 && (
        <>
          <p className="faint">{t('provedElsewhere')}</p>
          <ul>
            {found.map(({ table, column, rows, isSure }) => (
              <li key={`${table}.${column}.${String(isSure)}`}>
                <code>
                  {table}.{column}
                </code>{' '}
                {rows}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Exports({ customerId }: { customerId: string }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const { data } = useQuery(exportsQuery(customerId));
  const shown = (data?.data ?? []).filter(({ status }) => status !== 'expired');
  if (shown.length === 0) return null;
  return (
    <section className={css('card')} aria-label={t('exports')}>
      <h3>{t('exports')}</h3>
      <ul>
        {shown.map(({ id, status, createdAt }) => (
          <li key={id}>
            {status === 'ready' ? (
              <a href={addressOf(`/exports/${id}/file`)} download>
                <Icon name="download" size={14} /> {t('downloadExport')}
              </a>
            ) : (
              <span role="status">{t('exportUnderWay')}</span>
            )}{' '}
            <small className="faint">{dayOf(createdAt, locale, now)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
