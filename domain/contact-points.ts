/** By what a person is known beyond a platform: two customers who hold the same verified one are one person. */

export type ContactPointKind = 'email' | 'phone' | 'crm';

/** Why identities are linked. */
export type LinkedBy = 'hand' | 'contact_point' | 'crm';

/**
 * The one way to write it: addresses in lower case, numbers as E.164 (`+4930901820`), the CRM's record as `<crm>:<id>`.
 * @returns undefined where it is none, or a number without its country
 */
export function normalised(kind: ContactPointKind, given: string): string | undefined {
  const text = given.trim();
  if (kind === 'crm') return crmRecord(text);
  return kind === 'email' ? email(text) : phone(text);
}

/** Ids of CRMs may differ in case alone (Salesforce’s do). */
function crmRecord(text: string): string | undefined {
  const [, crm, id] = /^([a-z][a-z0-9_-]{0,29}):([\w.-]{1,200})$/i.exec(text) ?? [];
  return crm === undefined || id === undefined ? undefined : `${crm.toLowerCase()}:${id}`;
}

/** As strict as is sure: the mailbox that exists is the sender's to know (RFC 5321 allows nearly anything before the @). */
function email(text: string): string | undefined {
  const isOne = /^[^\s@"<>(),:;[\]\\]{1,64}@([\p{L}\p{N}-]{1,63}\.)+[\p{L}\p{N}-]{2,63}$/u.test(
    text,
  );
  return isOne && text.length <= 254 ? text.toLowerCase() : undefined;
}

/** ITU-T E.164: at most 15 digits, the first no zero. */
function phone(text: string): string | undefined {
  const digits = text.replace(/^00/, '+').replaceAll(/[\s().\-/]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}
