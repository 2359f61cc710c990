/** A scripted day: every platform with every source it has, three agents, over HTTP only. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlatformName, Source } from '../../channels/channel.ts';
import { channelOf } from '../../channels/index.ts';
import { sites } from '../../sandbox/sites.ts';
import { ask, call, until } from '../support/client.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';

interface Conversation {
  id: string;
  platform: PlatformName;
  metadata: { source: Source };
  customerId: string;
  customerHandle: string;
  status: string;
  assignedTo?: string;
  unread: number;
  previousConversationId?: string;
  firstResponseAt?: string;
  sla: { firstResponse?: { status: string } };
}
interface Message {
  id: string;
  direction: string;
  content: string;
  deliveryStatus: string;
  metadata: Record<string, unknown>;
}
interface Page<T> {
  data: T[];
  nextCursor: string | null;
}
interface Agent {
  id: string;
  email: string;
  name: string;
  role: string;
  teamId: string;
}

let desk: RunningDesk;
let admin: string;
let agents: (Agent & { token: string })[];

beforeAll(async () => {
  desk = await startDesk();
  admin = desk.credentials.adminToken;
}, 180_000);
afterAll(() => desk.stop(), 60_000);

const api = <T>(method: string, path: string, options: Parameters<typeof call>[3] = {}) =>
  ask<T>(desk.api, method, `/api/v1${path}`, { token: admin, ...options });
const sandbox = <T>(method: string, path: string, body?: unknown) =>
  ask<T>(desk.sandbox, method, `/sandbox${path}`, body === undefined ? {} : { body });

const letters = (n: number) =>
  String(n).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
/** What ids look like there. */
const customerId: Record<PlatformName, (n: number) => string> = {
  facebook: (n) => String(7_000_000 + n),
  instagram: (n) => String(7_000_000 + n),
  x: (n) => String(7_000_000 + n),
  linkedin: (n) => `urn:li:person:story-${n}`,
  bluesky: (n) => `did:plc:${'story'.padEnd(22, 'a')}${letters(20 + n)}`,
  telegram: (n) => String(7_000_000 + n),
};

interface Customer {
  platform: PlatformName;
  source: Source;
  id: string;
  name: string;
}
/** Every simulated platform with every source it has; more who write directly. */
const customers: Customer[] = (Object.keys(sites) as PlatformName[])
  .flatMap((platform) => {
    const { sources } = channelOf(platform)?.capabilities ?? { sources: [] };
    const direct = sources.filter((source) => source === 'dm');
    return [...sources, ...direct].map((source) => ({ platform, source }));
  })
  .map((it, n) => ({
    ...it,
    id: customerId[it.platform](n),
    name: `Customer ${it.platform} ${n}`,
  }));
const of = (platform: PlatformName, source: Source) =>
  customers.filter((it) => it.platform === platform && it.source === source);
/** By the platform's id: not every platform tells names. */
const byCustomerId = new Map<string, Customer>();
const customerOf = ({ customerId: id }: Conversation): Customer => {
  const found = byCustomerId.get(id);
  if (!found) throw new Error(`nobody of ours: ${id}`);
  return found;
};

/** Each review, and each answer below a mention that is not ours, is a conversation of its own. */
const saysMore = ({ source }: Customer) => source === 'dm' || source === 'comment';

const write = ({ platform, source: kind, ...it }: Customer, text: string) => {
  const customer = { id: it.id, name: it.name, handle: handleOf(it) };
  return sandbox('POST', `/${platform}/inbound`, { kind, customer, text });
};

const handleOf = ({ id }: Pick<Customer, 'id'>) => `story_${id.replaceAll(/\W/g, '_')}`;

const conversations = async () => {
  const told = await api<Page<{ id: string; externalId: string; handle: string }>>(
    'GET',
    '/customers?limit=100',
  );
  for (const { id, externalId, handle } of told.data) {
    // Instagram does not say who mentions an account: that is looked up.
    const customer = customers.find((it) => it.id === externalId || handleOf(it) === handle);
    if (customer) byCustomerId.set(id, customer);
  }
  const { data } = await api<Page<Conversation>>('GET', '/conversations?limit=100');
  return data.filter(({ customerId: id }) => byCustomerId.has(id));
};
const messages = async (id: string) =>
  (await api<Page<Message>>('GET', `/conversations/${id}/messages?limit=100`)).data;
const ledger = async (text: string) =>
  (await sandbox<{ data: { text: string }[] }>('GET', '/ledger')).data.filter(
    (it) => it.text === text,
  );

test('three agents are online, one of each team', async () => {
  const { data } = await api<Page<Agent>>('GET', '/agents?limit=100');
  const tokens = new Map(desk.credentials.users.map(({ email, token }) => [email, token]));
  const byTeam = Map.groupBy(
    data.filter(({ role }) => role === 'agent'),
    ({ teamId }) => teamId,
  );
  const online = [...byTeam.values()].flatMap(([first]) => first ?? []);
  for (const { id } of data) {
    const availability = online.some((agent) => agent.id === id) ? 'online' : 'offline';
    await api('PUT', `/agents/${id}/availability`, { body: { availability } });
  }
  agents = online.map((agent) => ({ ...agent, token: tokens.get(agent.email) ?? '' }));
  expect(agents).toHaveLength(3);
  for (const { id } of agents) await api('PATCH', `/agents/${id}`, { body: { capacity: 50 } });
});

test('customers write; their messages are there in order, and an agent has each', async () => {
  await Promise.all(
    customers.map(async (customer) => {
      await write(customer, `Where is my parcel? (${customer.name})`);
      if (saysMore(customer)) await write(customer, `It is late. (${customer.name})`);
    }),
  );
  const isTold = (it: Conversation) => it.unread === (saysMore(customerOf(it)) ? 2 : 1);
  const found = await until(
    conversations,
    (all) => all.length === customers.length && all.every((it) => isTold(it) && it.assignedTo),
    60_000,
  );
  for (const conversation of found) {
    const customer = customerOf(conversation);
    expect(conversation).toMatchObject({
      ...{ platform: customer.platform, metadata: { source: customer.source } },
    });
    const told = await messages(conversation.id);
    const texts = told.map(({ content }) => content);
    // A mention names the account; where the platform does not tell the words, that is said.
    const isTold = told[0]?.metadata['placeholder'] !== true;
    const first = isTold ? `Where is my parcel? (${customer.name})` : 'Mentions you';
    expect(texts).toEqual([
      expect.stringContaining(first) as string,
      ...(saysMore(customer) ? [`It is late. (${customer.name})`] : []),
    ]);
    const timeline = await api<Page<{ type: string; text: string }>>(
      'GET',
      `/conversations/${conversation.id}/timeline?limit=100`,
    );
    const assigned = timeline.data.find(({ type }) => type === 'assigned');
    expect(assigned?.text).toMatch(/in hand/);
  }
}, 90_000);

test('their agents answer; each answer is in the ledger once, and the clock is met', async () => {
  for (const conversation of await conversations()) {
    const agent = agents.find(({ id }) => id === conversation.assignedTo);
    const seen = (await messages(conversation.id)).at(-1);
    const content = `It leaves today, ${customerOf(conversation).name}.`;
    const options = {
      token: agent?.token ?? '',
      body: { content, lastSeenMessageId: seen?.id },
      headers: { 'idempotency-key': `answer-${conversation.id}` },
    };
    const path = `/conversations/${conversation.id}/messages`;
    const [first, again] = [
      await api<Message>('POST', path, options),
      await api<Message>('POST', path, options),
    ];
    expect(again.id).toBe(first.id);
    await until(
      () => messages(conversation.id),
      (all) => ['sent', 'delivered', 'read'].includes(all.at(-1)?.deliveryStatus ?? ''),
    );
    expect(await ledger(content)).toHaveLength(1);
  }
  await until(conversations, (all) => all.every((it) => it.sla.firstResponse?.status === 'met'));
}, 60_000);

test('a reply written against an older state is refused and told what is new', async () => {
  const [customer] = of('telegram', 'dm');
  const conversation = (await conversations()).find((it) => customerOf(it) === customer);
  if (!conversation || !customer) throw new Error('no conversation');
  const seen = (await messages(conversation.id)).at(-1);
  await write(customer, 'One more thing.');
  await until(
    () => messages(conversation.id),
    (all) => all.at(-1)?.content === 'One more thing.',
  );
  const answer = await call<{ type: string; newMessages: Message[] }>(
    desk.api,
    'POST',
    `/api/v1/conversations/${conversation.id}/messages`,
    { token: admin, body: { content: 'Sure.', lastSeenMessageId: seen?.id } },
  );
  expect(answer.status).toBe(409);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body.newMessages.map(({ content }) => content)).toEqual(['One more thing.']);
  await api('POST', `/conversations/${conversation.id}/messages`, {
    body: { content: 'Sure.', lastSeenMessageId: seen?.id, force: true },
  });
});

test('platforms that tell when something was read do', async () => {
  const told = (await conversations()).filter(({ platform, metadata: { source } }) => {
    const { receipts } = channelOf(platform)?.capabilities ?? {};
    return receipts?.read === true && source === 'dm';
  });
  expect(told).not.toEqual([]);
  for (const conversation of told) {
    const { platform, id } = customerOf(conversation);
    await sandbox('POST', `/customers/${platform}/${encodeURIComponent(id)}/read`, {});
    await until(
      () => messages(conversation.id),
      (all) =>
        all
          .filter(({ direction }) => direction === 'outbound')
          .every((it) => it.deliveryStatus === 'read'),
    );
  }
}, 60_000);

test('resolved, reopened by a new message, closed; the next message opens a linked conversation', async () => {
  const returning = customers.filter(
    (it, n) =>
      saysMore(it) && customers.findIndex(({ platform }) => platform === it.platform) === n,
  );
  expect(new Set(returning.map(({ platform }) => platform)).size).toBe(Object.keys(sites).length);
  for (const customer of returning) {
    const mine = async () => (await conversations()).filter((it) => customerOf(it) === customer);
    const [conversation] = await mine();
    if (!conversation) throw new Error('no conversation');
    const path = `/conversations/${conversation.id}`;
    await api('POST', `${path}/resolve`, { body: {} });
    await write(customer, 'Thanks!');
    await until(
      () => messages(conversation.id),
      (all) => all.at(-1)?.content === 'Thanks!',
    );
    expect((await mine())[0]?.status).toBe('resolved');
    await write(customer, 'Wait, it is the wrong size.');
    await until(mine, ([found]) => found?.status === 'open');
    const unanswered = await call(desk.api, 'POST', `/api/v1${path}/resolve`, {
      token: admin,
      body: {},
    });
    expect(unanswered.status).toBe(422);
    await api('POST', `${path}/resolve`, { body: { reason: 'no_reply_needed' } });
    await api('POST', `${path}/close`, { body: {} });
    await write(customer, 'Hello again?');
    const both = await until(mine, (all) => all.length === 2);
    const next = both.find(({ id }) => id !== conversation.id);
    expect(next).toMatchObject({ status: 'open', previousConversationId: conversation.id });
    const refused = await call(desk.api, 'POST', `/api/v1${path}/messages`, {
      token: admin,
      body: { content: 'Too late.' },
    });
    expect(refused.status).toBe(409);
  }
}, 60_000);
