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
      handle: async ({ params }) => ({ body: await postOf(parts, params.conversationId) }),
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
      async handle({ query: { accounts: ids, since, limit } }) {
        const list = await asked(ids);
        const options = { limit, ...(since !== undefined && { since: Date.parse(since) }) };
        const { conversations, failedAccounts } = await aggregate(channels, list, options);
        const here = await newestHere(
          conversations.map(({ accountId, threadKey }) => [accountId, threadKey]),
        );
        return {
          body: {
            conversations: conversations.map(({ threadKey, about, updatedAt, ...it }) => ({
              ...it,
              ...present('postId', about?.postId),
              updatedAt: iso(new Date(updatedAt)),
              ...present('conversationId', here.get(`${it.accountId}/${threadKey}`)),
            })),
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

  /** By account and thread, the newest conversation that this desk has of it. */
  async function newestHere(threads: readonly string[][]): Promise<Map<string, string>> {
    const { rows } = await pool.query<{ key: string; id: string }>(
      `select distinct on (t.id) a.account_id || '/' || a.key as key, c.id
         from unnest($1::uuid[], $2::text[]) as a (account_id, key)
              join threads t on t.account_id = a.account_id and t.key = a.key
              join conversations c on c.thread_id = t.id
        order by t.id, c.created_at desc`,
      [threads.map(([account]) => account), threads.map(([, key]) => key)],
    );
    return new Map(rows.map(({ key, id: conversationId }) => [key, conversationId]));
  }
}
