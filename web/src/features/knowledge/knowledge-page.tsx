/** What the desk knows: articles, and what customers ask that none answers. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Empty } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { ArticleList } from './article-list.tsx';
import { ArticlePane } from './article-pane.tsx';
import { GapList } from './gap-list.tsx';
import { GapPane } from './gap-pane.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { NewArticle } from './new-article.tsx';
import { FindDialog } from './find-dialog.tsx';
import type { KnowledgeSearch } from './search.ts';
import styles from './knowledge.module.css';

const css = classesOf(styles);

export function KnowledgePage() {
  const t = useText();
  const may = useMay();
  const navigate = useNavigate();
  const search = useSearch({ from: '/desk/knowledge' });
  const [opened, setOpened] = useState<'import' | 'find'>();
  const { tab, article, gap } = search;
  const hasDetail = article !== undefined || (tab === 'gaps' && gap !== undefined);
  if (!may('knowledge.read')) return <Empty icon="lock" title={t('notForYou')} />;
  const go = (to: KnowledgeSearch) => void navigate({ to: '/knowledge', search: to });
  const close = () => {
    setOpened(undefined);
  };
  return (
    <main className={css('page')} data-has-detail={hasDetail}>
      <section className={css('list')} aria-label={t('knowledge')}>
        <header>
          <div className={css('head')}>
            <h1>{t('knowledge')}</h1>
            <span className="grow" />
            <IconButton
              label={t('tryQuestion')}
              icon="search"
              onPress={() => {
                setOpened('find');
              }}
            />
            {may('knowledge.write') && (
              <>
                <IconButton
                  label={t('importArticles')}
                  icon="download"
                  onPress={() => {
                    setOpened('import');
                  }}
                />
                <Button
                  size="s"
                  icon="plus"
                  onPress={() => {
                    go({ ...keptOf(search), article: 'new' });
                  }}
                >
                  {t('newArticle')}
                </Button>
              </>
            )}
          </div>
          <nav className={css('tabs')} aria-label={t('knowledge')}>
            <Link
              to="/knowledge"
              search={{}}
              className={css('tab')}
              aria-current={tab === undefined ? 'page' : undefined}
            >
              {t('articles')}
            </Link>
            <Link
              to="/knowledge"
              search={{ tab: 'gaps' }}
              className={css('tab')}
              aria-current={tab === 'gaps' ? 'page' : undefined}
            >
              {t('gaps')}
            </Link>
          </nav>
        </header>
        {tab === 'gaps' ? <GapList /> : <ArticleList />}
      </section>
      <section className={css('detail')} aria-label={t(tab === 'gaps' ? 'gap' : 'article')}>
        {hasDetail && (
          <span className={css('back')}>
            <IconButton
              label={t('backToList')}
              icon="back"
              onPress={() => {
                go(keptOf(search));
              }}
            />
            {t('knowledge')}
          </span>
        )}
        <Detail search={search} />
      </section>
      {opened === 'import' && <ImportDialog onClose={close} />}
      {opened === 'find' && <FindDialog title={t('tryQuestion')} onClose={close} />}
    </main>
  );
}

/** Without what is open. */
const keptOf = ({ tab, q, language, status, state }: KnowledgeSearch): KnowledgeSearch => ({
  ...(tab && { tab }),
  ...(q && { q }),
  ...(language && { language }),
  ...(status && { status }),
  ...(state && { state }),
});

function Detail({
  search: { tab, article, gap, page, translationOf },
}: {
  search: KnowledgeSearch;
}) {
  const t = useText();
  if (article === 'new') {
    return <NewArticle key={[translationOf, gap, page].join(' ')} />;
  }
  if (article !== undefined) return <ArticlePane key={article} articleId={article} />;
  if (tab === 'gaps') {
    return gap === undefined ? (
      <Empty icon="flag" title={t('noGapOpen')}>
        {t('noGapOpenWords')}
      </Empty>
    ) : (
      <GapPane key={gap} gapId={gap} />
    );
  }
  return (
    <Empty icon="book" title={t('noArticleOpen')}>
      {t('noArticleOpenWords')}
    </Empty>
  );
}
