import { Link } from '@tanstack/react-router';
import { LoadMore } from '../../components/load-more.tsx';
import { classesOf } from '../../lib/classes.ts';
import { titles } from '../../lib/desk.ts';
import { usePages } from '../../lib/pages.ts';
import { useLocale, useText, type Text } from '../../lib/text.ts';
import { moment, span, useNow } from '../../lib/time.ts';
import type { Conversation, Customer } from '../../lib/types.ts';
import { snippetOf } from '../inbox/snippet.ts';
import { conversationsQuery } from './customer-queries.ts';
import styles from './customer.module.css';

const css = classesOf(styles);

/** What the person has written before, as whoever they wrote it. @param most the newest so many, else all */
export function CustomerConversations({
  customer,
  title,
  except,
  most,
}: {
  customer: Customer;
  title: string;
  except?: string;
  most?: number;
}) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const { list, rows } = usePages(conversationsQuery(customer.id));
  const conversations = rows?.filter(({ id }) => id !== except);
  return (
    <section className={css('card')} aria-label={title}>
      <h3>{title}</h3>
      {conversations?.length === 0 && (
        <p className="faint">{t(except === undefined ? 'noConversations' : 'nothingEarlier')}</p>
      )}
      <ul>
        {conversations?.slice(0, most).map((it) => (
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
                  {it.customerId !== customer.id && `${titles[it.platform]}, `}
                  {stateOf(it, t, locale, now)}
                </small>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {most === undefined && <LoadMore list={list} />}
    </section>
  );
}

function stateOf(conversation: Conversation, t: Text, locale: string, now: number): string {
  const { resolvedAt, createdAt, status, updatedAt } = conversation;
  if (!resolvedAt) return `${t(`status_${status}`)}, ${moment(updatedAt, locale, now)}`;
  return t('resolvedIn', {
    at: moment(resolvedAt, locale, now),
    span: span(Date.parse(resolvedAt) - Date.parse(createdAt), locale),
  });
}
