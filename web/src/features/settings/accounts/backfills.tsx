import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Chip, type Tone } from '../../../components/chip.tsx';
import { TextField } from '../../../components/field.tsx';
import { post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { moment, useNow } from '../../../lib/time.ts';
import { useSave } from '../use-save.ts';
import { backfillsQuery, type Backfill } from './account-queries.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);
const tones: Record<Backfill['status'], Tone> = {
  queued: 'mute',
  running: 'accent',
  done: 'ok',
  failed: 'bad',
};
const mostShown = 5;

/** Reading back from the platform what the desk may have missed. */
export function Backfills({ accountId, isManager }: { accountId: string; isManager: boolean }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const query = backfillsQuery(accountId);
  const { data = [] } = useQuery(query);
  const [since, setSince] = useState('');
  const { save, isPending, errorOf, problem } = useSave({
    run: () =>
      post<Backfill>(
        `/accounts/${accountId}/backfills`,
        since === '' ? {} : { since: new Date(since).toISOString() },
      ),
    refreshes: [query.queryKey],
    said: t('backfillBegun'),
  });
  return (
    <section className={css('part')}>
      <h3>{t('backfill')}</h3>
      <p className="faint">{t('backfillHelp')}</p>
      {isManager && (
        <div className={css('row2')}>
          <TextField
            label={t('since')}
            type="datetime-local"
            value={since}
            onChange={setSince}
            error={errorOf('since') ?? problem}
            help={t('sinceHelp')}
          />
          <div className={css('beside')}>
            <Button
              isDisabled={isPending}
              onPress={() => {
                save(undefined);
              }}
            >
              {t('readBack')}
            </Button>
          </div>
        </div>
      )}
      <ul className={css('lines')}>
        {data.slice(0, mostShown).map((it) => (
          <li key={it.id}>
            <Chip tone={tones[it.status]}>{t(`backfill_${it.status}`)}</Chip>
            <span className="grow">
              {t('backfillLine', {
                since: moment(it.since, locale, now),
                messages: it.messages.toLocaleString(locale),
                added: it.added.toLocaleString(locale),
              })}
              {it.failure && (
                <small className={css('problem', 'below')}>{it.failure.message}</small>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
