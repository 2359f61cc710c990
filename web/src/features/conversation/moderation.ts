/** What can be done to what stands in public, by what the platform lets be done there. */
import { say, sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { usePlatform, type Platform } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation } from '../../lib/types.ts';

interface Outcome {
  status: string;
  failure?: { message: string };
}

export function useModeration({
  platform: name,
  metadata: { source },
}: Pick<Conversation, 'platform' | 'metadata'>) {
  const t = useText();
  const platform = usePlatform(name);
  return {
    can: (action: keyof Platform['moderation']): boolean =>
      platform?.moderation[action]?.includes(source) ?? false,
    /** What the platform refuses is said. */
    moderate: (path: string, onDone: () => void) => () => {
      post<Outcome>(path).then(({ status, failure }) => {
        if (status === 'refused') say(failure?.message ?? t('refused'), 'bad');
        else onDone();
      }, sayProblem);
    },
  };
}
