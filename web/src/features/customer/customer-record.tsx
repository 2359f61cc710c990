import { useQuery } from '@tanstack/react-query';
import { Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { ContactPoints } from './contact-points.tsx';
import { CustomerConversations } from './customer-conversations.tsx';
import { CustomerFields } from './customer-fields.tsx';
import { CustomerNotes } from './customer-notes.tsx';
import { CustomerProfile } from './customer-profile.tsx';
import { customerQuery } from './customer-queries.ts';
import { Identities } from './identities.tsx';
import { PrivacyState } from './privacy/privacy-state.tsx';
import styles from './customer.module.css';

const css = classesOf(styles);

/** All that is known of somebody, on a page: who they are, and what they have written. */
export function CustomerRecord({ customerId }: { customerId: string }) {
  const t = useText();
  const { data: customer, error, refetch } = useQuery(customerQuery(customerId));
  if (!customer) {
    return error ? (
      <Failure error={error} retry={() => void refetch()} />
    ) : (
      <Skeleton rows={3} height={44} />
    );
  }
  return (
    <div className={css('record')}>
      <div className={css('panel')}>
        <CustomerProfile customer={customer} />
        <PrivacyState customer={customer} />
        <Identities customer={customer} />
        <ContactPoints customer={customer} />
        <CustomerFields customer={customer} />
        <CustomerNotes customerId={customerId} />
      </div>
      <div className={css('panel')}>
        <CustomerConversations customer={customer} title={t('conversations')} />
      </div>
    </div>
  );
}
