import { createHash } from 'node:crypto';
import type { PersonFacts } from './crm.ts';

/**
 * What is written on a contact to find it by any fact later, whatever becomes of its e-mail and phone there: a short word for each.
 * Letters only, so that no search engine takes it apart; a digest, so that ids of platforms don't stand in a CRM for all to read.
 */
export const tracesOf = ({ identities, emails, phones }: PersonFacts): string[] => [
  ...identities.map(({ platform, externalId }) => trace(`${platform}/${externalId}`)),
  ...emails.map((it) => trace(`email/${it}`)),
  ...phones.map((it) => trace(`phone/${it}`)),
];

/** @param most characters that the field takes; the oldest stay. */
export function withTraces(before: string, traces: readonly string[], most: number): string {
  const words = new Set([...before.split(' '), ...traces].filter((it) => it !== ''));
  let text = '';
  for (const word of words) {
    if (text.length + 1 + word.length > most) break;
    text += text === '' ? word : ` ${word}`;
  }
  return text;
}

const letters = 'abcdefghijklmnop';

/** 64 bits: among a million contacts two have the same with a chance of one in ten millions. */
const trace = (fact: string): string =>
  createHash('sha256')
    .update(fact)
    .digest('hex')
    .slice(0, 16)
    .replace(/[0-9a-f]/g, (digit) => letters.charAt(Number.parseInt(digit, 16)));
