/** From rows to JSON: what is null in a row is absent in an answer. */

export const iso = (at: Date): string => at.toISOString();

export const present = <K extends string, V>(
  key: K,
  value: V | null | undefined,
): Partial<Record<K, V>> =>
  value === null || value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>);

export const isoWhere = <K extends string>(key: K, at: Date | null): Partial<Record<K, string>> =>
  present(key, at === null ? null : iso(at));
