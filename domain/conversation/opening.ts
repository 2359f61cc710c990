/** How a conversation begins: by a customer's first message, or by an agent who writes first. */
import type { Opened } from './events.ts';
import { reply } from './commands.ts';
import type { Command } from './items.ts';
import { start } from './clocks.ts';
import { assignByHand } from './assignment.ts';
import { becomeResolved } from './status.ts';
import { apply } from './apply.ts';
import type { Calendar } from '../sla.ts';
import type { Actor, Conversation } from './state.ts';
import { beginTurn, system, type Turn } from './turn.ts';
import type { Recorded } from './events.ts';

/** What the desk knows about a new conversation (team, policy, …), looked up by an activity. */
export type Opening = Omit<Opened, 'type'>;

/** The turn of an item that opens; further events of that item follow in it. */
export function openTurn(opening: Opening, key: string, at: number, calendar: Calendar): Turn {
  const event: Opened = { type: 'opened', ...opening };
  const recorded: Recorded = { cause: `${key}#0`, at, actor: system, event };
  const turn = beginTurn(apply(undefined, recorded), key, at, calendar);
  turn.recorded.push(recorded);
  return turn;
}

export function openByCustomer(turn: Turn, opening: Pick<Opening, 'ownerId'> = {}): void {
  queueFirst(turn, opening);
  start(turn, 'resolution', turn.at);
}

function queueFirst(turn: Turn, { ownerId }: Pick<Opening, 'ownerId'>): void {
  if (ownerId === undefined) turn.write({ type: 'queued', why: 'new' });
  else turn.write({ type: 'queued', why: 'new; its owner first', preferredAgentId: ownerId });
}

/** By what asks for nothing (a reaction, a reply from the platform's own app): shown, and nobody is disturbed. */
export function openQuietly(turn: Turn): void {
  becomeResolved(turn, { reason: 'nothing_to_answer' });
}

type Start = Pick<
  Extract<Command, { type: 'start' }>,
  'messageId' | 'following' | 'privateReplyTo'
>;

export function openByAgent(
  turn: Turn,
  { messageId, following = [], privateReplyTo }: Start,
  actor: Actor,
): void {
  start(turn, 'resolution', turn.at);
  if (actor.type === 'agent' && actor.id) assignByHand(turn, actor.id, 'wrote first', actor);
  else turn.write({ type: 'queued', why: 'new' });
  reply(
    turn,
    {
      ...{ messageId, following, isHuman: true },
      ...(privateReplyTo === undefined ? {} : { privateReplyTo }),
    },
    actor,
  );
}

export const isOver = (conversation: Conversation): boolean => conversation.status === 'closed';
