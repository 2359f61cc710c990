/** Nothing of it can be taken back: who it is about has to be typed. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, DialogFoot } from '../../../components/dialog.tsx';
import { Switch, TextField } from '../../../components/field.tsx';
import { say } from '../../../components/toasts.tsx';
import { post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { customerName } from '../../../lib/customer-name.ts';
import { titles } from '../../../lib/desk.ts';
import { useText } from '../../../lib/text.ts';
import type { Customer } from '../../../lib/types.ts';
import styles from '../customer.module.css';
import { useCustomerChange } from '../use-customer-change.ts';
import { erasuresKey } from './privacy-queries.ts';

const css = classesOf(styles);

export function EraseDialog({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const t = useText();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [isWholePerson, setWholePerson] = useState(true);
  const name = customerName(customer, t);
  const { identities } = customer;
  const { change, isPending, problem } = useCustomerChange(
    () => post(`/customers/${customer.id}/erase`, { isWholePerson }),
    () => {
      say(t('eraseBegun'));
      void queries.invalidateQueries({ queryKey: erasuresKey });
      onClose();
    },
  );
  const others = identities.map((it) => `${customerName(it, t)} (${titles[it.platform]})`);
  return (
    <Dialog
      title={t('eraseWhom', { name })}
      onClose={onClose}
      foot={
        <DialogFoot
          action={t('eraseForGood')}
          look="danger"
          isDisabled={isPending || typed.trim() !== name.trim()}
          onAction={() => {
            change(undefined);
          }}
          onCancel={onClose}
        />
      }
    >
      <div className={css('form')}>
        <p>{t('eraseWords')}</p>
        {others.length > 0 && (
          <Switch
            label={t('eraseOthersToo', { names: others.join(', ') })}
            isOn={isWholePerson}
            onChange={setWholePerson}
          />
        )}
        <TextField label={t('typeTheName', { name })} value={typed} onChange={setTyped} autoFocus />
        {problem && (
          <p className={css('problem')} role="alert">
            {problem}
          </p>
        )}
      </div>
    </Dialog>
  );
}
