import type { ReactNode } from 'react';
import { Chip } from '../../components/chip.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { moment, useNow } from '../../lib/time.ts';
import type { CrmContact } from '../../lib/types.ts';
import styles from './crm.module.css';

const css = classesOf(styles);

/** One CRM's card, with how old it is. The desk's own says nothing of the name that stands above anyway. */
export function CrmCard({ contact, isNamed }: { contact: CrmContact; isNamed: boolean }) {
  const t = useText();
  const { card, connection } = contact;
  return (
    <div role="group" aria-label={connection.name}>
      {card && (
        <>
          <p className={css('who')}>
            {isNamed && <Linked url={card.url}>{card.name ?? card.externalId}</Linked>}
            {card.tier !== undefined && (
              <Chip tone="accent" icon="star" title={t('tier')}>
                {card.tier}
              </Chip>
            )}
          </p>
          <dl className={css('facts')}>
            {card.company !== undefined && <Fact name={t('company')}>{card.company}</Fact>}
            {card.owner && (
              <Fact name={t('owner')}>
                {card.owner.name ?? card.owner.email ?? card.owner.externalId}
              </Fact>
            )}
            <Items
              name={t('deals')}
              items={card.deals.map((it) => ({ ...it, state: words(it) }))}
            />
            <Items
              name={t('cases')}
              items={card.cases.map((it) => ({ ...it, state: it.status }))}
            />
          </dl>
        </>
      )}
      <Standing contact={contact} isNamed={isNamed} />
    </div>
  );
}

const words = ({ stage, amount }: { stage?: string | undefined; amount?: string | undefined }) =>
  [stage, amount].filter(Boolean).join(', ') || undefined;

/** As of when, and where it is away, since when: said once, and not in red. */
function Standing({ contact, isNamed }: { contact: CrmContact; isNamed: boolean }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(30_000);
  const { state, asOf, error, connection } = contact;
  const at = asOf === undefined ? '' : moment(asOf, locale, now);
  const said =
    state === 'ready'
      ? t('asOf', { at })
      : state === 'stale'
        ? t('crmStale', { at })
        : t(`crm_${state}`);
  return (
    <p className={css('asOf')} title={error}>
      {isNamed && (
        <>
          <bdi>{connection.name}</bdi>
          {' · '}
        </>
      )}
      {said}
    </p>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

interface Item {
  externalId: string;
  title: string;
  url?: string | undefined;
  state?: string | undefined;
}

const most = 5;

function Items({ name, items }: { name: string; items: readonly Item[] }) {
  const t = useText();
  if (items.length === 0) return null;
  return (
    <Fact name={name}>
      <ul>
        {items.slice(0, most).map(({ externalId, title, url, state }) => (
          <li key={externalId}>
            <Linked url={url}>{title}</Linked>
            {state !== undefined && <span className="faint"> {state}</span>}
          </li>
        ))}
        {items.length > most && (
          <li className="faint">{t('andMore', { number: items.length - most })}</li>
        )}
      </ul>
    </Fact>
  );
}

/** The API lets https alone through. */
function Linked({ url, children }: { url?: string | undefined; children: string }) {
  if (url === undefined) return <bdi>{children}</bdi>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      <bdi>{children}</bdi>
    </a>
  );
}
