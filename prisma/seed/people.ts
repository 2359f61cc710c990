/** Who works at the demo desk. */
import type { Skill } from '../../domain/matching.ts';
import { uuidFrom } from '../../runtime/ids.ts';

export const seedId = (kind: string, key: string): string => uuidFrom('seed', kind, key);

export const teams = [
  { name: 'Orders', routingStrategy: 'load-balanced', policy: 'Standard' },
  { name: 'Fashion advice', routingStrategy: 'skill-based', policy: 'Office hours' },
  { name: 'Español', routingStrategy: 'round-robin', policy: 'Standard' },
] as const;

type TeamName = (typeof teams)[number]['name'];

export interface Person {
  name: string;
  email: string;
  role: 'viewer' | 'agent' | 'supervisor' | 'admin';
  team?: TeamName;
  skills: Skill[];
  capacity: number;
  isOnline: boolean;
}

export const people: readonly Person[] = [
  agent('Ana Ferreira', 'Orders', ['en', 'pt', 'es'], ['orders', 'refunds']),
  agent('Ben Okafor', 'Orders', ['en', 'de'], ['orders', 'delivery']),
  agent('Chloé Martin', 'Orders', ['en', 'fr'], ['orders', 'refunds', 'delivery']),
  agent('Dilan Kaya', 'Fashion advice', ['en', 'de'], ['sizing', 'styling']),
  agent('Emma Rossi', 'Fashion advice', ['en', 'fr'], ['sizing', 'styling', 'repairs']),
  agent('Felipe Souza', 'Español', ['es', 'pt'], ['orders', 'refunds']),
  agent('Gloria Núñez', 'Español', ['es', 'en'], ['orders', 'sizing']),
  agent('Hannah Weber', 'Orders', ['de', 'en'], ['refunds', 'delivery']),
  agent('Isaac Mensah', 'Fashion advice', ['en', 'fr'], ['styling', 'repairs']),
  agent('João Almeida', 'Español', ['pt', 'es'], ['orders', 'delivery']),
  agent('Klara Schmidt', 'Fashion advice', ['de', 'en'], ['sizing', 'repairs']),
  agent('Lucía Ortega', 'Español', ['es', 'pt'], ['delivery', 'refunds']),
  { ...other('Sofia Lindqvist', 'supervisor'), team: 'Orders', isOnline: true },
  other('Adam Novak', 'admin'),
  other('Vera Haddad', 'viewer'),
];

function agent(name: string, team: TeamName, languages: string[], topics: string[]): Person {
  return {
    name,
    email: emailOf(name),
    role: 'agent',
    team,
    capacity: 6,
    isOnline: true,
    skills: [
      ...languages.map((value, index) => ({
        kind: 'language' as const,
        value,
        level: index === 0 ? 5 : 3,
      })),
      ...topics.map((value) => ({ kind: 'topic' as const, value, level: 3 })),
    ],
  };
}

function other(name: string, role: Person['role']): Person {
  return { name, email: emailOf(name), role, skills: [], capacity: 3, isOnline: false };
}

function emailOf(name: string): string {
  const [first = ''] = name.split(' ');
  const plain = first.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return `${plain}@careline.example`;
}
