/** The lists of conversations that people work from. */
import { z } from 'zod';
import type { SavedView as ViewRow } from '../../prisma/client/client.ts';
import type { Caller } from '../authenticate.ts';
import { changeView, createView, deleteView } from '../commands/views.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { present } from '../reads/present.ts';
import { countViews } from '../reads/view-counts.ts';
import { byId } from '../schemas/common.ts';
import { builtInViews, SavedView, viewFields, ViewCounts, Views } from '../schemas/view.ts';

const facts = { tag: 'Views', permission: 'views.own' } as const;

export function viewOperations(parts: Parts): Operation[] {
  const { prisma, readPool } = parts;
  const visible = async ({ agentId }: Caller) => {
    const rows = await prisma.savedView.findMany({
      where: { OR: [{ isShared: true }, ...(agentId === undefined ? [] : [{ ownerId: agentId }])] },
      orderBy: [{ position: 'asc' }, { name: 'asc' }, { id: 'asc' }],
    });
    return rows.map(toView);
  };
  return [
    operation({
      ...facts,
      method: 'get',
      path: '/views',
      id: 'listViews',
      summary: 'The built-in views, my own, and those that are shared',
      answer: Views,
      handle: async ({ caller }) => ({
        body: { builtIn: builtInViews, saved: await visible(caller) },
      }),
    }),
    operation({
      ...facts,
      method: 'get',
      path: '/views/counts',
      id: 'countViews',
      summary: 'How many conversations each view holds; cheap enough for every few seconds',
      answer: ViewCounts,
      handle: async ({ caller }) => ({
        body: await countViews(readPool, caller, [...builtInViews, ...(await visible(caller))]),
      }),
    }),
    operation({
      ...facts,
      method: 'post',
      path: '/views',
      id: 'createView',
      summary: 'Keep a filter as a view; shared ones are for supervisors to make',
      status: 201,
      body: z.strictObject(viewFields),
      answer: SavedView,
      async handle({ body, caller }) {
        const view = await createView(parts, caller, body);
        return { body: toView(view), version: view.version };
      },
    }),
    operation({
      ...facts,
      method: 'patch',
      path: '/views/{viewId}',
      id: 'changeView',
      summary: 'Change a view of one’s own, or as a supervisor a shared one',
      hasVersion: true,
      params: byId('viewId'),
      body: z.strictObject(viewFields).partial(),
      answer: SavedView,
      async handle({ params: { viewId }, body, caller, ifMatch }) {
        const view = await changeView(parts, caller, viewId, body, ifMatch);
        return { body: toView(view), version: view.version };
      },
    }),
    operation({
      ...facts,
      method: 'delete',
      path: '/views/{viewId}',
      id: 'deleteView',
      summary: 'Remove a view of one’s own, or as a supervisor a shared one',
      status: 204,
      params: byId('viewId'),
      async handle({ params: { viewId }, caller }) {
        await deleteView(parts, caller, viewId);
        return {};
      },
    }),
  ];
}

type View = z.output<typeof SavedView>;

const toView = (row: ViewRow): View => ({
  id: row.id,
  name: row.name,
  ...present('colour', row.colour),
  isShared: row.isShared,
  ...present('ownerId', row.ownerId),
  // Checked when it was written.
  filter: row.filter as View['filter'],
  sort: row.sort as View['sort'],
  ...present('order', row.sortOrder as View['order'] | null),
  position: row.position,
  version: row.version,
});
