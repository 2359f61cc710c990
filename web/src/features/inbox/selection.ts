import { useCallback, useMemo, useRef, useState } from 'react';
import type { Conversation } from '../../lib/types.ts';

export interface Selection {
  ids: ReadonlySet<string>;
  /** One, or with `isRange` all between the last one and this. */
  toggle: (id: string, isRange: boolean) => void;
  clear: () => void;
}

/** @param shown the list as it stands, for ranges */
export function useSelection(
  shown: React.RefObject<readonly Pick<Conversation, 'id'>[]>,
): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  const toggle = useCallback(
    (id: string, isRange: boolean) => {
      const order = shown.current.map((it) => it.id);
      const [from, to] = [order.indexOf(last.current ?? ''), order.indexOf(id)].sort(
        (a, b) => a - b,
      );
      last.current = id;
      setIds((before) => {
        const after = new Set(before);
        if (isRange && from !== undefined && to !== undefined && from >= 0) {
          for (const it of order.slice(from, to + 1)) after.add(it);
        } else if (!after.delete(id)) after.add(id);
        return after;
      });
    },
    [shown],
  );
  const clear = useCallback(() => {
    setIds(new Set());
  }, []);
  return useMemo(() => ({ ids, toggle, clear }), [ids, toggle, clear]);
}
