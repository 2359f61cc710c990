/** What the live stream brings goes into what was read; after a gap everything shown is read again. */
import { useEffect } from 'react';
import { heardPresence } from '../features/conversation/presence.ts';
import { heardNotification } from '../features/notifications/notifications.ts';
import { liveStatus, startLive, type Frame, type LiveStatus } from '../lib/live.ts';
import { readAgain } from '../lib/read-again.ts';
import { useStore } from '../lib/store.ts';
import { createCatchUp, patched } from './catch-up.ts';
import { putChange, takeChange } from './changes.ts';
import { queries } from './queries.ts';

/** One stream for the page, from the moment somebody is signed in. */
export function useLive(agentId: string): void {
  useEffect(() => {
    const catchUp = createCatchUp(queries, (change) => {
      putChange(queries, change, agentId);
    });
    let isFirst = true;
    const stream = startLive((frame) => {
      if (frame.type === 'change') catchUp.hear(frame);
      take(frame, agentId);
      if (frame.type === 'hello' && isFirst) {
        isFirst = false;
        // What was read, or began to be, before the stream stood.
        for (const kind of patched) readAgain(queries, [kind]);
      }
    });
    return () => {
      stream.close();
      catchUp.stop();
    };
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
