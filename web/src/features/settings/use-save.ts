import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { say } from '../../components/toasts.tsx';
import { isProblem } from '../../lib/api.ts';
import { useText } from '../../lib/text.ts';

export interface Save<V> {
  save: (value: V) => void;
  isPending: boolean;
  /** What is wrong with a field, as the API names it. */
  errorOf: (field: string) => string | undefined;
  /** What was refused, in a sentence. */
  problem: string | undefined;
}

/**
 * One change, and what came of it: refusals beside their fields. Where somebody else was faster, it is read again and
 * shown as it is now.
 */
export function useSave<V, A = unknown>({
  run,
  refreshes,
  onSaved,
  said,
}: {
  run: (value: V) => Promise<A>;
  refreshes: readonly QueryKey[];
  onSaved?: (answer: A) => void;
  /** Said when it is done. */
  said?: string;
}): Save<V> {
  const t = useText();
  const queries = useQueryClient();
  const refresh = () =>
    Promise.all(refreshes.map((queryKey) => queries.invalidateQueries({ queryKey })));
  const { mutate, isPending, error } = useMutation({
    mutationFn: run,
    async onSuccess(answer) {
      await refresh();
      if (said !== undefined) say(said);
      onSaved?.(answer);
    },
    async onError(refusal) {
      if (!isProblem(refusal, 'version_mismatch')) return;
      say(t('changedMeanwhile'), 'bad');
      await refresh();
    },
  });
  const problem = isProblem(error) ? error.message : error ? t('brokenPage') : undefined;
  return {
    save: mutate,
    isPending,
    errorOf: (field) =>
      isProblem(error) ? error.errors.find((it) => it.field === field)?.message : undefined,
    problem,
  };
}
