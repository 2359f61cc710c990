/** Who is connected, and who does what where, as the api processes tell one another. Values only: no clock, no I/O. */

export type Doing = 'viewing' | 'replying' | 'noting';

/** One agent at one process: in a conversation, or (null) connected at all. */
export interface Mark {
  agentId: string;
  conversationId: string | null;
  /** Undefined: not any more. */
  doing: Doing | 'connected' | undefined;
  /** ms */
  since: number;
}

export interface There {
  agentId: string;
  doing: Doing;
  since: number;
}

interface Kept extends Mark {
  process: string;
  until: number;
}

export interface Touched {
  conversations: string[];
  agents: string[];
}

const keyOf = (process: string, { agentId, conversationId }: Mark) =>
  `${process}/${agentId}/${conversationId ?? ''}`;

const rank: Record<Doing, number> = { viewing: 0, noting: 1, replying: 2 };

export interface Whereabouts {
  /** @param until forgotten then, unless it is said again; ms */
  hear(process: string, marks: readonly Mark[], until: number): Touched;
  forget(now: number): Touched;
  in(conversationId: string): There[];
  isConnected(agentId: string): boolean;
  conversations(): string[];
}

export function createWhereabouts(): Whereabouts {
  const marks = new Map<string, Kept>();
  const here = new Map<string, Set<string>>();
  const online = new Map<string, Set<string>>();

  const put = (key: string, kept: Kept) => {
    marks.set(key, kept);
    const [index, name] = placeOf(kept);
    index.set(name, (index.get(name) ?? new Set()).add(key));
  };
  const remove = (key: string, kept: Kept) => {
    marks.delete(key);
    const [index, name] = placeOf(kept);
    const keys = index.get(name);
    keys?.delete(key);
    if (keys?.size === 0) index.delete(name);
  };
  const placeOf = ({ conversationId, agentId }: Mark) =>
    conversationId === null ? ([online, agentId] as const) : ([here, conversationId] as const);

  const touchedBy = (changed: readonly Mark[]): Touched => ({
    conversations: [...new Set(changed.flatMap(({ conversationId }) => conversationId ?? []))],
    agents: [
      ...new Set(
        changed.flatMap(({ conversationId, agentId }) =>
          conversationId === null ? [agentId] : [],
        ),
      ),
    ],
  });

  return {
    hear(process, told, until) {
      const changed = told.filter((mark) => {
        const key = keyOf(process, mark);
        const known = marks.get(key);
        if (mark.doing === undefined) {
          if (known) remove(key, known);
          return known !== undefined;
        }
        put(key, { ...mark, process, until });
        return known?.doing !== mark.doing || known.since !== mark.since;
      });
      return touchedBy(changed);
    },
    forget(now) {
      const over = [...marks].filter(([, { until }]) => until <= now);
      for (const [key, kept] of over) remove(key, kept);
      return touchedBy(over.map(([, kept]) => kept));
    },
    in(conversationId) {
      const found = new Map<string, There>();
      for (const key of here.get(conversationId) ?? []) {
        const { agentId, doing, since } = marks.get(key) ?? {};
        if (agentId === undefined || doing === undefined || doing === 'connected') continue;
        const known = found.get(agentId);
        // In two windows: what weighs more, since the first of them.
        const isMore = !known || rank[doing] > rank[known.doing];
        const first = Math.min(since ?? 0, known?.since ?? Infinity);
        found.set(agentId, { agentId, doing: isMore ? doing : known.doing, since: first });
      }
      return [...found.values()].sort(
        (a, b) => a.since - b.since || (a.agentId < b.agentId ? -1 : 1),
      );
    },
    isConnected: (agentId) => online.has(agentId),
    conversations: () => [...here.keys()],
  };
}
