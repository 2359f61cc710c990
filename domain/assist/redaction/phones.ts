import { foldText } from '../text-view.ts';
import { digitRuns, windowsOf } from './digit-groups.ts';
import type { DigitGroup } from './digit-groups.ts';
import type { Piece } from './piece.ts';

/** Numbers to call, as people of our languages write them; dates and the numbers of orders and parcels are none. */
export function phonesIn(text: string): Piece[] {
  const read = text.replaceAll(dates, (date) => '|'.repeat(date.length));
  return digitRuns(read, /^(?:[ ./-]| ?[()]{1,2}[ -]?| [/-] | {2,3})$/)
    .flatMap((run) => windowsOf(run, 16, (from, to) => isPhone(read, { from, to })))
    .map(({ from, to }) => {
      const start = beginning(read, from);
      const isAbroad = read.slice(start, from).includes('+');
      return { kind: 'phone', from: start, to, key: keyOf(read.slice(from, to), isAbroad) };
    });
}

/** Neither followed by more of a number ("06.12.34.56.78"), nor the end of one. */
const dates =
  /(?<!\d|\d[./ -])(?:\d{1,2}[./-]\d{1,2}[./-](?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{1,2} \d{1,2} 20\d\d)(?![./-]?\d)/g;

const beginning = (text: string, from: number): number =>
  from - (/(?:\+ ?\(?|\(\+?)$/.exec(text.slice(Math.max(0, from - 3), from))?.[0].length ?? 0);

const keyOf = (written: string, isAbroad: boolean): string => {
  const digits = written.replace('(0)', '').replaceAll(/\D/g, '');
  return isAbroad ? `+${digits}` : digits.replace(/^00/, '+');
};

function isPhone(text: string, { from, to }: DigitGroup): boolean {
  const written = text.slice(from, to);
  const digits = written.replaceAll(/\D/g, '');
  if (digits.length < 6 || digits.length > 16 || /^[\p{L}_]/u.test(text.slice(to, to + 1)))
    return false;
  const before = text.slice(Math.max(0, from - 48), from);
  if (/\+ ?\(?$/.test(before)) return digits.length >= 8;
  if (/\d[.,:/-]?$/.test(before)) return false;
  const isInOne = digits === written;
  const looksLikeOne =
    /^(?:00[1-9]\d{7,13}|0[1-9]\d{7,9}|01[5-7]\d{9})$/.test(digits) ||
    (isInOne ? inOne.test(digits) : inGroups.test(written.replaceAll(/[^\d]+/g, '-')));
  // Digits one by one are looked at once, not in each of their windows.
  if (!looksLikeOne && /^\d\D\d\D/.test(written)) return false;
  const said = whatIsSaid(before);
  if (/\p{L}[-/#_]?$/u.test(before) && said !== 'phone') return false;
  if (said === 'phone') return digits.length <= 15;
  if (said === 'number') return !isInOne && /^0/.test(digits) && looksLikeOne;
  return looksLikeOne;
}

/** Without a trunk zero: mobiles of Spain, Portugal and Italy. */
const inOne = /^(?:[67]\d{8}|9[1236]\d{7}|3[2-9]\d{8})$/;
const inGroups = new RegExp(
  `^(?:${[
    String.raw`[6-9]\d\d-\d{3}-\d{3}|[6-9]\d\d-\d\d-\d\d-\d\d|9\d-\d{3}-\d\d-\d\d`, // Spain
    String.raw`(?:9[1236]|2[1-9])\d-\d{3}-\d{3}|2[12]-\d{3}-\d\d-\d\d`, // Portugal
    String.raw`3[2-9]\d-(?:\d{3}-?\d{3,4}|\d{6,7}|\d\d-\d\d-\d{3})`, // Italy
    String.raw`[2-9]\d\d-[2-9]\d\d-\d{4}`, // North America
  ].join('|')})$`,
);

/** Which kind of number the words right before announce, with no other number between. */
function whatIsSaid(before: string): 'phone' | 'number' | undefined {
  const words = foldText(before).split(/\d/).at(-1) ?? '';
  const phone = words.search(phoneWords);
  const number = words.search(numberWords);
  if (phone < 0 && number < 0) return undefined;
  return phone > number ? 'phone' : 'number';
}

const last = (words: string) => new RegExp(`(?:${words})(?!.*(?:${words}))`, 'su');
const phoneWords = last(
  [
    String.raw`\btel\b|telef|telep|phone|mobil|handy|\bcell|whatsapp|\bcall|\bring\b|\btext me|\bsms\b|\bfax\b|signal`,
    String.raw`anruf|\brufen?\b|erreich|portable|appel|joign|movil|llam|telemovel|\blig(?:ar|ue|uem)\b|contact|kontakt|chiam`,
  ].join('|'),
);
const numberWords = last(
  [
    String.raw`order|bestell|auftrag|rechnung|invoice|kunden(?:nummer|nr)|customer n|member|mitglied|commande|facture|colis|client\b`,
    String.raw`pedido|factura|fatura|encomenda|ordine|fattura|spedizion|track|sendung|paket|parcel|shipment|suivi|seguimiento`,
    String.raw`envio|rastre|\bref\b|referen|riferiment|artik|articl|articul|artigo|articol|\bsku\b|\bean\b|isbn|serial|serien|ticket`,
    String.raw`\bcase\b|\bfall\b|\bcaso\b|vorgang|#|gutschein|voucher|coupon|gift card|codice|codigo|\bcode\b|barcode|label`,
  ].join('|'),
);
