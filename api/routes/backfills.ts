/** Reading back from a platform what may have been missed. */
import { z } from 'zod';
import { wantBackfill } from '../../accounts/backfill-rows.ts';
import { askForLook } from '../../accounts/health.ts';
import { channelOf } from '../../channels/index.ts';
import { CareError, invalid, notFound } from '../../domain/errors.ts';
import type { Backfill as BackfillRow } from '../../prisma/client/client.ts';
import { audited } from '../audit.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { listById } from '../reads/by-id.ts';
import { iso, isoWhere } from '../reads/present.ts';
import { Backfill, type BackfillJson } from '../schemas/backfill.ts';
import { byId, instant, page, paging } from '../schemas/common.ts';

const tag = 'Accounts';
/** Without `since`, ms. */
const lastDayMs = 24 * 3_600_000;
/** No platform's history is read back further, ms. */
const furthestMs = 90 * 24 * 3_600_000;

export function backfillOperations(parts: Parts): Operation[] {
  const { prisma, pool, accounts } = parts;
  return [
    operation({
      method: 'post',
      path: '/accounts/{accountId}/backfills',
      id: 'backfillAccount',
      summary:
        'Read back what the platform has since then; what the desk knows already adds nothing',
      tag,
      permission: 'accounts.manage',
      status: 202,
      params: byId('accountId'),
      body: z.strictObject({
        since: instant.optional().meta({ description: 'At most 90 days ago; absent: a day ago.' }),
      }),
      answer: Backfill,
      async handle({ params: { accountId }, body, caller }) {
        const account = await accounts.byId(accountId);
        const channel = account && channelOf(account.platform);
        if (!account || !channel) throw notFound('account');
        if (!channel.capabilities.history) {
          const { title } = channel.capabilities;
          throw new CareError('invalid_request', `${title} lets apps read nothing back.`);
        }
        const since = body.since === undefined ? Date.now() - lastDayMs : Date.parse(body.since);
        if (since < Date.now() - furthestMs) throw invalid('since', 'is more than 90 days ago');
        if (since > Date.now()) throw invalid('since', 'is yet to come');
        const id = await audited(prisma, caller, 'account.backfill', async () => {
          const requestedBy = { ...caller.actor };
          const wish = { since, reason: 'requested' as const, requestedBy };
          const result = await wantBackfill(pool, accountId, wish);
          const data = { backfillId: result, since: new Date(since).toISOString() };
          return { target: accountId, data, result };
        });
        await askForLook(pool, accountId);
        const row = await prisma.backfill.findUniqueOrThrow({ where: { id } });
        return { body: toBackfill(row) };
      },
    }),
    operation({
      method: 'get',
      path: '/accounts/{accountId}/backfills',
      id: 'listBackfills',
      summary: 'What was read back, and how far that is',
      tag,
      permission: 'desk.read',
      params: byId('accountId'),
      query: z.strictObject(paging),
      answer: page(Backfill),
      async handle({ params: { accountId }, query }) {
        if (!(await accounts.byId(accountId))) throw notFound('account');
        const find = (it: { where: object; orderBy: { id: 'asc' }; take: number }) =>
          prisma.backfill.findMany({ ...it, where: { ...it.where, accountId } });
        return { body: await listById(query, find, toBackfill) };
      },
    }),
  ];
}

const toBackfill = (row: BackfillRow): BackfillJson => ({
  id: row.id,
  accountId: row.accountId,
  since: iso(row.since),
  reason: row.reason as BackfillJson['reason'],
  status: row.status as BackfillJson['status'],
  ...{ conversations: row.conversations, messages: row.messages, added: row.added },
  ...(row.failure !== null && { failure: row.failure as { code: string; message: string } }),
  createdAt: iso(row.createdAt),
  ...isoWhere('endedAt', row.endedAt),
});
