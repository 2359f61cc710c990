import { nameIn, spoken } from '../../../sandbox/crowd/names.ts';
import { personas } from '../../../sandbox/crowd/personas.ts';
import type { PlatformName } from '../../../sandbox/model.ts';
import type { Random } from '../../../sandbox/random.ts';
import type { Language } from '../library/canned-replies.ts';

export interface Customer {
  platform: PlatformName;
  externalId: string;
  name: string;
  handle: string;
  language: Language;
}

/** The simulated customers first: those who write today have written before. Then people who only appear in the past. */
export function* customersOn(platform: PlatformName, random: Random): Generator<Customer, never> {
  for (const { id, name, handle = '', language, ...it } of personas) {
    if (it.platform === platform) yield { platform, externalId: id, name, handle, language };
  }
  for (let number = 1; ; number += 1) {
    const language = random.pick(spoken);
    const name = nameIn(language, random);
    yield {
      ...{ platform, language, externalId: idOn(platform, number), name },
      handle: platform === 'linkedin' || platform === 'facebook' ? '' : handleOf(name, number),
    };
  }
}

const handleOf = (name: string, number: number) => {
  const plain = name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z ]/gu, '')
    .replaceAll(' ', '_');
  return `${plain}${String(number)}`;
};

/** Beside those of the sandbox's people, and of the same look. */
function idOn(platform: PlatformName, number: number): string {
  switch (platform) {
    case 'facebook':
      return String(24_000_500_000_000 + number);
    case 'instagram':
      return String(17_900_500_000_000 + number);
    case 'x':
      return String(1_400_500_000_000 + number);
    case 'telegram':
      return String(50_500_000 + number);
    case 'linkedin':
      return `urn:li:person:p4s-${String(number)}`;
    case 'bluesky':
      return `did:plc:${`past${letters(number)}`.padEnd(24, '2')}`;
  }
}

/** The identifiers there have no digits but 2 to 7. */
const letters = (number: number) =>
  String(number).replaceAll(/\d/gu, (digit) => String.fromCharCode(97 + Number(digit)));
