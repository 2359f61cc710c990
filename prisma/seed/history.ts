/** What the demo desk did in the last 60 days: finished conversations, each the fold of its events (design.md, I9). */
import type { Pool, PoolClient } from 'pg';
import { routeFor, type RouteFound } from '../../activities/route.ts';
import { keyOf } from '../../channels/keys.ts';
import type { Config } from '../../runtime/config.ts';
import { transaction } from '../../runtime/database.ts';
import { uuidFrom } from '../../runtime/ids.ts';
import { demoAccounts } from '../../sandbox/accounts.ts';
import { planHistory, type Planned } from './history/plan.ts';
import type { Scene } from './history/scene.ts';
import { tell } from './history/story.ts';
import { posts } from './history/words.ts';
import { writeScenes } from './history/write.ts';
import { people, seedId, type Person } from './people.ts';

const seed = 1;
const conversations = 600;
/** More than a customer says in any of them. */
const mostEvents = 6;
const week = 7 * 86_400_000;

/** On the first start only: a desk that anybody wrote to has a past of its own. Answers how many it added. */
export const addHistory = (
  pool: Pool,
  { conversation: settings }: Pick<Config, 'conversation'>,
  now = Date.now(),
): Promise<number> =>
  transaction(pool, async (client) => {
    if (await isWrittenTo(client)) return 0;
    const planned = planHistory(seed, now, conversations);
    await addPosts(client, now);
    await addCustomers(client, planned);
    await addThreads(client, planned);
    await addConversations(client, planned, settings, now);
    return planned.length;
  });

/** What has come in has a thread before it has a conversation, and may have one that is still to begin. */
async function isWrittenTo(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ is: boolean }>(
    `select exists (select from threads) or exists (select from customers) or exists (select from conversations) as is`,
  );
  return rows[0]?.is ?? true;
}

async function addConversations(
  client: PoolClient,
  planned: readonly Planned[],
  settings: Config['conversation'],
  now: number,
): Promise<void> {
  const eventIds = await reserve(client, planned.length * mostEvents);
  const routes = new Map<string, RouteFound>();
  const ids = new Map<number, string>();
  const scenes: Scene[] = [];
  for (const it of planned) {
    const { number, source, customer, previous } = it;
    const { platform, language } = customer;
    const accountId = accountOf(it);
    const facts = { accountId, source, language };
    const known = [platform, source, language].join(' ');
    const route = routes.get(known) ?? (await routeFor(client, facts));
    routes.set(known, route);
    const firstEventId = eventIds + number * mostEvents;
    const conversationId = uuidFrom('conversation', firstEventId);
    ids.set(number, conversationId);
    const before = previous === undefined ? undefined : ids.get(previous);
    const scene = tell({
      opening: {
        ...{ conversationId, threadId: threadOf(it), platform, accountId, source, tags: [] },
        customerId: customerOf(it),
        ...route,
        ...(before === undefined ? {} : { previousConversationId: before }),
        reopenWindowMs: settings.reopenWindowHours * 3_600_000,
        holdAfterMs: settings.replyHoldAfterMinutes * 60_000,
      },
      ...{ planned: it, agent: agentFor(route.teamId, language, number), firstEventId, now },
      accountName: demoAccounts.find((account) => account.platform === platform)?.name ?? '',
    });
    scenes.push(scene);
  }
  await writeScenes(client, scenes);
}

/** Numbers of the inbox, as if what came had been there: nothing else ever gets them. */
async function reserve(client: PoolClient, count: number): Promise<number> {
  const { rows } = await client.query<{ first: number }>(
    `select setval('inbox_events_id_seq', nextval('inbox_events_id_seq') + $1::bigint) - $1::bigint as first`,
    [count],
  );
  const [row] = rows;
  if (!row) throw new Error('a sequence answers');
  return row.first;
}

async function addPosts(client: PoolClient, now: number): Promise<void> {
  const all = demoAccounts.flatMap(({ platform, name }) =>
    posts.map((text, index) => ({ platform, name, text, index })),
  );
  await client.query(
    `insert into posts (id, account_id, external_id, text, author_name, posted_at, fetched_at)
     select p.*, now() from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) p
     on conflict do nothing`,
    [
      all.map(({ platform, index }) => seedId('post', `${platform} ${String(index)}`)),
      all.map(({ platform }) => seedId('account', platform)),
      all.map(({ index }) => postId(index)),
      all.map(({ text }) => text),
      all.map(({ name }) => name),
      all.map(({ index }) => new Date(now - (9 - 2 * index) * week)),
    ],
  );
}

async function addCustomers(client: PoolClient, planned: readonly Planned[]): Promise<void> {
  const all = [...new Map(planned.map((it) => [customerOf(it), it])).values()];
  await client.query(
    `insert into customers (id, account_id, platform, external_id, name, handle, language, created_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])`,
    [
      all.map(customerOf),
      all.map(accountOf),
      all.map(({ customer }) => customer.platform),
      all.map(({ customer }) => customer.externalId),
      all.map(({ customer }) => customer.name),
      all.map(({ customer }) => customer.handle),
      all.map(({ customer }) => customer.language),
      all.map(({ at }) => new Date(at)),
    ],
  );
}

async function addThreads(client: PoolClient, planned: readonly Planned[]): Promise<void> {
  const all = [...new Map(planned.map((it) => [threadOf(it), it])).values()];
  await client.query(
    `insert into threads (id, account_id, platform, key, kind, post_id, customer_external_id, created_at)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])`,
    [
      all.map(threadOf),
      all.map(accountOf),
      all.map(({ customer }) => customer.platform),
      all.map(keyOfThread),
      all.map(({ source }) => source),
      all.map((it) => (it.source === 'dm' ? null : placeOf(it))),
      all.map(({ customer }) => customer.externalId),
      all.map(({ at }) => new Date(at)),
    ],
  );
}

const postId = (index: number): string => `past-post-${String(index)}`;

/** What a public conversation stands under: one of our posts, or what the customer published. */
const placeOf = ({ source, number }: Planned): string =>
  source === 'comment' ? postId(number % posts.length) : `past-${source}-${String(number)}`;

function keyOfThread(it: Planned): string {
  const { externalId } = it.customer;
  if (it.source === 'dm') return keyOf('dm', externalId);
  return it.source === 'review'
    ? keyOf('review', placeOf(it))
    : keyOf(it.source, placeOf(it), externalId);
}

const accountOf = ({ customer }: Planned): string => seedId('account', customer.platform);
const customerOf = ({ customer }: Planned): string =>
  seedId('customer', `${customer.platform} ${customer.externalId}`);
const threadOf = (it: Planned): string => seedId('thread', `${accountOf(it)} ${keyOfThread(it)}`);

/** Somebody of the team who speaks it, by turns. */
function agentFor(teamId: string | undefined, language: string, turn: number) {
  const agents = people.filter(({ role }) => role === 'agent');
  const team = agents.filter(({ team: name }) => name && seedId('team', name) === teamId);
  const speaking = team.filter(({ skills }) => skills.some(({ value }) => value === language));
  const among = [speaking, team, agents].find(({ length }) => length > 0) ?? [];
  const agent: Person | undefined = among[turn % among.length];
  if (!agent) throw new Error('the demo desk has agents');
  return { id: seedId('agent', agent.email), name: agent.name };
}
