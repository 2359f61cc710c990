import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import { moment, useNow } from '../../lib/time.ts';
import type { KnowledgeGap } from '../../lib/types.ts';
import { knowledgeKey } from './knowledge-queries.ts';
import { subjectOf } from './subject.ts';
import { useGap } from './use-gap.ts';
import styles from './knowledge.module.css';

const css = classesOf(styles);

export function GapPane({ gapId }: { gapId: string }) {
  const t = useText();
  const { data: gap, isPending } = useGap(gapId);
  if (gap) return <Shown gap={gap} />;
  return isPending ? <Skeleton rows={4} height={32} /> : <Empty icon="flag" title={t('gapGone')} />;
}

function Shown({ gap }: { gap: KnowledgeGap }) {
  const t = useText();
  const may = useMay();
  const locale = useLocale();
  const now = useNow(60_000);
  const navigate = useNavigate();
  const { id, count, concepts, languages, lastAskedAt, conversationIds, article, state } = gap;
  return (
    <div className={css('reading')}>
      <h2 dir="auto">{subjectOf(gap, t)}</h2>
      <p className={css('chips')}>
        <Chip tone={state === 'open' ? 'warn' : 'mute'}>{t(`gap_${state}`)}</Chip>
        {languages.map((it) => (
          <Chip key={it} icon="globe">
            {languageName(it, locale)}
          </Chip>
        ))}
        {concepts.map((it) => (
          <Chip key={it} tone="line">
            {it}
          </Chip>
        ))}
      </p>
      <p>
        {t('askedTimes', { count })}, {t('lastAsked', { when: moment(lastAskedAt, locale, now) })}
      </p>
      {article && (
        <p>
          {t('articleBegun')}{' '}
          <Link to="/knowledge" search={{ article: article.id }}>
            {article.title}
          </Link>{' '}
          ({t(`article_${article.status}`)})
        </p>
      )}
      {conversationIds.length > 0 && (
        <section>
          <h3>{t('askedIn')}</h3>
          <ul className={css('examples')}>
            {conversationIds.map((conversationId, index) => (
              <li key={conversationId}>
                <Link
                  to="/inbox/$view/$conversationId"
                  params={{ view: 'all', conversationId }}
                  search={{}}
                >
                  {t('exampleConversation', { number: index + 1 })}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {may('knowledge.write') && (
        <p className={css('buttons')}>
          {state !== 'answered' && !article && (
            <Button
              look="primary"
              icon="pen"
              onPress={() => {
                void navigate({
                  to: '/knowledge',
                  search: { tab: 'gaps', gap: id, article: 'new' },
                });
              }}
            >
              {t('writeArticle')}
            </Button>
          )}
          {state === 'open' && <Settle gapId={id} path="dismiss" label={t('dismissGap')} />}
          {state === 'dismissed' && <Settle gapId={id} path="reopen" label={t('reopenGap')} />}
        </p>
      )}
    </div>
  );
}

function Settle({
  gapId,
  path,
  label,
}: {
  gapId: string;
  path: 'dismiss' | 'reopen';
  label: string;
}) {
  const t = useText();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => post(`/knowledge/gaps/${gapId}/${path}`),
    onSuccess: () => {
      say(t('saved'));
    },
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: knowledgeKey }),
  });
  return (
    <Button
      isDisabled={isPending}
      onPress={() => {
        mutate();
      }}
    >
      {label}
    </Button>
  );
}
