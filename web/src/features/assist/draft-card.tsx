import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Assist } from '../../lib/types.ts';
import { giveBack } from '../composer/draft.ts';
import { send } from '../conversation/outbox.ts';
import { assistQuery } from './assist-queries.ts';
import { noteDraft } from './written-from.ts';
import styles from './assist.module.css';

const css = classesOf(styles);

/** What the assistant would answer by a policy, and does not: it waits for whoever reads this. */
export function DraftCard({
  conversationId,
  draft: { id, content, language, articleTitle, topic },
}: {
  conversationId: string;
  draft: NonNullable<Assist['draft']>;
}) {
  const t = useText();
  const locale = useLocale();
  const queries = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const decide = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      sayProblem(error);
    } finally {
      await queries.invalidateQueries({ queryKey: assistQuery(conversationId).queryKey });
      setBusy(false);
    }
  };
  const approve = async () => {
    const body = { content, draftId: id };
    const outgoing = { key: crypto.randomUUID(), conversationId, kind: 'reply', body } as const;
    await send(queries, { ...outgoing, path: 'messages', attachments: [] });
    say(t('draftApproved'));
  };
  const about = topic.replaceAll('_', ' ');
  return (
    <section className={css('draft')} aria-label={t('draftWaits')}>
      <h4>{t('draftWaits')}</h4>
      <p dir="auto" lang={language}>
        {content}
      </p>
      <small>
        {articleTitle !== undefined &&
          `${t('from_article', { title: articleTitle, language: languageName(language, locale) })} · `}
        {t('byPolicy', { topic: about })}
      </small>
      <footer>
        <Button size="s" look="primary" isDisabled={isBusy} onPress={() => void decide(approve)}>
          {t('approveAndSend')}
        </Button>
        <Button
          size="s"
          isDisabled={isBusy}
          onPress={() => {
            noteDraft(conversationId, id);
            void giveBack(queries, conversationId, { content });
          }}
        >
          {t('edit')}
        </Button>
        <Button
          size="s"
          look="quiet"
          isDisabled={isBusy}
          onPress={() => void decide(() => post(`/answer-drafts/${id}/dismiss`, {}))}
        >
          {t('dismiss')}
        </Button>
      </footer>
    </section>
  );
}
