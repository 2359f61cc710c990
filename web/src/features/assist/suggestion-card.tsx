import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Assist } from '../../lib/types.ts';
import { giveBack } from '../composer/draft.ts';
import { useFilled } from '../composer/filled.ts';
import { conversationQuery } from '../conversation/conversation-queries.ts';
import { SourceLink } from './source-link.tsx';
import { noteBegun } from './written-from.ts';
import styles from './assist.module.css';

const css = classesOf(styles);

type Suggestion = NonNullable<Assist['round']>['suggestions'][number];

/** Words with where they come from. Taking them over puts them into the composer, no further. */
export function SuggestionCard({
  conversationId,
  suggestion: { id, content: words, language, confidence, sources, verdict },
  onJudged,
}: {
  conversationId: string;
  suggestion: Suggestion;
  onJudged: (assist: Assist) => void;
}) {
  const t = useText();
  const locale = useLocale();
  const queries = useQueryClient();
  const filled = useFilled(useQuery(conversationQuery(conversationId)).data);
  const judge = (next: 'helpful' | 'wrong') => {
    post<Assist>(`/suggestions/${id}/verdict`, { verdict: next }).then(onJudged, sayProblem);
  };
  const isCanned = sources.some(({ kind }) => kind === 'canned_reply');
  const content = isCanned ? filled(words) : words;
  const share = confidence.toLocaleString(locale, { style: 'percent' });
  return (
    <li className={css('suggestion')}>
      <p dir="auto" lang={language}>
        {content}
      </p>
      {sources.length > 0 && (
        <small>
          {sources.map((it) => (
            <Fragment key={it.id}>
              <SourceLink source={it}>
                {t(`from_${it.kind}`, {
                  title: it.title,
                  language: languageName(it.language, locale),
                })}
              </SourceLink>
              {' · '}
            </Fragment>
          ))}
          {t('sureBy', { share })}
        </small>
      )}
      <footer>
        <Button
          size="s"
          onPress={() => {
            noteBegun(conversationId, id, content);
            void giveBack(queries, conversationId, { content });
          }}
        >
          {t('insert')}
        </Button>
        <IconButton
          size="s"
          icon="thumb"
          label={t('suggestionHelps')}
          look={verdict === 'helpful' ? 'primary' : 'quiet'}
          aria-pressed={verdict === 'helpful'}
          onPress={() => {
            judge('helpful');
          }}
        />
        <IconButton
          size="s"
          icon="close"
          label={t('suggestionIsWrong')}
          look={verdict === 'wrong' ? 'primary' : 'quiet'}
          aria-pressed={verdict === 'wrong'}
          onPress={() => {
            judge('wrong');
          }}
        />
      </footer>
    </li>
  );
}
