import { TextField } from '../../../components/field.tsx';
import { useText } from '../../../lib/text.ts';
import type { CrmConnection } from '../../../lib/types.ts';
import { crmForms } from './forms.ts';

/** What opens a CRM. What is kept never comes back: one sees that it is there, and replaces it. */
export function Credentials({
  kind,
  required,
  kept = [],
  values,
  onChange,
  errorOf,
}: {
  kind: CrmConnection['kind'];
  required: readonly string[];
  /** Names of what is there already: it stays as it is where nothing else is entered. */
  kept?: readonly string[];
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
  errorOf: (field: string) => string | undefined;
}) {
  const t = useText();
  return crmForms[kind].map(({ name, label, help, isPlain = false }) => (
    <TextField
      key={name}
      label={t(label)}
      type={isPlain ? 'text' : 'password'}
      autoComplete={isPlain ? 'off' : 'new-password'}
      value={values[name] ?? ''}
      help={help && t(help)}
      isRequired={required.includes(name) && !kept.includes(name)}
      placeholder={kept.includes(name) ? t('staysAsItIs') : ''}
      error={errorOf(`credentials.${name}`)}
      onChange={(value) => {
        onChange({ ...values, [name]: value });
      }}
    />
  ));
}

export const given = (values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value.trim() === '' ? [] : [[name, value.trim()]],
    ),
  );
