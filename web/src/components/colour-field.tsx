import { classesOf } from '../lib/classes.ts';
import { useText } from '../lib/text.ts';
import styles from './colour-field.module.css';

const css = classesOf(styles);

/** A few that can be told apart, in both themes. */
const names = {
  '#c0272d': 'red',
  '#d97706': 'orange',
  '#2a9d8f': 'teal',
  '#3b5bdb': 'blue',
  '#8a63d2': 'violet',
  '#c13584': 'pink',
  '#5b6575': 'grey',
} as const;
type Colour = keyof typeof names;
const colours = Object.keys(names) as Colour[];

export const firstColour: Colour = '#3b5bdb';

export function ColourField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (colour: string) => void;
}) {
  const t = useText();
  return (
    <fieldset className={css('colours')}>
      <legend>{label}</legend>
      {colours.map((it) => (
        <label key={it} style={{ background: it }}>
          <input
            type="radio"
            name="colour"
            checked={it === value}
            aria-label={t(names[it])}
            onChange={() => {
              onChange(it);
            }}
          />
        </label>
      ))}
    </fieldset>
  );
}
