/** Settings, accounts, tokens and the like: optimistic, audited, and silent about secrets. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, type TestApi } from './support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.end());

const page = {
  platform: 'facebook',
  name: 'Harbour',
  externalId: '1100',
  baseUrl: 'http://127.0.0.1:3100/meta/',
  credentials: {
    pageAccessToken: 'canary-page-token',
    appSecret: 'canary-app-secret',
    verifyToken: 'canary-verify',
  },
  webhookSecrets: ['canary-webhook'],
  check: false,
};

interface Account {
  id: string;
  version: number;
  baseUrl: string;
  status: string;
  credentialNames: string[];
  webhookSecretCount: number;
}

test('settings begin with the defaults, and change only as of the version that was read', async () => {
  const first = await api.call('GET', '/api/v1/settings', { as: 'viewer' });
  expect(first.body).toMatchObject({
    routingStrategy: 'skill-based',
    aiAssistEnabled: true,
    slaDefaults: { firstResponseMinutes: 15 },
    webhookEndpoint: 'http://localhost:3000/webhooks',
    version: 0,
  });
  const etag = first.headers.get('etag') ?? '';
  const change = { body: { aiAssistEnabled: false }, headers: { 'if-match': etag } };
  const changed = await api.call('PATCH', '/api/v1/settings', change);
  expect(changed).toMatchObject({ status: 200, body: { aiAssistEnabled: false, version: 1 } });
  const late = await api.call('PATCH', '/api/v1/settings', change);
  expect(late).toMatchObject({ status: 412, body: { code: 'version_mismatch', version: 1 } });
  const both = await Promise.all(
    [true, false].map((aiAssistEnabled) =>
      api.call('PATCH', '/api/v1/settings', {
        body: { aiAssistEnabled },
        headers: { 'if-match': changed.headers.get('etag') ?? '' },
      }),
    ),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test('of what the assistant may do, what is not named stays as it is', async () => {
  const before = await api.call('PATCH', '/api/v1/settings', { body: { assist: { tags: 'off' } } });
  expect(before.body).toMatchObject({ assist: { tags: 'off', skills: 'automatic' } });
  const after = await api.call('PATCH', '/api/v1/settings', {
    body: { assist: { skills: 'proposal' } },
  });
  expect(after.body).toMatchObject({
    assist: { tags: 'off', priority: 'automatic', skills: 'proposal', suggestions: true },
  });
});

describe('an account', () => {
  test('never tells its secrets, neither in answers, nor in rows, nor in the audit', async () => {
    const created = await api.call<Account>('POST', '/api/v1/accounts', { body: page });
    expect(created).toMatchObject({
      status: 201,
      body: {
        baseUrl: 'http://127.0.0.1:3100/meta',
        credentialNames: ['appSecret', 'pageAccessToken', 'verifyToken'],
        webhookSecretCount: 1,
        status: 'active',
      },
    });
    const path = `/api/v1/accounts/${created.body.id}`;
    const rotation = { webhookSecrets: ['canary-new', 'canary-webhook'] };
    const changed = await api.call<Account>('PATCH', path, {
      body: { ...rotation, credentials: { pageAccessToken: 'canary-second' } },
    });
    expect(changed.body).toMatchObject({ version: 2, webhookSecretCount: 2 });
    const kept = await api.parts.accounts.byId(created.body.id);
    expect(kept).toMatchObject({
      credentials: { ...page.credentials, pageAccessToken: 'canary-second' },
      ...rotation,
    });
    const { rows } = await api.parts.pool.query('select * from accounts');
    const audit = await api.call('GET', '/api/v1/audit?limit=100');
    const list = await api.call('GET', '/api/v1/accounts', { as: 'viewer' });
    for (const seen of [created.body, changed.body, rows, audit.body, list.body]) {
      expect(JSON.stringify(seen)).not.toContain('canary');
    }
    expect((await api.call('DELETE', path)).status).toBe(204);
    const after = await api.call<Account>('GET', path);
    expect(after.body.status).toBe('paused');
    const refused = await api.call('PATCH', path, {
      body: { name: 'Old' },
      headers: { 'if-match': '"1"' },
    });
    expect(refused.status).toBe(412);
  });

  test('changes its secret without a gap: the old one stays good until the rotation ends', async () => {
    const body = { ...page, externalId: '1199', webhookSecrets: [] };
    const { body: made } = await api.call<Account>('POST', '/api/v1/accounts', { body });
    expect(made).toMatchObject({ hasOldSecret: false });
    const path = `/api/v1/accounts/${made.id}`;
    const change = (rest: object) => api.call<Account>('PATCH', path, { body: rest });
    const held = () => api.parts.accounts.byId(made.id);

    const nothing = await change({ rotation: 'begin' });
    expect(nothing).toMatchObject({ status: 422, body: { errors: [{ field: 'rotation' }] } });

    const begun = await change({ rotation: 'begin', credentials: { appSecret: 'canary-next' } });
    expect(begun).toMatchObject({ status: 200, body: { hasOldSecret: true } });
    expect(await held()).toMatchObject({
      credentials: { appSecret: 'canary-next' },
      webhookSecrets: ['canary-app-secret'],
    });
    const ended = await change({ rotation: 'end' });
    expect(ended.body).toMatchObject({ hasOldSecret: false, webhookSecretCount: 0 });
    expect(await held()).toMatchObject({ credentials: { appSecret: 'canary-next' } });

    // Where a secret of its own signs, it is the newest that stays.
    await change({ relay: true, webhookSecrets: ['canary-1'] });
    const again = await change({ rotation: 'begin', webhookSecrets: ['canary-2'] });
    expect(again.body).toMatchObject({ hasOldSecret: true, webhookSecretCount: 2 });
    await change({ rotation: 'end' });
    expect(await held()).toMatchObject({ webhookSecrets: ['canary-2'] });
  });

  test('is looked at anew when somebody has checked it, so that its health follows', async () => {
    const body = { ...page, externalId: '1197', baseUrl: 'http://127.0.0.1:1' };
    const { body: made } = await api.call<Account>('POST', '/api/v1/accounts', { body });
    await api.parts.pool.query(`update account_healths set asked_at = '2000-01-01'`);
    const check = `/api/v1/accounts/${made.id}/check`;
    const checked = await api.call('POST', check, { body: {} });
    expect(checked).toMatchObject({ status: 200, body: { isWorking: false } });
    const { rows } = await api.parts.pool.query(
      `select asked_at > now() - interval '1 minute' as asked from account_healths where account_id = $1`,
      [made.id],
    );
    expect(rows).toEqual([{ asked: true }]);
  });

  test('tells why nothing is sent just now, and until when', async () => {
    const body = { ...page, externalId: '1198' };
    const { body: made } = await api.call<Account>('POST', '/api/v1/accounts', { body });
    const path = `/api/v1/accounts/${made.id}`;
    const read = async () => (await api.call<{ pace?: object }>('GET', path)).body.pace;
    expect(await read()).toBeUndefined();
    await api.parts.pool.query(
      `insert into account_paces (account_id, not_before) values ($1, now() + interval '1 minute')`,
      [made.id],
    );
    expect(await read()).toMatchObject({ because: 'allowance' });
    await api.parts.pool.query(
      `update account_paces set not_before = null, failures = 5, open_until = now() + interval '1 minute'`,
    );
    expect(await read()).toMatchObject({ because: 'circuit' });
    await api.parts.pool.query(`update account_paces set open_until = now() - interval '1 second'`);
    expect(await read()).toBeUndefined();
  });

  // The account's own password is not what is wanted.
  const bluesky = { identifier: 'shop.example', password: 'canary' };
  test.each([
    [
      { ...page, externalId: '2', credentials: {} },
      ['credentials.pageAccessToken', 'credentials.appSecret'],
    ],
    [{ ...page, externalId: '2', credentials: { botToken: 'x' } }, undefined],
    [{ ...page, platform: 'telegram', externalId: '2' }, ['credentials.botToken', undefined]],
    [
      { ...page, platform: 'bluesky', externalId: '2', credentials: bluesky },
      ['credentials.appPassword'],
    ],
    [{ ...page, externalId: '2', baseUrl: 'ftp://x' }, ['baseUrl']],
    [{ ...page, externalId: '2', baseUrl: 'http://user:password@x' }, ['baseUrl']],
    [{ ...page, externalId: '2', teamId: crypto.randomUUID() }, ['teamId']],
  ])('%#: what is wrong is named, and no secret with it', async (body, fields) => {
    const reply = await api.call('POST', '/api/v1/accounts', { body });
    expect(reply.status).toBe(422);
    const [field] = fields ?? [];
    if (field) expect(reply.body.errors.map((it) => it.field)).toContain(field);
    expect(JSON.stringify(reply.body)).not.toContain('canary');
  });

  test('is there once per platform and id', async () => {
    const reply = await api.call('POST', '/api/v1/accounts', { body: page });
    expect(reply).toMatchObject({ status: 409, body: { code: 'already_exists' } });
  });
});

describe('Idempotency-Key', () => {
  const create = (key: string, name: string, more: object = {}) =>
    api.call('POST', '/api/v1/teams', {
      body: { name },
      headers: { 'idempotency-key': key },
      ...more,
    });

  test('the same key gives the first answer, with another body it is refused', async () => {
    const first = await create('k1', 'Returns');
    expect(first.status).toBe(201);
    expect(await create('k1', 'Returns')).toMatchObject({ status: 201, body: first.body });
    const other = await create('k1', 'Refunds');
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  test('a refusal is not kept: it may be mended', async () => {
    expect((await create('k2', ' ')).status).toBe(422);
    expect((await create('k2', 'Returns')).status).toBe(409);
    expect((await create('k2', 'Mended')).status).toBe(201);
  });

  test('ten at once do it once', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => create('k3', 'At once')));
    for (const { status } of replies) expect([201, 409]).toContain(status);
    const created = replies.filter(({ status }) => status === 201).map(({ body }) => body.id);
    expect(new Set(created).size).toBe(1);
    expect((await create('k3', 'At once')).body.id).toBe(created[0]);
  });

  test('belongs to its caller', async () => {
    const body = { name: 'Rita', email: 'rita@desk.example', role: 'agent' };
    const headers = { 'idempotency-key': 'k4' };
    const first = await api.call('POST', '/api/v1/agents', { as: 'admin', body, headers });
    expect(first.status).toBe(201);
    const other = await api.call('POST', '/api/v1/agents', { as: 'supervisor', body, headers });
    expect(other.status).toBe(409);
  });

  test('a token is shown again to who repeats, and is nowhere in the clear', async () => {
    const call = { body: { name: 'bot', role: 'viewer' }, headers: { 'idempotency-key': 'k5' } };
    interface Fresh {
      id: string;
      token: string;
    }
    const first = await api.call<Fresh>('POST', '/api/v1/tokens', call);
    const again = await api.call<Fresh>('POST', '/api/v1/tokens', call);
    expect(again.body).toEqual(first.body);
    const { rows } = await api.parts.pool.query('select body from idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain(first.body.token);
    const { token } = first.body;
    expect((await api.call('GET', '/api/v1/teams', { token })).status).toBe(200);
    expect((await api.call('DELETE', `/api/v1/tokens/${first.body.id}`)).status).toBe(204);
    expect((await api.call('GET', '/api/v1/teams', { token })).status).toBe(401);
  });
});

test('each change leaves one audit row with who made it', async () => {
  const actions = ['agent.changed', 'team.created', 'routing_rule.deleted', 'sla_policy.changed'];
  const count = async () => {
    const rows = await api.parts.prisma.audit.findMany({ where: { action: { in: actions } } });
    return Object.fromEntries(
      actions.map((action) => [action, rows.filter((row) => row.action === action).length]),
    );
  };
  const before = await count();
  const agent = `/api/v1/agents/${api.agents.agent}`;
  await api.call('PATCH', agent, { as: 'supervisor', body: { capacity: 3 } });
  await api.call('POST', '/api/v1/teams', { body: { name: 'Audited' } });
  const rule = await api.call('POST', '/api/v1/routing-rules', {
    body: { position: 5, name: 'French', language: 'fr' },
  });
  await api.call('DELETE', `/api/v1/routing-rules/${rule.body.id}`);
  const config = { firstResponseMinutes: 5, resolutionHours: 1, businessHoursOnly: false };
  const policy = await api.call('POST', '/api/v1/sla-policies', { body: { name: 'Fast', config } });
  const path = `/api/v1/sla-policies/${policy.body.id}`;
  await api.call('PATCH', path, { body: { name: 'Faster' } });
  await api.call('POST', '/api/v1/teams', { body: { name: 'Audited' } });
  expect(await count()).toEqual(
    Object.fromEntries(actions.map((action) => [action, (before[action] ?? 0) + 1])),
  );
  interface Entry {
    action: string;
    actor: { type: string; id: string };
    data: object;
  }
  const { body } = await api.call<{ data: Entry[] }>('GET', '/api/v1/audit?action=agent.changed', {
    as: 'supervisor',
  });
  expect(body.data[0]).toMatchObject({
    actor: { type: 'agent', id: api.agents.supervisor },
    data: { capacity: 3 },
  });
});

test('notifications are one’s own', async () => {
  const { pool } = api.parts;
  const ids = Array.from({ length: 3 }, () => crypto.randomUUID());
  for (const [index, id] of ids.entries()) {
    await pool.query(
      `insert into notifications (id, recipient_id, kind, cause) values ($1, $2, 'breach', $3)`,
      [id, index < 2 ? api.agents.supervisor : api.agents.agent, `cause ${index}`],
    );
  }
  const list = (query = '') =>
    api.call('GET', `/api/v1/notifications${query}`, { as: 'supervisor' });
  expect((await list()).body.data).toHaveLength(2);
  const foreign = `/api/v1/notifications/${ids[2] ?? ''}/read`;
  expect((await api.call('POST', foreign, { as: 'supervisor' })).status).toBe(404);
  const own = `/api/v1/notifications/${ids[0] ?? ''}/read`;
  expect((await api.call('POST', own, { as: 'supervisor' })).status).toBe(200);
  expect((await list('?unread=true')).body.data.map(({ id }) => id)).toEqual([ids[1]]);
  await api.call('POST', '/api/v1/notifications/read', { as: 'supervisor' });
  expect((await list('?unread=true')).body.data).toEqual([]);
  expect((await list('?unread=false&limit=1')).body.nextCursor).not.toBeNull();
});

test('the audit is asked by who, what, and when', async () => {
  await api.call('POST', '/api/v1/teams', { body: { name: 'Asked for' } });
  const agent = `/api/v1/agents/${api.agents.agent}`;
  await api.call('PATCH', agent, { as: 'supervisor', body: { capacity: 5 } });
  const ask = async (query: string) =>
    (
      await api.call<{ data: { actor: { id?: string } }[] }>(
        'GET',
        `/api/v1/audit?limit=100${query}`,
      )
    ).body.data;
  const all = await ask('');
  const mine = await ask(`&actor=${api.agents.supervisor}`);
  expect(mine.length).toBeGreaterThan(0);
  expect(mine.length).toBeLessThan(all.length);
  expect(new Set(mine.map(({ actor }) => actor.id))).toEqual(new Set([api.agents.supervisor]));
  const [before, after] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
  expect(await ask(`&from=${before.toISOString()}&to=${after.toISOString()}`)).toEqual(all);
  expect(await ask(`&from=${after.toISOString()}`)).toEqual([]);
  expect(await ask(`&to=${before.toISOString()}`)).toEqual([]);
});
