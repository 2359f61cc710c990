import { fillTemplate } from '../../../../domain/templates.ts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconButton } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { say, sayProblem } from '../../components/toasts.tsx';
import { useSession } from '../../app/session.ts';
import { get, post, type Page } from '../../lib/api.ts';
import { useAgents } from '../../lib/desk.ts';
import { useText } from '../../lib/text.ts';
import type { Conversation, Message } from '../../lib/types.ts';
import { usePublicQuestion } from '../composer/public-question.tsx';
import { newestOnScreen, putConversation } from './conversation-queries.ts';
import { meanwhile } from './meanwhile.ts';

export interface Macro {
  id: string;
  name: string;
  teamId?: string;
  steps: ({ type: string } & Record<string, unknown>)[];
  version: number;
}

export const macrosQuery = queryOptions({
  queryKey: ['macros'],
  queryFn: ({ signal }) => get<Page<Macro>>('/macros', { limit: 100 }, signal),
});

interface Refusal {
  detail?: string;
  /** Where it went on: what came meanwhile. */
  newMessages?: Message[];
}

interface Ran {
  steps: {
    type: string;
    status: 'done' | 'refused' | 'unknown' | 'skipped';
    problem?: Refusal;
  }[];
  conversation: Conversation;
}

/** Several steps in one: an answer, tags, a status. Each is told of. */
export function MacroMenu({ conversation }: { conversation: Conversation }) {
  const t = useText();
  const queries = useQueryClient();
  const { agent } = useSession();
  const { askFirst, question } = usePublicQuestion();
  const macros = useQuery(macrosQuery).data?.data ?? [];
  const agents = useAgents();
  const whyOf = ({ detail = '', newMessages }: Refusal = {}) => {
    const last = newMessages?.at(-1);
    return last ? `${meanwhile(t, agents, last)} “${last.content}”` : detail;
  };
  const { mutate } = useMutation({
    mutationFn: (macro: Macro) =>
      post<Ran>(`/conversations/${conversation.id}/macros/${macro.id}`, {
        lastSeenMessageId: newestOnScreen(queries, conversation.id),
      }),
    onSuccess(ran, { name }) {
      const refused = ran.steps.find(({ status }) => status === 'refused');
      if (!refused) say(t('macroDone', { name }));
      else say(t('macroStopped', { name, why: whyOf(refused.problem) }), 'bad');
      putConversation(queries, ran.conversation);
      void queries.invalidateQueries({ queryKey: ['messages', conversation.id] });
    },
    onError: sayProblem,
  });
  const start = (macro: Macro) => {
    const go = () => {
      mutate(macro);
    };
    const [thread] = conversation.threads;
    const template = macro.steps.find(({ type }) => type === 'reply')?.['content'];
    if (typeof template !== 'string' || !thread || thread.source === 'dm') {
      go();
      return;
    }
    const content = fillTemplate(template, {
      customerName: conversation.customerName,
      agentName: agent.name,
      conversationId: conversation.id,
    });
    askFirst({ ...thread, content }, go);
  };
  if (macros.length === 0 || conversation.status === 'closed') return null;
  return (
    <>
      {question}
      <Menu
        label={t('macros')}
        groups={[
          {
            title: t('macros'),
            entries: macros.map((macro) => ({
              id: macro.id,
              label: macro.name,
              icon: 'bolt' as const,
              detail: macro.steps.map(({ type }) => t(`step_${type}` as 'step_reply')).join(', '),
              run: () => {
                start(macro);
              },
            })),
          },
        ]}
        trigger={<IconButton label={t('macros')} icon="bolt" />}
      />
    </>
  );
}
