/** Conversations whose workflow should have woken and did not. */
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.ts';
import { Chip } from '../../components/chip.tsx';
import { classesOf } from '../../lib/classes.ts';
import { customerName } from '../../lib/customer-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { span } from '../../lib/time.ts';
import { ConversationTable } from './conversation-table.tsx';
import { stuckQuery } from './wallboard-queries.ts';
import styles from './wallboard.module.css';

const css = classesOf(styles);

/** A fault of the desk and not of anybody who works at it: as long as there is none, nothing is said of it. */
export function Stuck() {
  const t = useText();
  const may = useMay();
  const locale = useLocale();
  const { data, refetch } = useQuery({ ...stuckQuery, enabled: may('inbox.manage') });
  if (!data || data.length === 0) return null;
  return (
    <section className={css('card')} aria-label={t('stuckConversations')}>
      <header>
        <h2>{t('stuckConversations')}</h2>
        <span className="faint">{t('stuckWords')}</span>
      </header>
      <ConversationTable
        rows={data.map((it) => ({
          ...it,
          id: it.conversationId,
          customerId: it.conversationId,
          name: customerName({ name: it.customerName }, t),
          why: (
            <Chip tone="bad" icon="warning">
              {t('lateBy', { late: span(it.lateSeconds * 1000, locale) })}
            </Chip>
          ),
        }))}
        reason={t('shouldHaveWoken')}
        search={{}}
        onChanged={() => void refetch()}
      />
    </section>
  );
}
