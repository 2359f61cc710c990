/** What the assistant makes of the conversation. It suggests: what is done is done by who reads it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useMay } from '../../app/session.ts';
import { Chip } from '../../components/chip.tsx';
import { Failure } from '../../components/states.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { languageName } from '../../lib/language-name.ts';
import { useLocale, useText } from '../../lib/text.ts';
import type { Assist } from '../../lib/types.ts';
import { conversationQuery } from '../conversation/conversation-queries.ts';
import { assistQuery } from './assist-queries.ts';
import { DraftCard } from './draft-card.tsx';
import { ProposalRow } from './proposal-row.tsx';
import { SummaryCard } from './summary-card.tsx';
import { SuggestionCard } from './suggestion-card.tsx';
import styles from './assist.module.css';

const css = classesOf(styles);

/** Who may not answer has no use for it. */
export function AssistPanel({ conversationId }: { conversationId: string }) {
  const t = useText();
  const may = useMay();
  const works = may('conversations.work');
  const queries = useQueryClient();
  const {
    data: assist,
    error,
    refetch,
  } = useQuery({
    ...assistQuery(conversationId),
    enabled: works,
  });
  useReadNow(conversationId, works && assist?.isEnabled === true && !assist.triage);
  if (!works) return null;
  const put = (next: Assist) => {
    queries.setQueryData(assistQuery(conversationId).queryKey, next);
  };
  return (
    <section className={css('assist')} aria-label={t('assistant')}>
      <h3>{t('assistant')}</h3>
      {error && !assist && <Failure error={error} retry={() => void refetch()} />}
      {assist && !assist.isEnabled && <p className="faint">{t('assistantIsOff')}</p>}
      {assist?.isEnabled && (
        <>
          {assist.triage && <Reading triage={assist.triage} />}
          {assist.draft && (
            <DraftCard key={assist.draft.id} conversationId={conversationId} draft={assist.draft} />
          )}
          {assist.proposals.map((proposal) => (
            <ProposalRow key={proposal.id} proposal={proposal} onDecided={put} />
          ))}
          <SummaryCard conversationId={conversationId} assist={assist} onMade={put} />
          <Suggested conversationId={conversationId} round={assist.round} onJudged={put} />
        </>
      )}
    </section>
  );
}

/** Each once: where there is nothing to read it stays so. */
const asked = new Set<string>();

/** What was written before the assistant was there, or was switched on, it reads when somebody looks. */
function useReadNow(conversationId: string, isUnread: boolean): void {
  const { data: conversation } = useQuery(conversationQuery(conversationId));
  const isOpen = conversation?.status === 'open';
  useEffect(() => {
    if (!isUnread || !isOpen || asked.has(conversationId)) return;
    asked.add(conversationId);
    // Nobody asked for it: the panel goes on saying that there is nothing yet.
    post(`/conversations/${conversationId}/assist`, {}).catch(() => undefined);
  }, [conversationId, isUnread, isOpen]);
}

const moods = { negative: 'bad', neutral: 'mute', positive: 'ok' } as const;

function Reading({ triage }: { triage: NonNullable<Assist['triage']> }) {
  const t = useText();
  const locale = useLocale();
  const { sentiment, urgency, language, topics, suspicion, reasons } = triage;
  const found = (of: readonly { words: readonly string[] }[]) =>
    of.flatMap(({ words }) => words).join(', ') || undefined;
  return (
    <div className={css('reading')}>
      <Chip tone={moods[sentiment]} icon="smile" title={found(reasons.sentiment)}>
        {t(`mood_${sentiment}`)}
      </Chip>
      {urgency !== 'normal' && (
        <Chip
          tone={urgency === 'high' ? 'warn' : 'mute'}
          icon="flag"
          title={found(reasons.urgency)}
        >
          {t(`urgency_${urgency}`)}
        </Chip>
      )}
      {language !== undefined && <Chip icon="globe">{languageName(language, locale)}</Chip>}
      {topics.map((topic) => (
        <Chip key={topic} tone="line">
          {topic}
        </Chip>
      ))}
      {suspicion && (
        <Chip tone="warn" icon="warning" title={t('suspiciousHelp')}>
          {t('suspicious')}
        </Chip>
      )}
    </div>
  );
}

function Suggested({
  conversationId,
  round,
  onJudged,
}: {
  conversationId: string;
  round: Assist['round'];
  onJudged: (assist: Assist) => void;
}) {
  const t = useText();
  if (!round || round.status === 'withdrawn') {
    return <p className="faint">{t('noSuggestionYet')}</p>;
  }
  if (round.suggestions.length === 0) {
    return (
      <p className="faint">
        {t(round.status === 'unavailable' ? 'suggestionsUnavailable' : 'nothingFoundToSuggest')}
      </p>
    );
  }
  const { madeBy, reason } = round;
  return (
    <>
      <p className={css('made')}>
        {madeBy === 'search' ? t('foundBySearch') : t('writtenByModel', { model: madeBy })}
        {reason && ` ${t(`notByModel_${reason}`)}`}
      </p>
      <ul className={css('suggestions')} aria-label={t('suggestions')}>
        {round.suggestions.map((suggestion) => (
          <SuggestionCard
            key={suggestion.id}
            conversationId={conversationId}
            suggestion={suggestion}
            onJudged={onJudged}
          />
        ))}
      </ul>
    </>
  );
}
