/** A past conversation: what came to it is decided as its workflow would have, deadlines in between as of their due time. */
import { dueBy } from '../../../activities/calendar.ts';
import type { NewMessage } from '../../../activities/record/new-messages.ts';
import { decide } from '../../../domain/conversation/decide.ts';
import { nextDue } from '../../../domain/conversation/deadlines.ts';
import type { Command, Item } from '../../../domain/conversation/items.ts';
import { openByCustomer, openTurn, type Opening } from '../../../domain/conversation/opening.ts';
import { aroundTheClock, type Calendar } from '../../../domain/sla.ts';
import { platformMessageUuid, uuidFrom } from '../../../runtime/ids.ts';

const calendar: Calendar = (policy, ask) =>
  policy.businessHoursOnly ? dueBy(policy, ask) : aroundTheClock(policy, ask);

export type Scene = ReturnType<typeof createScene>;

/** @param firstEventId the number of the first thing that the customer did; the next ones follow it */
export function createScene(
  opening: Opening,
  { externalId, at: begin, firstEventId }: { externalId: string; at: number; firstEventId: number },
) {
  const { conversationId, threadId } = opening;
  const turn = openTurn(opening, `inbox:${String(firstEventId)}:open`, begin, calendar);
  openByCustomer(turn);
  let { conversation } = turn;
  const log = turn.recorded;
  const messages: NewMessage[] = [];
  let came = 0;
  let asked = 0;

  const take = (item: Item) => {
    const decision = decide(conversation, item, calendar);
    conversation = decision.conversation;
    log.push(...decision.recorded);
    return decision;
  };
  const passes = (until: number) => {
    for (;;) {
      const next = nextDue(conversation);
      if (!next || next.at >= until) return;
      take({ kind: 'due', key: next.key, at: next.at, due: next.due });
    }
  };
  const come = (item: Item) => {
    passes(item.at);
    return take(item);
  };
  const command = (at: number, agentId: string, it: Command) => {
    asked += 1;
    const commandId = uuidFrom('seed', 'command', conversationId, asked);
    const actor = { type: 'agent' as const, id: agentId };
    const envelope = { commandId, conversationId, actor, at, bodyHash: commandId, command: it };
    const { outcome } = come({ kind: 'command', key: `command:${commandId}`, at, envelope });
    // The story is ours: it asks for nothing that is refused.
    if (outcome?.status !== 'done') throw new Error(`${it.type}: ${JSON.stringify(outcome)}`);
  };

  return {
    log,
    messages,
    get now() {
      return conversation;
    },
    passes,
    command,
    writes(at: number, content: string, more: { needsAnswer?: boolean; rating?: object } = {}) {
      const eventId = firstEventId + came;
      came += 1;
      const platformMessageId = `past-${String(eventId)}`;
      const messageId = platformMessageUuid(threadId, platformMessageId);
      const needsAnswer = more.needsAnswer ?? true;
      const inbound = { eventId, messageId, needsAnswer, at, platformAt: at, seq: came };
      const key = `inbox:${String(eventId)}`;
      come({ kind: 'inbound', key, at, inbound: { ...inbound, kind: 'message' } });
      messages.push({
        ...{ id: messageId, eventId, at, platformMessageId, direction: 'inbound' },
        ...{ contentType: 'text', senderId: externalId, senderType: 'customer' },
        deliveryStatus: 'delivered',
        metadata: more.rating ? { rating: more.rating } : {},
        body: { content, attachments: [] },
      });
    },
    claimed(at: number, agentId: string) {
      const claimId = uuidFrom('seed', 'claim', conversationId, at);
      const why = 'had room, and the skills for it';
      come({ kind: 'claimed', key: `claim:${claimId}`, at, claimId, agentId, why });
    },
    /** A reply that the platform takes two seconds later. */
    replies(at: number, agentId: string, content: string) {
      const messageId = uuidFrom('seed', 'reply', conversationId, messages.length);
      command(at, agentId, { type: 'reply', messageId, isHuman: true });
      const platformMessageId = `past-reply-${messageId}`;
      come({
        ...{ kind: 'attempted', key: `attempt:${messageId}:1`, at: at + 2_000, messageId },
        attempt: 1,
        outcome: { kind: 'sent', at: at + 2_000, platformMessageId },
      });
      messages.push({
        ...{ id: messageId, at, platformMessageId, direction: 'outbound', contentType: 'text' },
        ...{ senderId: agentId, senderType: 'agent', deliveryStatus: 'sent', attempt: 1 },
        metadata: {},
        body: { content, attachments: [] },
      });
    },
  };
}
