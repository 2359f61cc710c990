/** Who it is that one answers: beside the conversation, or over it where there is no room beside. */
import { useQuery } from '@tanstack/react-query';
import { IconButton } from '../../components/button.tsx';
import { Failure } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { AssistPanel } from '../assist/assist-panel.tsx';
import { conversationQuery } from '../conversation/conversation-queries.ts';
import { CrmPanel } from '../crm/crm-panel.tsx';
import { ContactPoints } from './contact-points.tsx';
import { CustomerConversations } from './customer-conversations.tsx';
import { customerQuery } from './customer-queries.ts';
import { CustomerFields } from './customer-fields.tsx';
import { CustomerNotes } from './customer-notes.tsx';
import { CustomerProfile } from './customer-profile.tsx';
import { Identities } from './identities.tsx';
import { PrivacyState } from './privacy/privacy-state.tsx';
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
    <>
      <div className={css('scrim')} onClick={onClose} />
      <aside
        className={css('side')}
        aria-label={t('customer')}
        onKeyDown={({ key, defaultPrevented }) => {
          if (key === 'Escape' && !defaultPrevented) onClose();
        }}
      >
        <span className={css('close')}>
          <IconButton label={t('close')} icon="close" onPress={onClose} />
        </span>
        {customerId && (
          <CustomerBeside customerId={customerId} openConversationId={conversationId} />
        )}
      </aside>
    </>
  );
}

function CustomerBeside({
  customerId,
  openConversationId,
}: {
  customerId: string;
  openConversationId: string;
}) {
  const t = useText();
  const { data: customer, error, refetch } = useQuery(customerQuery(customerId));
  if (!customer) {
    return error ? (
      <Failure error={error} retry={() => void refetch()} />
    ) : (
      <div className={css('card')} aria-busy="true" />
    );
  }
  return (
    <>
      <CustomerProfile customer={customer} />
      <PrivacyState customer={customer} />
      <AssistPanel conversationId={openConversationId} />
      <CrmPanel conversationId={openConversationId} />
      <Identities customer={customer} />
      <ContactPoints customer={customer} />
      <CustomerFields customer={customer} />
      <CustomerNotes customerId={customerId} />
      <CustomerConversations
        customer={customer}
        title={t('earlier')}
        except={openConversationId}
        most={8}
      />
    </>
  );
}
