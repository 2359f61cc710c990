import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../runtime/logger.ts';
import type { WebhookEvent } from '../model.ts';
import type { Random } from '../random.ts';
import { createCourier } from './courier.ts';
import type { CourierParts } from './courier.ts';
import { createOutcomes } from './outcomes.ts';
import { webhookKey } from './queue.ts';

/** Carries queued events to the desk, each platform in its own way, until they are acknowledged. */
export interface Delivery {
  /** Settles when the event's next attempt has ended, however it did, or after `limitMs`. */
  attempted(event: WebhookEvent, limitMs: number): Promise<void>;
  close(): Promise<void>;
}

interface Item {
  event: WebhookEvent;
  attempts: number;
}

/** What goes in one request. */
type Group = [Item, ...Item[]];

/** Events of one chat share a lane and go one after the other, or in batches those of one account; lanes run side by side. */
export function startDelivery(parts: CourierParts & { random: Random; log: Logger }): Delivery {
  const { world, platformOf, faults, random, log } = parts;
  const stopped = new AbortController();
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopped.signal });
  const courier = createCourier(parts, stopped.signal);
  const outcomes = createOutcomes(parts);
  const lanes = new Map<string, Item[]>();
  const watchers = new Map<number, () => void>();
  const running = new Set<Promise<void>>();

  const watchOver = (work: Promise<void>) => {
    const run = work
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) log.error({ err: error }, 'a webhook lane broke');
      })
      .finally(() => running.delete(run));
    running.add(run);
  };
  const enqueue = (lane: string, ...added: Item[]) => {
    const waiting = lanes.get(lane);
    if (waiting !== undefined) {
      waiting.push(...added);
      return;
    }
    lanes.set(lane, added);
    watchOver(drain(lane, added));
  };
  const enqueueLater = (lane: string, items: Item[], delayMs: number) =>
    watchOver(pause(delayMs).then(() => enqueue(lane, ...items)));

  const drain = async (lane: string, items: Item[]) => {
    try {
      for (let item = items[0]; item !== undefined; item = items[0]) {
        if (stopped.signal.aborted) return;
        const { batch } = platformOf(item.event.platform);
        if (batch !== undefined) await pause(batch.lingersMs);
        const group: Group = [item, ...items.slice(1, batch?.max ?? 1)];
        if (await isDone(lane, group)) items.splice(0, group.length);
      }
    } finally {
      lanes.delete(lane);
    }
  };

  /** One attempt; true when the lane is through with the group. */
  const isDone = async (lane: string, group: Group): Promise<boolean> => {
    const { platform, account: owner } = group[0].event;
    const account = world.account(platform, owner);
    const [item, ...others] = group.filter(({ event }) =>
      world.tables.webhooks.has(webhookKey(event.seq)),
    );
    if (account === undefined || item === undefined) return true;
    const url = courier.addressOf(account);
    if (url === undefined) {
      await pause(250);
      return false;
    }
    const carried = [item, ...others];
    for (const it of carried) it.attempts += 1;
    const events = others.map(({ event }) => event);
    const outcome = await courier.carry(account, [item.event, ...events], url);
    if (stopped.signal.aborted) return true;
    for (const { event } of carried) watchers.get(event.seq)?.();

    const { delivery: policy } = platformOf(platform);
    if (outcome.kind === 'answered' && policy.isAccepted(outcome.status)) {
      for (const { event, attempts } of carried) outcomes.acknowledged(event, attempts);
      return true;
    }
    const left = carried.filter(
      ({ event }) => outcomes.failed(event, account, outcome) !== 'dropped',
    );
    if (left.length === 0) return true;
    const askedFor = outcome.kind === 'answered' ? outcome.retryAfterSeconds : undefined;
    const delay =
      policy.honoursRetryAfter && askedFor !== undefined
        ? askedFor * 1000
        : policy.delayAfter(item.attempts);
    if (policy.isOrdered || item.attempts < policy.immediateAttempts) {
      await pause(delay);
      return false;
    }
    enqueueLater(`${lane}#${item.event.seq}`, left, delay);
    return true;
  };

  const take = (event: WebhookEvent) => {
    const call = { ...event, endpoint: 'webhook' } as const;
    const isBatched = platformOf(event.platform).batch !== undefined;
    const lane = `${event.platform}/${event.account}/${isBatched ? '' : event.customer}`;
    const item = { event, attempts: 0 };
    const isShuffled = faults.strike(call, ['shuffle_webhooks']) !== undefined;
    if (isShuffled) enqueueLater(`${lane}#${event.seq}`, [item], random.between(0, 1000));
    else enqueue(lane, item);
    if (faults.strike(call, ['duplicate_webhooks']) !== undefined) watchOver(repeat(event));
  };

  /** The same event once more, at about the same time, whatever becomes of the first. */
  const repeat = async (event: WebhookEvent) => {
    await pause(random.between(0, 500));
    const account = world.account(event.platform, event.account);
    const url = account && courier.addressOf(account);
    if (account !== undefined && url !== undefined) await courier.carry(account, [event], url);
  };

  world.onQueued(take);
  for (const event of world.tables.webhooks.values()) take(event);

  return {
    attempted: (event, limitMs) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          watchers.delete(event.seq);
          resolve();
        };
        const timer = setTimeout(end, limitMs);
        watchers.set(event.seq, end);
      }),
    async close() {
      stopped.abort();
      await courier.close();
      await Promise.allSettled(running);
    },
  };
}
