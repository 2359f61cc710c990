import { useState } from 'react';
import { Select, TextField } from '../../../components/field.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

const units = { minutes: 1, hours: 60, days: 1_440 } as const;
type Unit = keyof typeof units;

const unitOf = (minutes: number | undefined): Unit => {
  if (minutes === undefined || minutes % 60 !== 0) return 'minutes';
  return minutes % 1_440 === 0 && minutes > 1_440 ? 'days' : 'hours';
};

/** A length of time in the unit that one thinks it in. Empty: none. */
export function DurationField({
  label,
  minutes,
  onChange,
  error,
  placeholder,
}: {
  label: string;
  minutes: number | undefined;
  onChange: (minutes: number | undefined) => void;
  error?: string | undefined;
  placeholder?: string | undefined;
}) {
  const t = useText();
  const [unit, setUnit] = useState(() => unitOf(minutes));
  const [words, setWords] = useState(
    minutes === undefined ? '' : String(minutes / units[unitOf(minutes)]),
  );
  const tell = (value: string, of: Unit) => {
    onChange(value === '' ? undefined : Number(value) * units[of]);
  };
  return (
    <div className={css('duration')}>
      <TextField
        label={label}
        type="number"
        value={words}
        placeholder={placeholder ?? ''}
        error={error}
        onChange={(value) => {
          setWords(value);
          tell(value, unit);
        }}
      />
      <Select
        label={t('unitOf', { what: label })}
        isLabelHidden
        value={unit}
        choices={(Object.keys(units) as Unit[]).map((id) => ({ id, label: t(`unit_${id}`) }))}
        onChange={(id) => {
          setUnit(id as Unit);
          tell(words, id as Unit);
        }}
      />
    </div>
  );
}
