import type { Message } from '../../lib/types.ts';
import type { Outgoing } from './outbox.ts';

/** The stream may show what was sent before its answer comes: it is not shown twice. */
export const notShownYet = (
  outgoing: readonly Outgoing[],
  messages: readonly Message[],
  agentId: string,
): readonly Outgoing[] =>
  outgoing.filter(
    ({ state, body: { content }, attachments, at }) =>
      state !== 'sending' ||
      !messages.some(
        (it) =>
          it.direction !== 'inbound' &&
          it.senderId === agentId &&
          Date.parse(it.timestamp) > Date.parse(at) - clocksDifferMs &&
          // Where the platform takes it in parts, the first one begins it.
          (it.content === content || (it.content !== '' && content.startsWith(it.content))) &&
          (it.attachments.length > 0 || attachments.length === 0 || it.content !== ''),
      ),
  );

/** The machine's clock and the desk's. */
const clocksDifferMs = 60_000;
