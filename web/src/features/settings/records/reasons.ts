import { useText } from '../../../lib/text.ts';

const known = [
  'unparsable',
  'unsupported',
  'unknown_account',
  'unverified',
  'failed_to_store',
  'failed_to_apply',
  'accepted',
  'ignored',
] as const;

/** Why something could not be taken in, and what came of it since. */
export function useReasonWords(): (reason: string) => string {
  const t = useText();
  return (reason) =>
    reason
      .split(', ')
      .map((it) => {
        const found = known.find((one) => one === it);
        return found ? t(`dead_${found}`) : it;
      })
      .join(', ');
}
