/** What a desk keeps of its customers besides: fields of its own, each of a type. */

export const fieldTypes = ['text', 'number', 'date', 'choice', 'flag'] as const;
export type FieldType = (typeof fieldTypes)[number];
export type FieldValue = string | number | boolean;

export interface CustomerField {
  type: FieldType;
  /** Of a choice. */
  choices: readonly string[];
}

/** What is wrong with a value, as what follows the name of its field; undefined: nothing. */
export function problemWith(
  { type, choices }: CustomerField,
  value: FieldValue,
): string | undefined {
  switch (type) {
    case 'text':
      return typeof value === 'string' && value.trim() !== '' ? undefined : 'must be text';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : 'must be a number';
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'date':
      return typeof value === 'string' && isDate(value) ? undefined : 'must be a date: YYYY-MM-DD';
    case 'choice':
      return typeof value === 'string' && choices.includes(value)
        ? undefined
        : `must be one of ${choices.join(', ')}`;
  }
}

/** The 30th of February is none. */
function isDate(value: string): boolean {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? []).map(
    Number,
  );
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (lengths[month - 1] ?? 0);
}
