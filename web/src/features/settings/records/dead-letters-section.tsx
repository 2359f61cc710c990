import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/button.tsx';
import { Chip } from '../../../components/chip.tsx';
import { Select, Switch } from '../../../components/field.tsx';
import { LoadMore } from '../../../components/load-more.tsx';
import { get, type Page } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { titles } from '../../../lib/desk.ts';
import { pagesQuery, usePages } from '../../../lib/pages.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { moment, useNow } from '../../../lib/time.ts';
import type { PlatformName } from '../../../lib/types.ts';
import { Listed, Section, Table } from '../section.tsx';
import { DeadLetterDialog } from './dead-letter-dialog.tsx';
import { deadLettersKey, type DeadLetter } from './dead-letters.ts';
import { useReasonWords } from './reasons.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

interface ReasonCount {
  platform: string;
  reason: string;
  letters: number;
  waiting: number;
}

/** What was acknowledged and could not be taken in: nothing of it is lost. */
export function DeadLettersSection() {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const wordsOf = useReasonWords();
  const [reason, setReason] = useState('');
  const [isWaiting, setWaiting] = useState(true);
  const [open, setOpen] = useState<string>();
  const reasons = useQuery({
    queryKey: [...deadLettersKey, 'reasons'],
    queryFn: async ({ signal }) =>
      (await get<Page<ReasonCount>>('/inbox/dead-letter-reasons', {}, signal)).data,
    staleTime: 0,
  });
  const asked = { reason, ...(isWaiting && { waiting: true }) };
  const { list, rows } = usePages({
    ...pagesQuery<DeadLetter>([...deadLettersKey, asked], '/inbox/dead-letters', {
      limit: 50,
      ...asked,
    }),
    staleTime: 0,
  });
  const kinds = [...new Set(reasons.data?.map((it) => it.reason))];
  const waitingOf = (kind: string) =>
    (reasons.data ?? [])
      .filter((it) => it.reason === kind)
      .reduce((sum, it) => sum + it.waiting, 0);
  return (
    <Section title={t('deadLetters')} intro={t('deadLettersIntro')}>
      <div className={css('filters')}>
        <Select
          label={t('reason')}
          value={reason}
          choices={[
            { id: '', label: t('any') },
            ...kinds.map((id) => ({
              id,
              label: `${wordsOf(id)} (${waitingOf(id).toLocaleString(locale)})`,
            })),
          ]}
          onChange={setReason}
        />
        <Switch label={t('onlyWaiting')} isOn={isWaiting} onChange={setWaiting} />
      </div>
      <Listed
        query={{ ...list, data: rows }}
        icon="check"
        empty={t('noDeadLetters')}
        hint={t('noDeadLettersHint')}
      >
        {(all) => (
          <Table
            label={t('deadLetters')}
            heads={[t('reason'), t('platform'), t('received'), t('howOften'), t('outcome'), '']}
          >
            {all.map((letter) => (
              <tr key={letter.id}>
                <td>
                  <b className={css('strong')}>{wordsOf(letter.reason)}</b>
                  <small className={css('below', 'clip')}>{letter.detail}</small>
                </td>
                <td>
                  {letter.platform in titles
                    ? titles[letter.platform as PlatformName]
                    : letter.platform}
                </td>
                <td className="num">{moment(letter.receivedAt, locale, now)}</td>
                <td className="num">{letter.count.toLocaleString(locale)}</td>
                <td>
                  {letter.outcome === undefined ? (
                    <span className="faint">–</span>
                  ) : (
                    <Chip tone={letter.outcome === 'accepted' ? 'ok' : 'warn'}>
                      {wordsOf(letter.outcome)}
                    </Chip>
                  )}
                </td>
                <td className={css('end')}>
                  <Button
                    size="s"
                    aria-label={t('openThis', { what: letter.detail })}
                    onPress={() => {
                      setOpen(letter.id);
                    }}
                  >
                    {t('open')}
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Listed>
      <LoadMore list={list} />
      {open !== undefined && (
        <DeadLetterDialog
          id={open}
          onClose={() => {
            setOpen(undefined);
          }}
        />
      )}
    </Section>
  );
}
