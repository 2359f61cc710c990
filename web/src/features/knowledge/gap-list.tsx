import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Chip } from '../../components/chip.tsx';
import { Select } from '../../components/field.tsx';
import { LoadMore } from '../../components/load-more.tsx';
import { Empty, Failure, Skeleton } from '../../components/states.tsx';
import { classesOf } from '../../lib/classes.ts';
import { usePages } from '../../lib/pages.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { dayOf, useNow } from '../../lib/time.ts';
import type { KnowledgeGap } from '../../lib/types.ts';
import { gapsQuery } from './knowledge-queries.ts';
import { subjectOf } from './subject.ts';
import styles from './knowledge.module.css';

const css = classesOf(styles);

const states = ['open', 'dismissed', 'answered'] as const;

/** "Asked 14 times, no article", the most asked first. */
export function GapList() {
  const t = useText();
  const navigate = useNavigate();
  const { gap, state } = useSearch({ from: '/desk/knowledge' });
  const { list, rows = [] } = usePages(gapsQuery(state ?? 'open'));
  return (
    <>
      <div className={css('filter')}>
        <Select
          label={t('status')}
          isLabelHidden
          value={state ?? 'open'}
          choices={states.map((id) => ({ id, label: t(`gap_${id}`) }))}
          onChange={(id) => {
            const next = states.find((it) => it === id);
            void navigate({
              to: '/knowledge',
              search: { tab: 'gaps', ...(next && next !== 'open' && { state: next }) },
            });
          }}
        />
      </div>
      <div className={css('rows')}>
        {list.isPending && <Skeleton rows={6} height={44} />}
        {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && rows.length === 0 && (
          <Empty icon="check" title={t('noGaps')}>
            {t('noGapsWords')}
          </Empty>
        )}
        <ul>
          {rows.map((it) => (
            <li key={it.id}>
              <Link
                to="/knowledge"
                search={{ tab: 'gaps', ...(state && { state }), gap: it.id }}
                className={css('row')}
                aria-current={it.id === gap ? 'true' : undefined}
              >
                <Row gap={it} />
              </Link>
            </li>
          ))}
        </ul>
        <LoadMore list={list} />
      </div>
    </>
  );
}

function Row({ gap }: { gap: KnowledgeGap }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const { count, languages, lastAskedAt, article } = gap;
  return (
    <span className="grow">
      <span className={css('first')}>
        <bdi className="ellipsis grow">{subjectOf(gap, t)}</bdi>
        <time className="faint num" dateTime={lastAskedAt}>
          {dayOf(lastAskedAt, locale, now)}
        </time>
      </span>
      <span className={css('second')}>
        <span className="faint">{t('askedTimes', { count })}</span>
        {languages.map((it) => (
          <Chip key={it} tone="line">
            {it.toUpperCase()}
          </Chip>
        ))}
        {article && <Chip tone="accent">{t(`article_${article.status}`)}</Chip>}
      </span>
    </span>
  );
}
