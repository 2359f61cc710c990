import { Button } from '../../components/button.tsx';
import { classesOf } from '../../lib/classes.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Translation } from '../assist/use-translation.ts';
import styles from './thread.module.css';

const css = classesOf(styles);

/** Below what was really said, which stays. */
export function Translated({
  translation: { language, content, madeBy },
  onHide,
}: {
  translation: Translation;
  onHide: () => void;
}) {
  const t = useText();
  const locale = useLocale();
  return (
    <div className={css('translation')}>
      <p className={css('text')} dir="auto" lang={language}>
        {content}
      </p>
      <small>
        {t('translatedInto', { language: languageName(language, locale), model: madeBy })}
        <Button size="s" look="quiet" onPress={onHide}>
          {t('onlyOriginal')}
        </Button>
      </small>
    </div>
  );
}
