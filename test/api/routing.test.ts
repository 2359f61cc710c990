/** Routing rules: put in order, and tried on what came in lately. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import { startApi, type TestApi } from './support/api.ts';
import { addConversation, addDesk, type DeskRows } from './support/rows.ts';

interface Rule {
  id: string;
  name: string;
  position: number;
}
interface DryRun {
  conversations: number;
  isPartial: boolean;
  rules: { id?: string; name: string; takes: number }[];
  byDefault: number;
  changed: number;
  samples: { conversationId: string; rule?: string; before: object; after: object }[];
}

let api: TestApi;
let desk: DeskRows;
let style: string;
const rules: Rule[] = [];
const opened: string[] = [];

const post = <T>(path: string, body: object) => api.call<T>('POST', `/api/v1${path}`, { body });
const dryRun = async (body: object = {}) =>
  (await post<DryRun>('/routing-rules/dry-run', body)).body;

/** It went to the desk's team, by the account's default. */
async function cameIn(language: string, daysAgo: number) {
  const { id } = await addConversation(api.parts.pool, desk, {
    language,
    createdAt: new Date(Date.now() - daysAgo * 86_400_000),
  });
  const data = { teamId: desk.teamId, requiredSkills: [], priority: 'medium', policy: {} };
  await api.parts.pool.query(
    `insert into events (conversation_id, version, type, data, actor, cause, at)
     values ($1, 1, 'opened', $2, '{"type":"system"}', 'x#0', now())`,
    [id, data],
  );
  opened.push(id);
}

beforeAll(async () => {
  api = await startApi();
  desk = await addDesk(api.parts.pool);
  style = newId();
  await api.parts.pool.query(`insert into teams (id, name) values ($1, 'Style')`, [style]);
  for (const [language, daysAgo] of [
    ['fr', 1],
    ['fr-CA', 2],
    ['en', 3],
    ['fr', 20],
  ] as const) {
    await cameIn(language, daysAgo);
  }
  for (const [index, body] of [
    { name: 'French', language: 'fr', priority: 'high' },
    { name: 'Reviews', source: 'review' },
    { name: 'The rest', teamId: desk.teamId },
  ].entries()) {
    rules.push((await post<Rule>('/routing-rules', { ...body, position: index })).body);
  }
});
afterAll(() => api.end());

describe('a dry run', () => {
  test('of the present rules says what each takes, and what would be different', async () => {
    const ran = await dryRun();
    expect(ran).toMatchObject({
      conversations: 3,
      isPartial: false,
      rules: [
        { id: rules[0]?.id, name: 'French', takes: 2 },
        { name: 'Reviews', takes: 0 },
        { name: 'The rest', takes: 1 },
      ],
      byDefault: 0,
      changed: 2,
    });
    expect(ran.samples).toEqual(
      [opened[0], opened[1]].map((conversationId) => ({
        conversationId,
        rule: 'French',
        before: { teamId: desk.teamId, skills: [], priority: 'medium' },
        after: { teamId: desk.teamId, skills: [], priority: 'high' },
      })),
    );
    expect((await dryRun({ days: 30 })).conversations).toBe(4);
  });

  test('of proposed rules takes them in the order of the list, and changes nothing', async () => {
    const before = await api.call('GET', '/api/v1/routing-rules');
    const ran = await dryRun({
      rules: [
        { name: 'English', language: 'en', teamId: style },
        { ...rules[0], position: 99 },
      ],
    });
    expect(ran.rules).toEqual([
      { name: 'English', takes: 1 },
      { id: rules[0]?.id, name: 'French', takes: 2 },
    ]);
    expect(ran.samples.map(({ rule }) => rule)).toEqual(['French', 'French', 'English']);
    expect(ran.samples[2]?.after).toMatchObject({ teamId: style });
    expect((await dryRun({ rules: [] })).byDefault).toBe(3);
    expect((await api.call('GET', '/api/v1/routing-rules')).body).toEqual(before.body);
  });

  test.each([
    [{ days: 0 }, 'days'],
    [{ rules: [{ name: '' }] }, 'rules[0].name'],
    [{ rules: [{ name: 'x' }, { name: 'y', teamId: newId() }] }, 'rules[1].teamId'],
    [{ rules: [{ name: 'x', accountId: newId() }] }, 'rules[0].accountId'],
  ])('of %j is refused', async (body, field) => {
    const { status, body: problem } = await api.call('POST', '/api/v1/routing-rules/dry-run', {
      body,
    });
    expect([status, problem.errors[0]?.field]).toEqual([422, field]);
  });
});

test('all rules are put in an order at once, and none is forgotten', async () => {
  const put = (ruleIds: (string | undefined)[]) =>
    api.call<{ data: Rule[] } & { errors: { field: string }[] }>(
      'PUT',
      '/api/v1/routing-rules/order',
      {
        body: { ruleIds },
      },
    );
  const [french, reviews, rest] = rules.map(({ id }) => id);
  const { status, body } = await put([rest, french, reviews]);
  expect([status, body.data.map(({ name }) => name)]).toEqual([
    200,
    ['The rest', 'French', 'Reviews'],
  ]);
  for (const wrong of [
    [rest, french],
    [rest, french, french],
    [rest, french, newId()],
  ]) {
    const refused = await put(wrong);
    expect([refused.status, refused.body.errors[0]?.field]).toEqual([422, 'ruleIds']);
  }
  const list = await api.call<{ data: Rule[] }>('GET', '/api/v1/routing-rules', { as: 'viewer' });
  expect(list.body.data.map(({ id }) => id)).toEqual([rest, french, reviews]);
});
