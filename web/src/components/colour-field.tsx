import { classesOf } from '../lib/classes.ts';
import styles from './colour-field.module.css';

const css = classesOf(styles);

/** A few that can be told apart, in both themes. */
export const colours = [
  '#c0272d',
  '#d97706',
  '#2a9d8f',
  '#3b5bdb',
  '#8a63d2',
  '#c13584',
  '#5b6575',
] as const;

export function ColourField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (colour: string) => void;
}) {
  return (
    <fieldset className={css('colours')}>
      <legend>{label}</legend>
      {colours.map((it) => (
        <label key={it} style={{ background: it }}>
          <input
            type="radio"
            name="colour"
            checked={it === value}
            aria-label={it}
            onChange={() => {
              onChange(it);
            }}
          />
        </label>
      ))}
    </fieldset>
  );
}
