import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { priorities, type Priority, type SlaConfiguration } from '../../../../../domain/sla.ts';
import { Select } from '../../../components/field.tsx';
import { isProblem, post } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { useNow } from '../../../lib/time.ts';
import styles from '../settings.module.css';

const css = classesOf(styles);

interface Deadlines {
  firstResponseDueAt?: string;
  nextResponseDueAt?: string;
  resolutionDueAt?: string;
}

/** "A message now would be due …", by the very rules that will hold. */
export function PolicyPreview({ config }: { config: SlaConfiguration }) {
  const t = useText();
  const [priority, setPriority] = useState<Priority>('medium');
  const asked = useDeferredValue(config);
  const openedAt = Math.floor(useNow(60_000) / 60_000) * 60_000;
  const { data, error } = useQuery({
    queryKey: ['sla-preview', asked, priority, openedAt],
    queryFn: ({ signal }) =>
      post<Deadlines>(
        '/sla/preview',
        { policy: asked, openedAt: new Date(openedAt).toISOString(), priority },
        { signal },
      ),
    placeholderData: (before) => before,
    retry: false,
  });
  return (
    <section className={css('preview')} aria-label={t('preview')}>
      <header>
        <b className="grow">{t('previewNow')}</b>
        <Select
          label={t('priority')}
          isLabelHidden
          value={priority}
          choices={priorities.map((id) => ({
            id,
            label: t('priorityIs', { priority: t(`priority_${id}`) }),
          }))}
          onChange={(it) => {
            setPriority(it as Priority);
          }}
        />
      </header>
      {error ? (
        <p className="faint">{isProblem(error) ? error.message : t('brokenPage')}</p>
      ) : (
        <dl aria-live="polite">
          <Due label={t('firstResponse')} at={data?.firstResponseDueAt} />
          <Due label={t('nextResponse')} at={data?.nextResponseDueAt} />
          <Due label={t('resolution')} at={data?.resolutionDueAt} />
        </dl>
      )}
    </section>
  );
}

function Due({ label, at }: { label: string; at: string | undefined }) {
  const locale = useLocale();
  const words =
    at &&
    new Date(at).toLocaleString(locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
  return (
    <div>
      <dt>{label}</dt>
      <dd className="num">{words ?? '–'}</dd>
    </div>
  );
}
