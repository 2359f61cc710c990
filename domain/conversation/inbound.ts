/** What customers and platforms do to a conversation. */
import type { InboundItem } from './items.ts';
import { meetResponses, startResponse } from './clocks.ts';
import { onMerged } from './joined.ts';
import { onSurvivor } from './merged.ts';
import { arrived, find, holdOvertaken } from './replies.ts';
import { becomeOpen } from './status.ts';
import type { Actor } from './state.ts';
import type { Turn } from './turn.ts';

const customer: Actor = { type: 'customer' };
const platform: Actor = { type: 'platform' };

/** Some platforms tell their time in whole seconds. */
const coarsestClockMs = 1_000;

export function onInbound(turn: Turn, item: InboundItem): void {
  switch (item.kind) {
    case 'message':
      return onMessage(turn, item);
    case 'echo':
      return onEcho(turn, item);
    case 'edit':
    case 'unsend':
    case 'reaction':
    case 'hidden':
      return turn.write(
        { type: 'message_changed', change: item.kind, eventId: item.eventId },
        customer,
      );
    case 'blocked':
    case 'unblocked':
      return turn.write(
        { type: 'contact_changed', change: item.kind, eventId: item.eventId },
        customer,
      );
    case 'forwarded':
      if (!item.forward) return;
      onSurvivor(turn, item.forward);
      return onMerged(turn, item.forward);
  }
}

function onMessage(turn: Turn, item: InboundItem): void {
  const { messageId, eventId, needsAnswer, platformAt } = item;
  turn.write(
    {
      type: 'message_received',
      messageId,
      eventId,
      needsAnswer,
      ...(platformAt === undefined ? {} : { platformAt }),
    },
    customer,
  );
  holdOvertaken(turn, 'customer_wrote');
  if (!needsAnswer) return;
  const { status, lastReplyAt, mergedInto } = turn.conversation;
  // What it means is the survivor's to say; it is kept in mind, should they part.
  if (mergedInto) return startResponse(turn, messageId, turn.at);
  // Came late: it was surely written before our last answer, and does not undo the resolution.
  const isOld =
    lastReplyAt !== undefined &&
    platformAt !== undefined &&
    platformAt + coarsestClockMs <= lastReplyAt;
  if (status === 'resolved' && isOld) return;
  if (status !== 'open') becomeOpen(turn, { reason: 'customer_wrote', actor: customer });
  startResponse(turn, messageId, turn.at);
}

/** The "needs answer" button: what was taken for thanks is answered from its own time. */
export function onNeedsAnswer(turn: Turn, messageId: string, since: number, actor: Actor): void {
  if (turn.conversation.status !== 'open') becomeOpen(turn, { reason: 'needs_answer', actor });
  startResponse(turn, messageId, since);
}

function onEcho(turn: Turn, item: InboundItem): void {
  const ours = item.outboundId ? find(turn.conversation, item.outboundId) : undefined;
  if (ours) {
    return arrived(turn, ours, {
      type: 'reply_sent',
      messageId: ours.messageId,
      sentAt: item.platformAt ?? turn.at,
      eventId: item.eventId,
    });
  }
  if (item.outboundId) return; // Ours, and settled already.
  const { messageId, eventId, platformAt } = item;
  const at = platformAt ?? turn.at;
  // By the platform's clock: what the customer wrote may have reached us long after it was answered.
  const isNewest = at >= (turn.conversation.lastInboundAt ?? -Infinity);
  const until = isNewest ? turn.at : at;
  turn.write(
    {
      type: 'external_reply_seen',
      messageId,
      eventId,
      ...(platformAt === undefined ? {} : { platformAt }),
      answersUntil: until,
    },
    platform,
  );
  meetResponses(turn, { at, until, messageId });
  holdOvertaken(turn, 'other_reply');
}
