/** What one run of a conversation's workflow keeps in mind. Plain values; everything else of the run works on them. */
import type { Opening } from '../domain/conversation/opening.ts';
import type { Item } from '../domain/conversation/items.ts';
import { firstInLine, waitsUntil, type Conversation } from '../domain/conversation/state.ts';
import { nextDue } from '../domain/conversation/deadlines.ts';
import { Answers } from './answers.ts';
import type { Attempt } from './attempts.ts';
import type { Carried, ConversationInput } from './contract.ts';
import { LazyTimer } from './lazy-timer.ts';
import type { Told } from './search-attributes.ts';

export interface Run {
  readonly input: ConversationInput;
  state: Conversation | undefined;
  /** The log's, as far as it is known. */
  version: number | undefined;
  /** What a new conversation begins with, until it has begun. */
  opening: Opening | undefined;
  /** The highest number of an inbox event that was taken. */
  lastSeq: number;
  queue: Item[];
  recentCommands: Carried['recentCommands'];
  /** There is a conversation to go on with, or one to open. */
  hasBegun: boolean;
  isWoken: boolean;
  underWay: Attempt | undefined;
  /** Replies that are being looked for at the platform. */
  readonly checks: string[];
  itemsInRun: number;
  /** Came from the sweeper: whether they are applied is looked up, not told by their number. */
  readonly resent: Set<number>;
  /** Looked up, and not applied: taken although a later number was seen. */
  readonly mayRepeat: Set<number>;
  /** What Temporal's search was last told. */
  told: Told;
  readonly answers: Answers;
  readonly timer: LazyTimer;
}

export const beginRun = (input: ConversationInput): Run => ({
  input,
  state: input.carried?.conversation,
  version: input.carried?.version,
  opening: undefined,
  lastSeq: input.carried?.lastSeq ?? 0,
  queue: input.carried?.queue ?? [],
  recentCommands: input.carried?.recentCommands ?? [],
  hasBegun: input.carried?.conversation !== undefined,
  isWoken: false,
  underWay: undefined,
  checks: [],
  itemsInRun: 0,
  resent: new Set(),
  mayRepeat: new Set(),
  told: {},
  answers: new Answers(),
  timer: new LazyTimer(),
});

/** The earliest of what is due and when the first in line may go, ms. */
export function wakeInstant(conversation: Conversation): number | undefined {
  const first = firstInLine(conversation);
  const instants = [nextDue(conversation)?.at, first && waitsUntil(first)];
  const known = instants.filter((at) => at !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** When the run must wake, ms: an attempt under way speaks for itself. */
export function nextWakeAt({ state, underWay }: Run): number | undefined {
  if (!state) return undefined;
  return underWay ? nextDue(state)?.at : wakeInstant(state);
}
