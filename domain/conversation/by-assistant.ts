/**
 * What the assistant may do by itself, whoever wrote its words: add tags and raise the priority, and nothing that a person set; hand
 * over to people; and propose to answer, which may-answer.ts decides.
 */
import { priorityRank } from '../sla.ts';
import type { ConversationEvent } from './events.ts';
import type { Command, Refusal } from './items.ts';
import { whyNotNow } from './may-answer.ts';
import type { Actor, Conversation } from './state.ts';

/** What people decided, so that the assistant does not undo it. */
export interface ByHand {
  priority?: true;
  /** Tags that somebody took away. */
  tagsTaken?: string[];
}

const keptTags = 50;

/** Keeps in mind what was set by hand, by a colleague or an integration. */
export function withByHand(
  before: Conversation,
  event: Extract<ConversationEvent, { type: 'priority_changed' | 'tags_changed' }>,
  actor: Actor,
): Conversation {
  if (actor.type === 'assistant') return before;
  const { byHand = {} } = before;
  if (event.type === 'priority_changed') {
    if (event.reason !== 'by_hand') return before;
    return { ...before, byHand: { ...byHand, priority: true } };
  }
  const taken = [...(byHand.tagsTaken ?? []), ...before.tags].filter(
    (tag) => !event.tags.includes(tag),
  );
  const tagsTaken = [...new Set(taken)].slice(-keptTags);
  if (tagsTaken.length === 0 && byHand.tagsTaken === undefined) return before;
  return { ...before, byHand: { ...byHand, tagsTaken } };
}

/** Why the assistant's wish is not done; asked of every command of its. */
export function refusalOfAssistant(
  conversation: Conversation,
  command: Command,
): Refusal | undefined {
  const { priority, byHand = {} } = conversation;
  switch (command.type) {
    case 'priority':
      if (byHand.priority) return refuse('The priority was set by hand.');
      return priorityRank(command.priority) > priorityRank(priority)
        ? undefined
        : refuse('The assistant may raise the priority, never lower it.');
    case 'tags':
      if (command.remove.length > 0) return refuse('The assistant takes no tags away.');
      return command.add.some((tag) => byHand.tagsTaken?.includes(tag))
        ? refuse('A tag was taken away by hand.')
        : undefined;
    case 'hand_over':
      return undefined;
    case 'answer': {
      const why = whyNotNow(conversation, command.about);
      return why === undefined ? undefined : refuse(why);
    }
    default:
      return refuse('The assistant may not do that.');
  }
}

const refuse = (message: string): Refusal => ({ code: 'not_for_assistant', message });
