import { expect, test } from 'vitest';
import type { Channel, HistoryConversation } from '../../channels/channel.ts';
import { facebook } from '../../channels/facebook/index.ts';
import { NoAnswer } from '../../channels/http.ts';
import { ChannelError } from '../../channels/outcome.ts';
import { telegram } from '../../channels/telegram/index.ts';
import type { DeskAccount } from '../../ingest/accounts.ts';
import { aggregate } from '../../ingest/aggregate.ts';

const account = (id: string, platform: DeskAccount['platform'] = 'facebook'): DeskAccount => ({
  ...{ id, platform, name: id, externalId: id, credentials: {}, webhookSecrets: [] },
  ...{ humanAgentApproved: false, features: ['messages'], relay: false, status: 'active' },
});
const conversation = (customer: string, updatedAt: number): HistoryConversation => ({
  ...{ externalId: `t_${customer}`, source: 'dm', threadKey: `dm:${customer}`, updatedAt },
  customer: { externalId: customer },
});
/** A platform of which each account answers in its own way. */
const answering = (
  answers: Record<string, () => Promise<HistoryConversation[]>>,
): Partial<Record<string, Channel>> => ({
  facebook: {
    ...facebook,
    fetchConversations: ({ id }, _since, { deadline }) =>
      Promise.race([
        answers[id]?.() ?? Promise.resolve([]),
        new Promise<never>((_, reject) =>
          setTimeout(() => {
            reject(new NoAnswer('lost', 'no answer before the deadline'));
          }, deadline - Date.now()),
        ),
      ]),
  },
  telegram,
});

test('the newest first over all accounts, each conversation once', async () => {
  const channels = answering({
    a: () => Promise.resolve([conversation('1', 50), conversation('2', 20), conversation('1', 40)]),
    b: () => Promise.resolve([conversation('1', 30)]),
  });
  const { conversations, failedAccounts } = await aggregate(
    channels,
    [account('a'), account('b')],
    { limit: 10 },
  );
  expect(failedAccounts).toEqual([]);
  expect(conversations.map((it) => `${it.accountId} ${it.threadKey} ${it.updatedAt}`)).toEqual([
    'a dm:1 50',
    'b dm:1 30',
    'a dm:2 20',
  ]);
  const cut = await aggregate(channels, [account('a'), account('b')], { limit: 1 });
  expect(cut.conversations).toHaveLength(1);
});

test('an adapter that forgets its deadline keeps nobody waiting', async () => {
  const fetchConversations = ({ id }: { id: string }) =>
    id === 'stubborn'
      ? new Promise<never>(() => undefined)
      : Promise.resolve([conversation('1', 1)]);
  const channels = { facebook: { ...facebook, fetchConversations } };
  const from = Date.now();
  const { conversations, failedAccounts } = await aggregate(
    channels,
    [account('stubborn'), account('good')],
    { limit: 10, budgetMs: 100 },
  );
  expect(Date.now() - from).toBeLessThan(1_000);
  expect(conversations).toHaveLength(1);
  expect(failedAccounts).toMatchObject([{ accountId: 'stubborn', code: 'no_answer' }]);
});

test('what fails is told with the platform’s name, and costs the others nothing', async () => {
  const channels = answering({
    good: () => Promise.resolve([conversation('1', 1)]),
    slow: () => new Promise(() => undefined),
    throttled: () =>
      Promise.reject(
        new ChannelError('rate_limited', 'asks to slow down', { retryAfterMs: 1_500 }),
      ),
    dead: () =>
      Promise.reject(new ChannelError('token_dead', 'Facebook does not accept the token')),
    broken: () => Promise.reject(new TypeError('a secret in here')),
  });
  const ids = ['good', 'slow', 'throttled', 'dead', 'broken'];
  const list = [...ids.map((id) => account(id)), account('bot', 'telegram'), account('new', 'x')];
  const { conversations, failedAccounts } = await aggregate(channels, list, {
    ...{ limit: 10, budgetMs: 100 },
  });
  expect(conversations).toHaveLength(1);
  const by = Object.fromEntries(failedAccounts.map(({ accountId, ...it }) => [accountId, it]));
  expect(by).toEqual({
    slow: {
      ...{ platform: 'facebook', code: 'no_answer' },
      error: 'Facebook did not answer: no answer before the deadline.',
    },
    throttled: {
      ...{ platform: 'facebook', code: 'rate_limited', retryAfter: 2 },
      error: 'Facebook: asks to slow down',
    },
    dead: {
      ...{ platform: 'facebook', code: 'token_dead', error: 'Facebook does not accept the token' },
    },
    broken: { platform: 'facebook', code: 'failed', error: 'Facebook could not be asked.' },
    bot: {
      ...{ platform: 'telegram', code: 'not_offered' },
      error: 'Telegram lets apps read no conversations back.',
    },
    new: {
      ...{ platform: 'x', code: 'not_offered', error: 'This desk does not speak with x yet.' },
    },
  });
});
