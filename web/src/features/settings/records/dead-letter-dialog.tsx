import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Failure, Skeleton } from '../../../components/states.tsx';
import { say, sayProblem } from '../../../components/toasts.tsx';
import { get, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { fullTime } from '../../../lib/time.ts';
import { deadLettersKey, type DeadLetter } from './dead-letters.ts';
import { useReasonWords } from './reasons.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

interface Whole extends DeadLetter {
  raw: string;
  isCut: boolean;
  bytes: number;
}

/** What came, as text and as nothing else, and once more into the desk. */
export function DeadLetterDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const wordsOf = useReasonWords();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ['dead-letter', id],
    queryFn: ({ signal }) => get<Whole>(`/inbox/dead-letters/${id}`, {}, signal),
    staleTime: 0,
  });
  const replay = useMutation({
    mutationFn: () => post<DeadLetter>(`/inbox/dead-letters/${id}/replay`),
    onSuccess({ outcome = '' }) {
      say(t('replayed', { outcome: wordsOf(outcome) }), outcome === 'accepted' ? 'done' : 'doubt');
      void queries.invalidateQueries({ queryKey: ['dead-letter', id] });
      void queries.invalidateQueries({ queryKey: deadLettersKey });
    },
    onError: sayProblem,
  });
  return (
    <Dialog
      title={data ? wordsOf(data.reason) : t('deadLetters')}
      size="l"
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{t('close')}</Button>
          <Button
            look="primary"
            icon="refresh"
            isDisabled={replay.isPending || !data}
            onPress={() => {
              replay.mutate();
            }}
          >
            {t('replay')}
          </Button>
        </>
      }
    >
      {error && <Failure error={error} />}
      {!data && !error && <Skeleton rows={3} height={40} />}
      {data && (
        <>
          <p>{data.detail}</p>
          <p className="faint">
            {t('receivedAt', { at: fullTime(data.receivedAt, locale) })}{' '}
            {data.outcome !== undefined && t('lastReplay', { outcome: wordsOf(data.outcome) })}
          </p>
          <pre className={css('raw')} tabIndex={0} aria-label={t('whatCame')} dir="ltr">
            {pretty(data)}
          </pre>
          {data.isCut && (
            <p className="faint">{t('rawCut', { bytes: data.bytes.toLocaleString(locale) })}</p>
          )}
        </>
      )}
    </Dialog>
  );
}

/** JSON in lines; whatever else as it came. */
function pretty({ raw, isCut }: Whole): string {
  if (isCut) return raw;
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
