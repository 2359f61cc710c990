/** Who is here, who looks at which conversation, and who is writing in it. */
import { useEffect } from 'react';
import { tell, type Frame } from '../../lib/live.ts';
import { createStore, useStore } from '../../lib/store.ts';

export interface Present {
  agentId: string;
  name: string;
  state: 'viewing' | 'replying' | 'noting';
}

interface Viewers {
  agents: Present[];
  customerTyping?: boolean;
}

const viewers = createStore<Readonly<Record<string, Viewers>>>({});

export function heardPresence(frame: Frame): void {
  const { conversationId, ...rest } = frame as unknown as { conversationId: string } & Viewers;
  viewers.set((before) => ({ ...before, [conversationId]: rest }));
}

const nobody: Viewers = { agents: [] };

/** The others: oneself is not shown to oneself. */
export function useOthers(conversationId: string, agentId: string): Viewers {
  const all = useStore(viewers)[conversationId] ?? nobody;
  return { ...all, agents: all.agents.filter((it) => it.agentId !== agentId) };
}

export function useViewing(conversationId: string): void {
  useEffect(() => {
    tell({ type: 'viewing', conversationId });
    // A stream that was cut has forgotten it.
    const again = setInterval(() => {
      tell({ type: 'viewing', conversationId });
    }, 20_000);
    return () => {
      clearInterval(again);
      tell({ type: 'viewing', conversationId: null });
    };
  }, [conversationId]);
}

let lastTold = 0;

/** Told at most every 3 s: it fades after 6. */
export function tellTyping(conversationId: string, kind: 'reply' | 'note' | null): void {
  const now = Date.now();
  if (kind !== null && now - lastTold < 3_000) return;
  lastTold = kind === null ? 0 : now;
  tell({ type: 'typing', conversationId, kind });
}
