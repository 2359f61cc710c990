import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seed } from '../../prisma/seed.ts';
import { accountKinds } from '../../sandbox/accounts.ts';
import { colour } from '../../api/schemas/common.ts';
import { ConversationFilter } from '../../api/schemas/conversation-filter.ts';
import { macroFields } from '../../api/schemas/macro.ts';
import { template } from '../../api/schemas/template.ts';
import type { Credentials } from '../../prisma/seed/credentials.ts';
import { startApi, type TestApi } from './support/api.ts';

interface Row {
  email: string;
  role: string;
  platform: string;
}

let api: TestApi;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'careline-seed-'));
  api = await startApi({ env: { CARELINE_HOME: home } });
});
afterAll(async () => {
  await api.end();
  await rm(home, { recursive: true });
});

test('the demo desk can be looked at through the api, with each of its logins', async () => {
  const { prisma, config } = api.parts;
  const { adminToken, users } = await seed(prisma, config);
  expect(new Set(users.map(({ role }) => role))).toEqual(
    new Set(['viewer', 'agent', 'supervisor', 'admin']),
  );
  for (const { token } of users) {
    expect((await api.call('GET', '/api/v1/conversations', { token })).status).toBe(200);
  }
  const get = async (path: string) => {
    const reply = await api.call<{ data: Row[] }>('GET', `/api/v1${path}`, { token: adminToken });
    return reply.body.data;
  };
  expect(await get('/teams')).toHaveLength(3);
  const demo = (await get('/agents')).filter(({ email }) => email.endsWith('@careline.example'));
  expect(demo.filter(({ role }) => role === 'agent')).toHaveLength(12);
  expect(await get('/routing-rules')).toHaveLength(7);
  expect(await get('/sla-policies')).toHaveLength(3);
  const accounts = await get('/accounts');
  expect(accounts.map(({ platform }) => platform).sort()).toEqual(Object.keys(accountKinds).sort());
  expect(JSON.stringify(accounts)).not.toContain('sandbox-facebook-app-secret');
});

test('done again it changes nothing that somebody changed, and keeps the tokens', async () => {
  const { prisma, config } = api.parts;
  const before = await readFile(join(home, 'credentials.json'), 'utf8');
  const agent = await prisma.agent.findFirstOrThrow({ where: { email: 'ana@careline.example' } });
  await prisma.agent.update({ where: { id: agent.id }, data: { capacity: 9 } });
  await seed(prisma, config);
  expect(await readFile(join(home, 'credentials.json'), 'utf8')).toBe(before);
  expect((await stat(join(home, 'credentials.json'))).mode & 0o777).toBe(0o600);
  expect(await prisma.agent.findUnique({ where: { id: agent.id } })).toMatchObject({ capacity: 9 });
  expect(await prisma.routingRule.count()).toBe(7);
});

test('it has a library to work with, which the api takes as it is', async () => {
  const { prisma } = api.parts;
  const replies = await prisma.cannedReply.findMany();
  expect(replies.length).toBeGreaterThanOrEqual(25);
  expect(new Set(replies.map(({ language }) => language))).toEqual(
    new Set(['en', 'de', 'fr', 'es', 'pt']),
  );
  for (const { content } of replies) expect(template.parse(content)).toBe(content);
  const macros = await prisma.macro.findMany();
  expect(macros).toHaveLength(6);
  for (const { steps } of macros) expect(macroFields.steps.parse(steps)).toEqual(steps);
  const views = await prisma.savedView.findMany({ where: { isShared: true } });
  expect(views.map(({ name }) => name).sort()).toEqual([
    'At risk today',
    'Public comments',
    'Waiting longest',
  ]);
  for (const { filter } of views) expect(ConversationFilter.parse(filter)).toEqual(filter);
  for (const { colour: it } of await prisma.tag.findMany()) expect(colour.parse(it)).toBe(it);
  expect(await prisma.customerField.count()).toBe(4);
});

test('what somebody took from the library or changed in it stays so', async () => {
  const { prisma, config } = api.parts;
  await prisma.macro.deleteMany({ where: { name: 'Spam' } });
  await prisma.tag.deleteMany({ where: { name: 'press' } });
  await prisma.cannedReply.updateMany({
    where: { shortcut: 'bye', language: 'en' },
    data: { content: 'So long.' },
  });
  await seed(prisma, config);
  expect(await prisma.macro.count()).toBe(5);
  expect(await prisma.tag.count({ where: { name: 'press' } })).toBe(0);
  expect(
    await prisma.cannedReply.findFirst({ where: { shortcut: 'bye', language: 'en' } }),
  ).toMatchObject({ content: 'So long.' });
});

test('it knows what its shop sells, once: an article that somebody took away or changed stays so', async () => {
  const { prisma, config } = api.parts;
  const published = { where: { status: 'published' } };
  const count = await prisma.knowledgeArticle.count(published);
  expect(count).toBeGreaterThanOrEqual(42);
  await prisma.knowledgeArticle.deleteMany({ where: { key: 'recall', language: 'en' } });
  await prisma.knowledgeArticle.updateMany({
    where: { key: 'returns', language: 'en' },
    data: { title: 'Returns, as of today' },
  });
  await seed(prisma, config);
  expect(await prisma.knowledgeArticle.count(published)).toBe(count - 1);
  expect(
    await prisma.knowledgeArticle.findFirst({ where: { key: 'returns', language: 'en' } }),
  ).toMatchObject({ title: 'Returns, as of today', version: 2, approvedForAnswers: false });
});

test('a lost file makes new tokens, and the old ones are void', async () => {
  const { prisma, config } = api.parts;
  const old = JSON.parse(await readFile(join(home, 'credentials.json'), 'utf8')) as Credentials;
  await rm(join(home, 'credentials.json'));
  const fresh = await seed(prisma, config);
  expect((await api.call('GET', '/api/v1/teams', { token: old.adminToken })).status).toBe(401);
  expect((await api.call('GET', '/api/v1/teams', { token: fresh.adminToken })).status).toBe(200);
});
