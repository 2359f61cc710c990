/** What was acknowledged and could not be taken in. */
export interface DeadLetter {
  id: string;
  platform: string;
  reason: string;
  detail: string;
  count: number;
  receivedAt: string;
  replayedAt?: string;
  outcome?: string;
}

export const deadLettersKey = ['dead-letters'];
