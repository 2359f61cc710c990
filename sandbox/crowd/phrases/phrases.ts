export type Goal = 'refund' | 'parcel' | 'outage' | 'sizing' | 'praise' | 'thanks';

/** What people of one language say; `{order}` becomes their order number. */
export interface Phrases {
  openings: Record<Goal, readonly string[]>;
  /** The next question of somebody who has been told something. */
  followUps: Record<Goal, readonly string[]>;
  orderNumber: readonly string[];
  /** To a question that is not about the order number. */
  answers: readonly string[];
  repeats: readonly string[];
  upset: readonly string[];
  leaves: readonly string[];
  thanks: readonly string[];
  /** A reply that wants the order number. */
  asksForOrder: RegExp;
}
