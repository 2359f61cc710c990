/** What the assistant would find, and why: to try articles out, and to take a quote over into an answer. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Select, TextField } from '../../components/field.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { KnowledgeFinding } from '../../lib/types.ts';
import { findingsQuery } from './knowledge-queries.ts';
import { languageChoices, primaryOf } from './languages.ts';
import { useSettled } from './use-settled.ts';
import styles from './knowledge.module.css';

const css = classesOf(styles);

export function FindDialog({
  title,
  words = '',
  language: asked,
  teamId,
  conversationId,
  onInsert,
  onClose,
}: {
  title: string;
  words?: string;
  language?: string | undefined;
  teamId?: string | undefined;
  /** Whose customer's words are looked for. */
  conversationId?: string;
  /** Without it there is nothing to insert into. */
  onInsert?: (finding: KnowledgeFinding) => void;
  onClose: () => void;
}) {
  const t = useText();
  const locale = useLocale();
  const [q, setQ] = useState(words);
  const [language, setLanguage] = useState(primaryOf(asked ?? locale));
  const question = useSettled(q.trim());
  const { data, error, isFetching, refetch } = useQuery({
    ...findingsQuery({
      ...{ q: question, language },
      ...(teamId !== undefined && { teamId }),
      ...(conversationId !== undefined && { conversationId }),
    }),
    placeholderData: (before) => before,
  });
  const found = question.length < 2 ? [] : (data?.data ?? []);
  return (
    <Dialog title={title} size="l" onClose={onClose}>
      <div className={css('pair')}>
        <TextField
          label={t('question')}
          type="search"
          value={q}
          onChange={setQ}
          placeholder={t('questionPlaceholder')}
          autoFocus
        />
        <Select
          label={t('customersLanguage')}
          value={language}
          choices={languageChoices(locale, language)}
          onChange={setLanguage}
        />
      </div>
      <div role="status" aria-label={t('found')}>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {isFetching && !data && <Skeleton rows={3} height={56} />}
        {data && !isFetching && question.length >= 2 && found.length === 0 && (
          <Empty icon="search" title={t('nothingFound')}>
            {t('nothingFoundWords')}
          </Empty>
        )}
        <ul className={css('findings')}>
          {found.map((it) => (
            <li key={`${it.source.kind} ${it.source.id}`}>
              <Finding finding={it} language={language} onInsert={onInsert} />
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Finding({
  finding,
  language,
  onInsert,
}: {
  finding: KnowledgeFinding;
  language: string;
  onInsert: ((finding: KnowledgeFinding) => void) | undefined;
}) {
  const t = useText();
  const locale = useLocale();
  const { source, quote, confidence, isTranslationNeeded, similarity, matched } = finding;
  const from = t(`from_${source.kind}`, {
    title: source.title,
    language: languageName(source.language, locale),
  });
  return (
    <>
      <blockquote dir="auto">{quote}</blockquote>
      <p className={css('chips')}>
        {source.kind === 'article' && !onInsert ? (
          <Link to="/knowledge" search={{ article: source.id }}>
            {from}
          </Link>
        ) : (
          <span className="muted">{from}</span>
        )}
        <Chip tone={confidence >= 0.75 ? 'ok' : 'mute'}>
          {confidence.toLocaleString(locale, { style: 'percent' })}
        </Chip>
        {isTranslationNeeded && (
          <Chip tone="warn" icon="globe">
            {t('notIn', { language: languageName(language, locale) })}
          </Chip>
        )}
        {similarity !== undefined && (
          <Chip>
            {t('nearBy', { share: similarity.toLocaleString(locale, { style: 'percent' }) })}
          </Chip>
        )}
        {matched.length > 0 && (
          <span className="faint">
            {t('because', {
              words: matched
                .map(({ name, isInTitle }) => (isInTitle ? `${name} (${t('inTitle')})` : name))
                .join(', '),
            })}
          </span>
        )}
        {onInsert && (
          <>
            <span className="grow" />
            <Button
              size="s"
              icon="reply"
              onPress={() => {
                onInsert(finding);
              }}
            >
              {t('insert')}
            </Button>
          </>
        )}
      </p>
    </>
  );
}
