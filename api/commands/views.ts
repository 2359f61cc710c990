/** Views that people keep: their own, and those that supervisors share with everybody. */
import type { Pool } from 'pg';
import { CareError, invalid, notFound } from '../../domain/errors.ts';
import type { SavedView as ViewRow } from '../../prisma/client/client.ts';
import { newId } from '../../runtime/ids.ts';
import { atVersion, audited, jsonOf, type Transaction } from '../audit.ts';
import type { Caller } from '../authenticate.ts';
import { dense } from '../dense.ts';
import type { Parts } from '../parts.ts';
import { may } from '../permissions.ts';
import { requireReferences } from '../references.ts';
import type { ConversationFilter } from '../schemas/conversation-filter.ts';
import { isCustomerThereFor } from '../visibility.ts';

/** Of one person, and of those that are shared. */
const most = 100;

interface Fields {
  name?: string | undefined;
  colour?: string | null | undefined;
  isShared?: boolean | undefined;
  filter?: ConversationFilter | undefined;
  sort?: string | undefined;
  order?: 'asc' | 'desc' | null | undefined;
  position?: number | undefined;
}

export const createView = (
  { prisma, pool }: Parts,
  caller: Caller,
  fields: Fields & { name: string; filter: ConversationFilter },
): Promise<ViewRow> =>
  audited(prisma, caller, 'view.created', async (tx) => {
    const { isShared = false } = fields;
    if (isShared) requireShare(caller);
    else if (caller.agentId === undefined) {
      throw invalid('isShared', 'must be true: a token that is nobody’s has no views of its own');
    }
    const ownerId = caller.agentId ?? null;
    const count = await tx.savedView.count({
      where: isShared ? { isShared } : { isShared, ownerId },
    });
    if (count >= most) throw invalid('name', `is one too many: there may be ${String(most)}`);
    await requireReferencesOf(tx, pool, caller, fields.filter);
    const { name, filter } = fields;
    const result = await tx.savedView.create({
      data: { id: newId(), ownerId, ...columnsOf(fields), name, filter: jsonOf(filter) },
    });
    return { target: result.id, data: fields, result };
  });

export const changeView = (
  { prisma, pool }: Parts,
  caller: Caller,
  id: string,
  fields: Fields,
  ifMatch: number | undefined,
): Promise<ViewRow> =>
  audited(prisma, caller, 'view.changed', async (tx) => {
    const before = await viewOf(tx, caller, id);
    const { isShared = before.isShared } = fields;
    if (isShared) requireShare(caller);
    else if (before.isShared && before.ownerId !== (caller.agentId ?? null)) {
      throw invalid('isShared', 'must stay: it would be another’s own view');
    } else if (before.ownerId === null) {
      throw invalid('isShared', 'must stay: the view is nobody’s own');
    }
    if (fields.filter) await requireReferencesOf(tx, pool, caller, fields.filter);
    await atVersion(ifMatch, before.version, (version) =>
      tx.savedView.updateMany({
        where: { id, version },
        data: { version: version + 1, ...columnsOf(fields) },
      }),
    );
    const result = await tx.savedView.findUniqueOrThrow({ where: { id } });
    return { target: id, data: fields, result };
  });

export const deleteView = ({ prisma }: Parts, caller: Caller, id: string): Promise<void> =>
  audited(prisma, caller, 'view.deleted', async (tx) => {
    const { name, isShared } = await viewOf(tx, caller, id);
    await tx.savedView.delete({ where: { id } });
    return { target: id, data: { name, isShared }, result: undefined };
  });

/** One that the caller may change; another’s own is not there at all. @throws CareError */
async function viewOf(tx: Transaction, caller: Caller, id: string): Promise<ViewRow> {
  const view = await tx.savedView.findUnique({ where: { id } });
  const isOwn = view !== null && caller.agentId !== undefined && view.ownerId === caller.agentId;
  if (!view || !(view.isShared || isOwn)) throw notFound('view');
  if (view.isShared) requireShare(caller);
  return view;
}

function requireShare(caller: Caller): void {
  if (may(caller.role, 'views.share')) return;
  throw new CareError('forbidden', 'Only supervisors may change what everybody sees.', {
    errors: [{ field: 'isShared', message: 'is for supervisors' }],
  });
}

async function requireReferencesOf(
  tx: Transaction,
  pool: Pool,
  caller: Caller,
  filter: ConversationFilter,
): Promise<void> {
  const { teamId, assignedTo, accountId, customerId } = filter;
  const references = {
    accountId,
    ...(teamId === 'mine' || teamId === 'none' ? {} : { teamId }),
  };
  await requireReferences(tx, references, 'filter.');
  const isAgent = assignedTo !== undefined && assignedTo !== 'me' && assignedTo !== 'none';
  if (isAgent && !(await tx.agent.findUnique({ where: { id: assignedTo } }))) {
    throw invalid('filter.assignedTo', 'is not an agent');
  }
  if (customerId && !(await isCustomerThereFor(pool, caller, customerId))) {
    throw invalid('filter.customerId', 'is not a customer');
  }
}

function columnsOf({ filter, order, ...rest }: Fields) {
  return {
    ...dense(rest),
    ...(filter ? { filter: jsonOf(filter) } : {}),
    ...(order === undefined ? {} : { sortOrder: order }),
  };
}
