/** What customers write, as PostgreSQL and JSON can hold it. */

/** All of it but NUL characters and halves of surrogate pairs. */
export const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/** A platform's id that can be stored and sent back as it is. */
export const isUsableId = (id: string): boolean =>
  id.length > 0 && id.length <= 1000 && id.isWellFormed() && !/\p{Cc}/u.test(id);

/** An address that a browser may be given. */
export function webAddress(url: string | undefined): string | undefined {
  if (url === undefined || url.length > 8000) return undefined;
  const parsed = URL.parse(url);
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? cleanText(url) : undefined;
}
