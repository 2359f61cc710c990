/** When an account is looked at, its token renewed, and its administrators warned. All instants in ms. */

export type AccountFeature = 'messages' | 'comments' | 'reviews';

/** Why an account does not work, or not whole. */
export interface AccountProblem {
  /** wrong_account | lacking | not_subscribed | no_public_address | no_answer, or the platform's refusal (token_dead …) */
  code: string;
  message: string;
  feature?: AccountFeature;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How a look at an account went. `failures`: looks in a row that the platform did not answer, this one too. */
export interface Look {
  isAnswered: boolean;
  isWorking: boolean;
  failures: number;
}

/** Hourly while all is well, sooner while something is wrong: a reconnected account is noticed within minutes. */
export function nextLookAt({ isAnswered, isWorking, failures }: Look, now: number): number {
  if (!isAnswered) return now + Math.min(30_000 * 2 ** (failures - 1), 15 * minute);
  return now + (isWorking ? hour : 15 * minute);
}

/**
 * When to renew a token: in the last fifth of its life, at least 10 minutes and at most a week before its end. One whose
 * end the platform does not tell is renewed an hour after it came, and then its end is known.
 * @param since when the token came to us
 */
export function refreshDueAt({ expiresAt, since }: { expiresAt?: number; since: number }): number {
  if (expiresAt === undefined) return since + hour;
  const margin = Math.min(Math.max((expiresAt - since) / 5, 10 * minute), 7 * day);
  return expiresAt - margin;
}

/** After a renewal that did not work, and was no refusal of the token, it is tried again. */
export const refreshAgainMs = 10 * minute;

/** A token that is refused is hardly accepted again: somebody has to connect the account anew, which is noticed at once. */
export const refreshDeadMs = 6 * hour;

const warnDays = [1, 7, 14] as const;

/** How many days before the end of a token that can't be renewed its administrators are to have been warned; undefined: not yet. */
export const warningDue = (expiresAt: number, now: number): number | undefined =>
  warnDays.find((days) => expiresAt - now <= days * day);

/** What was missed is looked for from a little before it was last known to come. */
export const overlapMs = 10 * minute;
