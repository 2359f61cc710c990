import { z } from 'zod';
import { colour, id, name } from './common.ts';
import { conversationOrder, ConversationFilter } from './conversation-filter.ts';

const sort = conversationOrder.sort.unwrap();

const BuiltInView = z
  .object({
    id: z.enum(['mine', 'unassigned', 'team', 'all', 'mentions', 'snoozed']),
    filter: ConversationFilter,
    sort,
  })
  .meta({ id: 'BuiltInView' });

export const SavedView = z
  .object({
    id,
    name: z.string(),
    colour: colour.optional(),
    isShared: z.boolean(),
    ownerId: id.optional(),
    filter: ConversationFilter,
    sort,
    order: conversationOrder.order,
    position: z.int(),
    version: z.int(),
  })
  .meta({ id: 'SavedView' });

export const Views = z.object({ builtIn: z.array(BuiltInView), saved: z.array(SavedView) });

export const viewFields = {
  name,
  colour: colour.nullable().optional(),
  isShared: z.boolean().optional(),
  filter: ConversationFilter,
  sort: sort.optional(),
  order: conversationOrder.order.nullable(),
  position: z.int().min(0).max(1_000_000).optional(),
};

const count = z.int().meta({ description: '1000 means 1,000 or more.' });
export const ViewCounts = z
  .object({
    views: z.record(z.string(), count).meta({
      description: 'By the view’s id. One that searches for words is not counted, and is absent.',
    }),
    platforms: z.record(z.string(), count).meta({ description: 'What is open, by platform.' }),
    breached: count,
    atRisk: count,
    scheduled: count.meta({ description: 'My replies for later: `GET /scheduled?mine=true`.' }),
  })
  .meta({
    id: 'ViewCounts',
    description: 'Without a status in its filter, a view counts what is not closed.',
  });

/** What everybody has, in the order of the sidebar. Open work; what is put aside has a view of its own. */
export const builtInViews: z.output<typeof BuiltInView>[] = [
  { id: 'mine', filter: { assignedTo: 'me', status: ['open', 'pending'] }, sort: 'dueAt' },
  { id: 'unassigned', filter: { assignedTo: 'none', status: ['open'] }, sort: 'dueAt' },
  { id: 'team', filter: { teamId: 'mine', status: ['open', 'pending'] }, sort: 'dueAt' },
  { id: 'all', filter: { status: ['open', 'pending'] }, sort: 'updatedAt' },
  { id: 'mentions', filter: { mentioned: 'me' }, sort: 'updatedAt' },
  { id: 'snoozed', filter: { status: ['snoozed'] }, sort: 'updatedAt' },
];
