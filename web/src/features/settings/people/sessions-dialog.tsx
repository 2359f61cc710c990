import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { sayProblem } from '../../../components/toasts.tsx';
import { ask, get, type Page } from '../../../lib/api.ts';
import { classesOf } from '../../../lib/classes.ts';
import { useLocale, useText } from '../../../lib/text.ts';
import { moment, useNow } from '../../../lib/time.ts';
import type { Agent } from '../../../lib/types.ts';
import { Listed } from '../section.tsx';
import styles from '../settings.module.css';

const css = classesOf(styles);

interface SessionEntry {
  id: string;
  userAgent: string;
  seenAt: string;
}

/** Where somebody is signed in, to end it for them. */
export function SessionsDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const t = useText();
  const locale = useLocale();
  const now = useNow(60_000);
  const queries = useQueryClient();
  const queryKey = ['sessions', agent.id];
  const sessions = useQuery({
    queryKey,
    queryFn: async ({ signal }) =>
      (await get<Page<SessionEntry>>('/sessions', { agentId: agent.id }, signal)).data,
    staleTime: 0,
  });
  const end = useMutation({
    mutationFn: (id: string) => ask('DELETE', `/sessions/${id}`),
    onError: sayProblem,
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  return (
    <Dialog title={t('sessionsOf', { name: agent.name })} onClose={onClose}>
      <Listed query={sessions} icon="lock" empty={t('nowhereSignedIn')}>
        {(rows) => (
          <ul className={css('lines')}>
            {rows.map(({ id, userAgent, seenAt }) => (
              <li key={id}>
                <span className="grow">
                  {userAgent || t('unknownDevice')}
                  <small className={css('below')}>{moment(seenAt, locale, now)}</small>
                </span>
                <Button
                  size="s"
                  onPress={() => {
                    end.mutate(id);
                  }}
                >
                  {t('endSession')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </Dialog>
  );
}
