import { TextField } from '../../../components/field.tsx';
import { useText } from '../../../lib/text.ts';

/** By the CRM's own names, so that they are found where they come from. */
export function Credentials({
  required,
  optional,
  values,
  onChange,
  errorOf,
  isReplacing = false,
}: {
  required: readonly string[];
  optional: readonly string[];
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
  errorOf: (field: string) => string | undefined;
  /** What stays empty stays as it is. */
  isReplacing?: boolean;
}) {
  const t = useText();
  return [...required, ...optional].map((name) => (
    <TextField
      key={name}
      label={name}
      type="password"
      autoComplete="new-password"
      value={values[name] ?? ''}
      isRequired={required.includes(name) && !isReplacing}
      placeholder={isReplacing ? t('staysAsItIs') : ''}
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
