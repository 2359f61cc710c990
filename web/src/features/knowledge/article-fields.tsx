import { useState } from 'react';
import { Select, Switch, TextField } from '../../components/field.tsx';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import { TeamPicker } from '../settings/pickers.tsx';
import { WordsField } from '../settings/words-field.tsx';
import { ArticleText } from './markdown.tsx';
import type { ArticleWords } from './article-words.ts';
import type { Choice } from '../../components/field.tsx';
import styles from './knowledge.module.css';

const css = classesOf(styles);

/** What an article says, and what is said of it. */
export function ArticleFields({
  words,
  onChange,
  errorOf,
  language,
}: {
  words: ArticleWords;
  onChange: (more: Partial<ArticleWords>) => void;
  errorOf: (field: string) => string | undefined;
  /** While it can be chosen still. */
  language?: { value: string; choices: readonly Choice[]; onChange: (id: string) => void };
}) {
  const t = useText();
  return (
    <>
      <div className={css(language ? 'pair' : 'one')}>
        <TextField
          label={t('title')}
          value={words.title}
          onChange={(title) => {
            onChange({ title });
          }}
          error={errorOf('title')}
          isRequired
        />
        {language && <Select label={t('language')} {...language} error={errorOf('language')} />}
      </div>
      <TextAndPreview words={words} onChange={onChange} error={errorOf('body')} />
      <WordsField
        label={t('keywords')}
        values={words.tags}
        onChange={(tags) => {
          onChange({ tags });
        }}
        error={errorOf('tags')}
      />
      <div className={css('pair')}>
        <TextField
          label={t('publicAddress')}
          type="url"
          value={words.url}
          onChange={(url) => {
            onChange({ url });
          }}
          help={t('publicAddressHelp')}
          error={errorOf('url')}
        />
        <TeamPicker
          label={t('team')}
          value={words.teamId}
          onChange={(teamId) => {
            onChange({ teamId });
          }}
          none={t('allTeams')}
          error={errorOf('teamId')}
        />
      </div>
      <Switch
        label={t('approvedForAnswers')}
        help={t('approvedForAnswersHelp')}
        isOn={words.approvedForAnswers}
        onChange={(approvedForAnswers) => {
          onChange({ approvedForAnswers });
        }}
      />
    </>
  );
}

function TextAndPreview({
  words: { body },
  onChange,
  error,
}: {
  words: ArticleWords;
  onChange: (more: Partial<ArticleWords>) => void;
  error: string | undefined;
}) {
  const t = useText();
  const [isPreview, setPreview] = useState(false);
  return (
    <div className={css('text')}>
      <div className={css('tabs')} role="group" aria-label={t('text')}>
        {([false, true] as const).map((preview) => (
          <button
            key={String(preview)}
            type="button"
            className={css('tab')}
            aria-pressed={isPreview === preview}
            onClick={() => {
              setPreview(preview);
            }}
          >
            {t(preview ? 'preview' : 'write')}
          </button>
        ))}
      </div>
      {isPreview ? (
        <div className={css('preview')}>
          {body.trim() === '' ? (
            <p className="faint">{t('nothingWritten')}</p>
          ) : (
            <ArticleText>{body}</ArticleText>
          )}
        </div>
      ) : (
        <TextField
          label={t('text')}
          isLabelHidden
          isMultiline
          rows={16}
          value={body}
          onChange={(next) => {
            onChange({ body: next });
          }}
          help={t('markdownHelp')}
          error={error}
          isRequired
        />
      )}
    </div>
  );
}
