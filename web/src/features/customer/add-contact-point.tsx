import { useState, type SyntheticEvent } from 'react';
import { normalised } from '../../../../domain/contact-points.ts';
import { useMay } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { Select, Switch, TextField } from '../../components/field.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import type { Customer } from '../../lib/types.ts';
import { putContactPoint } from './put-contact-point.ts';
import { useCustomerChange } from './use-customer-change.ts';
import styles from './customer.module.css';

const css = classesOf(styles);

const kinds = ['email', 'phone', 'crm'] as const;
type Kind = (typeof kinds)[number];

/** By the same rule as the API's what is none is told of at once, in the reader's language. */
export function AddContactPoint({
  customer,
  onClose,
}: {
  customer: Customer;
  onClose: () => void;
}) {
  const t = useText();
  const may = useMay();
  const [kind, setKind] = useState<Kind>('email');
  const [value, setValue] = useState('');
  const [isVerified, setVerified] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const vouches = may('customers.verify');
  const { change, isPending, errorOf, problem, reset } = useCustomerChange(
    () => putContactPoint(customer, { kind, value, ...(isVerified && { isVerified }) }, t),
    onClose,
  );
  const begin = () => {
    setWrong(false);
    reset();
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (normalised(kind, value) === undefined) setWrong(true);
    else change();
  };
  return (
    <form onSubmit={submit} noValidate className={css('form')}>
      <Select
        label={t('kindOfContact')}
        value={kind}
        choices={kinds
          .filter((it) => it !== 'crm' || vouches)
          .map((id) => ({ id, label: t(`contact_${id}`) }))}
        onChange={(id) => {
          setKind(kinds.find((it) => it === id) ?? 'email');
          begin();
        }}
      />
      <TextField
        label={t(`contactValue_${kind}`)}
        value={value}
        onChange={(it) => {
          setValue(it);
          begin();
        }}
        placeholder={
          { email: 'ana@example.org', phone: '+49 30 901820', crm: 'hubspot:20193' }[kind]
        }
        error={isWrong ? t(`contactForm_${kind}`) : (errorOf('value') ?? problem)}
        autoFocus
      />
      {vouches && kind !== 'crm' && (
        <Switch
          label={t('verifiedSwitch')}
          help={t('markVerifiedHelp')}
          isOn={isVerified}
          onChange={setVerified}
        />
      )}
      <div className={css('buttons')}>
        <Button size="s" onPress={onClose}>
          {t('cancel')}
        </Button>
        <Button size="s" look="primary" type="submit" isDisabled={isPending || value.trim() === ''}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
