import { Button } from '../../components/button.tsx';
import { useCopy } from '../../components/use-copy.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import styles from './settings.module.css';

const css = classesOf(styles);

/** Something to carry elsewhere, exactly. */
export function CopyField({ label, value, help }: { label: string; value: string; help?: string }) {
  const t = useText();
  const copy = useCopy();
  return (
    <div className={css('copy')}>
      <span className={css('label')}>{label}</span>
      <div>
        <code className={css('secret', 'grow')} dir="ltr" aria-label={label}>
          {value}
        </code>
        <Button
          aria-label={t('copyThis', { what: label })}
          onPress={() => {
            copy(value);
          }}
        >
          {t('copy')}
        </Button>
      </div>
      {help && <small className="faint">{help}</small>}
    </div>
  );
}
