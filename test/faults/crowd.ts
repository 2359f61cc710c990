/** Customers who write at a steady rate, and agents who answer most of them, both over HTTP and through every outage. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, call } from '../support/client.ts';
import type { RunningDesk } from '../support/running-desk.ts';
import type { Random } from './random.ts';

/** A reply that an agent asked for, and what they were told. */
export interface Asked {
  text: string;
  conversationId: string;
  key: string;
  /** done: told so; refused: told why; open: never answered. */
  told: 'done' | 'refused' | 'open';
  why?: string;
}

export interface Crowd {
  written: number;
  asked: Asked[];
}

interface Conversation {
  id: string;
  customerName: string;
  status: string;
  unansweredSince?: string;
  waitingSince?: string;
}

/** One of so many conversations is left without an answer, to breach. */
const ignoredOneOf = 4;

/** @param perSecond customer messages */
export async function runCrowd(
  desk: RunningDesk,
  random: Random,
  options: { customers: number; perSecond: number; durationMs: number },
): Promise<Crowd> {
  const crowd: Crowd = { written: 0, asked: [] };
  const until = Date.now() + options.durationMs;
  await Promise.all([
    customers(desk, random, options, until, crowd),
    agents(desk, random, until, crowd),
  ]);
  return crowd;
}

async function customers(
  desk: RunningDesk,
  random: Random,
  options: { customers: number; perSecond: number },
  until: number,
  crowd: Crowd,
): Promise<void> {
  const begun = Date.now();
  for (let index = 0; Date.now() < until; index += 1) {
    await sleep(Math.max(0, begun + (index / options.perSecond) * 1000 - Date.now()));
    const number = index < options.customers ? index : random.whole(0, options.customers - 1);
    const platform = number % 2 === 0 ? 'facebook' : 'telegram';
    await ask(desk.sandbox, 'POST', `/sandbox/${platform}/inbound`, {
      body: {
        customer: { id: String(7_100_000 + number), name: `Crowd ${number}` },
        text: `message ${index} of ${number}: where is it?`,
      },
    });
    crowd.written += 1;
  }
}

async function agents(
  desk: RunningDesk,
  random: Random,
  until: number,
  crowd: Crowd,
): Promise<void> {
  const answered = new Map<string, string>();
  const running = new Set<Promise<void>>();
  while (Date.now() < until) {
    await sleep(500);
    for (const conversation of await waitingOnes(desk)) {
      const number = Number(/\d+$/.exec(conversation.customerName)?.[0] ?? 0);
      if (number % ignoredOneOf === 0 || conversation.unansweredSince === undefined) continue;
      if (answered.get(conversation.id) === conversation.unansweredSince) continue;
      answered.set(conversation.id, conversation.unansweredSince);
      const work = answer(
        desk,
        conversation,
        crowd,
        `${crowd.asked.length}-${random.whole(1, 1e9)}`,
      );
      running.add(work);
      void work.finally(() => running.delete(work));
    }
  }
  await Promise.all(running);
}

async function waitingOnes(desk: RunningDesk): Promise<Conversation[]> {
  try {
    const page = await desk.asAdmin<{ data: Conversation[] }>(
      'GET',
      '/conversations?status=open&limit=100',
    );
    return page.data;
  } catch {
    return []; // The api or its database is out; the next look is in half a second.
  }
}

/** Asks until there is an answer, with the same key: what an honest client does. */
async function answer(
  desk: RunningDesk,
  conversation: Conversation,
  crowd: Crowd,
  key: string,
): Promise<void> {
  const text = `answer ${key}`;
  const asked: Asked = { text, conversationId: conversation.id, key, told: 'open' };
  crowd.asked.push(asked);
  const end = Date.now() + 180_000;
  while (Date.now() < end) {
    try {
      const { status, body } = await call<{ status?: string; code?: string; type?: string }>(
        desk.api,
        'POST',
        `/api/v1/conversations/${conversation.id}/messages`,
        {
          token: desk.credentials.adminToken,
          body: { content: text },
          headers: { 'idempotency-key': key },
        },
      );
      if (status >= 200 && status < 300 && status !== 202) {
        asked.told = 'done';
        return;
      }
      if (status >= 400 && status < 500 && status !== 429) {
        asked.told = 'refused';
        asked.why = `${status} ${body.type ?? ''}`;
        return;
      }
    } catch {
      // Not answered: asked again.
    }
    await sleep(1_000);
  }
}
