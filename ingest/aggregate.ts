/** What the platforms themselves list, of several accounts at once: partial success is success. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, HistoryConversation, PlatformName } from '../channels/channel.ts';
import { NoAnswer } from '../channels/http.ts';
import { ChannelError } from '../channels/outcome.ts';
import type { DeskAccount } from './accounts.ts';

export interface Aggregated extends HistoryConversation {
  accountId: string;
  platform: PlatformName;
}

export interface FailedAccount {
  accountId: string;
  platform: PlatformName;
  /** A sentence with the platform's own name. */
  error: string;
  code?: string;
  /** Seconds. */
  retryAfter?: number;
}

export interface Aggregate {
  conversations: Aggregated[];
  failedAccounts: FailedAccount[];
}

/** One account that hangs must not keep the others waiting, ms. */
export const accountBudgetMs = 10_000;

/**
 * Asks all of them side by side; the newest activity first, one entry per conversation.
 * Never throws: what did not answer in time is among the failed.
 * @param since ms since 1970
 */
export async function aggregate(
  channels: Partial<Record<PlatformName, Channel>>,
  accounts: readonly DeskAccount[],
  {
    since,
    limit,
    budgetMs = accountBudgetMs,
  }: { since?: number; limit: number; budgetMs?: number },
): Promise<Aggregate> {
  const failedAccounts: FailedAccount[] = [];
  const found = await Promise.all(
    accounts.map(async (account): Promise<Aggregated[]> => {
      const channel = channels[account.platform];
      const about = { accountId: account.id, platform: account.platform };
      if (!channel) {
        failedAccounts.push({ ...about, code: 'not_offered', error: noChannel(account) });
        return [];
      }
      const { title, history } = channel.capabilities;
      if (!history) {
        const error = `${title} lets apps read no conversations back.`;
        failedAccounts.push({ ...about, code: 'not_offered', error });
        return [];
      }
      try {
        const deadline = Date.now() + budgetMs;
        const list = await inTime(
          channel.fetchConversations(account, since, { deadline }),
          budgetMs,
        );
        return newestOfEach(list).map((it) => ({ ...it, ...about }));
      } catch (error) {
        failedAccounts.push({ ...about, ...failureOf(title, error) });
        return [];
      }
    }),
  );
  const conversations = found
    .flat()
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
    .slice(0, limit);
  return { conversations, failedAccounts };
}

/** However long an adapter takes for what surrounds its calls. @throws NoAnswer */
async function inTime<T>(answer: Promise<T>, budgetMs: number): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([
      answer,
      sleep(budgetMs + graceMs, undefined, { signal: over.signal }).then(() => {
        throw new NoAnswer('lost', 'no answer before the deadline');
      }),
    ]);
  } finally {
    over.abort();
  }
}

/** An adapter that keeps to its deadline says itself what went wrong, ms. */
const graceMs = 50;

/** A platform may list a conversation on two pages, when it moved between them. */
export function newestOfEach(list: readonly HistoryConversation[]): HistoryConversation[] {
  const newest = new Map<string, HistoryConversation>();
  for (const it of list) {
    const before = newest.get(it.threadKey);
    if (!before || before.updatedAt < it.updatedAt) newest.set(it.threadKey, it);
  }
  return [...newest.values()];
}

const noChannel = ({ platform }: DeskAccount) => `This desk does not speak with ${platform} yet.`;

function failureOf(
  title: string,
  error: unknown,
): Pick<FailedAccount, 'error' | 'code' | 'retryAfter'> {
  if (error instanceof ChannelError) {
    const { code, message, retryAfterMs } = error;
    const wait = retryAfterMs !== undefined && { retryAfter: Math.ceil(retryAfterMs / 1000) };
    return { error: message.includes(title) ? message : `${title}: ${message}`, code, ...wait };
  }
  if (error instanceof NoAnswer) {
    return { error: `${title} did not answer: ${error.message}.`, code: 'no_answer' };
  }
  // A bug of ours in one adapter is told as such, and does not cost the other accounts their answer.
  return { error: `${title} could not be asked.`, code: 'failed' };
}
