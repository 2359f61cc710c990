import { Avatar } from '../../components/avatar.tsx';
import { Chip } from '../../components/chip.tsx';
import { classesOf } from '../../lib/classes.ts';
import { atHandle, customerName } from '../../lib/customer-name.ts';
import { titles } from '../../lib/desk.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Customer } from '../../lib/types.ts';
import { PrivacyMenu } from './privacy/privacy-menu.tsx';
import styles from './customer.module.css';

const css = classesOf(styles);

export function CustomerProfile({ customer }: { customer: Customer }) {
  const t = useText();
  const locale = useLocale();
  const { platform, handle, language, createdAt, blockedAt, blockedByUsAt } = customer;
  const since = new Date(createdAt).toLocaleDateString(locale, {
    month: 'short',
    year: 'numeric',
  });
  return (
    <section className={css('card', 'profile')}>
      <Avatar name={customerName(customer, t)} id={customer.id} size={44} platform={platform} />
      <div className="grow">
        <h2>
          <bdi>{customerName(customer, t)}</bdi>
        </h2>
        <p className="muted">
          {titles[platform]}
          {handle && (
            <>
              , <bdi>{atHandle(handle)}</bdi>
            </>
          )}
        </p>
        <p className="faint">
          {[language && languageName(language, locale), t('customerSince', { year: since })]
            .filter(Boolean)
            .join(', ')}
        </p>
        {blockedAt && <Chip tone="bad">{t('hasBlockedUs')}</Chip>}
        {blockedByUsAt && <Chip tone="bad">{t('isBlocked')}</Chip>}
      </div>
      <PrivacyMenu customer={customer} />
    </section>
  );
}
