import { digitRuns, windowsOf } from './digit-groups.ts';
import type { Piece } from './piece.ts';

/** Numbers of payment cards, in one or in groups: a brand's first digits and length, and Luhn's check digit. */
export function cardsIn(text: string): Piece[] {
  const isOne = (from: number, to: number) => isCard(text.slice(from, to).replaceAll(/\D/g, ''));
  return digitRuns(text, /^[ .,_*/-]{1,3}$/)
    .flatMap((run) => windowsOf(run, 19, isOne))
    .filter(
      ({ from, to }) =>
        !text.slice(0, from).endsWith('+') && !/^\p{L}/u.test(text.slice(to, to + 2)),
    )
    .map(({ from, to }) => {
      return { kind: 'card', from, to, key: text.slice(from, to).replaceAll(/\D/g, '') };
    });
}

const brands = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^(?:6011|65\d\d|64[4-9]\d)\d{12}$/, // Discover
  /^3(?:0[0-5]|[689]\d)\d{11}$/, // Diners
  /^35(?:2[89]|[3-8]\d)\d{12}$/, // JCB
  /^(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15}$/, // Maestro
  /^62\d{14,17}$/, // UnionPay
];

const isCard = (digits: string) =>
  digits.length >= 12 &&
  digits.length <= 19 &&
  brands.some((it) => it.test(digits)) &&
  isLuhn(digits);

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let fromRight = 0; fromRight < digits.length; fromRight += 1) {
    const digit = Number(digits[digits.length - 1 - fromRight]);
    const counted = fromRight % 2 === 1 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
