import type { Config } from '../runtime/config.ts';
import type { HintChannel } from '../runtime/hint.ts';
import { listenTo } from '../runtime/listen.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Waker } from '../runtime/loop.ts';

/** Wakes loops by NOTIFY until `stop`; all of them after each connect, as what was said before was missed. */
export const listen = (options: {
  database: Config['database'];
  wakers: Partial<Record<HintChannel, readonly Waker[]>>;
  logger: Logger;
  stop: AbortSignal;
}): Promise<void> => {
  const { wakers, ...rest } = options;
  return listenTo({
    ...rest,
    applicationName: 'careline-dispatch-listen',
    channels: Object.keys(wakers),
    onHeard: (channel) => {
      for (const waker of wakers[channel as HintChannel] ?? []) waker.wake();
    },
    onConnected: () => {
      for (const waker of Object.values(wakers).flat()) waker.wake();
    },
  });
};
