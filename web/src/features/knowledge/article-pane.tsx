import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.ts';
import { Chip } from '../../components/chip.tsx';
import { Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Article } from '../../lib/types.ts';
import { ArticleEditor } from './article-editor.tsx';
import { articleQuery } from './knowledge-queries.ts';
import { ArticleText } from './markdown.tsx';
import { Translations } from './translations.tsx';
import styles from './knowledge.module.css';

const css = classesOf(styles);

/** One article: to be read, or changed by who may. */
export function ArticlePane({ articleId }: { articleId: string }) {
  const may = useMay();
  const { data: article, error, refetch } = useQuery(articleQuery(articleId));
  if (error && !article) return <Failure error={error} retry={() => void refetch()} />;
  if (!article) return <Skeleton rows={6} height={40} />;
  return may('knowledge.write') ? (
    <ArticleEditor article={article} />
  ) : (
    <ArticleReading article={article} />
  );
}

function ArticleReading({ article }: { article: Article }) {
  const t = useText();
  const locale = useLocale();
  const { title, body, language, status, tags, url } = article;
  return (
    <div className={css('reading')}>
      <h2 dir="auto">{title}</h2>
      <p className={css('chips')}>
        <Chip icon="globe">{languageName(language, locale)}</Chip>
        {status !== 'published' && <Chip tone="warn">{t(`article_${status}`)}</Chip>}
        {tags.map((it) => (
          <Chip key={it} tone="line">
            {it}
          </Chip>
        ))}
      </p>
      <Translations article={article} />
      <ArticleText>{body}</ArticleText>
      {url !== undefined && (
        <p>
          <a href={url} target="_blank" rel="noopener noreferrer">
            {url}
          </a>
        </p>
      )}
    </div>
  );
}
