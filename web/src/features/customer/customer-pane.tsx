/** Who it is: profile, the same person elsewhere, what was before, notes and fields. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Avatar } from '../../components/avatar.tsx';
import { IconButton } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { moment, span, useNow } from '../../lib/time.ts';
import { conversationQuery } from '../conversation/conversation-queries.ts';
import { snippetOf } from '../inbox/snippet.ts';
import { customerQuery, earlierQuery, type CustomerCard } from './customer-queries.ts';
import { CustomerFields } from './customer-fields.tsx';
import { CustomerNotes } from './customer-notes.tsx';
import styles from './customer.module.css';

const css = classesOf(styles);

export function CustomerPane({
  conversationId,
  onClose,
}: {
  conversationId: string;
  onClose: () => void;
}) {
  const t = useText();
  const customerId = useQuery(conversationQuery(conversationId)).data?.customerId;
  return (
    <aside className={css('side')} aria-label={t('customer')}>
      <span className={css('close')}>
        <IconButton label={t('close')} icon="close" onPress={onClose} />
      </span>
      {customerId && (
        <CustomerDetails customerId={customerId} openConversationId={conversationId} />
      )}
    </aside>
  );
}

export function CustomerDetails({
  customerId,
  openConversationId,
}: {
  customerId: string;
  openConversationId?: string;
}) {
  const t = useText();
  const { data: customer } = useQuery(customerQuery(customerId));
  if (!customer) return <div className={css('card')} aria-busy="true" />;
  return (
    <>
      <Profile customer={customer} />
      <Identities customer={customer} />
      <section className={css('card')}>
        <h3>{t('facts')}</h3>
        <CustomerFields customer={customer} />
      </section>
      <CustomerNotes customerId={customerId} />
      <Earlier customerId={customerId} except={openConversationId} />
    </>
  );
}

function Profile({ customer }: { customer: CustomerCard }) {
  const t = useText();
  const locale = useLocale();
  const language =
    customer.language && new Intl.DisplayNames(locale, { type: 'language' }).of(customer.language);
  const name = customer.name || customer.handle || t('someone');
  return (
    <section className={css('card', 'profile')}>
      <Avatar name={name} id={customer.id} size={44} platform={customer.platform} />
      <div className="grow">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p className="muted">
          {[
            customer.handle && `@${customer.handle.replace(/^@/, '')}`,
            language,
            t('customerSince', {
              year: new Date(customer.createdAt).toLocaleDateString(locale, {
                month: 'short',
                year: 'numeric',
              }),
            }),
          ]
            .filter(Boolean)
            .join(', ')}
        </p>
        {customer.blockedAt && <Chip tone="bad">{t('hasBlockedUs')}</Chip>}
        {customer.blockedByUsAt && <Chip tone="bad">{t('isBlocked')}</Chip>}
      </div>
    </section>
  );
}

function Identities({ customer }: { customer: CustomerCard }) {
  const t = useText();
  if (customer.identities.length === 0 && customer.contactPoints.length === 0) return null;
  return (
    <section className={css('card')}>
      <h3>{t('alsoKnownAs')}</h3>
      <dl className={css('facts')}>
        {customer.identities.map(({ id, platform, name, handle, linkedBy }) => (
          <div key={id}>
            <dt>{titles[platform]}</dt>
            <dd>
              <bdi>{name || handle}</bdi>{' '}
              {linkedBy && <span className="faint">{t(`linkedBy_${linkedBy}`)}</span>}
            </dd>
          </div>
        ))}
        {customer.contactPoints.map(({ id, kind, value, isVerified }) => (
          <div key={id}>
            <dt>{t(`contact_${kind}`)}</dt>
            <dd>
              <bdi>{value}</bdi> {isVerified && <span className="faint">{t('verified')}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Earlier({ customerId, except }: { customerId: string; except: string | undefined }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const earlier = (useQuery(earlierQuery(customerId)).data?.data ?? []).filter(
    ({ id }) => id !== except,
  );
  return (
    <section className={css('card')}>
      <h3>{t('earlier')}</h3>
      {earlier.length === 0 && <p className="faint">{t('nothingEarlier')}</p>}
      <ul>
        {earlier.slice(0, 8).map((it) => (
          <li key={it.id}>
            <Link
              className={css('earlier')}
              to="/inbox/$view/$conversationId"
              params={{ view: 'all', conversationId: it.id }}
              search={{}}
            >
              <i style={{ background: `var(--${it.platform})` }} />
              <span className="grow">
                <b className="ellipsis">{snippetOf(it, t) || t(`source_${it.metadata.source}`)}</b>
                <small>
                  {it.resolvedAt
                    ? t('resolvedIn', {
                        at: moment(it.resolvedAt, locale, now),
                        span: span(Date.parse(it.resolvedAt) - Date.parse(it.createdAt), locale),
                      })
                    : `${t(`status_${it.status}`)}, ${moment(it.updatedAt, locale, now)}`}
                </small>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
