import { priorityRank, type Priority } from '../sla.ts';

/** What a customer of a tier is promised. */
export interface TierPromise {
  slaPolicyId?: string | undefined;
  /** At least this one. */
  priority?: Priority | undefined;
}

/** How the workspace uses what its CRM says of a customer. */
export interface CrmSettings {
  /** By the tier as the CRM calls it; upper and lower case are the same. */
  tiers: Record<string, TierPromise>;
  /** A new conversation goes to the customer's owner first, where that agent may take it and is there. */
  ownerFirst: boolean;
}

export const defaultCrm: CrmSettings = { tiers: {}, ownerFirst: true };

export function promiseTo({ tiers }: CrmSettings, tier: string | undefined): TierPromise {
  const wanted = tier?.trim().toLowerCase();
  const found = Object.entries(tiers).find(([name]) => name.trim().toLowerCase() === wanted);
  return found?.[1] ?? {};
}

export const higher = (a: Priority, b: Priority = a): Priority =>
  priorityRank(b) > priorityRank(a) ? b : a;
