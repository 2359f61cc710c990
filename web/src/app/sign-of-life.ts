/** An agent whose page is open is there; one whose page is gone for five minutes is not (design.md, rule 16). */
import { useEffect } from 'react';
import { post } from '../lib/api.ts';
import type { Agent } from '../lib/types.ts';

const everyMs = 60_000;

export function useSignOfLife({ id, role }: Agent): void {
  useEffect(() => {
    if (role === 'viewer') return;
    const show = () => {
      // The next one says the same: that one was lost is no news.
      post(`/agents/${id}/presence`).catch(() => undefined);
    };
    show();
    const timer = setInterval(show, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [id, role]);
}
