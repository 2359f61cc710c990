/** A model behind the suggestions: what it may say, what it costs, and what is there when it fails. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { beginCall } from '../../../assist/model/calls.ts';
import { createModel } from '../../../assist/model/client.ts';
import { ModelProblem } from '../../../assist/model/problem.ts';
import { defaultAssist } from '../../../domain/assist/settings.ts';
import { newId } from '../../../runtime/ids.ts';
import { each, question, startStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
}, 60_000);
afterEach(async () => {
  await stage.mode({ mode: 'honest' });
  await stage.pool.query('delete from settings');
});
afterAll(() => stage.end());

const set = (assist: object) =>
  stage.pool.query('insert into settings (id, data) values (1, $1)', [JSON.stringify({ assist })]);
const callsOf = async (conversationId: string) => {
  const { rows } = await stage.pool.query<Record<string, unknown>>(
    'select purpose, model, tokens_in, tokens_out, cost, outcome, ms from model_calls where conversation_id = $1',
    [conversationId],
  );
  return rows;
};

describe('a model that answers', () => {
  test('makes answers of what was found, no surer than that, and says which', async () => {
    const id = await stage.asked([question]);
    const round = await stage.suggest(id);
    expect(round).toMatchObject({ status: 'ready', madeBy: 'sandbox-chat', reason: null });
    const [first] = round.suggestions;
    expect(first?.content).toContain('Thank you for your message.');
    const { rows } = await stage.pool.query<{ id: string }>('select id from knowledge_articles');
    const known = new Set(rows.map((it) => it.id));
    for (const { sources, confidence } of round.suggestions) {
      expect(sources.length).toBeGreaterThan(0);
      expect(sources.every((it) => known.has(it.id))).toBe(true);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    const [call] = await callsOf(id);
    const [said] = (await stage.ledger()).slice(-1);
    const { prompt_tokens: tokensIn, completion_tokens: tokensOut } = said?.usage ?? {};
    expect(call).toMatchObject({
      ...{ purpose: 'suggest', model: 'sandbox-chat', outcome: 'ok' },
      ...{ tokens_in: tokensIn, tokens_out: tokensOut, ms: expect.any(Number) },
    });
    expect(call?.['cost']).toBeCloseTo((Number(tokensIn) * 2 + Number(tokensOut) * 10) / 1_000_000);
  });

  test('is told how the brand speaks, and given no tools', async () => {
    await set({ voice: 'Like an old sea captain.' });
    await stage.suggest(await stage.asked([question]));
    const [call] = (await stage.ledger()).slice(-1);
    expect(JSON.stringify(call?.request)).toContain('Like an old sea captain.');
    expect(Object.keys(call?.request as object)).not.toEqual(
      expect.arrayContaining(['tools', 'functions']),
    );
  });

  test('is not asked what nothing answers: then nothing was found', async () => {
    const before = (await stage.ledger()).length;
    const id = await stage.asked([
      'Who won the football yesterday, and what is the meaning of life?',
    ]);
    expect(await stage.suggest(id)).toMatchObject({ status: 'nothing_found', suggestions: [] });
    expect(await stage.ledger()).toHaveLength(before);
  });
});

describe('a model that fails leaves what was found, and why', () => {
  test.each([
    [{ mode: 'garbage', kind: 'invalid_json' }, 'garbage'],
    [{ mode: 'garbage', kind: 'wrong_schema' }, 'garbage'],
    [{ mode: 'garbage', kind: 'huge' }, 'garbage'],
    [{ mode: 'garbage', kind: 'empty' }, 'garbage'],
    [{ mode: 'garbage', kind: 'no_choices' }, 'garbage'],
    [{ mode: 'garbage', kind: 'not_json' }, 'garbage'],
    [{ mode: 'garbage', kind: 'cut_stream' }, 'garbage'],
    [{ mode: 'refuse' }, 'refused'],
    [{ mode: 'refuse', isFiltered: true }, 'refused'],
    [{ mode: 'limits' }, 'limited'],
    [{ mode: 'limits', isQuotaSpent: true }, 'limited'],
    [{ mode: 'wrong_language' }, 'wrong_language'],
    [{ mode: 'slow', delaySeconds: 60 }, 'slow'],
  ])('%j: %s', async (order, reason) => {
    await stage.mode(order);
    const id = await stage.asked([question]);
    const before = performance.now();
    const round = await stage.suggest(id);
    expect(performance.now() - before).toBeLessThan(8_000);
    expect(round).toMatchObject({ status: 'ready', madeBy: 'search', reason });
    expect(round.suggestions.length).toBeGreaterThan(0);
    for (const it of round.suggestions) expect(it.content).toBe(it.sources[0]?.quote);
    expect(await callsOf(id)).toMatchObject([{ outcome: reason }]);
  });

  test('one that nobody serves', async () => {
    const gone = createModel({
      ...stage.settings('sandbox-chat'),
      baseUrl: 'http://127.0.0.1:9/v1',
    });
    const id = await stage.asked([question]);
    expect(await stage.suggest(id, gone)).toMatchObject({
      madeBy: 'search',
      reason: 'unreachable',
    });
    expect(await callsOf(id)).toMatchObject([{ tokens_in: 0, tokens_out: 0, cost: 0 }]);
  });

  test('one that another answers for, in another language', async () => {
    const id = await stage.asked([question]);
    const answer = {
      answers: [
        {
          text: 'Vielen Dank für Ihre Nachricht, wir kümmern uns gleich darum.',
          confidence: 1,
          sources: [1],
        },
      ],
    };
    const other = await serverSaying(() => JSON.stringify(answer));
    const model = createModel({ ...stage.settings('x'), baseUrl: other.url });
    const round = await stage.suggest(id, model);
    await other.close();
    expect(round).toMatchObject({ madeBy: 'search', reason: 'wrong_language' });
  });
});

describe('a server of another make', () => {
  test('takes no schema and counts otherwise: it is asked as it can, once found out', async () => {
    const heard: Record<string, unknown>[] = [];
    const answers = [{ text: 'You can send it back.', confidence: 7, sources: [1, 99] }];
    const other = await serverSaying((body) => {
      heard.push(body);
      if ('max_tokens' in body) return { param: 'max_tokens', message: 'Unsupported parameter' };
      if ('response_format' in body) return { message: 'response_format is not supported' };
      return `Sure! Here it is:\n\`\`\`json\n${JSON.stringify({ answers, more: true })}\n\`\`\``;
    });
    const model = createModel({ ...stage.settings('x'), baseUrl: other.url });
    const round = await stage.suggest(await stage.asked([question]), model);
    const first = heard.length;
    await stage.suggest(await stage.asked([question]), model);
    await other.close();
    expect(round).toMatchObject({ madeBy: 'x', reason: null });
    expect(round.suggestions).toHaveLength(1);
    expect(round.suggestions[0]?.sources).toHaveLength(1);
    expect(round.suggestions[0]?.confidence).toBeLessThanOrEqual(1);
    expect(first).toBe(4);
    expect(heard).toHaveLength(5);
  });
});

describe('what may be spent', () => {
  const wish = (tokensPerDay: number, conversationId = newId()) => ({
    ...{ purpose: 'rewrite' as const, conversationId, most: { in: 100, out: 100 } },
    model: { name: 'm', prices: { in: 1_000, out: 1_000 } },
    budget: { ...defaultAssist.budget, tokensPerDay },
  });

  test('is spent once, however many ask at the same time', async () => {
    await stage.pool.query('delete from model_calls');
    const began = await each(Array.from({ length: 12 }), () =>
      beginCall(stage.pool, wish(650)).then(
        () => 'begun',
        (error: unknown) => (error instanceof ModelProblem ? error.kind : error),
      ),
    );
    expect(began.filter((it) => it === 'begun')).toHaveLength(3);
    expect(began.filter((it) => it === 'over_budget')).toHaveLength(9);
  });

  test('what a call did not need is there for the next; money counts like tokens', async () => {
    await stage.pool.query('delete from model_calls');
    const first = await beginCall(stage.pool, wish(210));
    await expect(beginCall(stage.pool, wish(210))).rejects.toMatchObject({ kind: 'over_budget' });
    await first.settle('ok', { in: 5, out: 5 });
    await (await beginCall(stage.pool, wish(210))).settle('unreachable');
    const dear = { ...wish(10_000), budget: { ...wish(10_000).budget, costPerDay: 0.2 } };
    await expect(beginCall(stage.pool, dear)).rejects.toMatchObject({ kind: 'over_budget' });
  });

  test('one conversation cannot spend what is everybody’s', async () => {
    await stage.pool.query('delete from model_calls');
    const id = newId();
    const narrow = { ...wish(10_000, id) };
    narrow.budget = { ...narrow.budget, tokensPerConversation: 300 };
    await beginCall(stage.pool, narrow);
    await expect(beginCall(stage.pool, narrow)).rejects.toMatchObject({ kind: 'over_budget' });
    await beginCall(stage.pool, { ...narrow, conversationId: newId() });
  });

  test('beyond it nothing is asked, what was found is there, and it is said', async () => {
    await set({ budget: { tokensPerConversation: 100, tokensPerDay: 1_000_000 } });
    const before = (await stage.ledger()).length;
    const id = await stage.asked([question]);
    expect(await stage.suggest(id)).toMatchObject({
      ...{ status: 'ready', madeBy: 'search', reason: 'over_budget' },
    });
    expect(await stage.ledger()).toHaveLength(before);
    expect(await callsOf(id)).toEqual([]);
  });
});

describe('a summary', () => {
  test('is made once for one cause, of what was said, and kept beside the conversation', async () => {
    const conversationId = await stage.asked(['Where is my parcel?', 'It is late.', 'Hello?']);
    for (const _twice of [1, 2]) {
      await stage.summarize({ conversationId, occasion: 'resolve', cause: 'x/1' });
    }
    const { rows } = await stage.pool.query(
      'select occasion, content, made_by from summaries where conversation_id = $1',
      [conversationId],
    );
    expect(rows).toEqual([
      { occasion: 'resolve', content: expect.stringContaining('parcel'), made_by: 'sandbox-chat' },
    ]);
  });

  test('is tried again where the model is away, and is not where it will not', async () => {
    const conversationId = await stage.asked(['Where is my parcel?', 'It is late.', 'Hello?']);
    const asked = { conversationId, occasion: 'transfer' as const, cause: 'y/1' };
    await stage.mode({ mode: 'limits' });
    await expect(stage.summarize(asked)).rejects.toMatchObject({ kind: 'limited' });
    await stage.mode({ mode: 'refuse', isFiltered: true });
    await expect(stage.summarize(asked)).resolves.toBeUndefined();
  });
});

/** Speaks as much of the API as it must. An object is a refusal. */
async function serverSaying(say: (body: Record<string, unknown>) => string | object) {
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const said = say(body);
      const isRefusal = typeof said === 'object';
      response.writeHead(isRefusal ? 400 : 200, { 'content-type': 'application/json' });
      const message = { role: 'assistant', content: said };
      response.end(
        JSON.stringify(
          isRefusal ? { error: said } : { choices: [{ index: 0, message, finish_reason: 'stop' }] },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/v1`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text) as Record<string, unknown>;
}
