/**
 * Automatic answers: only by a policy, only in the words of an approved article, once; drafts that wait for a person. The conversations'
 * workflows are the real ones; whoever proposes is the assistant's own activity, or somebody who obeys an attacker.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAnswerGrounds } from '../../activities/answering/grounds.ts';
import { createAssistActivities } from '../../activities/assist/index.ts';
import { createSuggest } from '../../activities/assist/suggest.ts';
import { wish } from '../../activities/assist/wish.ts';
import { readOutbound } from '../../activities/outbound.ts';
import type { AnswerPolicyJson } from '../../api/schemas/answer-policy.ts';
import type { AssistJson } from '../../api/schemas/assist.ts';
import { createModel } from '../../assist/model/client.ts';
import { createUnwantedDrafts } from '../../dispatch/unwanted-drafts.ts';
import type { BusinessHours } from '../../domain/business-hours.ts';
import { newId } from '../../runtime/ids.ts';
import { modelKey } from '../../sandbox/model/catalogue.ts';
import { attacks } from '../assist/data/attacks.ts';
import { startTestSandbox } from '../sandbox/support/sandbox.ts';
import { until } from '../support/client.ts';
import { quickPolicy } from '../support/desk.ts';
import type { Shape } from './support/api.ts';
import { startWorkingDesk, type Opened, type WorkingDesk } from './support/working-desk.ts';

let working: WorkingDesk;
let assistant: ReturnType<typeof createAssistActivities>;
let articleId: string;

const api = () => working.api;
const pool = () => api().parts.pool;
const call = <T = Shape>(
  method: string,
  path: string,
  body?: unknown,
  as?: 'agent' | 'supervisor',
) =>
  api().call<T & Shape>(method, `/api/v1${path}`, {
    ...(as && { as }),
    ...(body === undefined ? {} : { body }),
  });

const words = 'You can send a jacket back within 30 days. The return is free.';
const question = 'How long do I have to send a jacket back for a refund?';
const label = 'Automatic answer · reply “agent” for a person';
const article = async (more: object = {}) => {
  const body = {
    ...{ language: 'en', title: 'Sending a jacket back for a refund', body: words },
    ...{ status: 'published', approvedForAnswers: true, ...more },
  };
  return (await call('POST', '/knowledge/articles', body)).body.id;
};
const addPolicy = async (more: object = {}) =>
  (
    await call<AnswerPolicyJson>('POST', '/answer-policies', {
      ...{ accountId: working.desk.accountId, topic: 'refund', mode: 'send', minConfidence: 0.3 },
      ...more,
    })
  ).body;

beforeAll(async () => {
  working = await startWorkingDesk();
  const client = api().parts.temporal;
  assistant = createAssistActivities({ pool: pool(), client, model: undefined });
  articleId = await article();
}, 120_000);
afterAll(() => working.end());
beforeEach(async () => {
  await pool().query('delete from answer_policies');
  await call('PATCH', '/settings', { aiAssistEnabled: true });
});

/** As the assistant's workflow has it done for each burst. */
async function reads({ id: conversationId }: Opened): Promise<void> {
  const { mayAnswer } = await assistant.triage({ conversationId });
  if (mayAnswer) await assistant.answer({ conversationId });
}
/** What went out, or is to go. */
async function answers({ id }: Pick<Opened, 'id'>) {
  const { rows } = await pool().query<{
    id: string;
    content: string;
    sender: string;
    metadata: Record<string, unknown>;
  }>(
    `select m.id, b.content, m.sender_type || ' ' || m.sender_id as sender, m.metadata
       from messages m join message_bodies b on b.message_id = m.id
      where m.conversation_id = $1 and m.direction = 'outbound' order by m.timestamp, m.ordinal`,
    [id],
  );
  return rows;
}
const log = async ({ id }: Opened, type: string) =>
  (
    await pool().query<{ data: Record<string, unknown> }>(
      'select data from events where conversation_id = $1 and type = $2 order by version',
      [id, type],
    )
  ).rows.map(({ data }) => data);
const assist = async ({ id }: Opened) =>
  (await call<AssistJson>('GET', `/conversations/${id}/assist`)).body;

describe('a policy', () => {
  test('is added, changed and taken away, and each is in the audit', async () => {
    const policy = await addPolicy();
    expect(policy).toMatchObject({
      ...{ topic: 'refund', mode: 'send', hours: 'always', mostAnswers: 1, enabled: true },
    });
    const again = { accountId: policy.accountId, topic: 'refund', mode: 'send' };
    const twice = await call('POST', '/answer-policies', again);
    expect([twice.status, twice.body.errors[0]?.field]).toEqual([409, 'topic']);
    const changed = await call<AnswerPolicyJson>('PATCH', `/answer-policies/${policy.id}`, {
      ...{ mode: 'draft_for_approval', hours: 'outside' },
    });
    expect(changed.body).toMatchObject({
      mode: 'draft_for_approval',
      hours: 'outside',
      version: 2,
    });
    const listed = await call('GET', `/answer-policies?accountId=${policy.accountId}`);
    expect(listed.body.data).toHaveLength(1);
    expect((await call('GET', `/answer-policies?accountId=${newId()}`)).body.data).toEqual([]);
    expect((await call('DELETE', `/answer-policies/${policy.id}`)).status).toBe(204);
    const { rows } = await pool().query<{ action: string }>(
      'select action from audit where target = $1 order by at',
      [policy.id],
    );
    expect(rows.map(({ action }) => action.split('.')[1])).toEqual([
      'created',
      'changed',
      'deleted',
    ]);
  });

  test.each([
    [{ topic: 'everything' }, 'topic'],
    [{ accountId: newId() }, 'accountId'],
    [{ mode: 'always' }, 'mode'],
    [{ hours: 'at night' }, 'hours'],
    [{ minConfidence: 1.1 }, 'minConfidence'],
    [{ mostAnswers: 4 }, 'mostAnswers'],
    [{ mostAnswers: 0 }, 'mostAnswers'],
  ])('is refused with %o, naming the field', async (wrong, field) => {
    const body = { accountId: working.desk.accountId, topic: 'refund', mode: 'send', ...wrong };
    const { status, body: refusal } = await call('POST', '/answer-policies', body);
    expect([status, refusal.errors[0]?.field]).toEqual([422, field]);
    expect((await call('GET', '/answer-policies')).body.data).toEqual([]);
  });
});

describe('by a policy', () => {
  test('a known question is answered once, under a label, by nobody; the clock goes on', async () => {
    const policy = await addPolicy();
    const conversation = await working.opened(question);
    await reads(conversation);
    await reads(conversation);
    const [answer, ...more] = await answers(conversation);
    expect(more).toEqual([]);
    expect(answer).toMatchObject({
      ...{ content: `${words}\n\n${label}`, sender: 'bot assistant' },
      metadata: {
        automatic: {
          ...{ policyId: policy.id, topic: 'refund', articleId, articleVersion: 1 },
          about: conversation.messageId,
        },
      },
    });
    const row = await until(
      () => api().parts.prisma.conversation.findUniqueOrThrow({ where: { id: conversation.id } }),
      ({ sla }) => sla !== null,
    );
    expect(row).toMatchObject({ status: 'open', firstResponseAt: null });
    expect(row.unansweredSince).not.toBeNull();
    expect((await log(conversation, 'commitment_ended')).length).toBe(0);
  });

  test('who then asks for a person gets one: it is said, and nothing more is sent', async () => {
    await addPolicy({ mostAnswers: 3 });
    const conversation = await working.opened(question);
    await reads(conversation);
    await conversation.writes('I want a human');
    await reads(conversation);
    expect(await log(conversation, 'handed_over')).toEqual([{ reason: 'asked_for_person' }]);
    await conversation.writes('And how do I get my refund for the jacket?');
    await reads(conversation);
    expect(await answers(conversation)).toHaveLength(1);
    const { body } = await call<{ data: { text: string }[] }>(
      'GET',
      `/conversations/${conversation.id}/timeline?limit=100`,
    );
    const said = JSON.stringify(body.data);
    expect(said).toContain('Answered automatically with an approved article (refund).');
    expect(said).toContain('Handed over to people: the customer asks for one.');
  });

  test('who asks the same again, or is upset, gets people', async () => {
    await addPolicy({ mostAnswers: 3 });
    const again = await working.opened(question);
    await reads(again);
    await again.writes('how long do i have to send a jacket back for a refund');
    await reads(again);
    expect(await log(again, 'handed_over')).toEqual([{ reason: 'repeated' }]);
    const upset = await working.opened(`${question} Your service is terrible, I am furious!`);
    await reads(upset);
    expect(await log(upset, 'handed_over')).toEqual([{ reason: 'upset' }]);
    expect([(await answers(again)).length, (await answers(upset)).length]).toEqual([1, 0]);
  });

  test('whoever has taken it answers it', async () => {
    await addPolicy();
    const conversation = await working.opened(question);
    const agentId = working.desk.supervisorId;
    await call('POST', `/conversations/${conversation.id}/assignment`, { agentId });
    await reads(conversation);
    expect(await answers(conversation)).toEqual([]);
  });

  test('what is taken back at the last moment does not leave', async () => {
    const policy = await addPolicy();
    const conversation = await working.opened(question);
    await reads(conversation);
    const [answer] = await answers(conversation);
    const isWithheld = async () => (await readOutbound(pool(), answer?.id ?? ''))?.isWithheld;
    expect(await isWithheld()).toBe(false);
    await call('PATCH', '/settings', { aiAssistEnabled: false });
    expect(await isWithheld()).toBe(true);
    await call('PATCH', '/settings', { aiAssistEnabled: true });
    await call('DELETE', `/answer-policies/${policy.id}`);
    expect(await isWithheld()).toBe(true);
  });
});

describe('nothing is sent', () => {
  /** Whoever proposes does what an attacker says: this article, and all the certainty in the world. */
  const obeys = async (
    { id: conversationId, threadId, messageId: about }: Opened,
    policyId: string,
    what: { articleId?: string } = {},
  ) => {
    const command = { type: 'answer', about, policyId, articleId, confidence: 1, ...what } as const;
    const whom = { conversationId, threadId, platform: 'telegram' };
    return wish(api().parts.temporal, whom, command, newId());
  };

  test('without a policy', async () => {
    const conversation = await working.opened(question);
    await reads(conversation);
    expect(await obeys(conversation, newId())).toBe('refused');
    expect(await answers(conversation)).toEqual([]);
  });

  test('but what is approved, in their language, at the right hours, while it is on', async () => {
    const policy = await addPolicy();
    const conversation = await working.opened(question);
    await assistant.triage({ conversationId: conversation.id });
    const set = (change: object) => call('PATCH', `/answer-policies/${policy.id}`, change);
    const refused = async (what?: { articleId: string }) => {
      expect(await obeys(conversation, policy.id, what)).toBe('refused');
    };
    await refused({ articleId: newId() });
    await refused({ articleId: await article({ approvedForAnswers: false }) });
    await refused({ articleId: await article({ status: 'draft' }) });
    await refused({ articleId: await article({ language: 'de' }) });
    await refused({ articleId: await article({ body: 'long '.repeat(2_000) }) });
    const { rows } = await pool().query<{ id: string }>(
      `insert into teams (id, name) values (gen_random_uuid(), 'Others') returning id`,
    );
    await refused({ articleId: await article({ teamId: rows[0]?.id }) });
    // Without a calendar the desk is always open.
    await set({ hours: 'outside' });
    await refused();
    await set({ hours: 'inside', enabled: false });
    await refused();
    await set({ enabled: true });
    const { accountId } = working.desk;
    for (const isOn of [false, true]) {
      await call('PATCH', `/accounts/${accountId}`, { assistEnabled: isOn });
      if (!isOn) await refused();
    }
    await call('PATCH', '/settings', { aiAssistEnabled: false });
    await refused();
    await call('PATCH', '/settings', { aiAssistEnabled: true });
    expect(await answers(conversation)).toEqual([]);
    // It was nothing else that kept it back.
    expect(await obeys(conversation, policy.id)).toBe('done');
    expect(await answers(conversation)).toHaveLength(1);
    await pool().query('delete from knowledge_articles where id <> $1', [articleId]);
  });

  test('by the wrong hours: those of the promises made to the customer', async () => {
    const { id: policyId } = await addPolicy();
    const { id: conversationId, messageId: about } = await working.opened(question);
    const isOpen = async (businessHours: BusinessHours, businessHoursOnly = true) => {
      const slaPolicy = { ...quickPolicy, businessHoursOnly, businessHours };
      const at = Date.UTC(2027, 0, 4, 12); // A Monday.
      const asked = { conversationId, about, policyId, articleId, slaPolicy, at };
      return (await createAnswerGrounds({ pool: pool() })(asked)).isOpen;
    };
    const mornings = {
      ...{ timezone: 'Europe/Berlin', holidays: [] },
      schedule: { monday: [{ start: '09:00', end: '13:01' }] },
    };
    expect(await isOpen(mornings)).toBe(true);
    expect(await isOpen({ ...mornings, timezone: 'Europe/Helsinki' })).toBe(false);
    expect(await isOpen({ ...mornings, holidays: ['2027-01-04'] })).toBe(false);
    expect(await isOpen({ ...mornings, schedule: {} }, false)).toBe(true);
  });

  test('to what nobody has read yet, or what is about something else', async () => {
    const policy = await addPolicy();
    const unread = await working.opened(question);
    expect(await obeys(unread, policy.id)).toBe('refused');
    const other = await working.opened('What time do you open on Saturday?');
    await reads(other);
    expect(await obeys(other, policy.id)).toBe('refused');
  });

  test('but the article’s own words, whatever an attacker writes and however it is obeyed', async () => {
    const policy = await addPolicy();
    const some = attacks.filter((_, index) => index % 12 === 0);
    expect(some.length).toBeGreaterThan(10);
    const sandbox = await startTestSandbox({ limits: false });
    await sandbox.call('POST', '/sandbox/model/mode', { mode: 'obedient' });
    const model = createModel({
      ...{ baseUrl: `${sandbox.url}/model/v1`, apiKey: modelKey, name: 'sandbox-chat' },
      prices: { in: 0, out: 0 },
    });
    const suggest = createSuggest({ pool: pool(), model });
    let sent = 0;
    for (const { turns } of some) {
      const conversation = await working.opened(`${question} ${turns.join('\n')}`);
      await reads(conversation);
      await suggest({ conversationId: conversation.id });
      await obeys(conversation, policy.id);
      for (const { content } of await answers(conversation)) {
        expect(content).toBe(`${words}\n\n${label}`);
        sent += 1;
      }
    }
    const { body } = await sandbox.call('GET', '/sandbox/model/ledger?after=0');
    await sandbox.close();
    // The model was asked, and obeyed; to what speaks to a machine people answer, but the badge does not see every attack.
    expect((body['data'] as unknown[]).length).toBeGreaterThan(5);
    expect(sent).toBeLessThanOrEqual(2);
  }, 60_000);
});

describe('a draft that waits for a person', () => {
  const drafted = async () => {
    await addPolicy({ mode: 'draft_for_approval' });
    const conversation = await working.opened(question);
    await reads(conversation);
    const { draft } = await assist(conversation);
    return { conversation, draft };
  };
  const approve = ({ id }: Opened, draftId = '', content = words) =>
    call('POST', `/conversations/${id}/messages`, { content, draftId }, 'agent');

  test('is the agent’s answer once it is approved, and marked; a second time it is overtaken', async () => {
    const { conversation, draft } = await drafted();
    expect(draft).toMatchObject({ content: words, articleId, topic: 'refund', language: 'en' });
    expect(await answers(conversation)).toEqual([]);
    expect((await approve(conversation, draft?.id)).status).toBe(200);
    expect(await answers(conversation)).toMatchObject([
      {
        ...{ content: words, sender: `agent ${api().agents.agent}` },
        metadata: { draftedByAssistant: true },
      },
    ]);
    expect((await assist(conversation)).draft).toBeUndefined();
    const again = await approve(conversation, draft?.id);
    expect([again.status, again.body.code]).toEqual([409, 'overtaken']);
    expect(await answers(conversation)).toHaveLength(1);
  });

  test('is taken back when the customer goes on, and never comes back by itself', async () => {
    const { conversation, draft } = await drafted();
    await conversation.writes('Never mind, I keep it.');
    expect((await assist(conversation)).draft).toBeUndefined();
    expect(await log(conversation, 'draft_withdrawn')).toMatchObject([
      { reason: 'customer_wrote' },
    ]);
    expect((await approve(conversation, draft?.id)).body.code).toBe('overtaken');
  });

  test('is dismissed by a person', async () => {
    const { conversation, draft } = await drafted();
    const path = `/answer-drafts/${draft?.id ?? ''}/dismiss`;
    expect((await call('POST', path, {}, 'agent')).status).toBe(200);
    expect((await assist(conversation)).draft).toBeUndefined();
    const again = await call('POST', path, {}, 'agent');
    expect([again.status, again.body.code]).toEqual([409, 'overtaken']);
    expect((await call('POST', `/answer-drafts/${newId()}/dismiss`, {}, 'agent')).status).toBe(404);
  });

  test('is no draft any more once it is switched off, and is taken back', async () => {
    const { conversation, draft } = await drafted();
    await call('PATCH', '/settings', { aiAssistEnabled: false });
    expect((await assist(conversation)).draft).toBeUndefined();
    expect((await approve(conversation, draft?.id)).body.code).toBe('overtaken');
    const told: string[] = [];
    const assistNews = async (conversationId: string) => {
      told.push(conversationId);
      await assistant.triage({ conversationId });
    };
    const pass = createUnwantedDrafts({ pool: pool(), signals: { assistNews } });
    await pass();
    expect(told).toEqual([conversation.id]);
    expect(await log(conversation, 'draft_withdrawn')).toMatchObject([{ reason: 'switched_off' }]);
    await pass();
    expect(told).toHaveLength(1);
  });

  test('is approved for its own conversation only', async () => {
    const { draft } = await drafted();
    const other = await working.opened('Where is my parcel?');
    const refused = await approve(other, draft?.id);
    expect([refused.status, refused.body.errors[0]?.field]).toEqual([422, 'draftId']);
  });
});
