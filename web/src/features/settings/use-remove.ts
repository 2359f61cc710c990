import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { say, sayProblem } from '../../components/toasts.tsx';
import { ask } from '../../lib/api.ts';
import { useText } from '../../lib/text.ts';

/** Takes something away for good; ask first. @param path below which the things are, each by its id */
export function useRemove(path: string, refreshes: QueryKey): (id: string) => void {
  const t = useText();
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (id: string) => ask('DELETE', `${path}/${id}`),
    onSuccess: () => {
      say(t('deleted'));
    },
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: refreshes }),
  });
  return mutate;
}
