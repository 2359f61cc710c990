/** Search by meaning, on PostgreSQL and the sandbox's model server: what is learned, what is found, what leaves, what is there when it fails. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEmbedder } from '../../assist/embeddings/embedder.ts';
import { createLearning } from '../../assist/embeddings/learn.ts';
import { createMeaning } from '../../assist/embeddings/meaning.ts';
import { retrieve, type Found, type Search } from '../../assist/offline/retrieve.ts';
import { defaultAssist } from '../../domain/assist/settings.ts';
import { newId } from '../../runtime/ids.ts';
import { createLogger } from '../../runtime/logger.ts';
import { tablesWith } from '../support/everywhere.ts';
import { startStage, type Stage } from './model/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
}, 60_000);
afterEach(async () => {
  await stage.mode({ mode: 'honest' });
  await stage.pool.query('delete from settings');
});
afterAll(() => stage.end());

const logger = createLogger('test', 'silent');
const passes = (more: Partial<Stage['embedding']> = {}) =>
  createLearning({
    ...{ pool: stage.pool, logger },
    embedder: createEmbedder({ ...stage.embedding, ...more }),
  });
const count = async (where = 'true') => {
  const { rows } = await stage.pool.query<{ count: number }>(
    `select count(*)::int as count from knowledge_embeddings where ${where}`,
  );
  return rows[0]?.count ?? 0;
};
/** The texts that were to become vectors, after a call of the ledger. */
const sent = async (after = 0) =>
  (await stage.ledger(after, 'embeddings')).map(
    ({ request }) => (request as { input: string[] }).input,
  );
const newest = async () => (await stage.ledger(0, 'embeddings')).at(-1)?.seq ?? 0;

async function addArticle(more: { title: string; body: string; status?: string; teamId?: string }) {
  const id = newId();
  await stage.prisma.knowledgeArticle.create({
    data: { id, key: id, language: 'en', status: 'published', ...more },
  });
  return id;
}

const { budget } = defaultAssist;
/** A search as the assistant makes it; `asked` has what it may say of the customer. */
async function find(
  text: string,
  more: Partial<Search> = {},
  meaning = stage.meaning,
): Promise<Found[]> {
  const language = more.language ?? 'en';
  const [similar = []] = await meaning.similarTo({ texts: [text], language, known: {}, budget });
  const near = { similar, floor: meaning.floor };
  return retrieve(stage.pool, { text, language, visible: () => 'true', near, ...more });
}

describe('the library is learned', () => {
  test('in requests of a few texts, each once; a pass that finds nothing new asks nothing', async () => {
    await stage.learn();
    const inputs = await sent();
    const texts = inputs.flat();
    expect(new Set(texts).size).toBe(texts.length);
    expect(Math.max(...inputs.map(({ length }) => length))).toBeLessThanOrEqual(32);
    const { rows } = await stage.pool.query(
      `select id from knowledge_articles where status = 'published' union all select id from canned_replies`,
    );
    const { rows: kept } = await stage.pool.query(
      'select distinct source_id from knowledge_embeddings',
    );
    expect(kept).toHaveLength(rows.length);
    const { rows: calls } = await stage.pool.query(
      `select distinct purpose, conversation_id, outcome from model_calls`,
    );
    expect(calls).toEqual([{ purpose: 'index', conversation_id: null, outcome: 'ok' }]);
    await stage.learn();
    expect(await sent()).toHaveLength(inputs.length);
  });

  test('of what changes only the passages that did, and what is taken back is forgotten', async () => {
    const long = (word: string) =>
      `${word} paddles are two metres long and float. `.repeat(13).trim();
    const body = `${long('Ash')}\n\n${long('Birch')}`;
    const id = await addArticle({ title: 'Paddles', body });
    await stage.learn();
    const before = await count(`source_id = '${id}'`);
    expect(before).toBeGreaterThan(1);
    const after = await newest();
    const change = (data: object) => stage.prisma.knowledgeArticle.update({ where: { id }, data });
    await change({ body: body.replaceAll('Birch', 'Cedar') });
    await stage.learn();
    const texts = (await sent(after)).flat();
    expect(texts.length).toBeLessThan(before);
    for (const it of texts) expect(it).toContain('Cedar');
    // What is the same as before is not asked again, whatever its version.
    await change({ tags: ['kayak'], body: body.replaceAll('Birch', 'Cedar') });
    const next = await newest();
    await stage.learn();
    expect(await sent(next)).toEqual([]);
    await change({ body: 'Short.' });
    await stage.learn();
    expect(await count(`source_id = '${id}'`)).toBe(1);
    await stage.prisma.knowledgeArticle.delete({ where: { id } });
    expect(await count(`source_id = '${id}'`)).toBe(0);
  });

  test('on after a failure in the middle: what was kept is not asked again', async () => {
    await stage.pool.query('delete from knowledge_embeddings');
    await stage.mode({ mode: 'limits', after: 2 });
    const after = await newest();
    const pass = passes();
    while (await pass());
    // It waits before it tries again.
    const asked = (await sent(after)).length;
    expect(await pass()).toBe(false);
    expect(await sent(after)).toHaveLength(asked);
    const kept = await count();
    expect(kept).toBeGreaterThan(0);
    await stage.mode({ mode: 'honest' });
    const again = await newest();
    // As another process would, after a crash.
    await stage.learn();
    const total = await count();
    expect((await sent(again)).flat()).toHaveLength(total - kept);
  });

  test.each([
    [{ mode: 'garbage', kind: 'empty' }],
    [{ mode: 'garbage', kind: 'not_json' }],
    [{ mode: 'garbage', kind: 'invalid_json' }],
    [{ mode: 'garbage', kind: 'wrong_schema' }],
    [{ mode: 'garbage', kind: 'cut_stream' }],
    [{ mode: 'garbage', kind: 'no_choices' }],
  ])('nothing of it from a server that answers %j', async (order) => {
    const id = await addArticle({ title: `Rope ${newId()}`, body: 'Ropes are sixty metres long.' });
    await stage.mode(order);
    expect(await passes()()).toBe(false);
    expect(await count(`source_id = '${id}'`)).toBe(0);
    await stage.prisma.knowledgeArticle.delete({ where: { id } });
  });

  test('but for a text that the server does not take, which stops no other', async () => {
    const rejected = '字'.repeat(590);
    const refusing = await refusingServer(stage, rejected.slice(0, 20));
    const [bad, good] = [
      await addArticle({ title: 'Bad', body: rejected }),
      await addArticle({ title: 'Good', body: 'Crampons fit all boots.' }),
    ];
    const pass = passes({ baseUrl: refusing.url });
    while (await pass());
    expect(await count(`source_id = '${bad}' and vector = ''`)).toBe(1);
    expect(await count(`source_id = '${good}' and vector <> ''`)).toBe(1);
    const heard = refusing.heard();
    while (await passes({ baseUrl: refusing.url })());
    expect(refusing.heard()).toBe(heard);
    await refusing.close();
    await stage.prisma.knowledgeArticle.deleteMany({ where: { id: { in: [bad, good] } } });
  });

  test('for half of the day’s budget at most, and not where the assistant is off', async () => {
    const id = await addArticle({ title: 'Tents', body: 'Tents hold two.' });
    const set = (data: object) =>
      stage.pool.query(
        'insert into settings (id, data) values (1, $1) on conflict (id) do update set data = excluded.data',
        [JSON.stringify(data)],
      );
    await set({ aiAssistEnabled: false });
    expect(await passes()()).toBe(false);
    const { rows } = await stage.pool.query<{ spent: number }>(
      'select sum(tokens_in + tokens_out)::int as spent from model_calls',
    );
    const spent = rows[0]?.spent ?? 0;
    const after = await newest();
    await set({ assist: { ...defaultAssist, budget: { ...budget, tokensPerDay: spent + 1_000 } } });
    expect(await passes()()).toBe(false);
    expect([await count(`source_id = '${id}'`), await sent(after)]).toEqual([0, []]);
    await set({});
    await stage.learn();
    expect(await count(`source_id = '${id}'`)).toBe(1);
  });

  test('by one process at a time', async () => {
    await stage.pool.query('delete from knowledge_embeddings');
    const after = await newest();
    const both = [passes(), passes()];
    await Promise.all(
      both.map(async (pass) => {
        for (let n = 0; n < 40; n += 1) await pass();
      }),
    );
    const texts = (await sent(after)).flat();
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('what is near', () => {
  const question = 'How do I send my purchase back to you?';

  test('is found in a language that no list knows, with the passage that is near', async () => {
    const id = await addArticle({
      title: 'House rules',
      body: `${'Tents keep two people warm and dry. '.repeat(16)}\n\nReturns are free for 60 days.`,
    });
    await stage.learn();
    const asked = { text: 'Mag ik mijn jas retour sturen?', language: 'nl', limit: 10 };
    const words = await retrieve(stage.pool, { ...asked, visible: () => 'true' });
    expect(words).toEqual([]);
    const found = (await find(asked.text, asked)).find(({ source }) => source.id === id);
    expect(found).toMatchObject({
      ...{ quote: 'Returns are free for 60 days.', isTranslationNeeded: true, matched: [] },
    });
    expect(found?.similarity).toBeGreaterThanOrEqual(stage.embedding.floor);
    expect(found?.confidence).toBeGreaterThanOrEqual(0.5);
    await stage.prisma.knowledgeArticle.delete({ where: { id } });
  });

  test('is nothing below the floor: what nothing answers finds nothing, and thanks are not asked about', async () => {
    const after = await newest();
    expect(await find('Who won the football match yesterday evening in Madrid?')).toEqual([]);
    expect(await sent(after)).toHaveLength(1);
    expect(await find('Thank you, you are brilliant!')).toEqual([]);
    expect(await sent(after)).toHaveLength(1);
  });

  test('is not what is archived, another team’s, or was rewritten since', async () => {
    const ids = async () =>
      (await find(question, { limit: 10, kinds: ['article'] })).flatMap(({ source, similarity }) =>
        similarity === undefined ? [] : [source.id],
      );
    const id = await addArticle({ title: 'Send your purchase back', body: question });
    await stage.learn();
    expect(await ids()).toContain(id);
    const change = (data: object) => stage.prisma.knowledgeArticle.update({ where: { id }, data });
    await change({ teamId: newId() });
    expect(await ids()).not.toContain(id);
    await change({ teamId: null, body: 'Now it says that canoes are green.' });
    expect(await ids()).not.toContain(id);
    await change({ body: question, status: 'archived' });
    expect(await ids()).not.toContain(id);
    await stage.prisma.knowledgeArticle.delete({ where: { id } });
    expect(await ids()).not.toContain(id);
  });
});

describe('a question', () => {
  const asked = 'Where is my order? I am Zoltan Quixano, zq@example.com, +44 20 7946 0958';

  test('leaves without what is known of who asks, is paid for, and is kept nowhere', async () => {
    const after = await newest();
    await stage.pool.query('delete from model_calls');
    const id = await stage.asked([asked], { customer: 'Zoltan Quixano' });
    await stage.suggest(id);
    const texts = (await sent(after)).flat();
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain('Where is my order?');
    expect(texts.join()).not.toMatch(/zoltan|quixano|zq@|7946/i);
    const { rows } = await stage.pool.query(
      `select conversation_id, outcome, tokens_in > 0 as paid from model_calls where purpose = 'search'`,
    );
    expect(rows).toEqual([{ conversation_id: id, outcome: 'ok', paid: true }]);
    const tables = await tablesWith(stage.pool, 'Quixano');
    expect(tables.filter((it) => /embedding|model_calls/.test(it))).toEqual([]);
  });

  test.each([
    [{ mode: 'slow', delaySeconds: 30 }, 'slow'],
    [{ mode: 'limits' }, 'limited'],
    [{ mode: 'garbage', kind: 'wrong_schema' }, 'garbage'],
    [{ mode: 'garbage', kind: 'huge' }, 'garbage'],
  ])('is answered by words where the server is as %j', async (order, outcome) => {
    await stage.pool.query('delete from model_calls');
    await stage.mode(order);
    const before = performance.now();
    const found = await find('Can I send the jacket back, and who pays for the return?');
    expect(performance.now() - before).toBeLessThan(1_800);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ similarity }) => similarity === undefined)).toBe(true);
    const { rows } = await stage.pool.query(`select outcome from model_calls`);
    expect(rows).toEqual([{ outcome }]);
  });

  test('or where nobody serves it, the model is another’s, or the money is spent', async () => {
    for (const more of [{ baseUrl: 'http://127.0.0.1:9/v1' }, { apiKey: 'sk-wrong' }]) {
      const gone = createMeaning(stage.pool, { ...stage.embedding, ...more });
      expect((await find('Where is my refund?', {}, gone)).length).toBeGreaterThan(0);
    }
    const after = await newest();
    const poor = { ...budget, tokensPerDay: 1 };
    const asking = { texts: ['Where is my refund?'], language: 'en', known: {}, budget: poor };
    expect(await stage.meaning.similarTo(asking)).toEqual([[]]);
    expect(await sent(after)).toEqual([]);
  });
});

/** Before the sandbox's: it refuses a request that holds a text, as servers do with what is too long for their model. */
async function refusingServer(behind: Stage, text: string) {
  let heard = 0;
  const server = createServer((request, response) => {
    void (async () => {
      heard += 1;
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const answer = (JSON.parse(body) as { input: string[] }).input.some((it) => it.includes(text))
        ? new Response(JSON.stringify({ error: { message: 'too long', code: null } }), {
            status: 400,
          })
        : await fetch(behind.embedding.baseUrl + '/embeddings', {
            ...{ method: 'POST', body },
            headers: {
              'content-type': 'application/json',
              authorization: request.headers.authorization ?? '',
            },
          });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/v1`,
    heard: () => heard,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
