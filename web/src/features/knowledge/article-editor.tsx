import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useMay } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Icon } from '../../components/icon.tsx';
import { Menu, type MenuEntry } from '../../components/menu.tsx';
import { ask } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { nameOf, useAgents } from '../../lib/desk.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { moment, useNow } from '../../lib/time.ts';
import type { Article } from '../../lib/types.ts';
import { ConfirmDelete } from '../settings/confirm.tsx';
import { useRemove } from '../settings/use-remove.ts';
import { useSave } from '../settings/use-save.ts';
import { ArticleFields } from './article-fields.tsx';
import { areSame, bodyOf, isWhole, wordsOf, type ArticleWords } from './article-words.ts';
import { knowledgeKey } from './knowledge-queries.ts';
import { Translations } from './translations.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';
import { VersionsDialog } from './versions-dialog.tsx';
import styles from './knowledge.module.css';

const css = classesOf(styles);

/** An article that is there: its words, and whether it is found. */
export function ArticleEditor({ article }: { article: Article }) {
  const t = useText();
  const may = useMay();
  const navigate = useNavigate();
  /** What the form began with: what is newer was somebody else's, or has just been saved. */
  const [base, setBase] = useState(article);
  const [words, setWords] = useState(() => wordsOf(article));
  const [opened, setOpened] = useState<'versions' | 'delete'>();
  const isUnsaved = !areSame(words, wordsOf(base));
  const isOvertaken = article.version > base.version;
  const begin = (from: Article) => {
    setBase(from);
    setWords(wordsOf(from));
  };
  if (isOvertaken && !isUnsaved) begin(article);
  const { save, isPending, errorOf, problem } = useSave({
    run: (status: Article['status'] | undefined) =>
      ask<Article>('PATCH', `/knowledge/articles/${article.id}`, {
        body: { ...changed(words, wordsOf(base)), ...(status && { status }) },
        version: base.version,
      }),
    refreshes: [knowledgeKey],
    said: t('saved'),
    onSaved: begin,
  });
  const remove = useRemove('/knowledge/articles', knowledgeKey);
  const { status } = article;
  const close = () => {
    setOpened(undefined);
  };
  const move = (id: string, label: string, icon: MenuEntry['icon'], to: Article['status']) =>
    status === to
      ? []
      : [
          {
            id,
            label,
            ...(icon && { icon }),
            run: () => {
              save(to);
            },
          },
        ];
  return (
    <form
      className={css('editor')}
      onSubmit={(event) => {
        event.preventDefault();
      }}
      onKeyDown={(event) => {
        if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        if (isUnsaved && isWhole(words) && !isPending) save(undefined);
      }}
    >
      <Standing article={article} />
      {isOvertaken && isUnsaved && (
        <Overtaken
          onTake={() => {
            begin(article);
          }}
          onKeep={() => {
            setBase(article);
          }}
        />
      )}
      <ArticleFields
        words={words}
        onChange={(more) => {
          setWords((before) => ({ ...before, ...more }));
        }}
        errorOf={errorOf}
      />
      <footer className={css('foot')}>
        <Menu
          label={t('moreOf', { what: article.title })}
          placement="top start"
          groups={[
            {
              entries: [
                {
                  id: 'versions',
                  label: t('versions'),
                  icon: 'clock',
                  run: () => {
                    setOpened('versions');
                  },
                },
                {
                  id: 'translate',
                  label: t('addTranslation'),
                  icon: 'globe',
                  run: () =>
                    void navigate({
                      to: '/knowledge',
                      search: { article: 'new', translationOf: article.id },
                    }),
                },
              ],
            },
            {
              entries: [
                ...(status === 'published'
                  ? move('unpublish', t('unpublish'), 'eyeOff', 'draft')
                  : []),
                ...(status === 'archived'
                  ? move('bringBack', t('bringBack'), 'refresh', 'draft')
                  : []),
                ...move('archive', t('archive'), 'pause', 'archived'),
                ...(may('knowledge.delete')
                  ? [
                      {
                        id: 'delete',
                        label: t('delete'),
                        icon: 'trash' as const,
                        isDanger: true,
                        run: () => {
                          setOpened('delete');
                        },
                      },
                    ]
                  : []),
              ],
            },
          ]}
          trigger={
            <AriaButton className={css('more')} aria-label={t('moreOf', { what: article.title })}>
              <Icon name="more" />
            </AriaButton>
          }
        />
        <span className="grow" role="status">
          {problem ? <span className={css('problem')}>{problem}</span> : isUnsaved && t('notSaved')}
        </span>
        <Button
          look={status === 'published' ? 'primary' : 'plain'}
          shortcut="Ctrl S"
          isDisabled={!isUnsaved || !isWhole(words) || isPending}
          onPress={() => {
            save(undefined);
          }}
        >
          {t('save')}
        </Button>
        {status === 'draft' && (
          <Button
            look="primary"
            isDisabled={!isWhole(words) || isPending}
            onPress={() => {
              save('published');
            }}
          >
            {t('publish')}
          </Button>
        )}
      </footer>
      {opened === 'versions' && (
        <VersionsDialog article={article} isUnsaved={isUnsaved} onClose={close} />
      )}
      {opened === 'delete' && (
        <ConfirmDelete
          name={article.title}
          words={t('deleteArticleWords')}
          onConfirm={() => {
            remove(article.id);
            void navigate({ to: '/knowledge', search: {}, ignoreBlocker: true });
          }}
          onClose={close}
        />
      )}
      <UnsavedGuard isUnsaved={isUnsaved} />
    </form>
  );
}

/** What was not touched is not sent: approval for answers lapses with new words unless it is given anew. */
function changed(words: ArticleWords, before: ArticleWords): Partial<ReturnType<typeof bodyOf>> {
  const [now, was] = [bodyOf(words), bodyOf(before)];
  return Object.fromEntries(
    Object.entries(now).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(was[field as keyof typeof was]),
    ),
  );
}

function Standing({ article }: { article: Article }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const agents = useAgents();
  const { language, status, updatedAt, updatedBy, sourceRef } = article;
  const who = nameOf(agents, updatedBy);
  const when = moment(updatedAt, locale, now);
  return (
    <div className={css('standing')}>
      <Chip icon="globe">{languageName(language, locale)}</Chip>
      <Chip tone={status === 'published' ? 'ok' : status === 'draft' ? 'warn' : 'mute'}>
        {t(`article_${status}`)}
      </Chip>
      <span className="faint" title={sourceRef}>
        {who === undefined ? t('changedAt', { when }) : t('changedByAt', { who, when })}
      </span>
      <Translations article={article} />
    </div>
  );
}

function Overtaken({ onTake, onKeep }: { onTake: () => void; onKeep: () => void }) {
  const t = useText();
  return (
    <div className={css('overtaken')} role="alert">
      <Icon name="warning" size={16} />
      <span className="grow">{t('articleOvertaken')}</span>
      <Button size="s" onPress={onTake}>
        {t('takeTheirs')}
      </Button>
      <Button size="s" onPress={onKeep}>
        {t('keepMine')}
      </Button>
    </div>
  );
}
