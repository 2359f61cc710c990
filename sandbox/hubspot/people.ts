/** Owners and pipelines: what a portal has before anybody calls. */
import { notFound } from './errors.ts';

const owners = [
  { id: '70001', email: 'nadia.hoffmann@example.com', firstName: 'Nadia', lastName: 'Hoffmann' },
  { id: '70002', email: 'tom.becker@example.com', firstName: 'Tom', lastName: 'Becker' },
  { id: '70003', email: 'ines.ferreira@example.com', firstName: 'Inês', lastName: 'Ferreira' },
];

const at = '2026-01-05T09:00:00.000Z';
const full = (owner: (typeof owners)[number]) => ({
  ...owner,
  ...{ userId: Number(owner.id) + 1_000, type: 'PERSON', archived: false },
  ...{ createdAt: at, updatedAt: at },
});

export function ownerNamed(id: string) {
  const owner = owners.find((it) => it.id === id);
  if (owner === undefined) throw notFound(`Owner with id ${id} not found`);
  return full(owner);
}

export const ownerIdOf = (email: string): string | undefined =>
  owners.find((it) => it.email === email.toLowerCase())?.id;

export const ownerPage = (email: unknown) => ({
  results: owners
    .filter((it) => typeof email !== 'string' || it.email === email.toLowerCase())
    .map(full),
});

const stages: Record<string, readonly (readonly [id: string, label: string])[]> = {
  deals: [
    ['appointmentscheduled', 'Appointment scheduled'],
    ['contractsent', 'Contract sent'],
    ['closedwon', 'Closed won'],
  ],
  tickets: [
    ['1', 'New'],
    ['2', 'Waiting on contact'],
    ['3', 'Waiting on us'],
    ['4', 'Closed'],
  ],
};

export function pipelines(type: string) {
  const named = stages[type];
  if (named === undefined) throw notFound();
  const common = { displayOrder: 0, archived: false, createdAt: at, updatedAt: at };
  return {
    results: [
      {
        ...{ id: type === 'tickets' ? '0' : 'default', label: 'Default', ...common },
        stages: named.map(([id, label]) => ({
          id,
          label,
          metadata: {},
          writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
          ...common,
        })),
      },
    ],
  };
}
