import type { Message } from '../../lib/types.ts';

/**
 * Of those on the screen the one that came last: whoever answers has seen it and all before it. Not the one that stands last:
 * where a platform was late, or another thread is recorded beside this one, an older one has come after it.
 * @param messages the newest first; notes count for nothing
 */
export const newestOf = (messages: readonly Message[] = []): string | undefined =>
  messages.reduce<Message | undefined>(
    (last, it) =>
      it.direction === 'note' || (last && Date.parse(it.recordedAt) <= Date.parse(last.recordedAt))
        ? last
        : it,
    undefined,
  )?.id;
