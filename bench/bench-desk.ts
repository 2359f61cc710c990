/** A desk for measuring: an account of its own, agents who take everything, and customers' webhooks. */
import { createHmac } from 'node:crypto';
import pg from 'pg';
import { startDesk, type RunningDesk } from '../test/support/running-desk.ts';
import type { Webhook } from './load.ts';

const secret = 'bench-secret-0123456789';
const appSecret = 'bench-app-secret';
const page = '990001';

export interface BenchDesk {
  desk: RunningDesk;
  pool: pg.Pool;
  /** Telegram's webhook of one message. */
  telegram: (customer: number, text: string) => Webhook;
  /** Messenger's, signed over its body. */
  facebook: (customer: number, text: string) => Webhook;
}

let number = 1;

export async function startBenchDesk(): Promise<BenchDesk> {
  const desk = await startDesk({ LOG_LEVEL: 'warn' });
  const team = await desk.asAdmin<{ id: string }>('POST', '/teams', {
    name: 'Bench',
    routingStrategy: 'load-balanced',
  });
  // The demo's rules would send some of the load to the demo's teams, who have room for a few.
  const rules = await desk.asAdmin<{ data: { id: string }[] }>('GET', '/routing-rules');
  for (const { id } of rules.data) await desk.asAdmin('DELETE', `/routing-rules/${id}`);
  const demo = await desk.asAdmin<{ data: { id: string }[] }>('GET', '/accounts');
  for (const { id } of demo.data)
    await desk.asAdmin('PATCH', `/accounts/${id}`, { teamId: team.id });
  for (let index = 0; index < 10; index += 1) {
    const agent = await desk.asAdmin<{ id: string }>('POST', '/agents', {
      name: `Bench ${index}`,
      email: `bench${index}@example.com`,
      role: 'agent',
      teamId: team.id,
      skills: [],
      capacity: 1000,
    });
    await desk.asAdmin('PUT', `/agents/${agent.id}/availability`, { availability: 'online' });
  }
  const common = { teamId: team.id, baseUrl: `${desk.sandbox}/telegram` };
  await desk.asAdmin('POST', '/accounts', {
    ...common,
    platform: 'telegram',
    name: 'Bench bot',
    externalId: '990000',
    credentials: { botToken: '990000:bench' },
    webhookSecrets: [secret],
  });
  await desk.asAdmin('POST', '/accounts', {
    ...common,
    platform: 'facebook',
    name: 'Bench page',
    externalId: page,
    baseUrl: `${desk.sandbox}/meta`,
    credentials: { pageAccessToken: 'bench', appSecret, verifyToken: 'bench' },
    webhookSecrets: [],
  });
  return {
    desk,
    pool: new pg.Pool({ connectionString: desk.databaseUrl, max: 2 }),
    telegram(customer, text) {
      const id = (number += 1);
      const from = { id: customer, is_bot: false, first_name: `Customer ${customer}` };
      return {
        path: '/webhooks/telegram',
        headers: {
          'content-type': 'application/json',
          'x-telegram-bot-api-secret-token': secret,
        },
        body: JSON.stringify({
          update_id: id,
          message: {
            message_id: id,
            from,
            chat: { ...from, type: 'private' },
            date: Math.floor(Date.now() / 1000),
            text,
          },
        }),
      };
    },
    facebook(customer, text) {
      const at = Date.now();
      const body = JSON.stringify({
        object: 'page',
        entry: [
          {
            id: page,
            time: at,
            messaging: [
              {
                sender: { id: String(customer) },
                recipient: { id: page },
                timestamp: at,
                message: { mid: `m_bench_${(number += 1)}`, text },
              },
            ],
          },
        ],
      });
      const signature = createHmac('sha256', appSecret).update(body).digest('hex');
      return {
        path: '/webhooks/facebook',
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': `sha256=${signature}`,
        },
        body,
      };
    },
  };
}
