/** What the live stream brings goes into what was read; after a gap everything shown is read again. */
import { useEffect } from 'react';
import { heardPresence } from '../features/conversation/presence.ts';
import { heardNotification } from '../features/notifications/notifications.ts';
import { liveStatus, startLive, type Frame, type LiveStatus } from '../lib/live.ts';
import { readAgain } from '../lib/read-again.ts';
import { useStore } from '../lib/store.ts';
import { takeChange } from './changes.ts';
import { queries } from './queries.ts';

/** One stream for the page, from the moment somebody is signed in. */
export function useLive(agentId: string): void {
  useEffect(() => {
    const stream = startLive((frame) => {
      take(frame, agentId);
    });
    return stream.close;
  }, [agentId]);
}

export const useLiveStatus = (): LiveStatus => useStore(liveStatus);

function take(frame: Frame, agentId: string): void {
  switch (frame.type) {
    case 'change':
      takeChange(queries, frame, agentId);
      if (frame.notification) heardNotification(frame.notification);
      return;
    case 'reload':
      readAgain(queries, []);
      return;
    case 'presence':
      heardPresence(frame);
      return;
    case 'online':
      readAgain(queries, ['agents']);
      return;
    case 'hello':
    case 'pong':
      return;
  }
}
