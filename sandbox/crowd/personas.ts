import { german } from './phrases/de.ts';
import { english } from './phrases/en.ts';
import { spanish } from './phrases/es.ts';
import { french } from './phrases/fr.ts';
import type { Goal, Phrases } from './phrases/phrases.ts';
import { portuguese } from './phrases/pt.ts';
import type { Customer } from '../model.ts';

export type Language = 'en' | 'es' | 'de' | 'fr' | 'pt';

export interface Persona extends Customer {
  language: Language;
  goal: Goal;
  /** Waits so many seconds for an answer before asking again. */
  patienceSeconds: number;
}

export const phrasesOf: Record<Language, Phrases> = {
  en: english,
  es: spanish,
  de: german,
  fr: french,
  pt: portuguese,
};

const onFacebook = (number: number) => ({
  platform: 'facebook' as const,
  id: String(24_000_000_000_000 + number),
});
const onTelegram = (number: number, handle: string) => ({
  platform: 'telegram' as const,
  id: String(50_000_000 + number),
  handle,
});

const onLinkedIn = (id: string) => ({
  platform: 'linkedin' as const,
  id: `urn:li:person:${id}`,
});

/** Who that is, without what moves them. */
export function customerIn({ platform, id, name, language, handle }: Persona): Customer {
  return { platform, id, name, language, ...(handle !== undefined && { handle }) };
}

/** The people who write to the demo desk. */
export const personas: readonly Persona[] = [
  {
    ...onFacebook(1),
    name: 'Grace Whitfield',
    language: 'en',
    goal: 'refund',
    patienceSeconds: 150,
  },
  { ...onFacebook(2), name: 'Ana López', language: 'es', goal: 'parcel', patienceSeconds: 120 },
  { ...onFacebook(3), name: 'Jonas Brandt', language: 'de', goal: 'outage', patienceSeconds: 90 },
  {
    ...onFacebook(4),
    name: 'Camille Rousseau',
    language: 'fr',
    goal: 'sizing',
    patienceSeconds: 240,
  },
  { ...onFacebook(5), name: 'Inês Carvalho', language: 'pt', goal: 'refund', patienceSeconds: 180 },
  { ...onFacebook(6), name: 'Tom Ashdown', language: 'en', goal: 'praise', patienceSeconds: 300 },
  { ...onFacebook(7), name: 'Marta Gil', language: 'es', goal: 'thanks', patienceSeconds: 300 },
  {
    ...onTelegram(1, 'katrin_v'),
    name: 'Katrin Vogel',
    language: 'de',
    goal: 'parcel',
    patienceSeconds: 120,
  },
  {
    ...onTelegram(2, 'priya_n'),
    name: 'Priya Nair',
    language: 'en',
    goal: 'sizing',
    patienceSeconds: 200,
  },
  {
    ...onTelegram(3, 'lucmercier'),
    name: 'Luc Mercier',
    language: 'fr',
    goal: 'refund',
    patienceSeconds: 150,
  },
  {
    ...onTelegram(4, 'd_romero'),
    name: 'Diego Romero',
    language: 'es',
    goal: 'outage',
    patienceSeconds: 75,
  },
  {
    ...onTelegram(5, 'rui_p'),
    name: 'Rui Pacheco',
    language: 'pt',
    goal: 'parcel',
    patienceSeconds: 160,
  },
  {
    ...onTelegram(6, 'owenb'),
    name: 'Owen Blake',
    language: 'en',
    goal: 'thanks',
    patienceSeconds: 300,
  },
  {
    ...onTelegram(7, 'sophie_l'),
    name: 'Sophie Laurent',
    language: 'fr',
    goal: 'praise',
    patienceSeconds: 300,
  },
  {
    ...onLinkedIn('q7Xv-Hanne'),
    name: 'Hanne Petersen',
    language: 'de',
    goal: 'parcel',
    patienceSeconds: 180,
  },
  {
    ...onLinkedIn('m2Kd-Oliver'),
    name: 'Oliver Grant',
    language: 'en',
    goal: 'refund',
    patienceSeconds: 200,
  },
  {
    ...onLinkedIn('z9Tb-Lucia'),
    name: 'Lucía Prieto',
    language: 'es',
    goal: 'praise',
    patienceSeconds: 300,
  },
];
