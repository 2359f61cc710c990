import { useMutation, useQueryClient } from '@tanstack/react-query';
import { isProblem } from '../../lib/api.ts';
import { useText } from '../../lib/text.ts';
import { customerKey } from './customer-queries.ts';

/** One change of customers; done, everything that is shown of them is read again. */
export function useCustomerChange<V, A>(
  run: (value: V) => Promise<A>,
  onDone: (answer: A, value: V) => void,
) {
  const t = useText();
  const queries = useQueryClient();
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: run,
    async onSuccess(answer, value) {
      await queries.invalidateQueries({ queryKey: customerKey });
      onDone(answer, value);
    },
  });
  const fields = isProblem(error) ? error.errors : [];
  return {
    change: mutate,
    isPending,
    reset,
    /** What is wrong with a field, as the API names it. */
    errorOf: (field: string) => fields.find((it) => it.field === field)?.message,
    /** What was refused, in a sentence; undefined where a field says it. */
    problem:
      !error || fields.length > 0 ? undefined : isProblem(error) ? error.message : t('brokenPage'),
  };
}
