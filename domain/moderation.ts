/** What agents do to what stands in public, or to who wrote it. */
import type { Failure } from './conversation/events.ts';
import type { Actor } from './conversation/state.ts';

export const moderationActions = [
  'hide',
  'unhide',
  'delete',
  'like',
  'unlike',
  'edit_own',
  'delete_own',
  'block',
  'unblock',
  'spam',
] as const;
export type ModerationAction = (typeof moderationActions)[number];

/** A wish, as its workflow keeps it: ids, no words. */
export interface ModerationWish {
  moderationId: string;
  conversationId: string;
  messageId: string;
  action: ModerationAction;
  actor: Actor;
  /** When it was asked for, ms. */
  at: number;
}

/** What one call came to. */
export type ModerationCall =
  | { kind: 'done' }
  | { kind: 'retryAt'; at: number; failure: Failure }
  | { kind: 'refused' | 'unknown'; failure: Failure };

/** What it came to in the end. */
export type ModerationEnd = Exclude<ModerationCall, { kind: 'retryAt' }>;

/** A platform that says "later" is asked again for so long, ms: after that nobody remembers having asked. */
export const moderationPatienceMs = 30 * 60_000;

/** When to call again, ms; or what it came to. */
export function afterCall(
  { at: asked }: Pick<ModerationWish, 'at'>,
  outcome: ModerationCall,
): { again: number } | { end: ModerationEnd } {
  if (outcome.kind !== 'retryAt') return { end: outcome };
  return outcome.at <= asked + moderationPatienceMs
    ? { again: outcome.at }
    : { end: { kind: 'refused', failure: outcome.failure } };
}

/** What can be undone by everybody who answers; the rest takes something from the public, or somebody's voice. */
export const isWeighty = (action: ModerationAction): boolean =>
  ['hide', 'unhide', 'delete', 'block', 'unblock', 'spam'].includes(action);
