import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Select, TextField } from '../../components/field.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { usePages } from '../../lib/pages.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { dayOf, useNow } from '../../lib/time.ts';
import type { ListedArticle } from '../../lib/types.ts';
import { articlesQuery } from './knowledge-queries.ts';
import { languageChoices } from './languages.ts';
import { articleStates, type KnowledgeSearch } from './search.ts';
import styles from './knowledge.module.css';

const css = classesOf(styles);

export function ArticleList() {
  const t = useText();
  const locale = useLocale();
  const navigate = useNavigate();
  const search = useSearch({ from: '/desk/knowledge' });
  const { q = '', language, status, article } = search;
  const asked = useDeferredValue(q.trim());
  const { list, rows = [] } = usePages(
    articlesQuery({
      ...(asked !== '' && { q: asked }),
      ...(language !== undefined && { language }),
      ...(status !== undefined && { status }),
    }),
  );
  const isNarrowed = asked !== '' || language !== undefined || status !== undefined;
  const narrow = (next: Pick<KnowledgeSearch, 'q' | 'language' | 'status'>) =>
    void navigate({
      to: '/knowledge',
      search: {
        ...(next.q && { q: next.q }),
        ...(next.language && { language: next.language }),
        ...(next.status && { status: next.status }),
        ...(article && { article }),
      },
      replace: true,
    });
  const filter = { q, language, status } as Pick<KnowledgeSearch, 'q' | 'language' | 'status'>;
  return (
    <>
      <div className={css('filter')}>
        <TextField
          label={t('searchArticles')}
          isLabelHidden
          placeholder={t('searchArticles')}
          type="search"
          value={q}
          onChange={(words) => {
            narrow({ ...filter, q: words });
          }}
        />
        <div className={css('pair')}>
          <Select
            label={t('language')}
            isLabelHidden
            value={language ?? ''}
            choices={[{ id: '', label: t('allLanguages') }, ...languageChoices(locale)]}
            onChange={(id) => {
              narrow({ ...filter, language: id });
            }}
          />
          <Select
            label={t('status')}
            isLabelHidden
            value={status ?? ''}
            choices={[
              { id: '', label: t('draftsAndPublished') },
              ...articleStates.map((id) => ({ id, label: t(`article_${id}`) })),
            ]}
            onChange={(id) => {
              const chosen = articleStates.find((it) => it === id);
              const { status: _, ...rest } = filter;
              narrow(chosen ? { ...rest, status: chosen } : rest);
            }}
          />
        </div>
      </div>
      <div className={css('rows')}>
        {list.isPending && <Skeleton rows={8} height={44} />}
        {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && (
          <Empty icon="book" title={t(isNarrowed ? 'nothingMatches' : 'noArticles')}>
            {isNarrowed ? (
              <Button
                onPress={() => {
                  narrow({});
                }}
              >
                {t('clearFilters')}
              </Button>
            ) : (
              t('noArticlesWords')
            )}
          </Empty>
        )}
        <ul>
          {rows.map((it) => (
            <li key={it.id}>
              <Link
                to="/knowledge"
                search={{ ...filterOf(search), article: it.id }}
                className={css('row')}
                aria-current={it.id === article ? 'true' : undefined}
              >
                <Row article={it} />
              </Link>
            </li>
          ))}
        </ul>
        <LoadMore list={list} />
      </div>
    </>
  );
}

const filterOf = ({ q, language, status }: KnowledgeSearch): KnowledgeSearch => ({
  ...(q && { q }),
  ...(language && { language }),
  ...(status && { status }),
});

const tones = { draft: 'warn', published: 'ok', archived: 'mute' } as const;

function Row({ article }: { article: ListedArticle }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const { title, language, status, beginning, updatedAt } = article;
  return (
    <span className="grow">
      <span className={css('first')}>
        <bdi className="ellipsis grow">{title}</bdi>
        <time className="faint num" dateTime={updatedAt}>
          {dayOf(updatedAt, locale, now)}
        </time>
      </span>
      <span className={css('second')}>
        <Chip tone="line">{language.toUpperCase()}</Chip>
        {status !== 'published' && <Chip tone={tones[status]}>{t(`article_${status}`)}</Chip>}
        <bdi className="ellipsis grow faint">{beginning}</bdi>
      </span>
    </span>
  );
}
