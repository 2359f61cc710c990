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

const names: Record<Language, { first: readonly string[]; last: readonly string[] }> = {
  en: {
    first: ['Alice', 'Harvey', 'Imogen', 'Callum', 'Freya', 'Desmond', 'Maeve', 'Rory', 'Tessa'],
    last: ['Hartley', 'Okoye', 'Pritchard', 'Fenwick', 'Gallagher', 'Mistry', 'Thorne', 'Bell'],
  },
  de: {
    first: ['Annika', 'Moritz', 'Heike', 'Tobias', 'Leonie', 'Cem', 'Ulrike', 'Jannik'],
    last: ['Becker', 'Yılmaz', 'Schäfer', 'Lorenz', 'Engel', 'Krämer', 'Voigt'],
  },
  fr: {
    first: ['Amélie', 'Baptiste', 'Océane', 'Mathis', 'Inès', 'Hugo'],
    last: ['Lefèvre', 'Garnier', 'Diallo', 'Perrin', 'Chevalier'],
  },
  es: {
    first: ['Carmen', 'Álvaro', 'Lola', 'Mateo', 'Ximena', 'Joaquín', 'Noa'],
    last: ['Herrera', 'Ibáñez', 'Castaño', 'Vidal', 'Peña', 'Quiroga'],
  },
  pt: {
    first: ['Beatriz', 'Gonçalo', 'Matilde', 'Tiago', 'Larissa'],
    last: ['Figueiredo', 'Nogueira', 'Teixeira', 'Barros', 'Ramalho'],
  },
};

/** Of ten customers, four write English. */
const spoken: readonly Language[] = ['en', 'en', 'en', 'en', 'de', 'de', 'es', 'es', 'fr', 'pt'];

/** The simulated customers first: those who write today have written before. Then people who only appear in the past. */
export function* customersOn(platform: PlatformName, random: Random): Generator<Customer, never> {
  for (const { id, name, handle = '', language, ...it } of personas) {
    if (it.platform === platform) yield { platform, externalId: id, name, handle, language };
  }
  for (let number = 1; ; number += 1) {
    const language = random.pick(spoken);
    const first = random.pick(names[language].first);
    const last = random.pick(names[language].last);
    yield {
      ...{ platform, language, externalId: idOn(platform, number), name: `${first} ${last}` },
      handle:
        platform === 'linkedin' || platform === 'facebook' ? '' : handleOf(first, last, number),
    };
  }
}

const handleOf = (first: string, last: string, number: number) =>
  `${plain(first)}_${plain(last)}${String(number)}`;

const plain = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[^a-z]/giu, '')
    .toLowerCase();

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
