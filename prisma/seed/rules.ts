/** What the demo desk promises, and who gets what. */
import type { Source } from '../../domain/conversation/state.ts';
import type { Skill } from '../../domain/matching.ts';
import type { SlaConfiguration } from '../../domain/sla.ts';

const officeDay = [
  { start: '09:00', end: '12:30' },
  { start: '13:30', end: '18:00' },
];

export const policies: readonly { name: string; config: SlaConfiguration }[] = [
  {
    name: 'Standard',
    config: {
      firstResponseMinutes: 15,
      nextResponseMinutes: 30,
      resolutionHours: 24,
      businessHoursOnly: false,
      byPriority: { urgent: { firstResponseMinutes: 5, nextResponseMinutes: 10 } },
    },
  },
  {
    name: 'Reviews',
    config: {
      firstResponseMinutes: 1,
      nextResponseMinutes: 30,
      resolutionHours: 24,
      businessHoursOnly: false,
    },
  },
  {
    name: 'Office hours',
    config: {
      firstResponseMinutes: 60,
      nextResponseMinutes: 120,
      resolutionHours: 16,
      businessHoursOnly: true,
      businessHours: {
        timezone: 'Europe/Berlin',
        schedule: {
          monday: officeDay,
          tuesday: officeDay,
          wednesday: officeDay,
          thursday: officeDay,
          friday: officeDay,
        },
        holidays: ['2026-12-25', '2026-12-26', '2027-01-01', '2027-12-25', '2027-12-26'],
      },
    },
  },
];

interface Rule {
  name: string;
  language?: string;
  source?: Source;
  team: string;
  policy?: string;
  skills: Skill[];
}

/** In the order in which they are asked; the last one takes the rest. */
export const routingRules: readonly Rule[] = [
  { name: 'Spanish', language: 'es', team: 'Español', skills: [{ kind: 'language', value: 'es' }] },
  {
    name: 'Portuguese',
    language: 'pt',
    team: 'Español',
    skills: [{ kind: 'language', value: 'pt' }],
  },
  { name: 'French', language: 'fr', team: 'Orders', skills: [{ kind: 'language', value: 'fr' }] },
  { name: 'German', language: 'de', team: 'Orders', skills: [{ kind: 'language', value: 'de' }] },
  // Everybody reads them: so little time that the demo shows a promise broken within its first two minutes.
  { name: 'Reviews', source: 'review', team: 'Orders', policy: 'Reviews', skills: [] },
  { name: 'Public comments', source: 'comment', team: 'Fashion advice', skills: [] },
  { name: 'Everything else', team: 'Orders', skills: [] },
];
