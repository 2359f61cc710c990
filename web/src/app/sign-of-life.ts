/** An agent whose page is open is there; one whose page is gone for five minutes is not (design.md, rule 16). */
import { useEffect } from 'react';
import { post } from '../lib/api.ts';
import { liveStatus, type LiveStatus } from '../lib/live.ts';
import type { Store } from '../lib/store.ts';
import type { Agent } from '../lib/types.ts';

const everyMs = 60_000;

export function useSignOfLife({ id, role }: Agent): void {
  useEffect(() => {
    if (role === 'viewer') return;
    return showSignsOfLife(liveStatus, () => {
      // The next one says the same: that one was lost is no news.
      post(`/agents/${id}/presence`).catch(() => undefined);
    });
  }, [id, role]);
}

/** The stream is a sign of life itself; it is shown by hand where a line lets only requests through. */
export function showSignsOfLife(status: Pick<Store<LiveStatus>, 'get'>, show: () => void) {
  const timer = setInterval(() => {
    if (status.get() === 'connecting' || status.get() === 'offline') show();
  }, everyMs);
  return () => {
    clearInterval(timer);
  };
}
