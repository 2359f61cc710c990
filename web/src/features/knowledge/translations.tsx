import { Link } from '@tanstack/react-router';
import { classesOf } from '../../lib/classes.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Article } from '../../lib/types.ts';
import styles from './knowledge.module.css';

const css = classesOf(styles);

/** The same in other languages. */
export function Translations({
  article: { translations },
}: {
  article: Pick<Article, 'translations'>;
}) {
  const t = useText();
  const locale = useLocale();
  if (translations.length === 0) return null;
  return (
    <p className={css('translations')}>
      <span className="faint">{t('alsoIn')}</span>
      {translations.map(({ id, language, title, status }) => (
        <Link key={id} to="/knowledge" search={{ article: id }} title={title}>
          {languageName(language, locale)}
          {status !== 'published' && ` (${t(`article_${status}`)})`}
        </Link>
      ))}
    </p>
  );
}
