import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Article, PageRead } from '../../lib/types.ts';
import { useSave } from '../settings/use-save.ts';
import { ArticleFields } from './article-fields.tsx';
import { areSame, bodyOf, isWhole, noWords, type ArticleWords } from './article-words.ts';
import { useGap } from './use-gap.ts';
import { articleQuery, knowledgeKey, pageQuery } from './knowledge-queries.ts';
import { languageChoices, primaryOf } from './languages.ts';
import { UnsavedGuard } from './unsaved-guard.tsx';
import styles from './knowledge.module.css';

const css = classesOf(styles);

/** One that is being begun: from nothing, for a gap, from a page, or to say another in a further language. */
export function NewArticle() {
  const t = useText();
  const may = useMay();
  const { translationOf, gap: gapId, page: url } = useSearch({ from: '/desk/knowledge' });
  const original = useQuery({
    ...articleQuery(translationOf ?? ''),
    enabled: translationOf !== undefined,
  });
  const page = useQuery({ ...pageQuery(url ?? ''), enabled: url !== undefined });
  const gap = useGap(gapId);
  if (!may('knowledge.write')) return <Empty icon="lock" title={t('notForYou')} />;
  for (const { error, refetch } of [original, page]) {
    if (error) return <Failure error={error} retry={() => void refetch()} />;
  }
  if ((translationOf && !original.data) || (url && !page.data) || (gapId && gap.isPending)) {
    return <Skeleton rows={6} height={40} />;
  }
  return (
    <Form
      original={original.data}
      page={page.data}
      gapId={gap.data?.id}
      question={gap.data?.question}
      language={gap.data?.languages[0]}
    />
  );
}

function Form({
  original,
  page,
  gapId,
  question,
  language: asked,
}: {
  original: Article | undefined;
  page: PageRead | undefined;
  gapId: string | undefined;
  question: string | undefined;
  language: string | undefined;
}) {
  const t = useText();
  const locale = useLocale();
  const navigate = useNavigate();
  const taken = original && [original.language, ...original.translations.map((it) => it.language)];
  const choices = languageChoices(locale, ...(page?.language ? [page.language] : [])).filter(
    ({ id }) => !taken?.includes(id),
  );
  const [language, setLanguage] = useState(
    () =>
      choices.find(({ id }) => id === primaryOf(page?.language ?? asked ?? locale))?.id ??
      choices[0]?.id ??
      'en',
  );
  const [began] = useState<ArticleWords>(() => ({
    ...noWords,
    title: page?.title ?? question?.slice(0, 200) ?? '',
    body: page?.body ?? '',
    ...(original && { body: original.body, tags: original.tags, teamId: original.teamId ?? '' }),
    url: page?.url ?? '',
  }));
  const [words, setWords] = useState(began);
  const { save, isPending, errorOf, problem } = useSave({
    run: (status: 'draft' | 'published') =>
      post<Article>('/knowledge/articles', {
        ...{ language, status, ...bodyOf(words) },
        ...(original && { translationOf: original.id }),
        ...(gapId !== undefined && { gapId }),
        ...(page && { fromPage: page.url }),
      }),
    refreshes: [knowledgeKey],
    said: t('saved'),
    onSaved: ({ id }) =>
      void navigate({ to: '/knowledge', search: { article: id }, ignoreBlocker: true }),
  });
  const isReady = isWhole(words) && !isPending;
  return (
    <form
      className={css('editor')}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <div className={css('standing')}>
        <Chip tone="accent">{t('newArticle')}</Chip>
        {original && <span className="faint">{t('translationOf', { title: original.title })}</span>}
        {gapId !== undefined && <span className="faint">{t('forGap')}</span>}
        {page && <span className="faint">{t('fromPage', { url: page.url })}</span>}
      </div>
      <ArticleFields
        words={words}
        onChange={(more) => {
          setWords((before) => ({ ...before, ...more }));
        }}
        errorOf={errorOf}
        language={{ value: language, choices, onChange: setLanguage }}
      />
      <footer className={css('foot')}>
        <span className="grow" role="status">
          {problem && <span className={css('problem')}>{problem}</span>}
        </span>
        <Button
          isDisabled={!isReady}
          onPress={() => {
            save('draft');
          }}
        >
          {t('saveDraft')}
        </Button>
        <Button
          look="primary"
          isDisabled={!isReady}
          onPress={() => {
            save('published');
          }}
        >
          {t('publish')}
        </Button>
      </footer>
      <UnsavedGuard isUnsaved={page !== undefined || !areSame(words, began)} />
    </form>
  );
}
