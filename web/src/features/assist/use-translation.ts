import { useState } from 'react';
import { sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';

export interface Translation {
  language: string;
  content: string;
  madeBy: string;
}

/** A message in the reader's language, below what was said. */
export function useTranslation(messageId: string, language: string) {
  const [shown, setShown] = useState<Translation>();
  const [isBusy, setBusy] = useState(false);
  return {
    shown,
    isBusy,
    translate: () => {
      setBusy(true);
      post<Translation>(`/messages/${messageId}/translation`, { language })
        .then(setShown, sayProblem)
        .finally(() => {
          setBusy(false);
        });
    },
    hide: () => {
      setShown(undefined);
    },
  };
}
