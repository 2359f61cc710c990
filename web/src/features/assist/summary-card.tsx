import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { fullTime } from '../../lib/time.ts';
import type { Assist } from '../../lib/types.ts';
import styles from './assist.module.css';

const css = classesOf(styles);

/** The conversation in short: made when it changes hands or is over, or now. */
export function SummaryCard({
  conversationId,
  assist: { summary, model },
  onMade,
}: {
  conversationId: string;
  assist: Assist;
  onMade: (assist: Assist) => void;
}) {
  const t = useText();
  const locale = useLocale();
  const [isBusy, setBusy] = useState(false);
  if (!summary && model === undefined) return null;
  const make = () => {
    setBusy(true);
    post<Assist>(`/conversations/${conversationId}/assist/summary`, { language: locale })
      .then(onMade, sayProblem)
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <section className={css('suggestion', 'summary')} aria-label={t('conversationSummary')}>
      {summary && (
        <>
          <p dir="auto" lang={summary.language}>
            {summary.content}
          </p>
          <small>
            {t(`summaryOn_${summary.occasion}`, { at: fullTime(summary.at, locale) })}
            {' · '}
            {t('writtenByModel', { model: summary.madeBy })}
          </small>
        </>
      )}
      {model !== undefined && (
        <footer>
          <Button size="s" isDisabled={isBusy} onPress={make}>
            {t(isBusy ? 'summarizing' : 'summarize')}
          </Button>
        </footer>
      )}
    </section>
  );
}
