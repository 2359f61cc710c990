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
  /** Says everything where all can read it, though the platform has direct messages. */
  isPublic?: boolean;
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

const onInstagram = (number: number, handle: string) => ({
  platform: 'instagram' as const,
  id: String(17_900_000_000_000 + number),
  handle,
});
const onX = (number: number, handle: string) => ({
  platform: 'x' as const,
  id: String(1_400_000_000_000 + number),
  handle,
});
const onBluesky = (name: string, handle: string) => ({
  platform: 'bluesky' as const,
  id: `did:plc:${name.padEnd(24, '2')}`,
  handle: `${handle}.example`,
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
  {
    ...onInstagram(1, 'nora.lind'),
    name: 'Nora Lindqvist',
    language: 'en',
    goal: 'sizing',
    patienceSeconds: 180,
  },
  {
    ...onInstagram(2, 'thiago.m'),
    name: 'Thiago Moreira',
    language: 'pt',
    goal: 'parcel',
    patienceSeconds: 150,
    isPublic: true,
  },
  {
    ...onInstagram(3, 'elise_b'),
    name: 'Élise Bonnet',
    language: 'fr',
    goal: 'refund',
    patienceSeconds: 200,
  },
  {
    ...onX(1, 'ferdi_k'),
    name: 'Ferdinand Koch',
    language: 'de',
    goal: 'outage',
    patienceSeconds: 90,
    isPublic: true,
  },
  {
    ...onX(2, 'saoirse_w'),
    name: 'Saoirse Walsh',
    language: 'en',
    goal: 'parcel',
    patienceSeconds: 120,
  },
  {
    ...onX(3, 'paula_rz'),
    name: 'Paula Ruiz',
    language: 'es',
    goal: 'praise',
    patienceSeconds: 300,
    isPublic: true,
  },
  {
    ...onBluesky('mirela', 'mirela'),
    name: 'Mirela Santos',
    language: 'pt',
    goal: 'sizing',
    patienceSeconds: 160,
  },
  {
    ...onBluesky('aidan', 'aidan'),
    name: 'Aidan Byrne',
    language: 'en',
    goal: 'refund',
    patienceSeconds: 140,
    isPublic: true,
  },
  {
    ...onBluesky('jule', 'jule'),
    name: 'Jule Hartmann',
    language: 'de',
    goal: 'thanks',
    patienceSeconds: 300,
  },
];
