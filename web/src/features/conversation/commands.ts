/** What agents do to a conversation: shown at once, asked of the API, taken back where it is refused. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSession } from '../../app/session.ts';
import { say, sayProblem } from '../../components/toasts.tsx';
import { isProblem, post } from '../../lib/api.ts';
import { createStore, usePartOf } from '../../lib/store.ts';
import { textNow } from '../../lib/text.ts';
import { readAgain } from '../../lib/read-again.ts';
import type { Conversation } from '../../lib/types.ts';
import { placeInLists } from '../inbox/lists.ts';
import { conversationQuery, putConversation } from './conversation-queries.ts';

/** How many commands of a conversation are not answered yet. */
const underWay = createStore<Readonly<Record<string, number>>>({});
export const useIsPending = (conversationId: string): boolean =>
  usePartOf(underWay, (it) => (it[conversationId] ?? 0) > 0);

const count = (id: string, by: number) => {
  underWay.set((before) => ({ ...before, [id]: Math.max(0, (before[id] ?? 0) + by) }));
};

/** `unknown`: it was sent, and whether it was done will be seen. */
export interface Unknown {
  status: 'unknown';
  commandId: string;
}
export const isUnknown = (answer: unknown): answer is Unknown =>
  typeof answer === 'object' && answer !== null && 'commandId' in answer;

export interface Commands {
  /** @returns whether it was done; what was refused has been told */
  run: (
    name: string,
    body?: object,
    optimistic?: (it: Conversation) => Conversation,
  ) => Promise<boolean>;
}

export function useCommands(conversationId: string): Commands {
  const queries = useQueryClient();
  const { agent } = useSession();
  return useMemo(
    () => ({
      run: (name, body = {}, optimistic = (it) => it) =>
        runCommand(queries, agent.id, conversationId, { name, body, optimistic }),
    }),
    [queries, agent.id, conversationId],
  );
}

async function runCommand(
  queries: QueryClient,
  agentId: string,
  id: string,
  {
    name,
    body,
    optimistic,
  }: { name: string; body: object; optimistic: (it: Conversation) => Conversation },
): Promise<boolean> {
  const key = conversationQuery(id).queryKey;
  const before = queries.getQueryData(key);
  if (before) {
    const after = optimistic(before);
    queries.setQueryData(key, after);
    placeInLists(queries, after, agentId);
  }
  count(id, 1);
  try {
    const answer = await post<Conversation | Unknown>(`/conversations/${id}/${name}`, body);
    if (isUnknown(answer)) {
      say(textNow('outcomeUnknown'), 'doubt');
      void queries.invalidateQueries({ queryKey: key });
      return false;
    }
    if (putConversation(queries, answer)) placeInLists(queries, answer, agentId);
    readAgain(queries, ['view-counts']);
    return true;
  } catch (error) {
    const now = queries.getQueryData(key);
    // Unless the live stream brought something newer meanwhile, it is as it was.
    if (before && now && now.version <= before.version) {
      queries.setQueryData(key, before);
      placeInLists(queries, before, agentId);
    }
    void queries.invalidateQueries({ queryKey: key });
    if (isProblem(error, 'reason_required')) throw error;
    sayProblem(error);
    return false;
  } finally {
    count(id, -1);
  }
}
