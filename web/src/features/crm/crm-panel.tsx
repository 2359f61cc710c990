/** What the CRM knows of the customer. Where it is away, what it said before stands, and what is asked of it waits. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../../app/session.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { Failure } from '../../components/states.tsx';
import { sayProblem } from '../../components/toasts.tsx';
import { post } from '../../lib/api.ts';
import { classesOf } from '../../lib/classes.ts';
import { useText } from '../../lib/text.ts';
import type { Crm, CrmTask } from '../../lib/types.ts';
import { CaseDialog } from './case-dialog.tsx';
import { CrmCard } from './crm-card.tsx';
import { crmQuery } from './crm-queries.ts';
import styles from './crm.module.css';

const css = classesOf(styles);

export function CrmPanel({ conversationId }: { conversationId: string }) {
  const t = useText();
  const may = useMay();
  const queries = useQueryClient();
  const { data: crm, error, refetch } = useQuery(crmQuery(conversationId));
  const [isAsking, setAsking] = useState(false);
  const refresh = useMutation({
    mutationFn: () => post<Crm>(`/conversations/${conversationId}/crm/refresh`),
    onSuccess: (next) => {
      queries.setQueryData(crmQuery(conversationId).queryKey, next);
    },
    onError: sayProblem,
  });
  const works = may('conversations.work');
  // Nobody has connected any: there is nothing to say about it.
  if (crm?.contacts.length === 0 && crm.cases.length === 0) return null;
  return (
    <section className={css('crm')} aria-label={t('crm')}>
      <h3>
        {t('crm')}
        {works && crm && (
          <IconButton
            label={t('readCrmAgain')}
            icon="refresh"
            size="s"
            isDisabled={refresh.isPending}
            onPress={() => {
              refresh.mutate();
            }}
          />
        )}
      </h3>
      {error && !crm && <Failure error={error} retry={() => void refetch()} />}
      {crm?.contacts.map((contact) => (
        <CrmCard
          key={contact.connection.id}
          contact={contact}
          isNamed={contact.connection.kind !== 'builtin'}
        />
      ))}
      {crm && <Asked cases={crm.cases} />}
      {works && crm && crm.contacts.length > 0 && (
        <div className={css('buttons')}>
          <Button
            size="s"
            icon="plus"
            onPress={() => {
              setAsking(true);
            }}
          >
            {t('newCase')}
          </Button>
        </div>
      )}
      {isAsking && (
        <CaseDialog
          conversationId={conversationId}
          connections={crm?.contacts.map(({ connection }) => connection) ?? []}
          onClose={() => {
            setAsking(false);
          }}
        />
      )}
    </section>
  );
}

/** Those that the card does not show yet. */
function Asked({ cases }: { cases: readonly CrmTask[] }) {
  const t = useText();
  const open = cases.filter(({ state }) => state !== 'done');
  if (open.length === 0) return null;
  return (
    <ul className={css('asked')} aria-label={t('casesAsked')}>
      {open.map(({ id, title, state, error }) => (
        <li key={id}>
          <p>
            <bdi>{title}</bdi>
            {state === 'refused' && error && <small className="faint"> {error}</small>}
          </p>
          <Chip tone={state === 'refused' ? 'bad' : 'mute'} title={error}>
            {t(state === 'refused' ? 'caseRefused' : 'caseWaits')}
          </Chip>
        </li>
      ))}
    </ul>
  );
}
