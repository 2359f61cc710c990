/** What agents have the model write over the API, what it is refused with, and the report of it all. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { noteUse } from '../../api/commands/suggestion-use.ts';
import type { AssistJson } from '../../api/schemas/assist.ts';
import type { FindingJson } from '../../api/schemas/knowledge.ts';
import type { AssistReportJson } from '../../api/schemas/assist-report.ts';
import { createSuggest } from '../../activities/assist/suggest.ts';
import { createEmbedder } from '../../assist/embeddings/embedder.ts';
import { createLearning } from '../../assist/embeddings/learn.ts';
import { addKnowledge } from '../../prisma/seed/knowledge.ts';
import { newId } from '../../runtime/ids.ts';
import { createLogger } from '../../runtime/logger.ts';
import { modelKey, nearEnough } from '../../sandbox/model/catalogue.ts';
import { question } from '../assist/model/stage.ts';
import { startTestSandbox, type TestSandbox } from '../sandbox/support/sandbox.ts';
import { until } from '../support/client.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

let sandbox: TestSandbox;
let api: TestApi;
/** Without a model. */
let plain: TestApi;
let desk: DeskRows;
beforeAll(async () => {
  sandbox = await startTestSandbox({ limits: false });
  api = await startApi({
    env: {
      OPENAI_BASE_URL: `${sandbox.url}/model/v1`,
      OPENAI_API_KEY: modelKey,
      OPENAI_MODEL: 'sandbox-chat',
      OPENAI_EMBEDDING_MODEL: 'sandbox-embedding',
      OPENAI_EMBEDDING_FLOOR: String(nearEnough),
      OPENAI_PRICE_IN: '2',
      OPENAI_PRICE_OUT: '10',
    },
  });
  plain = await startApi({ like: api });
  desk = await addDesk(api.parts.pool);
});
afterEach(async () => {
  await sandbox.call('POST', '/sandbox/model/mode', { mode: 'honest' });
  await api.call('PATCH', '/api/v1/settings', {
    body: { assist: { budget: { tokensPerConversation: 100_000, tokensPerDay: 5_000_000 } } },
  });
});
afterAll(async () => {
  await plain.end();
  await api.end();
  await sandbox.close();
});

const mode = (order: object) => sandbox.call('POST', '/sandbox/model/mode', order);
const ledger = async () =>
  (await sandbox.call('GET', '/sandbox/model/ledger')).body['data'] as unknown as {
    isCutOff?: boolean;
    request: unknown;
  }[];
const opened = async (...texts: string[]) => {
  const { pool } = api.parts;
  const conversation = await addConversation(pool, desk, {
    language: 'de',
    customer: 'Ada Lovelace',
  });
  const messages: string[] = [];
  for (const content of texts)
    messages.push(await addMessage(pool, conversation, desk, { content }));
  return { ...conversation, messages };
};
const eventsIn = (body: string) =>
  body
    .split('\n\n')
    .filter(Boolean)
    .map((block) => {
      const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return { name, ...(JSON.parse(data) as Record<string, unknown>) };
    });
const rewrite = (id: string, body: object, as: 'agent' | 'viewer' = 'agent') =>
  api.call<string & { code: string }>('POST', `/api/v1/conversations/${id}/assist/rewrite`, {
    as,
    body,
  });

describe('a draft', () => {
  test('is put otherwise while one looks on; who is named in it is not named to the model', async () => {
    const { id } = await opened();
    const content =
      'Dear Ada Lovelace, your parcel is late. We are sorry. Write to ada@example.org.';
    const { status, headers, body } = await rewrite(id, { content, style: 'friendlier' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = eventsIn(body);
    expect(events.length).toBeGreaterThan(2);
    expect(events.slice(0, -1).every(({ name }) => name === 'text')).toBe(true);
    expect(events.at(-1)).toMatchObject({
      ...{ name: 'done', madeBy: 'sandbox-chat' },
      text: expect.stringContaining('Dear Ada Lovelace, your parcel is late.'),
    });
    const told = JSON.stringify((await ledger()).at(-1)?.request);
    expect(told).not.toMatch(/Lovelace|ada@example/);
  });

  test('is translated into the customer’s language', async () => {
    const { id } = await opened();
    const { body } = await api.call<string>(
      'POST',
      `/api/v1/conversations/${id}/assist/translation`,
      { as: 'agent', body: { content: 'Your parcel is late.' } },
    );
    expect(eventsIn(body).at(-1)).toMatchObject({
      name: 'done',
      text: '[de] Your parcel is late.',
    });
  });

  test('costs no more than one looks on: who leaves has the model stop', async () => {
    const { id } = await opened();
    await mode({ mode: 'slow', delaySeconds: 0.1, betweenSeconds: 0.2 });
    const gone = new AbortController();
    const asked = fetch(`${api.url}/api/v1/conversations/${id}/assist/rewrite`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${api.tokens.agent}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ content: 'One. Two. Three. '.repeat(20), style: 'formal' }),
      signal: gone.signal,
    });
    const before = (await ledger()).length;
    await until(ledger, (all) => all.length > before);
    gone.abort();
    await asked.then(
      (it) => it.text().catch(() => ''),
      () => '',
    );
    await until(ledger, (all) => all.at(-1)?.isCutOff === true);
    const { pool } = api.parts;
    await until(
      () => pool.query('select outcome from model_calls where conversation_id = $1', [id]),
      ({ rows }) => rows[0]?.outcome === 'gone',
    );
  });

  test('is left as it was, and it is said why, where the model fails', async () => {
    const { id } = await opened();
    const wish = { content: 'Dear customer, your parcel is late.', style: 'shorter' };
    await mode({ mode: 'limits' });
    expect(await rewrite(id, wish)).toMatchObject({
      ...{ status: 502, body: { code: 'model_failed', reason: 'limited' } },
    });
    await mode({ mode: 'garbage', kind: 'cut_stream' });
    const { status, body } = await rewrite(id, wish);
    expect([status, eventsIn(typeof body === 'string' ? body : '').at(-1)?.name]).not.toEqual([
      200,
      'done',
    ]);
    await api.call('PATCH', '/api/v1/settings', {
      body: { assist: { budget: { tokensPerConversation: 10, tokensPerDay: 5_000_000 } } },
    });
    await mode({ mode: 'honest' });
    expect(await rewrite(id, wish)).toMatchObject({ status: 409, body: { code: 'over_budget' } });
  });

  test.each([
    ['style', { content: 'Hello', style: 'ruder' }],
    ['content', { content: '  ', style: 'formal' }],
  ])('with a wrong %s is refused by name', async (field, body) => {
    const { id } = await opened();
    expect(await rewrite(id, body)).toMatchObject({
      ...{ status: 422, body: { errors: [{ field }] } },
    });
  });
});

describe('a message', () => {
  const translate = (messageId: string, language?: string) =>
    api.call<{ content: string; language: string; madeBy: string }>(
      'POST',
      `/api/v1/messages/${messageId}/translation`,
      { as: 'agent', body: language === undefined ? {} : { language } },
    );

  test('is translated once for one language, and anew when its words have changed', async () => {
    const { messages } = await opened('Wo ist mein Paket?');
    const [messageId = ''] = messages;
    const before = (await ledger()).length;
    for (const _twice of [1, 2]) {
      expect(await translate(messageId)).toMatchObject({
        ...{ status: 200, body: { language: 'en', content: '[en] Wo ist mein Paket?' } },
      });
    }
    expect(await ledger()).toHaveLength(before + 1);
    await translate(messageId, 'fr');
    await api.parts.pool.query(
      `update message_bodies set content = 'Hallo?' where message_id = $1`,
      [messageId],
    );
    expect((await translate(messageId)).body.content).toBe('[en] Hallo?');
    expect(await ledger()).toHaveLength(before + 3);
  });

  test('that links elsewhere does not when it is translated', async () => {
    const { messages } = await opened('Schau: https://evil.example/refund');
    const { body } = await translate(messages[0] ?? '');
    expect(body.content).not.toContain('evil');
  });
});

test('a conversation is summed up on request, and the summary is there for the next', async () => {
  const { id } = await opened('Where is my parcel?', 'It is late.');
  const path = `/api/v1/conversations/${id}/assist`;
  const { body } = await api.call<AssistJson>('POST', `${path}/summary`, { as: 'agent', body: {} });
  expect(body.summary).toMatchObject({ occasion: 'asked', language: 'en', madeBy: 'sandbox-chat' });
  const { body: read } = await api.call<AssistJson>('GET', path, { as: 'viewer' });
  expect(read).toMatchObject({
    model: 'sandbox-chat',
    summary: { content: body.summary?.content },
  });
});

test('without a model, or where the assistant is off, all of it is refused, and nobody is offered it', async () => {
  const { id, messages } = await opened('Where is my parcel?');
  const paths: [string, object][] = [
    [`/conversations/${id}/assist/rewrite`, { content: 'Hello', style: 'formal' }],
    [`/conversations/${id}/assist/translation`, { content: 'Hello' }],
    [`/conversations/${id}/assist/summary`, {}],
    [`/messages/${messages[0] ?? ''}/translation`, {}],
  ];
  const refusals = async (of: TestApi) =>
    Promise.all(
      paths.map(
        async ([path, body]) => (await of.call('POST', `/api/v1${path}`, { body })).body.code,
      ),
    );
  const none = paths.map(() => 'no_model');
  expect(await refusals(plain)).toEqual(none);
  const read = async (of: TestApi) =>
    (await of.call<AssistJson>('GET', `/api/v1/conversations/${id}/assist`)).body;
  expect(await read(plain)).not.toHaveProperty('model');
  await api.parts.pool.query('update accounts set assist_enabled = false where id = $1', [
    desk.accountId,
  ]);
  expect(await refusals(api)).toEqual(none);
  expect(await read(api)).toEqual({ isEnabled: false, proposals: [] });
  await api.parts.pool.query('update accounts set assist_enabled = true where id = $1', [
    desk.accountId,
  ]);
});

test('the report tells what was suggested, used, changed and dismissed, and what it cost', async () => {
  const { pool, prisma, model } = api.parts;
  await addKnowledge(prisma);
  await pool.query('delete from model_calls');
  await pool.query('delete from suggestion_rounds');
  const suggest = createSuggest({ pool, model });
  const asked = async () => {
    const conversation = await addConversation(pool, desk, { language: 'en' });
    await addMessage(pool, conversation, desk, { content: question });
    await suggest({ conversationId: conversation.id });
    const { body } = await api.call<AssistJson>(
      'GET',
      `/api/v1/conversations/${conversation.id}/assist`,
    );
    return { ...conversation, suggestion: body.round?.suggestions[0] };
  };
  const [sent, edited, wrong] = [await asked(), await asked(), await asked()];
  await mode({ mode: 'limits' });
  const fallback = await asked();
  expect(fallback.suggestion).toBeDefined();
  const caller = { agentId: api.agents.agent } as Parameters<typeof noteUse>[1];
  for (const [it, more] of [
    [sent, ''],
    [edited, ' Best, Tom'],
  ] as const) {
    const content = `${it.suggestion?.content ?? ''}${more}`;
    const messageId = await addMessage(pool, it, desk, { content, direction: 'outbound' });
    await noteUse(pool, caller, it.suggestion?.id ?? '', { messageId, content });
  }
  await api.call('POST', `/api/v1/suggestions/${wrong.suggestion?.id ?? ''}/verdict`, {
    body: { verdict: 'wrong' },
  });
  const { status, body } = await api.call<AssistReportJson>('GET', '/api/v1/reports/assist', {
    as: 'supervisor',
  });
  expect(status).toBe(200);
  expect(body.model).toBe('sandbox-chat');
  expect(body.suggestions).toMatchObject({
    ...{ rounds: 4, offered: 4, byModel: 3, bySearch: 1, fallbacks: { limited: 1 } },
    ...{ used: 2, unchanged: 1, edited: 1, dismissed: 1, acceptance: 0.5, medianEditDistance: 5 },
  });
  expect(body.bySource).toEqual([
    expect.objectContaining({ kind: 'article', offered: 4, used: 2, acceptance: 0.5 }),
  ]);
  expect(body.byAccount).toEqual([
    expect.objectContaining({
      ...{ id: desk.accountId, name: 'Harbour', platform: 'facebook' },
      ...{ offered: 4, used: 2, acceptance: 0.5, medianEditDistance: 5 },
    }),
  ]);
  const ok = body.calls.find(({ outcome }) => outcome === 'ok');
  expect(ok).toMatchObject({ purpose: 'suggest', calls: 3 });
  expect(body.cost).toBeCloseTo(((ok?.tokensIn ?? 0) * 2 + (ok?.tokensOut ?? 0) * 10) / 1_000_000);
  expect(body.today).toMatchObject({ tokens: body.tokens, tokensAllowed: 5_000_000 });
});

test('a reply says which suggestion it came from; one of another conversation is refused by name', async () => {
  const { id } = await opened('Hello');
  const { status, body } = await api.call('POST', `/api/v1/conversations/${id}/messages`, {
    as: 'agent',
    body: { content: 'Hello', suggestionId: newId() },
  });
  expect([status, body.errors[0]?.field]).toEqual([422, 'suggestionId']);
});

test('the settings of the assistant change one at a time, and the rest stays', async () => {
  await api.call('PATCH', '/api/v1/settings', { body: { assist: { voice: 'Warm.' } } });
  const { body } = await api.call<{ assist: object }>('PATCH', '/api/v1/settings', {
    body: { assist: { allowedHosts: ['shop.example', '*.harbour.example'] } },
  });
  expect(body.assist).toMatchObject({ voice: 'Warm.', tags: 'automatic' });
  const wrong = await api.call('PATCH', '/api/v1/settings', {
    body: { assist: { allowedHosts: ['https://shop.example/'] } },
  });
  expect([wrong.status, wrong.body.errors[0]?.field]).toEqual([422, 'assist.allowedHosts[0]']);
});

describe('knowledge by meaning', () => {
  const search = (query: Record<string, string>) =>
    api.call<{ data: FindingJson[] }>(
      'GET',
      `/api/v1/knowledge/search?${new URLSearchParams(query).toString()}`,
    );
  const sent = async () => {
    const { body } = await sandbox.call('GET', '/sandbox/model/ledger?endpoint=embeddings');
    const calls = body['data'] as unknown as { request: { input: string[] } }[];
    return calls.map(({ request }) => request.input.join());
  };

  test('is found and says how near; what is known of the customer whose words it is stays here', async () => {
    const { pool, prisma, config } = api.parts;
    await addKnowledge(prisma);
    if (!config.embedding) throw new Error('no model is set');
    const embedder = createEmbedder(config.embedding);
    const pass = createLearning({ pool, embedder, logger: createLogger('test', 'silent') });
    while (await pass());
    const { id } = await addConversation(pool, desk, {
      language: 'en',
      customer: 'Zoltan Quixano',
    });
    const q = 'Can I send it back? Zoltan Quixano, zq@example.com';
    const { body } = await search({ q, conversationId: id });
    expect(body.data.some(({ similarity = 0 }) => similarity >= nearEnough)).toBe(true);
    const last = (await sent()).at(-1);
    expect(last).toMatch(/^Can I send it back\?/);
    expect(last).not.toMatch(/zoltan|quixano|zq@/i);
  });

  test('of a conversation that is not there is refused, and where the assistant is off nobody is asked', async () => {
    const before = (await sent()).length;
    const unknown = await search({ q: 'Where is my parcel?', conversationId: newId() });
    expect(unknown.status).toBe(404);
    const { id } = await addConversation(api.parts.pool, desk, { language: 'en' });
    const turn = (isOn: boolean) =>
      api.parts.pool.query('update accounts set assist_enabled = $1', [isOn]);
    await turn(false);
    const { body } = await search({ q: 'When do I get my refund?', conversationId: id });
    await turn(true);
    expect(body.data.length).toBeGreaterThan(0);
    expect(await sent()).toHaveLength(before);
  });
});
