import type { Pool } from 'pg';

/** The ears of the dispatcher, the matcher and the live stream. A notification is only a hint: all look by themselves as well. */
export type HintChannel = 'careline_inbox' | 'careline_queue' | 'careline_live';

/**
 * Says "there is something" at most every `everyMs`, on its own: NOTIFY takes a lock at commit that no webhook should
 * wait for. A call that falls into the pause is made up for at its end.
 */
export function createHint(pool: Pool, channel: HintChannel, everyMs = 100): () => void {
  let isPaused = false;
  let isAsked = false;
  const say = () => {
    isPaused = true;
    isAsked = false;
    pool.query({ name: `hint-${channel}`, text: `select pg_notify('${channel}', '')` }).catch(
      // Nobody hears it then; they poll.
      () => undefined,
    );
    setTimeout(() => {
      isPaused = false;
      if (isAsked) say();
    }, everyMs).unref();
  };
  return () => {
    if (isPaused) isAsked = true;
    else say();
  };
}
