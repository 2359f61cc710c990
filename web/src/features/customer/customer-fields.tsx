import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { IconButton } from '../../components/button.tsx';
import { Dialog, DialogFoot } from '../../components/dialog.tsx';
import { Select, Switch, TextField } from '../../components/field.tsx';
import { ask, isProblem } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import type { Customer } from '../../lib/types.ts';
import { customerKey, fieldsQuery, type CustomField } from './customer-queries.ts';
import styles from './customer.module.css';

const css = classesOf(styles);

/** The desk's own fields of a customer, and the dialog that changes them. */
export function CustomerFields({ customer }: { customer: Customer }) {
  const t = useText();
  const may = useMay();
  const fields = useQuery(fieldsQuery).data?.data ?? [];
  const [isEditing, setEditing] = useState(false);
  const values: Record<string, unknown> = customer.fields;
  const shown = fields.filter(({ key }) => values[key] !== undefined);
  return (
    <section className={css('card')} aria-label={t('facts')}>
      <h3>
        {t('facts')}
        {fields.length > 0 && may('conversations.work') && (
          <IconButton
            label={t('editFacts')}
            icon="pen"
            size="s"
            onPress={() => {
              setEditing(true);
            }}
          />
        )}
      </h3>
      {shown.length > 0 ? (
        <dl className={css('facts')}>
          {shown.map((field) => (
            <div key={field.id}>
              <dt>{field.label}</dt>
              <dd dir="auto">{shownValue(field, values[field.key], t('yes'), t('no'))}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="faint">{t('noFacts')}</p>
      )}
      {isEditing && (
        <EditFields
          customer={customer}
          fields={fields}
          onClose={() => {
            setEditing(false);
          }}
        />
      )}
    </section>
  );
}

const shownValue = (field: CustomField, value: unknown, yes: string, no: string): string =>
  field.type === 'flag' ? (value ? yes : no) : String(value);

function EditFields({
  customer,
  fields,
  onClose,
}: {
  customer: Customer;
  fields: readonly CustomField[];
  onClose: () => void;
}) {
  const t = useText();
  const queries = useQueryClient();
  const [values, setValues] = useState<Record<string, unknown>>(customer.fields);
  const save = useMutation({
    mutationFn: () =>
      ask('PUT', `/customers/${customer.id}/fields`, {
        body: Object.fromEntries(
          fields.map(({ key }) => [key, values[key] === '' ? null : (values[key] ?? null)]),
        ),
      }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: customerKey });
      onClose();
    },
  });
  const set = (key: string, value: unknown) => {
    setValues((before) => ({ ...before, [key]: value }));
  };
  const problems = isProblem(save.error) ? save.error.errors : [];
  return (
    <Dialog
      title={t('facts')}
      size="s"
      onClose={onClose}
      foot={
        <DialogFoot
          action={t('save')}
          isDisabled={save.isPending}
          onAction={() => {
            save.mutate();
          }}
          onCancel={onClose}
        />
      }
    >
      {fields.map((field) => {
        const { key, label, type, choices = [] } = field;
        const error = problems.find((it) => it.field === key)?.message;
        const value = values[key];
        const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
        if (type === 'flag')
          return (
            <Switch
              key={key}
              label={label}
              isOn={values[key] === true}
              onChange={(isOn) => {
                set(key, isOn);
              }}
            />
          );
        if (type === 'choice') {
          return (
            <Select
              key={key}
              label={label}
              value={text}
              choices={[{ id: '', label: '–' }, ...choices.map((it) => ({ id: it, label: it }))]}
              onChange={(it) => {
                set(key, it);
              }}
              error={error}
            />
          );
        }
        return (
          <TextField
            key={key}
            label={label}
            type={type === 'text' ? 'text' : type}
            value={text}
            error={error}
            onChange={(it) => {
              set(key, type === 'number' && it !== '' ? Number(it) : it);
            }}
          />
        );
      })}
    </Dialog>
  );
}
