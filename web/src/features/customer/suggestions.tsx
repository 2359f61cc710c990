import { useMay } from '../../app/session.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import styles from './customer.module.css';

const css = classesOf(styles);

/** What an assistant proposes to answer. Who may not answer has no use for it. */
export function Suggestions() {
  const t = useText();
  const may = useMay();
  if (!may('conversations.work')) return null;
  return (
    <details className={css('card', 'folded')}>
      <summary>{t('suggestions')}</summary>
      <p className="faint">{t('noAssistant')}</p>
    </details>
  );
}
