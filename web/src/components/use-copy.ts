import { useText } from '../lib/text.ts';
import { say, sayProblem } from './toasts.tsx';

/** Takes words to the clipboard, and says so. */
export function useCopy(): (words: string) => void {
  const t = useText();
  return (words) => {
    navigator.clipboard.writeText(words).then(() => {
      say(t('copied'));
    }, sayProblem);
  };
}
