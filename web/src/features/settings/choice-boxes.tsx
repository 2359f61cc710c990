import { classesOf } from '../../lib/classes.ts';
import styles from './settings.module.css';

const css = classesOf(styles);

/** Some of a few. */
export function ChoiceBoxes<T extends string>({
  label,
  choices,
  values,
  onChange,
  error,
}: {
  label: string;
  choices: readonly { id: T; label: string }[];
  values: readonly T[];
  onChange: (values: T[]) => void;
  error?: string | undefined;
}) {
  return (
    <fieldset className={css('group')}>
      <legend>{label}</legend>
      <div className={css('boxes')}>
        {choices.map((choice) => (
          <label key={choice.id}>
            <input
              type="checkbox"
              checked={values.includes(choice.id)}
              onChange={(event) => {
                onChange(
                  event.target.checked
                    ? [...values, choice.id]
                    : values.filter((it) => it !== choice.id),
                );
              }}
            />
            {choice.label}
          </label>
        ))}
      </div>
      {error && (
        <p className={css('problem')} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
