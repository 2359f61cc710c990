/** What becomes of a field that the desk and the CRM both have (docs/decisions, 0019): the later write, the CRM's on a tie. */

export interface OurValue {
  value: string;
  /** ms */
  changedAt: number;
}

export interface TheirValue {
  value: string;
  /** ms; undefined: the CRM does not say */
  changedAt?: number | undefined;
}

export interface Merged {
  /** Goes to the CRM. */
  push: Record<string, string>;
  /** Comes to the desk. */
  take: Record<string, string>;
}

/**
 * All by the CRM's names. One side alone has changed since both were equal: its value holds, whatever the clocks say. Where
 * both have, the later one does.
 * @param ours what the desk has now; `''` is one that was taken away
 * @param theirs what the CRM has now
 * @param base what the CRM had when the desk last saw it
 * @param contactChangedAt stands for a field's own time where the CRM has none
 */
export function mergeFields(
  ours: Readonly<Record<string, OurValue>>,
  theirs: Readonly<Record<string, TheirValue>>,
  base: Readonly<Record<string, TheirValue>>,
  contactChangedAt?: number,
): Merged {
  const merged: Merged = { push: {}, take: {} };
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const [our, their] = [ours[name], theirs[name]];
    const before = base[name]?.value ?? '';
    if (our === undefined) {
      if (their && their.value !== '') merged.take[name] = their.value;
    } else if (their === undefined) {
      // It says nothing of it, which may be its way of having none.
      if (our.value !== before) merged.push[name] = our.value;
    } else if (our.value !== their.value) {
      const theirsAt = their.changedAt ?? contactChangedAt ?? -Infinity;
      const isOurs = their.value === before || (our.value !== before && our.changedAt > theirsAt);
      if (isOurs) merged.push[name] = our.value;
      else merged.take[name] = their.value;
    }
  }
  return merged;
}
