import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { ask } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { nameOf, useAgents } from '../../lib/desk.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { moment, useNow } from '../../lib/time.ts';
import type { Article, ArticleVersion } from '../../lib/types.ts';
import { useSave } from '../settings/use-save.ts';
import { knowledgeKey, versionsQuery } from './knowledge-queries.ts';
import { ArticleText } from './markdown.tsx';
import styles from './knowledge.module.css';

const css = classesOf(styles);

/** How an article was before each change; any can say again what it said. */
export function VersionsDialog({
  article,
  isUnsaved,
  onClose,
}: {
  article: Article;
  isUnsaved: boolean;
  onClose: () => void;
}) {
  const t = useText();
  const { data, error, refetch } = useQuery(versionsQuery(article.id));
  const [shown, setShown] = useState<number>();
  const versions = data?.data ?? [];
  const chosen = versions.find(({ version }) => version === shown) ?? versions[0];
  const { save, isPending, problem } = useSave({
    run: (version: number) =>
      ask('POST', `/knowledge/articles/${article.id}/restore`, {
        body: { version },
        version: article.version,
        key: crypto.randomUUID(),
      }),
    refreshes: [knowledgeKey],
    said: t('restored'),
    onSaved: onClose,
  });
  return (
    <Dialog
      title={t('versionsOf', { title: article.title })}
      size="l"
      onClose={onClose}
      foot={
        chosen && (
          <>
            <span className="grow" role="status">
              {problem ?? (isUnsaved && t('restoreUnsaved'))}
            </span>
            <Button onPress={onClose}>{t('close')}</Button>
            <Button
              look="primary"
              isDisabled={isPending || isUnsaved}
              onPress={() => {
                save(chosen.version);
              }}
            >
              {t('restoreThis')}
            </Button>
          </>
        )
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={4} height={32} />}
      {data && versions.length === 0 && (
        <Empty icon="clock" title={t('noVersions')}>
          {t('noVersionsWords')}
        </Empty>
      )}
      {chosen && (
        <div className={css('versions')}>
          <ul>
            {versions.map((it) => (
              <li key={it.version}>
                <button
                  type="button"
                  aria-pressed={it.version === chosen.version}
                  onClick={() => {
                    setShown(it.version);
                  }}
                >
                  <VersionLine version={it} />
                </button>
              </li>
            ))}
          </ul>
          <div className={css('old')}>
            <h3 dir="auto">{chosen.title}</h3>
            <ArticleText>{chosen.body}</ArticleText>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function VersionLine({ version: it }: { version: ArticleVersion }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const who = nameOf(useAgents(), it.changedBy);
  return (
    <>
      <b>{t('versionNumber', { number: it.version })}</b>
      <small>
        {[
          moment(it.changedAt, locale, now),
          who,
          it.status && it.status !== 'published' && t(`article_${it.status}`),
        ]
          .filter(Boolean)
          .join(', ')}
      </small>
    </>
  );
}
