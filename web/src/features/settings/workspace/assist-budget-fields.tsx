import { useState } from 'react';
import type { AssistBudget } from '../../../../../domain/assist/settings.ts';
import { TextField } from '../../../components/field.tsx';
import { classesOf } from '../../../lib/classes.ts';
import { useText } from '../../../lib/text.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

/** What a model may cost, in tokens and in money; money may be left open. */
export function AssistBudgetFields({
  budget,
  onChange,
  errorOf,
}: {
  budget: AssistBudget;
  onChange: (budget: AssistBudget) => void;
  errorOf: (field: string) => string | undefined;
}) {
  const t = useText();
  const field = (what: keyof AssistBudget) => ({
    label: t(`assist_${what}`),
    value: budget[what],
    error: errorOf(what),
    onChange: (value: number | undefined) => {
      const { [what]: _before, ...rest } = budget;
      // What is needed and left empty is refused by name.
      onChange({ ...rest, ...(value !== undefined && { [what]: value }) } as AssistBudget);
    },
  });
  const money = { placeholder: t('noLimit'), help: t('assistCostHelp') };
  return (
    <div className={css('pairs')}>
      <NumberField {...field('tokensPerConversation')} />
      <NumberField {...field('tokensPerDay')} />
      <NumberField {...field('costPerConversation')} {...money} />
      <NumberField {...field('costPerDay')} {...money} />
    </div>
  );
}

/** What is typed stays as it is typed: "0." is on its way to a number. */
function NumberField({
  value,
  onChange,
  ...props
}: {
  label: string;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  error: string | undefined;
  placeholder?: string;
  help?: string;
}) {
  const [words, setWords] = useState(value === undefined ? '' : String(value));
  return (
    <TextField
      {...props}
      type="number"
      value={words}
      onChange={(typed) => {
        setWords(typed);
        onChange(typed.trim() === '' ? undefined : Number(typed));
      }}
    />
  );
}
