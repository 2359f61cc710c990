/** What platforms can do, what comments are about, and what the platforms themselves list. */
import { z } from 'zod';
import { channels } from '../../channels/index.ts';
import { platformNames } from '../../channels/channel.ts';
import { invalid } from '../../domain/errors.ts';
import { aggregate } from '../../ingest/aggregate.ts';
import type { DeskAccount } from '../../ingest/accounts.ts';
import { operation, type Operation } from '../operation.ts';
import type { Parts } from '../parts.ts';
import { postOf } from '../reads/post.ts';
import { iso, present } from '../reads/present.ts';
import { Aggregate, Platform, Post } from '../schemas/channel.ts';
import { visibleTo, type Looker } from '../visibility.ts';
import { byId, id, instant, listOf } from '../schemas/common.ts';

const AggregateQuery = z.strictObject({
  accounts: listOf(id).optional().meta({ description: 'Absent: all that are in service.' }),
  since: instant.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export function channelOperations(parts: Parts): Operation[] {
  const { pool, accounts } = parts;

  const asked = async (ids: readonly string[] | undefined): Promise<DeskAccount[]> => {
    if (ids === undefined) {
      const all = await Promise.all(platformNames.map((name) => accounts.byPlatform(name)));
      return all.flat().filter(({ status }) => status !== 'paused');
    }
    const unique = [...new Set(ids)];
    return Promise.all(
      unique.map(async (accountId, index) => {
        const account = await accounts.byId(accountId);
        if (!account) throw invalid(`accounts[${String(index)}]`, 'is not an account');
        return account;
      }),
    );
  };

  return [
    operation({
      method: 'get',
      path: '/platforms',
      id: 'listPlatforms',
      summary: 'What each platform can do: limits, windows, attachments, moderation',
      tag: 'Accounts',
      permission: 'desk.read',
      answer: z.object({ data: z.array(Platform) }),
      handle: () =>
        Promise.resolve({
          body: {
            data: Object.values(channels).map(({ name, capabilities }) => ({
              platform: name,
              ...capabilities,
            })),
          },
        }),
    }),
    operation({
      method: 'get',
      path: '/conversations/{conversationId}/post',
      id: 'getPost',
      summary: 'What a comment, mention or review is about, with its newest neighbours',
      tag: 'Conversations',
      permission: 'conversations.read',
      params: byId('conversationId'),
      answer: Post,
      handle: async ({ params, caller }) => ({
        body: await postOf(parts, caller, params.conversationId),
      }),
    }),
    operation({
      method: 'get',
      path: '/aggregate',
      id: 'aggregate',
      summary: 'Asks the platforms themselves for their conversations; partial success is success',
      tag: 'Conversations',
      permission: 'conversations.read',
      query: AggregateQuery,
      answer: Aggregate,
      async handle({ query: { accounts: ids, since, limit }, caller }) {
        const list = await asked(ids);
        const options = { limit, ...(since !== undefined && { since: Date.parse(since) }) };
        const { conversations: all, failedAccounts } = await aggregate(channels, list, options);
        const here = await hereOf(
          caller,
          all.map(({ accountId, threadKey }) => [accountId, threadKey]),
        );
        const shown = all.flatMap(({ threadKey, about, updatedAt, ...it }) => {
          const found = here.get(`${it.accountId}/${threadKey}`);
          if (!found?.isVisible) return [];
          return {
            ...it,
            ...present('postId', about?.postId),
            updatedAt: iso(new Date(updatedAt)),
            ...present('conversationId', found.id),
          };
        });
        return {
          body: {
            conversations: shown,
            meta: {
              accountsQueried: list.length,
              accountsFailed: failedAccounts.length,
              failedAccounts,
              lastUpdated: iso(new Date()),
            },
          },
        };
      },
    }),
  ];

  /**
   * By account and thread, the newest conversation that this desk has of it, and whether the caller may see it. What is not
   * here yet belongs to the account's team.
   */
  async function hereOf(caller: Looker, threads: readonly string[][]) {
    const values: unknown[] = [
      threads.map(([account]) => account),
      threads.map(([, key]) => key),
      caller.scope === 'all' ? null : caller.scope.teamId,
    ];
    const isLimited = caller.scope !== 'all';
    const visible = visibleTo(caller, (value) => `$${String(values.push(value))}`);
    const { rows } = await pool.query<{ key: string; id: string | null; isVisible: boolean }>(
      `select distinct on (a.account_id, a.key) a.account_id || '/' || a.key as key, c.id,
              ${visible} and (${String(!isLimited)} or c.id is not null
                or ac.team_id is null or ac.team_id is not distinct from $3::uuid) as "isVisible"
         from unnest($1::uuid[], $2::text[]) as a (account_id, key)
              join accounts ac on ac.id = a.account_id
              left join threads t on t.account_id = a.account_id and t.key = a.key
              left join conversations c on c.thread_id = t.id
        order by a.account_id, a.key, c.created_at desc nulls last`,
      values,
    );
    return new Map(rows.map(({ key, ...it }) => [key, it]));
  }
}
