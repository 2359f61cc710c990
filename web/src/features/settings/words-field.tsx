import { useState, type KeyboardEvent } from 'react';
import { Icon } from '../../components/icon.tsx';
import { TextField } from '../../components/field.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import styles from './settings.module.css';

const css = classesOf(styles);

/** A list of short texts: Enter or a comma adds one. */
export function WordsField({
  label,
  values,
  onChange,
  error,
  type = 'text',
}: {
  label: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  error?: string | undefined;
  type?: 'text' | 'date';
}) {
  const t = useText();
  const [words, setWords] = useState('');
  const add = () => {
    const more = words
      .split(',')
      .map((it) => it.trim())
      .filter((it) => it !== '' && !values.includes(it));
    if (more.length > 0) onChange([...values, ...more]);
    setWords('');
  };
  return (
    <div
      className={css('words')}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Enter' || words.trim() === '') return;
        event.preventDefault();
        add();
      }}
      onBlur={add}
    >
      <TextField
        label={label}
        value={words}
        onChange={setWords}
        error={error}
        type={type}
        help={t('addByEnter')}
      />
      {values.length > 0 && (
        <ul className={css('chips')}>
          {values.map((value) => (
            <li key={value} className={css('word')}>
              <bdi>{value}</bdi>
              <button
                type="button"
                aria-label={t('removeThis', { what: value })}
                onClick={() => {
                  onChange(values.filter((it) => it !== value));
                }}
              >
                <Icon name="close" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
