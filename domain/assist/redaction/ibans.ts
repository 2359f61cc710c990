import type { Piece } from './piece.ts';

/** Account numbers by ISO 13616, grouped or not: a country's length, and its check digits (mod 97). */
export function ibansIn(text: string): Piece[] {
  const found: Piece[] = [];
  let free = 0;
  for (const match of text.matchAll(beginning)) {
    const from = match.index;
    if (from < free) continue;
    const country = (match[0].match(/\p{L}/gu) ?? []).join('').toUpperCase();
    const length = lengths[country];
    if (length === undefined) continue;
    const taken = take(text, from, length);
    if (taken === undefined || !isChecked(taken.key)) continue;
    found.push({ kind: 'iban', from, ...taken });
    free = taken.to;
  }
  return found;
}

const beginning =
  /(?<![a-z0-9]|[^\P{L}a-z])[a-z][ .-]?[a-z][ .-]{0,2}\d[ .-]?\d|(?<=iban)[a-z]{2}\d\d/giu;

/** So many letters and digits from here, with little between them. */
function take(text: string, from: number, length: number): { to: number; key: string } | undefined {
  let key = '';
  let gap = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (/[a-z0-9]/i.test(char)) {
      key += char.toUpperCase();
      gap = 0;
    } else {
      gap += 1;
      if (gap > 2 || !/[ .-]/.test(char)) return undefined;
    }
    if (key.length < length) continue;
    return /^[a-z0-9]/i.test(text.slice(at + 1)) ? undefined : { to: at + 1, key };
  }
  return undefined;
}

function isChecked(iban: string): boolean {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

const lengths: Record<string, number> = {
  ...{ AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BR: 29, BY: 28 },
  ...{ CH: 21, CR: 22, CY: 28, CZ: 24, DE: 22, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18 },
  ...{ FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HR: 21, HU: 28, IE: 22 },
  ...{ IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20 },
  ...{ LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MR: 27, MT: 31, MU: 30, NL: 18 },
  ...{ NO: 15, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, SA: 24, SC: 31, SE: 24 },
  ...{
    SI: 19,
    SK: 24,
    SM: 27,
    ST: 25,
    SV: 28,
    TL: 23,
    TN: 24,
    TR: 26,
    UA: 29,
    VA: 22,
    VG: 24,
    XK: 20,
  },
};
