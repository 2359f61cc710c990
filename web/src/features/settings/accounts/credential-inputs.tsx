import { TextField } from '../../../components/field.tsx';
import { useText } from '../../../lib/text.ts';
import type { PlatformName } from '../../../lib/types.ts';
import { platformForms } from './credentials.ts';

/** The fields of a platform's own names. */
export function CredentialInputs({
  platform,
  values,
  onChange,
  errorOf,
  isReplacing = false,
}: {
  platform: PlatformName;
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
  errorOf: (field: string) => string | undefined;
  /** What stays empty stays as it is. */
  isReplacing?: boolean;
}) {
  const t = useText();
  return platformForms[platform].fields.map(({ name, label, help, isRequired, isPlain }) => (
    <TextField
      key={name}
      label={t(label)}
      type={isPlain ? 'text' : 'password'}
      autoComplete={isPlain ? 'off' : 'new-password'}
      value={values[name] ?? ''}
      help={help && t(help)}
      isRequired={isRequired === true && !isReplacing}
      placeholder={isReplacing ? t('staysAsItIs') : ''}
      error={errorOf(`credentials.${name}`)}
      onChange={(value) => {
        onChange({ ...values, [name]: value });
      }}
    />
  ));
}
