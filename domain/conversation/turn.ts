import type { Calendar } from '../sla.ts';
import { apply } from './apply.ts';
import type { ConversationEvent, Recorded } from './events.ts';
import type { Actor, Conversation } from './state.ts';

export const system: Actor = { type: 'system' };

/** One item being applied: what it wrote so far, and the conversation after that. */
export interface Turn {
  conversation: Conversation;
  readonly at: number;
  readonly calendar: Calendar;
  readonly recorded: Recorded[];
  /** Writes an event and applies it. `at` is the item's unless the event took place at another instant. */
  write(event: ConversationEvent, actor?: Actor, at?: number): void;
}

/** `key` names the item; what it writes is keyed `<key>#<n>`, so that a second run writes nothing new. */
export function beginTurn(
  conversation: Conversation,
  key: string,
  at: number,
  calendar: Calendar,
): Turn {
  const recorded: Recorded[] = [];
  const turn: Turn = {
    conversation,
    at,
    calendar,
    recorded,
    write(event, actor = system, eventAt = at) {
      const entry: Recorded = { cause: `${key}#${recorded.length}`, at: eventAt, actor, event };
      recorded.push(entry);
      turn.conversation = apply(turn.conversation, entry);
    },
  };
  return turn;
}
