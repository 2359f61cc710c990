/**
 * `npm run histories`: runs every kind of conversation on a whole desk and keeps their histories, which every later release
 * must be able to replay. Ids only: nobody's words are in them. `-- <kind> …` makes only those anew.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import pg from 'pg';
import { secret, startOtherCrm, type OtherCrm } from '../crm/other-crm.ts';
import { ask, call, until } from '../support/client.ts';
import { assistSummary, assistWorkflowType } from '../../workflows/contract.ts';
import { startDesk, type RunningDesk } from '../support/running-desk.ts';

const folder = join(import.meta.dirname, 'histories');

interface Conversation {
  id: string;
  customerId: string;
  accountId: string;
  status: string;
  assignedTo?: string;
  unread: number;
}

/** One kind of conversation: a customer of its own, and what happens. */
interface Scene {
  platform: 'telegram' | 'facebook';
  customer: string;
  write(text: string): Promise<void>;
  comment(text: string): Promise<void>;
  /** The newest conversation of this customer, when it holds. */
  when(holds: (conversation: Conversation) => boolean): Promise<Conversation>;
  post(conversation: Conversation, command: string, body?: unknown): Promise<unknown>;
  /** Until the last outbound message is so. */
  delivered(conversation: Conversation, ...status: string[]): Promise<string>;
  fault(body: Record<string, unknown>): Promise<void>;
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  temporal: Client;
  crm: OtherCrm;
  workflowId(conversation: Conversation): Promise<string>;
  /** Further workflows that a scene makes, by what they are. */
  others: Record<string, string>;
}

const scenes: Record<string, (scene: Scene) => Promise<void>> = {
  async answered(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.post(conversation, 'messages', { content: 'It leaves today.' });
    await it.delivered(conversation, 'sent', 'delivered', 'read');
    await it.post(conversation, 'notes', { content: 'Parcel of Monday.' });
    await it.post(conversation, 'priority', { priority: 'high' });
    await it.post(conversation, 'tags', { add: ['parcel'] });
    await it.post(conversation, 'read', {});
    await it.post(conversation, 'resolve', {});
    await it.post(conversation, 'close', {});
  },
  async reopened(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.post(conversation, 'messages', { content: 'Today.', andWait: true });
    await it.delivered(conversation, 'sent', 'delivered', 'read');
    await it.write('Thanks!');
    await it.when(({ unread }) => unread === 2);
    await it.post(conversation, 'resolve', {});
    await it.write('It did not come.');
    await it.when(({ status, assignedTo }) => status === 'open' && assignedTo !== undefined);
  },
  async snoozed(it) {
    await it.write('I will send a photo.');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.post(conversation, 'snooze', { until: new Date(Date.now() + 2_000).toISOString() });
    await it.when(({ status }) => status === 'snoozed');
    await it.when(({ status, assignedTo }) => status === 'open' && assignedTo !== undefined);
    await it.post(conversation, 'pending', {});
  },
  async retried(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.fault({ endpoint: 'send', kind: 'rate_limit', retryAfterSeconds: 1, count: 1 });
    await it.post(conversation, 'messages', { content: 'Today.' });
    await it.delivered(conversation, 'sent');
  },
  async overtaken(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.fault({ endpoint: 'send', kind: 'rate_limit', retryAfterSeconds: 60, count: 1 });
    await it.post(conversation, 'messages', { content: 'Today.' });
    await it.post(conversation, 'messages', { content: 'Or tomorrow.' });
    await sleep(1_000);
    await it.write('Hello?');
    const held = await it.delivered(conversation, 'held');
    await it.api('POST', `/messages/${held}/cancel`, {});
  },
  async refused(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.fault({ endpoint: 'send', kind: 'server_error', status: 400, count: 1 });
    await it.post(conversation, 'messages', { content: 'Today.' });
    await it.delivered(conversation, 'failed', 'unknown', 'sent');
  },
  async unknown(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.fault({ endpoint: 'send', kind: 'accept_then_drop', count: 1 });
    await it.post(conversation, 'messages', { content: 'Today.' });
    if (it.platform === 'facebook') {
      // The echo proves it, before or after the look into the history.
      await it.delivered(conversation, 'sent', 'delivered', 'read');
      return;
    }
    const lost = await it.delivered(conversation, 'unknown');
    await it.api('POST', `/messages/${lost}/check`, {});
    await sleep(3_000);
    await it.api('POST', `/messages/${lost}/send-again`, {});
    await it.delivered(conversation, 'sent');
  },
  async transferred(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    const teams = await it.api<{ data: { id: string }[] }>('GET', '/teams');
    await it.post(conversation, 'transfer', { teamId: teams.data.at(-1)?.id });
    await it.when(({ assignedTo }) => assignedTo !== conversation.assignedTo);
    await it.post(conversation, 'assignment', { agentId: conversation.assignedTo });
    await it.post(conversation, 'assignment', { agentId: null });
    await it.post(conversation, 'resolve', { reason: 'duplicate' });
  },
  async 'continued-as-new'(it) {
    for (let index = 0; index < 14; index += 1) {
      await it.write(`Message ${index}?`);
      await it.when(({ unread }) => unread === index + 1);
    }
    const conversation = await it.when(() => true);
    await it.post(conversation, 'messages', { content: 'One after the other.' });
    await it.delivered(conversation, 'sent', 'delivered', 'read');
  },
  async 'closed-and-next'(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.post(conversation, 'resolve', { reason: 'spam' });
    await it.post(conversation, 'reopen', {});
    await it.post(conversation, 'resolve', { reason: 'spam' });
    await it.post(conversation, 'close', {});
    await it.write('And now?');
    const next = await it.when(({ id }) => id !== conversation.id);
    await it.post(next, 'resolve', { reason: 'spam' });
    await it.post(next, 'close', {});
    // Written first, by an agent.
    await it.api('POST', '/conversations', {
      accountId: next.accountId,
      customerId: next.customerId,
      content: 'We found it.',
    });
    const first = await it.when(({ id }) => id !== next.id);
    await it.delivered(first, 'sent', 'delivered', 'read');
  },
  async 'lost-and-restored'(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.temporal.workflow.getHandle(await it.workflowId(conversation)).terminate('lost');
    await it.write('Hello?');
    await it.when(({ unread }) => unread === 2);
    await it.post(conversation, 'messages', { content: 'Here.' });
    await it.delivered(conversation, 'sent', 'delivered', 'read');
  },
  async breached(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    const policy = await it.api<{ id: string }>('POST', '/sla-policies', {
      name: `Seconds ${it.customer}`,
      config: {
        firstResponseMinutes: 0.05,
        nextResponseMinutes: 0.05,
        resolutionHours: 0.002,
        businessHoursOnly: false,
      },
    });
    const team = await it.api<{ id: string }>('POST', '/teams', {
      name: `Quick ${it.customer}`,
      slaPolicyId: policy.id,
    });
    await it.post(conversation, 'transfer', { teamId: team.id });
    await sleep(9_000);
  },
  async 'office-hours'(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    const policies = await it.api<{
      data: { id: string; config: { businessHoursOnly: boolean } }[];
    }>('GET', '/sla-policies');
    const office = policies.data.find(({ config }) => config.businessHoursOnly);
    const team = await it.api<{ id: string }>('POST', '/teams', {
      name: `Office ${it.customer}`,
      slaPolicyId: office?.id,
    });
    await it.post(conversation, 'transfer', { teamId: team.id });
    await it.post(conversation, 'pending', {});
    await it.write('Hello?');
    await it.when(({ status }) => status === 'open');
    await it.post(conversation, 'messages', { content: 'Today.' });
    await it.delivered(conversation, 'sent', 'delivered', 'read');
  },
  async 'in-parts'(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.fault({ endpoint: 'send', kind: 'rate_limit', retryAfterSeconds: 1, count: 1 });
    await it.post(conversation, 'messages', { content: 'It is on its way. '.repeat(300) });
    await it.delivered(conversation, 'sent', 'delivered', 'read');
  },
  async later(it) {
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    const sendAt = new Date(Date.now() + 6_000).toISOString();
    await it.post(conversation, 'messages', { content: 'Has it come?', sendAt, andWait: true });
    await it.post(conversation, 'messages', { content: 'It leaves today.', undoSeconds: 1 });
    // Carried into the next run.
    for (let index = 0; index < 12; index += 1) {
      await it.post(conversation, 'tags', { add: [`tag ${index}`] });
    }
    await it.when(({ status }) => status === 'pending');
    await it.delivered(conversation, 'sent');
    const options = { content: 'No.', undoSeconds: 60 };
    const taken = (await it.post(conversation, 'messages', options)) as { id: string };
    await it.api('POST', `/messages/${taken.id}/cancel`, {});
  },
  async commented(it) {
    await it.comment('Is it back?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    await it.post(conversation, 'messages', { content: 'On Monday.' });
    await it.delivered(conversation, 'sent');
    const { data } = await it.api<{ data: { id: string }[] }>(
      'GET',
      `/conversations/${conversation.id}/messages`,
    );
    const hidden = await it.api<{ id: string }>('POST', `/messages/${data[0]?.id ?? ''}/hide`, {});
    await it.post(conversation, 'private-reply', { content: 'Your size?' });
    it.others['public'] = await it.workflowId(conversation);
    it.others['moderation'] = `moderation/${hidden.id}`;
    await it.delivered(await it.when(({ id }) => id !== conversation.id), 'sent', 'delivered');
  },
  async account(it) {
    await it.write('Where is it?');
    const { accountId } = await it.when(() => true);
    const path = `/accounts/${accountId}`;
    await it.api('PATCH', path, { markAsRead: false });
    await it.api('POST', `${path}/backfills`, {});
    await until(
      () => it.api<{ data: { status: string }[] }>('GET', `${path}/backfills`),
      ({ data }) => data.at(-1)?.status === 'done',
    );
    it.others['life'] = `account/${accountId}`;
  },
  async assist(it) {
    for (const text of ['Hello', 'I have a question', 'How do I send a jacket back?']) {
      await it.write(text);
    }
    const conversation = await it.when(({ unread }) => unread === 3);
    const suggested = () =>
      until(
        () =>
          it.api<{ round?: { id: string; status: string } }>(
            ...(['GET', `/conversations/${conversation.id}/assist`] as const),
          ),
        ({ round }) => round !== undefined && round.status !== 'withdrawn',
        30_000,
      );
    const before = (await suggested()).round?.id;
    it.others['burst'] = `assist/${conversation.id}`;
    // Another burst, in which the customer goes on writing.
    await it.write('And this is the third time that I ask!');
    await sleep(1_500);
    await it.write('Hello?');
    await until(suggested, ({ round }) => round?.id !== before, 30_000);
    const teams = await it.api<{ data: { id: string }[] }>('GET', '/teams');
    await it.post(conversation, 'transfer', { teamId: teams.data.at(-1)?.id });
    // As the follower asks for it where there is a model.
    await it.temporal.workflow.signalWithStart(
      assistWorkflowType,
      assistSummary(conversation.id, 'careline', { occasion: 'transfer', cause: 'export' }),
    );
    await sleep(3_000);
  },
  async crm(it) {
    const connection = await it.api<{ id: string }>('POST', '/crm-connections', {
      ...{ kind: 'webhook', name: 'CRM', baseUrl: it.crm.url, credentials: { secret } },
    });
    it.crm.fault = 'broken';
    await it.write('Where is it?');
    const conversation = await it.when(({ assignedTo }) => assignedTo !== undefined);
    const card = (state: string) =>
      until(
        () =>
          it.api<{ contacts: { state: string; waiting: number }[] }>(
            ...(['GET', `/conversations/${conversation.id}/crm`] as const),
          ),
        ({ contacts: [contact] }) =>
          contact?.state === state && (state !== 'ready' || contact.waiting === 0),
        60_000,
      );
    await card('unavailable');
    await it.post(conversation, 'cases', { title: 'Lost' });
    await sleep(7_000);
    it.crm.fault = 'none';
    await card('ready');
    await it.post(conversation, 'resolve', { reason: 'no_reply_needed' });
    await until(
      () => Promise.resolve(it.crm.engagements.size),
      (size) => size === 1,
    );
    it.others['person'] = `crm/${connection.id}/${conversation.customerId}`;
  },
  /** By a policy: an article, a customer who wants a person, an agent. */
  async automatic(it) {
    const { data } = await it.api<{ data: { id: string; platform: string }[] }>('GET', '/accounts');
    const accountId = data.find(({ platform }) => platform === it.platform)?.id;
    await it.api('POST', '/knowledge/articles', {
      ...{ language: 'en', title: 'Returning tent poles for a refund', body: 'Within 45 days.' },
      ...{ tags: ['tent poles'], status: 'published', approvedForAnswers: true },
    });
    const policy = await it.api<{ id: string }>('POST', '/answer-policies', {
      ...{ accountId, topic: 'refund', mode: 'send', minConfidence: 0.3, mostAnswers: 3 },
    });
    await it.write('Hi, how do I return my tent poles and get a refund?');
    const conversation = await it.when(() => true);
    await it.delivered(conversation, 'sent', 'delivered', 'read');
    it.others['assist'] = `assist/${conversation.id}`;
    await it.write('I want a human, please');
    await sleep(8_000);
    await it.post(conversation, 'messages', { content: 'Here I am.' });
    await it.delivered(conversation, 'sent', 'delivered', 'read');
    await it.post(conversation, 'resolve', {});
    await it.api('DELETE', `/answer-policies/${policy.id}`);
  },
};

/** Telegram's play; Messenger's where its echoes and history matter. */
const onMessenger = ['answered', 'unknown', 'reopened', 'commented', 'account'];
const onMessengerAlone = ['commented', 'account'];
/** Of these only what works beside the conversation is kept. */
const beside = ['assist', 'crm'];

async function main(): Promise<void> {
  const crm = await startOtherCrm();
  const desk = await startDesk({
    ...{ LOG_LEVEL: 'warn', WORKFLOW_MAX_ITEMS: '12', CRM_TRUSTED_ORIGINS: crm.url },
  });
  const connection = await Connection.connect({ address: desk.temporalAddress });
  const temporal = new Client({ connection });
  const pool = new pg.Pool({ connectionString: desk.databaseUrl, max: 2 });
  await mkdir(folder, { recursive: true });
  let customer = 6_100_000;
  try {
    const wanted = process.argv.slice(2);
    for (const [name, play] of Object.entries(scenes)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      for (const platform of ['telegram', 'facebook'] as const) {
        if (platform === 'facebook' && !onMessenger.includes(name)) continue;
        if (platform === 'telegram' && onMessengerAlone.includes(name)) continue;
        const scene = sceneOf(desk, pool, temporal, crm, platform, String((customer += 1)));
        await play(scene);
        await sleep(500);
        for (const [what, workflowId] of Object.entries(scene.others)) {
          await keep(temporal, workflowId, `${name}-${what}-${platform}`);
        }
        if (!beside.includes(name)) {
          const workflowId = await scene.workflowId(await scene.when(() => true));
          await keep(temporal, workflowId, `${name}-${platform}`);
        }
        console.log(`${name} on ${platform}`);
      }
    }
  } finally {
    await pool.end();
    await connection.close();
    await desk.stop();
    await crm.end();
  }
}

function sceneOf(
  desk: RunningDesk,
  pool: pg.Pool,
  temporal: Client,
  crm: OtherCrm,
  platform: Scene['platform'],
  customer: string,
): Scene {
  const token = desk.credentials.adminToken;
  const api = desk.asAdmin;
  const newest = async (): Promise<Conversation | undefined> => {
    const { rows } = await pool.query<{ id: string }>(
      `select c.id from conversations c join customers k on k.id = c.customer_id
        where k.external_id = $1 order by c.created_at desc limit 1`,
      [customer],
    );
    const [row] = rows;
    return row && api<Conversation>('GET', `/conversations/${row.id}`);
  };
  return {
    others: {},
    platform,
    customer,
    api,
    temporal,
    crm,
    async write(text) {
      await ask(desk.sandbox, 'POST', `/sandbox/${platform}/inbound`, {
        body: { customer: { id: customer, name: 'Somebody' }, text },
      });
    },
    async comment(text) {
      await ask(desk.sandbox, 'POST', `/sandbox/${platform}/inbound`, {
        body: { kind: 'comment', customer: { id: customer, name: 'Somebody' }, text },
      });
    },
    async when(holds) {
      const found = await until(newest, (it) => it !== undefined && holds(it));
      if (!found) throw new Error('no conversation');
      return found;
    },
    post: ({ id }, command, body = {}) => api('POST', `/conversations/${id}/${command}`, body),
    async delivered({ id }, ...status) {
      const last = async () => {
        const page = await call<{
          data: { id: string; direction: string; deliveryStatus: string }[];
        }>(desk.api, 'GET', `/api/v1/conversations/${id}/messages?limit=100`, { token });
        return page.body.data.findLast(({ direction }) => direction === 'outbound');
      };
      const found = await until(
        last,
        (it) => it !== undefined && status.includes(it.deliveryStatus),
        60_000,
      );
      return found?.id ?? '';
    },
    async fault(body) {
      await ask(desk.sandbox, 'POST', '/sandbox/faults', { body: { platform, ...body } });
    },
    async workflowId({ id }) {
      const { rows } = await pool.query<{ thread_id: string }>(
        'select thread_id from conversations where id = $1',
        [id],
      );
      return `conversation/${platform}/${rows[0]?.thread_id ?? ''}`;
    },
  };
}

/** Every run of that workflow, oldest first. */
async function keep(temporal: Client, workflowId: string, name: string): Promise<void> {
  const runs: { runId: string; at: number }[] = [];
  // The list follows a moment behind.
  await sleep(1_000);
  for await (const run of temporal.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    runs.push({ runId: run.runId, at: run.startTime.getTime() });
  }
  runs.sort((a, b) => a.at - b.at);
  for (const [index, { runId }] of runs.entries()) {
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    await writeFile(join(folder, `${name}-${index + 1}.json`), historyToJSON(history));
  }
}

await main();
