import type { ConversationEvent } from '../../domain/conversation/events.ts';
import type { HoldReason } from '../../domain/conversation/state.ts';
import { at, because } from './timeline-words.ts';

type ReplyEvent = Extract<ConversationEvent, { type: `reply_${string}` }>;

/** What became of a reply. */
export function replySentence(event: ReplyEvent, by: string): string {
  switch (event.type) {
    case 'reply_queued':
      if (event.part !== undefined && event.part.number > 1) {
        return `Part ${String(event.part.number)} of ${String(event.part.count)} of that reply.`;
      }
      if (event.sendAt !== undefined) return `Reply written${by}, for ${at(event.sendAt)}.`;
      if (event.automatic) {
        return `Answered automatically with an approved article (${event.automatic.topic.replaceAll('_', ' ')}).`;
      }
      if (event.draftId !== undefined) return `Reply drafted by the assistant, approved${by}.`;
      if (event.sendAgainOf !== undefined) return `Sent again${by}, as a new message.`;
      return `Reply written${by}${event.isForced ? ', although the conversation had gone on' : ''}.`;
    case 'reply_due':
      return by === '' ? 'The reply’s time has come.' : `The reply goes out at once${by}.`;
    case 'reply_retrying':
      return `The reply was not accepted, next try at ${at(event.retryAt)}: ${event.failure.message}`;
    case 'reply_sent':
      return 'The platform accepted the reply.';
    case 'reply_failed':
      return `The reply failed: ${event.failure.message}`;
    case 'reply_unknown':
      return `Nobody knows whether the reply arrived: ${event.failure.message}`;
    case 'reply_held':
      return `The reply is held and asks before it is sent: ${held[event.reason]}.`;
    case 'reply_released':
      return `The held reply was let go${by}.`;
    case 'reply_cancelled':
      return `The reply was cancelled${by}${event.reason === 'by_hand' ? '' : because(event.reason)}.`;
  }
}

const held: Record<HoldReason, string> = {
  waited_too_long: 'it waited too long',
  customer_wrote: 'the customer wrote meanwhile',
  other_reply: 'somebody else answered meanwhile',
  resolved: 'the conversation was resolved meanwhile',
  earlier_part: 'an earlier part of it was not taken',
};
