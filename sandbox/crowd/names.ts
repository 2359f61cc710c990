/** What people are called who are nobody in particular. */
import type { Random } from '../random.ts';
import type { Language } from './personas.ts';

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
export const spoken: readonly Language[] = [
  'en',
  'en',
  'en',
  'en',
  'de',
  'de',
  'es',
  'es',
  'fr',
  'pt',
];

export const nameIn = (language: Language, random: Random): string =>
  `${random.pick(names[language].first)} ${random.pick(names[language].last)}`;
