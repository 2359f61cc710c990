import type { ChannelEvent } from '../channels/channel.ts';
import type { Forward } from '../domain/conversation/forwards.ts';
import type { InboundItem } from '../domain/conversation/items.ts';
import { needsAnswer } from '../domain/message.ts';
import { platformMessageUuid, uuidFrom } from '../runtime/ids.ts';
import type { WaitingEvent } from './waiting-events.ts';

/** Events of these go to the workflow. */
export type Decisive = Exclude<ChannelEvent, { kind: 'receipt' }>;

/** The few facts of an event that decide, without anybody's words. `outboundId`: the message of ours that an echo shows. */
export function itemOf(
  { id, receivedAt }: WaitingEvent,
  seq: number,
  threadId: string,
  event: Decisive,
  outboundId?: string,
): InboundItem {
  return {
    eventId: id,
    seq,
    at: receivedAt.getTime(),
    kind: event.kind,
    messageId: messageIdOf(id, threadId, event),
    ...(event.platformAt === undefined ? {} : { platformAt: event.platformAt }),
    needsAnswer: event.kind === 'message' && wantsAnswer(event),
    ...(outboundId === undefined ? {} : { outboundId }),
  };
}

/** A fact that `record` wrote (activities/record/forwards.ts). */
export const forwardOf = ({ id, receivedAt, raw }: WaitingEvent, seq: number): InboundItem => ({
  eventId: id,
  seq,
  at: receivedAt.getTime(),
  kind: 'forwarded',
  messageId: uuidFrom('inbox', id),
  needsAnswer: false,
  forward: JSON.parse(raw.toString()) as Forward,
});

/** For an edit, an unsend and a reaction: of the message they are about. */
const messageIdOf = (eventId: number, threadId: string, event: Decisive): string =>
  'platformMessageId' in event
    ? platformMessageUuid(threadId, event.platformMessageId)
    : uuidFrom('inbox', eventId);

/** What can't be shown may be anything: somebody should look. */
const wantsAnswer = (event: Extract<Decisive, { kind: 'message' }>): boolean =>
  event.placeholder !== undefined || needsAnswer(event.content, event.attachments.length > 0);
