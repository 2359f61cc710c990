/** Before the first reply that everybody can read, once for each person at each machine: they are told so, and by whose name it goes. */
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { useSession } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { classesOf } from '../../lib/classes.ts';
import { accountsQuery, titles } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { PlatformName } from '../../lib/types.ts';
import styles from './composer.module.css';

const css = classesOf(styles);

export interface Going {
  accountId: string;
  platform: PlatformName;
  /** What it says. */
  content: string;
}

const slot = (agentId: string) => `careline.public.${agentId}`;

/** @returns what asks where it must (`go` comes with the yes), and what is shown while it does */
export function usePublicQuestion(): {
  askFirst: (going: Going, go: () => void) => void;
  question: ReactNode;
} {
  const { agent } = useSession();
  const [asked, setAsked] = useState<Going & { go: () => void }>();
  return {
    askFirst(going, go) {
      if (localStorage.getItem(slot(agent.id)) === null) setAsked({ ...going, go });
      else go();
    },
    question: asked && (
      <PublicQuestion
        {...asked}
        onBack={() => {
          setAsked(undefined);
        }}
        onSend={(isLast) => {
          if (isLast) localStorage.setItem(slot(agent.id), 'known');
          // Closed first, so that what is done next may take the focus.
          flushSync(() => {
            setAsked(undefined);
          });
          asked.go();
        }}
      />
    ),
  };
}

function PublicQuestion({
  accountId,
  platform,
  content,
  onBack,
  onSend,
}: Going & { onBack: () => void; onSend: (isLast: boolean) => void }) {
  const t = useText();
  const [isLast, setLast] = useState(true);
  const account = useQuery(accountsQuery).data?.find(({ id }) => id === accountId)?.name;
  const [firstLine = ''] = content.trim().split('\n');
  return (
    <Dialog
      title={t('publicTitle')}
      size="s"
      onClose={onBack}
      foot={
        <>
          <Button onPress={onBack}>{t('back')}</Button>
          <Button
            autoFocus
            look="primary"
            icon="globe"
            onPress={() => {
              onSend(isLast);
            }}
          >
            {t('sendPublicly')}
          </Button>
        </>
      }
    >
      <p>
        {t('publicWords', { platform: titles[platform], account: account ?? titles[platform] })}
      </p>
      {firstLine !== '' && (
        <blockquote className={css('firstLine')} dir="auto">
          {firstLine}
        </blockquote>
      )}
      <label className={css('tick')}>
        <input
          type="checkbox"
          checked={isLast}
          onChange={(event) => {
            setLast(event.target.checked);
          }}
          onKeyDown={(event) => {
            // Wherever one stands in it, Enter sends.
            if (event.key !== 'Enter' || event.repeat) return;
            event.preventDefault();
            onSend(isLast);
          }}
        />
        {t('askNoMore')}
      </label>
    </Dialog>
  );
}
