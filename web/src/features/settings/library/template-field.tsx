import { useRef } from 'react';
import { fillTemplate, templateVariables } from '../../../../../domain/templates.ts';
import { useSession } from '../../../app/session.ts';
import { Button } from '../../../components/button.tsx';
import { TextField } from '../../../components/field.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** Words with places to fill in, and how they would read for somebody. */
export function TemplateField({
  label,
  value,
  onChange,
  error,
  rows = 5,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  rows?: number;
}) {
  const t = useText();
  const { agent } = useSession();
  const box = useRef<HTMLDivElement>(null);
  const insert = (variable: string) => {
    const area = box.current?.querySelector('textarea');
    const from = area?.selectionStart ?? value.length;
    const to = area?.selectionEnd ?? from;
    onChange(`${value.slice(0, from)}{{${variable}}}${value.slice(to)}`);
    area?.focus();
  };
  const shown = fillTemplate(value, {
    customerName: t('sampleCustomer'),
    agentName: agent.name,
    conversationId: '0198f3c2',
    accountName: t('sampleAccount'),
  });
  return (
    <div className={css('template')} ref={box}>
      <TextField
        label={label}
        value={value}
        onChange={onChange}
        error={error}
        isMultiline
        rows={rows}
        isRequired
      />
      <div className={css('chips')} role="group" aria-label={t('variables')}>
        {templateVariables.map((variable) => (
          <Button
            key={variable}
            size="s"
            onPress={() => {
              insert(variable);
            }}
          >
            {t(`var_${variable.replace('.', '_')}` as 'var_customer_name')}
          </Button>
        ))}
      </div>
      {value.includes('{{') && (
        <p className={css('sample')} dir="auto" aria-label={t('preview')} role="note">
          {shown}
        </p>
      )}
    </div>
  );
}
