/**
 * What becomes of a reply, for each platform and each way in which it can go wrong: its status in the end, what the platform
 * has of it (never two), and what the agent reads. Through a running desk and the sandbox.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PlatformName, Source } from '../../channels/channel.ts';
import { ask, call, until } from '../support/client.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startDesk();
}, 180_000);
afterAll(() => desk.stop(), 60_000);

const platforms = {
  facebook: {
    source: 'dm',
    customer: (n: number) => String(8_000_000 + n),
    token: 'pageAccessToken',
  },
  instagram: { source: 'dm', customer: (n: number) => String(8_000_000 + n), token: 'accessToken' },
  telegram: { source: 'dm', customer: (n: number) => String(8_000_000 + n), token: 'botToken' },
  x: { source: 'comment', customer: (n: number) => String(8_000_000 + n), token: 'accessToken' },
  linkedin: {
    source: 'comment',
    customer: (n: number) => `urn:li:person:table-${n}`,
    token: 'accessToken',
  },
  bluesky: {
    source: 'comment',
    customer: (n: number) =>
      `did:plc:${'table'.padEnd(21, 'a')}${String(200 + n).replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}`,
    token: 'appPassword',
  },
} as const satisfies Partial<
  Record<PlatformName, { source: Source; customer: (n: number) => string; token: string }>
>;
type Platform = keyof typeof platforms;

interface Stage {
  platform: Platform;
  account: string;
  accountId: string;
  customer: string;
  conversationId: string;
  platformMessageId: string;
}

/** What happens between the customer's words and the reply. */
const cases = {
  ok: () => Promise.resolve(),
  '429': (it: Stage) => fault(it, { kind: 'rate_limit', retryAfterSeconds: 1 }),
  '5xx': (it: Stage) => fault(it, { kind: 'server_error' }),
  'connection lost': (it: Stage) => fault(it, { kind: 'reset' }),
  /** It takes nothing, and says nothing until nobody waits any longer. */
  timeout: (it: Stage) => fault(it, { kind: 'hang', delaySeconds: 50 }),
  'accept, then drop': (it: Stage) => fault(it, { kind: 'accept_then_drop' }),
  'token dead': async ({ platform, accountId }: Stage) => {
    const credentials = {
      // What could renew it is void too: else it would be renewed, and the reply sent.
      ...((platform === 'linkedin' || platform === 'x') && { refreshToken: 'void' }),
      [platforms[platform].token]: platform === 'telegram' ? '1:void' : 'void',
    };
    await desk.asAdmin('PATCH', `/accounts/${accountId}`, { credentials });
  },
  'window closed': () => Promise.resolve(),
  /** The same words were the answer before: X refuses them, the others take them. */
  duplicate: async ({ conversationId }: Stage) => {
    const path = `/conversations/${conversationId}/messages`;
    const { id } = await desk.asAdmin<{ id: string }>('POST', path, { content: words });
    await until(
      () =>
        desk.asAdmin<{ data: { id: string; deliveryStatus: string }[] }>('GET', `${path}?limit=20`),
      ({ data }) =>
        data.some((it) => it.id === id && /^(sent|delivered|read)$/.test(it.deliveryStatus)),
    );
  },
  'user gone': async ({ platform, account, customer, platformMessageId }: Stage) => {
    if (platforms[platform].source === 'dm') {
      const path = `/customers/${platform}/${encodeURIComponent(customer)}/block`;
      await sandbox('POST', path, { account });
    } else {
      const remove = { kind: 'comment', account, customer, remove: platformMessageId };
      await sandbox('POST', `/${platform}/inbound`, remove);
    }
  },
};
type Case = keyof typeof cases;

const sandbox = <T>(method: string, path: string, body?: unknown) =>
  ask<T>(desk.sandbox, method, `/sandbox${path}`, body === undefined ? {} : { body });
const fault = ({ platform, account }: Stage, more: object) =>
  sandbox<unknown>('POST', '/faults', {
    platform,
    account,
    endpoint: 'send',
    count: 1,
    ...more,
  }).then(() => undefined);

/** With sixty desks' work at once an answer may come too late: then its command is asked for, as the 202 says. */
async function becomes(commandId: string): Promise<string | undefined> {
  const { body } = await until(
    () =>
      call<{ messageId?: string }>(desk.api, 'GET', `/api/v1/commands/${commandId}`, {
        token: desk.credentials.adminToken,
      }),
    ({ status }) => status === 200,
    60_000,
  );
  return body.messageId;
}

interface Outcome {
  status: string;
  ledger: number;
  code?: string;
  says?: string;
}
const words = 'It leaves today.';
let customers = 0;

async function play(platform: Platform, name: Case): Promise<Outcome> {
  const { source, customer: idOf } = platforms[platform];
  const made = await sandbox<{ externalId: string }>('POST', '/accounts', {
    ...{ platform, name: `${platform} ${name}` },
  });
  const account = made.externalId;
  const { id: accountId } = await desk.asAdmin<{ id: string }>('POST', '/accounts', {
    ...made,
    check: false,
  });
  const customer = idOf((customers += 1));
  const eightDaysAgo = name === 'window closed' && { at: Date.now() - 8 * 86_400_000 };
  if (source === 'comment') await sandbox('POST', `/${platform}/posts`, { account, text: 'News' });
  const { platformMessageId } = await sandbox<{ platformMessageId: string }>(
    'POST',
    `/${platform}/inbound`,
    {
      ...{ kind: source, account, customer: { id: customer, name: `${platform} ${name}` } },
      ...{ text: 'Where is it?', ...eightDaysAgo },
    },
  );
  const [conversation] = await until(
    async () =>
      (
        await desk.asAdmin<{ data: { id: string }[] }>(
          'GET',
          `/conversations?accountId=${accountId}`,
        )
      ).data,
    ({ length }) => length === 1,
    30_000,
  );
  const conversationId = conversation?.id ?? '';
  const path = `/conversations/${conversationId}/messages`;
  await cases[name]({ platform, account, accountId, customer, conversationId, platformMessageId });
  if (name === 'user gone' || name === 'token dead')
    await new Promise((go) => setTimeout(go, 3_000));
  const sent = await call<{ id: string; commandId?: string; code?: string; detail?: string }>(
    desk.api,
    'POST',
    `/api/v1${path}`,
    { token: desk.credentials.adminToken, body: { content: words } },
  );
  const ledger = async () =>
    (
      await sandbox<{ data: { action?: string }[] }>('GET', `/ledger?account=${account}`)
    ).data.filter(({ action }) => action === undefined).length;
  if (sent.status >= 300) {
    const { code = '', detail = '' } = sent.body;
    return { status: `refused ${sent.status}`, ledger: await ledger(), code, says: detail };
  }
  const messageId = sent.body.commandId ? await becomes(sent.body.commandId) : sent.body.id;
  interface Reply {
    id: string;
    deliveryStatus: string;
    failure?: { code: string; message: string };
  }
  const read = async () =>
    (await desk.asAdmin<{ data: Reply[] }>('GET', `${path}?limit=20`)).data.find(
      ({ id }) => id === messageId,
    );
  const isOver = (it: Reply | undefined) =>
    it !== undefined &&
    (['sent', 'delivered', 'read', 'failed', 'held'].includes(it.deliveryStatus) ||
      (name === 'timeout' && it.deliveryStatus === 'unknown') ||
      it.failure?.code === 'account_needs_attention');
  // What is proved later (an echo, the history) is given its time; an unknown one may stay unknown.
  const patience = name === 'timeout' ? 60_000 : 20_000;
  const found = await until(read, isOver, patience).catch(read);
  return {
    status: (found?.deliveryStatus ?? '').replace(/^(delivered|read)$/, 'sent'),
    ledger: await ledger(),
    ...(found?.failure && { code: found.failure.code, says: found.failure.message }),
  };
}

const outcomes = new Map<string, Promise<Outcome>>();
beforeAll(() => {
  for (const platform of Object.keys(platforms) as Platform[]) {
    for (const name of Object.keys(cases) as Case[]) {
      const outcome = play(platform, name);
      // Its own test hears of it.
      outcome.catch(() => undefined);
      outcomes.set(`${platform}/${name}`, outcome);
    }
  }
});

/** Status in the end, entries in the platform's ledger, and the code of what the agent reads. */
type Row = [status: string, ledger: number, code?: string];
const lost: Row = ['unknown', 0, 'lost_answer'];
const waits: Row = ['queued', 0, 'account_needs_attention'];
const meta = {
  ok: ['sent', 1],
  '429': ['sent', 1],
  '5xx': lost,
  'connection lost': lost,
  timeout: lost,
  // Its echo carries our id, and the history shows it.
  'accept, then drop': ['sent', 1],
  'token dead': waits,
  'window closed': ['failed', 0, 'window_closed'],
  // Nobody else minds the same words twice: they are two replies.
  duplicate: ['sent', 2],
} satisfies Partial<Record<Case, Row>>;

const expected: Record<Platform, Record<Case, Row>> = {
  facebook: { ...meta, 'user gone': ['failed', 0, 'user_gone'] },
  instagram: { ...meta, 'user gone': ['failed', 0, 'blocked'] },
  telegram: {
    ...meta,
    // Nothing can be read back: only the agent can look.
    'accept, then drop': ['unknown', 1, 'lost_answer'],
    // There is no window.
    'window closed': ['sent', 1],
    'user gone': ['failed', 0, 'blocked'],
  },
  x: {
    ...meta,
    duplicate: ['failed', 1, 'duplicate'],
    'window closed': ['sent', 1],
    'user gone': ['failed', 0, 'post_gone'],
  },
  linkedin: {
    ...meta,
    // Comments are throttled for a minute.
    '429': ['queued', 0, 'rate_limited'],
    'window closed': ['sent', 1],
    'user gone': ['failed', 0, 'post_gone'],
  },
  bluesky: {
    ...meta,
    // The same record again is the same post: a lost answer is asked for by sending it once more.
    '5xx': ['sent', 1],
    'connection lost': ['sent', 1],
    'window closed': ['sent', 1],
    'user gone': ['failed', 0, 'post_gone'],
  },
};

/** Whom the sentence speaks of. */
const namesOf: Record<Platform, RegExp> = {
  facebook: /Facebook/,
  instagram: /Instagram/,
  telegram: /Telegram|the bot/,
  x: /\bX\b/,
  linkedin: /LinkedIn/,
  bluesky: /Bluesky/,
};

describe.each(Object.keys(platforms) as Platform[])('%s', (platform) => {
  test.each(Object.keys(cases) as Case[])(
    '%s',
    async (name) => {
      const found = await outcomes.get(`${platform}/${name}`);
      const [status, ledger, code] = expected[platform][name];
      expect(found).toMatchObject({ status, ledger, ...(code !== undefined && { code }) });
      if (code === undefined) expect(found?.code).toBeUndefined();
      else expect(found?.says).toMatch(namesOf[platform]);
    },
    100_000,
  );
});

test('docs/delivery.md is this table', async () => {
  const lines: string[] = [];
  for (const platform of Object.keys(platforms) as Platform[]) {
    for (const name of Object.keys(cases) as Case[]) {
      const it = await outcomes.get(`${platform}/${name}`);
      const cells = [platform, platforms[platform].source, name, it?.status, it?.ledger, it?.says];
      lines.push(`| ${cells.map((cell) => cell ?? '').join(' | ')} |`);
    }
  }
  const page = [
    '# What becomes of a reply',
    '',
    'Made by `npx vitest run test/e2e/delivery-table.test.ts -u`, through a running desk and the simulated platforms. "In the ledger" is how',
    'often the platform has the reply: never twice. A reply that ends `unknown` is shown with "check again" and "send again".',
    '',
    'None of this was told by a platform itself, and failures by no server that somebody else wrote: [peers.md](peers.md) says for each endpoint',
    'whether such a server has taken it.',
    '',
    '| platform | source | what happens | in the end | in the ledger | what the agent reads |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ];
  await expect(page.join('\n')).toMatchFileSnapshot('../../docs/delivery.md');
});
