/** Supervisors say how somebody is there: shown at once, and kept against boards that were read before it was so. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { say, sayProblem } from '../../components/toasts.tsx';
import { ask } from '../../lib/api.ts';
import { createStore, useStore } from '../../lib/store.ts';
import { useText } from '../../lib/text.ts';
import type { Agent } from '../../lib/types.ts';
import type { Board } from './wallboard-queries.ts';

export type BoardAgent = Board['agents'][number];
export type Availability = BoardAgent['availability'];

interface Said {
  availability: Availability;
  /** Since when the desk knows it: boards from before do not. */
  since: number;
}
const said = createStore<Readonly<Record<string, Said>>>({});

export function useBoardAgents({ at, agents }: Pick<Board, 'at' | 'agents'>): BoardAgent[] {
  const changes = useStore(said);
  const read = Date.parse(at);
  return agents.map((agent) => {
    const change = changes[agent.agentId];
    return change && read <= change.since ? { ...agent, availability: change.availability } : agent;
  });
}

export function useSetAvailability() {
  const t = useText();
  const queries = useQueryClient();
  const put = (id: string, change: Said | undefined) => {
    said.set(({ [id]: _before, ...others }) => (change ? { ...others, [id]: change } : others));
  };
  const { mutate } = useMutation({
    mutationFn: ({ agent, availability }: { agent: BoardAgent; availability: Availability }) =>
      ask<Agent>('PUT', `/agents/${agent.agentId}/availability`, { body: { availability } }),
    onMutate({ agent, availability }) {
      put(agent.agentId, { availability, since: Infinity });
    },
    onSuccess(changed, { agent, availability }) {
      put(agent.agentId, { availability, since: Date.parse(changed.availabilityAt) });
      say(t('isNow', { name: agent.name, availability: t(availability) }));
      void queries.invalidateQueries({ queryKey: ['agents'] });
    },
    onError(error, { agent }) {
      put(agent.agentId, undefined);
      sayProblem(error);
    },
  });
  return mutate;
}
