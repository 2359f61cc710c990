import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Assist } from '../../lib/types.ts';
import styles from './assist.module.css';

const css = classesOf(styles);

/** What the assistant would change, and leaves to people. */
export function ProposalRow({
  proposal,
  onDecided,
}: {
  proposal: Assist['proposals'][number];
  onDecided: (assist: Assist) => void;
}) {
  const t = useText();
  const locale = useLocale();
  const [isBusy, setBusy] = useState(false);
  const wordsOf = (it: typeof proposal): string => {
    switch (it.kind) {
      case 'tags':
        return t('proposesTags', { tags: it.value.join(', ') });
      case 'priority':
        return t('proposesPriority', { priority: t(`priority_${it.value}`) });
      case 'skills':
        return t('proposesSkills', {
          skills: it.value
            .map(({ kind, value }) => (kind === 'language' ? languageName(value, locale) : value))
            .join(', '),
        });
    }
  };
  const decide = (path: 'accept' | 'decline') => {
    setBusy(true);
    post<Assist>(`/proposals/${proposal.id}/${path}`)
      // The answer to an acceptance is the conversation: what the assistant says of it comes by the stream.
      .then((answer) => {
        if (path === 'decline') onDecided(answer);
      }, sayProblem)
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <div className={css('proposal')}>
      <p>{wordsOf(proposal)}</p>
      <Button
        size="s"
        isDisabled={isBusy}
        onPress={() => {
          decide('accept');
        }}
      >
        {t('accept')}
      </Button>
      <Button
        size="s"
        look="quiet"
        isDisabled={isBusy}
        onPress={() => {
          decide('decline');
        }}
      >
        {t('decline')}
      </Button>
    </div>
  );
}
