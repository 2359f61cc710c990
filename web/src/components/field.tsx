import { useId, type ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Button,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import { Icon } from './icon.tsx';
import { classesOf } from '../lib/classes.ts';
import styles from './field.module.css';

const css = classesOf(styles);

interface TextProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?:
    | 'text'
    | 'email'
    | 'password'
    | 'number'
    | 'search'
    | 'url'
    | 'time'
    | 'date'
    | 'datetime-local';
  /** What is wrong with it: shown beside it, and read with it. */
  error?: string | undefined;
  help?: ReactNode;
  isRequired?: boolean;
  autoComplete?: string;
  autoFocus?: boolean;
  isMultiline?: boolean;
  rows?: number;
  placeholder?: string;
  isReadOnly?: boolean;
  /** Offered while one types; anything else may be typed too. */
  suggestions?: readonly string[];
  /** Said, not shown: what stands around it says it to the eye. */
  isLabelHidden?: boolean;
}

export function TextField({
  label,
  value,
  onChange,
  type = 'text',
  error,
  help,
  isMultiline,
  rows = 4,
  placeholder,
  autoFocus = false,
  autoComplete = 'off',
  isLabelHidden = false,
  suggestions,
  ...props
}: TextProps) {
  const listId = useId();
  return (
    <AriaTextField
      {...props}
      className={css('field')}
      value={value}
      onChange={onChange}
      type={
        type === 'time' || type === 'date' || type === 'datetime-local' || type === 'number'
          ? 'text'
          : type
      }
      isInvalid={error !== undefined}
      autoFocus={autoFocus}
      autoComplete={autoComplete}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {!isLabelHidden && <Label className={css('label')}>{label}</Label>}
      {isMultiline ? (
        <TextArea className={css('input')} rows={rows} placeholder={placeholder ?? ''} />
      ) : (
        <Input
          className={css('input')}
          type={type}
          placeholder={placeholder ?? ''}
          {...(suggestions ? { list: listId } : {})}
        />
      )}
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((it) => (
            <option key={it} value={it} />
          ))}
        </datalist>
      )}
      {help && (
        <Text slot="description" className={css('help')}>
          {help}
        </Text>
      )}
      <FieldError className={css('error')}>{error}</FieldError>
    </AriaTextField>
  );
}

export interface Choice {
  id: string;
  label: string;
}

export function Select({
  label,
  value,
  choices,
  onChange,
  isLabelHidden = false,
  error,
}: {
  label: string;
  value: string;
  choices: readonly Choice[];
  onChange: (id: string) => void;
  isLabelHidden?: boolean;
  error?: string | undefined;
}) {
  return (
    <AriaSelect
      className={css('field')}
      value={value}
      onChange={(key) => {
        onChange(String(key));
      }}
      isInvalid={error !== undefined}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {!isLabelHidden && <Label className={css('label')}>{label}</Label>}
      <Button className={css('input', 'select')}>
        <SelectValue className="ellipsis" />
        <Icon name="chevron" size={14} />
      </Button>
      <FieldError className={css('error')}>{error}</FieldError>
      <Popover className={css('popover')}>
        <ListBox className={css('list')}>
          {choices.map((choice) => (
            <ListBoxItem
              key={choice.id}
              id={choice.id}
              textValue={choice.label}
              className={css('option')}
            >
              {choice.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export function Switch({
  label,
  isOn,
  onChange,
  help,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  help?: string;
}) {
  return (
    <label className={css('switch')}>
      <input
        type="checkbox"
        role="switch"
        checked={isOn}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />
      <span className={css('track')} aria-hidden="true" />
      <span className="grow">
        {label}
        {help && <small>{help}</small>}
      </span>
    </label>
  );
}
