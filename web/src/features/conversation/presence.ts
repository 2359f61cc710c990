/** Who is here, who looks at which conversation, and who is writing in it. */
import { useEffect } from 'react';
import type { PresenceFrame } from '../../../../api/live/frames.ts';
import { liveStatus, tell } from '../../lib/live.ts';
import { createStore, usePartOf, useStore } from '../../lib/store.ts';

export type Present = PresenceFrame['agents'][number];
type Viewers = Pick<PresenceFrame, 'agents' | 'customerTyping'>;

const viewers = createStore<Readonly<Record<string, Viewers>>>({});

export function heardPresence({ conversationId, ...rest }: PresenceFrame): void {
  viewers.set((before) => ({ ...before, [conversationId]: rest }));
}

const nobody: Viewers = { agents: [] };

/** The others: oneself is not shown to oneself. */
export function useOthers(conversationId: string, agentId: string): Viewers {
  const all = usePartOf(viewers, (it) => it[conversationId] ?? nobody);
  return { ...all, agents: all.agents.filter((it) => it.agentId !== agentId) };
}

/** Told to each stream: one that was cut has forgotten it. */
export function useViewing(conversationId: string): void {
  const status = useStore(liveStatus);
  useEffect(() => {
    if (status !== 'live') return undefined;
    tell({ type: 'viewing', conversationId });
    return () => {
      tell({ type: 'viewing', conversationId: null });
    };
  }, [conversationId, status]);
}

let lastTold = 0;

/** Told at most every 3 s: it fades after 6. */
export function tellTyping(conversationId: string, kind: 'reply' | 'note' | null): void {
  const now = Date.now();
  if (kind !== null && now - lastTold < 3_000) return;
  lastTold = kind === null ? 0 : now;
  tell({ type: 'typing', conversationId, kind });
}
