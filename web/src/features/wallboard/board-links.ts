/** Where a figure leads: into the inbox, to exactly the conversations that it counts. */
import type { InboxSearch } from '../inbox/filter.ts';
import type { WallboardSearch } from './search.ts';

export type Figure = 'waiting' | 'atRisk' | 'breached' | 'open' | 'unassigned';

/** What is not resolved: a deadline may pass while a conversation waits or is put aside. */
const unresolved: InboxSearch['status'] = ['open', 'pending', 'snoozed'];

const searches: Record<Figure, InboxSearch> = {
  waiting: { status: ['open'], waiting: true, sort: 'waitingSince' },
  atRisk: { status: unresolved, slaState: ['warning'], sort: 'dueAt' },
  breached: { status: unresolved, slaState: ['breached'], sort: 'dueAt' },
  open: { status: ['open'] },
  unassigned: { status: ['open'], assignedTo: 'none', sort: 'dueAt' },
};

export const inboxSearchOf = (
  figure: Figure,
  { team, platform }: Pick<WallboardSearch, 'team' | 'platform'>,
): InboxSearch => ({
  ...searches[figure],
  ...(team === undefined ? {} : { teamId: team }),
  ...(platform === undefined ? {} : { platform: [platform] }),
});
