/** Articles as supervisors keep them and agents read them; what customers ask and nothing answers; what comes from elsewhere. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  ArticleJson,
  FindingJson,
  GapJson,
  ImportedFileJson,
  KnowledgeVersionJson,
  ListedArticleJson,
} from '../../api/schemas/knowledge.ts';
import { createSuggest } from '../../activities/assist/suggest.ts';
import { importFolder } from '../../ops/knowledge-import.ts';
import { newId } from '../../runtime/ids.ts';
import { serve, type TestServer } from '../files/support.ts';
import { startApi, type Call, type Shape, type TestApi } from './support/api.ts';
import { addConversation, addDesk, addMessage, type DeskRows } from './support/rows.ts';

let api: TestApi;
let desk: DeskRows;
let site: TestServer;

beforeAll(async () => {
  site = await serve((request, response) => {
    if (request.url === '/robots.txt') response.writeHead(404).end();
    else if (request.url === '/moved')
      response.writeHead(302, { location: 'http://10.0.0.1/' }).end();
    else
      response.end(
        '<html lang="pt"><body><main><h1>Trocas</h1><p>30 dias.</p></main></body></html>',
      );
  });
  api = await startApi({ env: { KNOWLEDGE_TRUSTED_ORIGINS: site.origin } });
  desk = await addDesk(api.parts.pool);
});
afterAll(async () => {
  await api.end();
  await site.end();
});

const call = <T = ArticleJson>(method: string, path: string, more: Call = {}) =>
  api.call<T>(method, `/api/v1/knowledge${path}`, { as: 'supervisor', ...more });
const words = { language: 'en', title: 'Returning things', body: 'You have **30 days**.' };
const write = async (more: object = {}) =>
  (await call('POST', '/articles', { body: { ...words, ...more } })).body;
const change = (id: string, body: object, more: Call = {}) =>
  call('PATCH', `/articles/${id}`, { body, ...more });
const titles = async (query: string) =>
  (await call<{ data: ListedArticleJson[] }>('GET', `/articles?${query}`)).body.data.map(
    ({ title }) => title,
  );

describe('an article', () => {
  test('begins as a draft, is read by agents, changed as of its version, and found once it is published', async () => {
    const made = await call('POST', '/articles', { body: { ...words, tags: ['kayak'] } });
    expect([made.status, made.body]).toMatchObject([
      201,
      { ...words, status: 'draft', version: 1, source: 'written', translations: [] },
    ]);
    const { id } = made.body;
    const read = await call('GET', `/articles/${id}`, { as: 'agent' });
    expect(read.body).toEqual(made.body);
    expect(read.headers.get('etag')).toMatch(/^"1-/);
    const find = async () =>
      (
        await call<{ data: FindingJson[] }>('GET', '/search?q=How+do+I+return+my+kayak%3F', {
          as: 'agent',
        })
      ).body.data;
    expect(await find()).toEqual([]);
    const published = await change(id, { status: 'published', url: 'https://harbour.example/r' });
    expect(published.body).toMatchObject({
      status: 'published',
      version: 2,
      updatedBy: api.agents.supervisor,
    });
    const late = await change(id, { title: 'x' }, { headers: { 'if-match': '"1"' } });
    expect(late.status).toBe(412);
    const [found] = await find();
    expect(found).toMatchObject({
      source: { kind: 'article', id, title: words.title, url: 'https://harbour.example/r' },
      quote: 'You have 30 days.',
      isTranslationNeeded: false,
      matched: expect.arrayContaining([{ name: 'return', kind: 'intent', isInTitle: true }]),
    });
    expect(found?.confidence).toBeGreaterThan(0.5);
  });

  test('keeps what it was before each change and by whom; it can say that again', async () => {
    const { id } = await write();
    await change(id, { body: 'Sixty days.', tags: ['long'] });
    await change(id, { status: 'published' }, { as: 'admin' });
    const versions = async () =>
      (await call<{ data: KnowledgeVersionJson[] }>('GET', `/articles/${id}/versions`)).body.data;
    expect(await versions()).toMatchObject([
      {
        version: 2,
        body: 'Sixty days.',
        tags: ['long'],
        status: 'draft',
        changedBy: api.agents.supervisor,
      },
      { version: 1, body: words.body, tags: [], status: 'draft' },
    ]);
    const restore = (version: number, ifMatch: number) =>
      call('POST', `/articles/${id}/restore`, {
        body: { version },
        headers: { 'if-match': `"${String(ifMatch)}"` },
      });
    expect((await restore(1, 2)).status).toBe(412);
    expect((await restore(9, 3)).status).toBe(404);
    const restored = await restore(1, 3);
    // What it says comes back; that it is published stays.
    expect(restored.body).toMatchObject({
      body: words.body,
      tags: [],
      status: 'published',
      version: 4,
    });
    expect((await versions()).map(({ version }) => version)).toEqual([3, 2, 1]);
    const audit = await api.call<{ data: { action: string }[] }>(
      'GET',
      `/api/v1/audit?target=${id}`,
    );
    expect(audit.body.data.map(({ action }) => action)).toEqual([
      ...['knowledge.restored', 'knowledge.changed', 'knowledge.changed', 'knowledge.created'],
    ]);
  });

  test('that was approved for answers is not any more when it says something else', async () => {
    const { id } = await write({ approvedForAnswers: true });
    expect((await change(id, { tags: ['x'] })).body.approvedForAnswers).toBe(true);
    expect((await change(id, { body: 'Other words.' })).body.approvedForAnswers).toBe(false);
    const anew = { body: 'Approved words.', approvedForAnswers: true };
    expect((await change(id, anew)).body.approvedForAnswers).toBe(true);
  });

  test('has translations, one a language', async () => {
    const original = await write({ title: 'Waxing a jacket' });
    const german = { language: 'DE', title: 'Jacke wachsen', translationOf: original.id };
    const made = await write(german);
    expect(made).toMatchObject({
      language: 'de',
      key: original.key,
      translations: [{ id: original.id, language: 'en', title: 'Waxing a jacket' }],
    });
    const again = await call<Shape>('POST', '/articles', { body: { ...words, ...german } });
    expect([again.status, again.body]).toMatchObject([409, { errors: [{ field: 'language' }] }]);
    const nothing = { ...words, translationOf: newId() };
    const refused = await call<Shape>('POST', '/articles', { body: nothing });
    expect([refused.status, refused.body.errors[0]?.field]).toEqual([422, 'translationOf']);
  });

  test('is listed by words, language, standing and team, page by page; archived ones only when asked for', async () => {
    const team = newId();
    await api.parts.pool.query(`insert into teams (id, name) values ($1, 'Night')`, [team]);
    for (const [title, more] of [
      ['Zeppelin rides', {}],
      ['Zeppeline mieten', { language: 'de', status: 'published' }],
      ['Zeppelin parking', { teamId: team }],
      ['Zeppelin of old', { status: 'archived' }],
    ] as const) {
      await write({ title, ...more });
    }
    expect((await titles('q=zeppel')).sort()).toEqual(
      ['Zeppelin parking', 'Zeppelin rides', 'Zeppeline mieten'].sort(),
    );
    expect(await titles('q=zeppelin+rid')).toEqual(['Zeppelin rides']);
    expect(await titles('q=zeppelin&language=de')).toEqual(['Zeppeline mieten']);
    expect(await titles('q=zeppelin&status=archived')).toEqual(['Zeppelin of old']);
    expect(await titles(`q=zeppelin&teamId=${desk.teamId}`)).not.toContain('Zeppelin parking');
    expect(await titles('q=%25%27%3A*&status=draft')).toEqual([]);
    const first = await call<Shape>('GET', '/articles?q=zeppelin&limit=2');
    const cursor = first.body.nextCursor ?? '';
    const second = await call<Shape>('GET', `/articles?q=zeppelin&limit=2&cursor=${cursor}`);
    const ids = [...first.body.data, ...second.body.data].map(({ id }) => id);
    expect([ids.length, new Set(ids).size, second.body.nextCursor]).toEqual([3, 3, null]);
  });

  test('of a team is found for its conversations only', async () => {
    await write({ title: 'Submarine tours', status: 'published', teamId: desk.teamId });
    const found = async (query: string) =>
      (await call<Shape>('GET', `/search?q=submarine+tours${query}`)).body.data.length;
    expect(await found('')).toBe(0);
    expect(await found(`&teamId=${newId()}`)).toBe(0);
    expect(await found(`&teamId=${desk.teamId}`)).toBe(1);
  });

  test('is thrown away by admins only, with its versions', async () => {
    const { id } = await write();
    await change(id, { body: 'Two.' });
    expect((await call('DELETE', `/articles/${id}`)).status).toBe(403);
    expect((await call('DELETE', `/articles/${id}`, { as: 'admin' })).status).toBe(204);
    expect((await call('GET', `/articles/${id}`)).status).toBe(404);
    const { rowCount } = await api.parts.pool.query(
      'select from knowledge_versions where article_id = $1',
      [id],
    );
    expect(rowCount).toBe(0);
  });

  test.each([
    [{ title: ' ' }, 'title'],
    [{ body: ' ' }, 'body'],
    [{ body: 'x'.repeat(50_001) }, 'body'],
    [{ language: 'pt-BR' }, 'language'],
    [{ url: 'javascript:alert(1)' }, 'url'],
    [{ teamId: newId() }, 'teamId'],
    [{ tags: ['x'.repeat(65)] }, 'tags[0]'],
    [{ gapId: newId() }, 'gapId'],
  ])('with %j is refused', async (more, field) => {
    const { status, body } = await call<Shape>('POST', '/articles', {
      body: { ...words, ...more },
    });
    expect([status, body.errors[0]?.field]).toEqual([422, field]);
  });
});

describe('what nothing answers', () => {
  const suggest = (conversationId: string) =>
    createSuggest({ pool: api.parts.pool, model: undefined })({ conversationId });
  /** Somebody asks, and the assistant looks for an answer. */
  const ask = async (content: string, more: Parameters<typeof addConversation>[2] = {}) => {
    const conversation = await addConversation(api.parts.pool, desk, { language: 'en', ...more });
    await addMessage(api.parts.pool, conversation, desk, { content });
    await suggest(conversation.id);
    return conversation;
  };
  const gaps = async (query = '', as: Call['as'] = 'supervisor') =>
    (await call<{ data: GapJson[] }>('GET', `/gaps${query}`, { as })).body.data;
  const gapAbout = async (concept: string, query = '') =>
    (await gaps(query)).find(({ concepts }) => concepts.includes(concept));

  test('is counted once a burst, across languages, with words that name nobody and where it was asked', async () => {
    const first = await ask(
      'Do you sponsor clubs? Call Carla on +44 7700 900123, carla@example.org',
    );
    await suggest(first.id);
    const second = await ask('Macht ihr Sponsoring für Vereine?', { language: 'de' });
    const gap = await gapAbout('sponsor');
    expect(gap).toMatchObject({ count: 2, state: 'open' });
    expect(gap?.languages.toSorted()).toEqual(['de', 'en']);
    expect(gap?.conversationIds.toSorted()).toEqual([first.id, second.id].toSorted());
    const { rows } = await api.parts.pool.query(`select g::text as row from knowledge_gaps g`);
    expect(JSON.stringify(rows)).not.toMatch(/carla|7700|clubs/i);
  });

  test('shows a customer’s words without what is personal, and only to who may see where they stand', async () => {
    const teamId = newId();
    await api.parts.pool.query(`insert into teams (id, name) values ($1, 'Far')`, [teamId]);
    const { id } = await ask('Can I rent skis? I am Carla Customer, mail carla@example.org', {
      teamId,
    });
    const shown = await gapAbout('rental');
    expect(shown?.question).toMatch(/Can I rent skis/);
    expect(shown?.question).not.toMatch(/carla/i);
    await api.parts.pool.query('update agents set team_id = $1 where id = $2', [
      desk.teamId,
      api.agents.agent,
    ]);
    await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'own_team' } });
    const theirs = (await gaps('', 'agent')).find(({ concepts }) => concepts.includes('rental'));
    await api.call('PATCH', '/api/v1/settings', { body: { teamVisibility: 'all' } });
    expect(theirs?.count).toBe(1);
    expect(theirs?.question).toBeUndefined();
    expect(theirs?.conversationIds).toEqual([]);
    expect(shown?.conversationIds).toEqual([id]);
  });

  test('becomes an article, and is answered once that is published; asked again, it is open again', async () => {
    await ask('Do you sell gift wrapping for charity?');
    const gap = await gapAbout('charity');
    const made = await write({ title: 'What we give to charity', gapId: gap?.id });
    expect(await gapAbout('charity')).toMatchObject({ article: { id: made.id, status: 'draft' } });
    await change(made.id, { status: 'published' });
    expect(await gapAbout('charity')).toBeUndefined();
    expect(await gapAbout('charity', '?state=answered')).toMatchObject({ state: 'answered' });
    await api.parts.pool.query(
      `update knowledge_gaps set last_asked_at = now() + interval '1 hour' where 'charity' = any(concepts)`,
    );
    expect(await gapAbout('charity')).toMatchObject({ state: 'open' });
    await change(made.id, { status: 'archived' });
    await call('DELETE', `/articles/${made.id}`, { as: 'admin' });
    const again = await gapAbout('charity');
    expect([again?.state, again?.article]).toEqual(['open', undefined]);
  });

  test('that needs no article is said so, and can be taken back', async () => {
    await ask('What is the weight of the tent?');
    const id = (await gapAbout('weight'))?.id ?? '';
    const settle = (path: string, as: Call['as'] = 'supervisor') =>
      call('POST', `/gaps/${id}/${path}`, { as, body: {} });
    expect((await settle('dismiss', 'agent')).status).toBe(403);
    expect((await settle('dismiss')).status).toBe(204);
    expect(await gapAbout('weight')).toBeUndefined();
    await ask('And the weight of the boots?');
    expect(await gapAbout('weight', '?state=dismissed')).toMatchObject({
      state: 'dismissed',
      count: 2,
    });
    expect((await settle('reopen')).status).toBe(204);
    expect(await gapAbout('weight')).toMatchObject({ count: 2 });
    const nowhere = `/gaps/${newId()}/dismiss`;
    expect((await call('POST', nowhere, { body: {} })).status).toBe(404);
  });
});

describe('articles from files', () => {
  const files = [
    { path: 'en/ferries.md', content: '# Ferries\n\nTwice a day.' },
    { path: 'de/ferries.md', content: '---\ntags: fähre\n---\n# Fähren\n\nZweimal am Tag.' },
    { path: 'notes.md', content: '# No language\n\nx' },
  ];
  const take = async (more: object = {}) =>
    (await call<{ data: ImportedFileJson[] }>('POST', '/import', { body: { files, ...more } })).body
      .data;
  const outcomes = (all: readonly ImportedFileJson[]) => all.map(({ outcome }) => outcome);

  test('are foreseen, kept, and change what is known; one that is none holds up nothing', async () => {
    expect(outcomes(await take({ preview: true }))).toEqual(['created', 'created', 'refused']);
    expect(await titles('q=ferries')).toEqual([]);
    const kept = await take();
    expect(kept).toMatchObject([
      { path: 'en/ferries.md', outcome: 'created', title: 'Ferries', language: 'en' },
      { outcome: 'created', title: 'Fähren', language: 'de' },
      { outcome: 'refused', why: expect.stringContaining('language') },
    ]);
    const [english] = kept;
    const { body } = await call('GET', `/articles/${english?.articleId ?? ''}`);
    expect(body).toMatchObject({
      ...{ key: 'ferries', status: 'draft', source: 'folder', sourceRef: 'en/ferries.md' },
      translations: [{ language: 'de', title: 'Fähren' }],
    });
    expect(outcomes(await take())).toEqual(['unchanged', 'unchanged', 'refused']);
    const [first = files[0]!] = files;
    const news = [{ ...first, content: '# Ferries\n\nThrice a day.' }];
    expect(outcomes(await take({ files: news, preview: true }))).toEqual(['changed']);
    expect(await take({ files: news, publish: true })).toMatchObject([
      { outcome: 'changed', articleId: body.id },
    ]);
    expect((await call('GET', `/articles/${body.id}`)).body).toMatchObject({
      ...{ body: 'Thrice a day.', status: 'published', version: 2 },
    });
    const audit = await api.call<{ data: { action: string; actor: object }[] }>(
      'GET',
      `/api/v1/audit?target=${body.id}`,
    );
    expect(audit.body.data.map(({ action }) => action)).toEqual([
      'knowledge.imported',
      'knowledge.imported',
    ]);
  });

  test('of a folder are taken by a script too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'careline-articles-'));
    await mkdir(join(folder, 'fr'));
    await writeFile(join(folder, 'fr/bacs.md'), '# Bacs\n\nDeux fois par jour.');
    await writeFile(join(folder, 'fr/_hidden.md'), '# No');
    await writeFile(join(folder, 'fr/list.txt'), 'No');
    const take = () => importFolder(api.parts.pool, folder, { isPublished: true });
    expect(await take()).toEqual([{ path: 'fr/bacs.md', outcome: 'created' }]);
    expect(await take()).toEqual([{ path: 'fr/bacs.md', outcome: 'unchanged' }]);
    expect(await titles('q=bacs&status=published')).toEqual(['Bacs']);
    await rm(folder, { recursive: true });
  });
});

describe('a page of the web', () => {
  const read = (url: string) =>
    call<Shape>('POST', '/import/page', { body: { url } }).then(({ status, body }) => ({
      status,
      body,
    }));

  test('is shown as an article, and kept by creating one', async () => {
    const url = `${site.origin}/trocas`;
    const page = await read(url);
    const shown = { title: 'Trocas', language: 'pt', body: '30 dias.' };
    expect(page).toEqual({ status: 200, body: { url, ...shown, isCut: false } });
    expect(await titles('q=trocas')).toEqual([]);
    expect(await write({ ...shown, fromPage: url })).toMatchObject({
      source: 'url',
      sourceRef: url,
    });
  });

  test.each([
    ['javascript:alert(1)', 'must be a web address'],
    ['http://169.254.169.254/latest/meta-data', 'is not on the public web'],
    ['http://127.0.0.1:1/', 'is not on the public web'],
    ['http://user:word@example.org/', 'must be a web address'],
  ])('at %s is refused', async (url, message) => {
    expect(await read(url)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'url', message }] },
    });
  });

  test('that leads elsewhere is not followed', async () => {
    const { body } = await read(`${site.origin}/moved`);
    expect(body.errors[0]?.message).toMatch(/leads to another site/);
  });
});
