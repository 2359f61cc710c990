import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '../faults.ts';
import { createPoster } from '../webhooks/post.ts';
import type { World } from '../world.ts';
import { dropped, triedAgain } from './ledger.ts';
import type { CrmHook, CrmName } from './model.ts';

export interface CourierParts {
  world: World;
  faults: Faults;
  platform: CrmName;
  /** Undefined: nobody has subscribed. */
  url: () => string | undefined;
  /** Signs these events as one request. */
  request: (events: unknown[], url: string) => { headers: Record<string, string>; body: Buffer };
  clockFactor: number;
}

const most = { batch: 100, attempts: 10, pauseMs: 60_000 };

/** Tells the desk what changed in a CRM, in batches and in order, until it answers 2xx; after ten attempts it gives up. */
export function startCourier(parts: CourierParts): () => Promise<void> {
  const { world, platform, clockFactor } = parts;
  const poster = createPoster();
  const stopped = new AbortController();
  let running: Promise<void> | undefined;

  const waiting = (): CrmHook[] =>
    [...world.tables.crmHooks.values()].filter((it) => it.platform === platform);
  const run = async () => {
    for (let batch = waiting(); batch.length > 0 && !stopped.signal.aborted; batch = waiting()) {
      // What one commit brings goes together.
      await sleep(10, undefined, { signal: stopped.signal });
      const hooks = waiting().slice(0, most.batch);
      const url = parts.url();
      if (url === undefined || (await carry(parts, poster, hooks, url))) {
        world.commit(hooks.map(dropped));
        continue;
      }
      world.commit(
        hooks.map((it) => (it.attempts + 1 >= most.attempts ? dropped(it) : triedAgain(it))),
      );
      const tries = hooks[0]?.attempts ?? 0;
      const ms = Math.min(most.pauseMs, 1_000 * 2 ** tries) / clockFactor;
      await sleep(ms, undefined, { signal: stopped.signal });
    }
  };
  const wake = () => {
    running ??= run()
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) throw error;
      })
      .finally(() => {
        running = undefined;
        if (!stopped.signal.aborted && waiting().length > 0) wake();
      });
  };
  world.onCommitted((changes) => {
    if (changes.some(([table, , it]) => table === 'crmHooks' && it?.platform === platform)) wake();
  });
  if (waiting().length > 0) wake();

  return async () => {
    stopped.abort();
    await poster.close();
    await running;
  };
}

/** @returns whether the desk took it */
async function carry(
  { faults, platform, request }: CourierParts,
  poster: ReturnType<typeof createPoster>,
  hooks: readonly CrmHook[],
  url: string,
): Promise<boolean> {
  const fault = faults.strike({ platform, account: '', endpoint: 'webhook' });
  const shaken = faults.strike({ platform, account: '', endpoint: 'webhook' }, [
    'duplicate_webhooks',
    'shuffle_webhooks',
  ]);
  const events = hooks.map((it) => it.event);
  const sent =
    shaken?.kind === 'duplicate_webhooks'
      ? [...events, ...events]
      : shaken?.kind === 'shuffle_webhooks'
        ? events.toReversed()
        : events;
  const { headers, body } = request(sent, url);
  if (fault?.kind === 'reset' || fault?.kind === 'accept_then_drop') {
    await poster.postAndCut(url, headers, body);
    return false;
  }
  if (fault !== undefined) await sleep((fault.delaySeconds ?? 1) * 1_000);
  const outcome = await poster.post(url, headers, body, 5_000);
  return outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
}
