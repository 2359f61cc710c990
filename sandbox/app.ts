import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { Router } from 'express';
import { createLogger } from '../runtime/logger.ts';
import type { Logger } from '../runtime/logger.ts';
import { accountKinds, demoAccounts } from './accounts.ts';
import { birth, isBorn } from './born.ts';
import { createPhones } from './chats/phones.ts';
import { controlRouter } from './control/router.ts';
import { announce, startOpeningDay, type OpeningDay } from './crowd/opening-day.ts';
import { startCrms } from './crm/start.ts';
import { startCrowd } from './crowd/start.ts';
import { createFaults } from './faults.ts';
import type { DeskDoors } from './live/desk.ts';
import { liveRouter } from './live/router.ts';
import { createStatus } from './live/status.ts';
import { createStream } from './live/stream.ts';
import { mediaRouter } from './media.ts';
import { platformNames, tableNames } from './model.ts';
import { modelControl } from './model/control.ts';
import { createModeSwitch } from './model/mode.ts';
import { modelRouter } from './model/router.ts';
import { pageRouter } from './page.ts';
import type { Account, PlatformName, Tables, WebhookEvent } from './model.ts';
import type { Platform } from './platform.ts';
import { createRandom } from './random.ts';
import { resetWorld } from './reset.ts';
import { sites } from './sites.ts';
import { openStore } from './store.ts';
import { startDelivery } from './webhooks/delivery.ts';
import { createWorld, putAccount } from './world.ts';

export interface SandboxOptions {
  /** 0: any free one. */
  port: number;
  host?: string;
  /** State lives in `<home>/sandbox/`; without a home it is gone with the process. */
  home?: string;
  /** Webhooks go to `<webhookBaseUrl>/webhooks/<platform>`. */
  webhookBaseUrl: string;
  /** Faults, chance and simulated customers repeat with the same one. */
  seed?: string;
  /** No customers who write on their own. */
  quiet?: boolean;
  /** Of a world that begins now: people who write as soon as the desk is there. */
  openingDay?: OpeningDay;
  /** The platforms' rate limits; false for load tests. */
  limits?: boolean;
  /** Messages a minute of the simulated customers, all together. */
  rate?: number;
  /** The desk's doors that the page knocks at; absent: no counters, nothing to kill. */
  desk?: DeskDoors;
  /** The platforms' retry and expiry times are divided by this. */
  clockFactor?: number;
  /** How often Messenger's echo overtakes the answer to the send. */
  echoFirstProbability?: number;
  now?: () => number;
  log?: Logger;
}

export interface Sandbox {
  url: string;
  close(): Promise<void>;
}

/** Starts the platforms; resolves when they can be called. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { seed = 'careline', clockFactor = 1, limits = true, now = Date.now } = options;
  const log = options.log ?? createLogger('sandbox', 'warn');
  const folder = options.home === undefined ? undefined : join(options.home, 'sandbox');
  const store = openStore<Tables>(tableNames, folder);
  const world = createWorld(store, now);
  const missing = demoAccounts.filter((it) => !world.account(it.platform, it.externalId));
  if (options.openingDay && !isBorn(world)) announce(world);
  world.commit([...missing.map(putAccount), ...(isBorn(world) ? [] : [birth(world)])]);

  const random = createRandom(seed);
  const platforms = new Map(
    platformNames.map((it): [PlatformName, Platform] => [it, sites[it].platform(clockFactor)]),
  );
  const platformOf = (name: PlatformName) => {
    const platform = platforms.get(name);
    if (platform === undefined) throw new Error(`no platform ${name}`);
    return platform;
  };
  const faults = createFaults(seed, now);
  const phones = createPhones(world, platformOf, createRandom(`${seed}/phones`));
  const webhookBaseUrl = options.webhookBaseUrl.replace(/\/+$/, '');
  const delivery = startDelivery({ world, platformOf, faults, random, webhookBaseUrl, log });

  const { echoFirstProbability = 0.3 } = options;
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/healthz', (_request, response) => response.json({ status: 'ok' }));
  const overtake = (echo: WebhookEvent) =>
    random.isLucky(echoFirstProbability) ? delivery.attempted(echo, 500) : undefined;
  const defaultWebhookUrl = ({ platform }: Account) =>
    world.tables.webhookUrls.get(platform) ?? `${webhookBaseUrl}/webhooks/${platform}`;
  const shared = { world, phones, faults, limits, now, overtake, defaultWebhookUrl, clockFactor };
  const stops: (() => void)[] = [];
  for (const [name, platform] of platforms) {
    const parts = { ...shared, platform };
    app.use(accountKinds[name].path, sites[name].router(parts));
    const stop = sites[name].run?.(parts);
    if (stop !== undefined) stops.push(stop);
  }
  const modes = createModeSwitch();
  app.use('/model', modelRouter({ world, faults, modes, limits, now }));
  app.use('/sandbox/media', mediaRouter(world, faults));
  let url = '';
  const crms = startCrms({ world, faults, limits, now, clockFactor, url: () => url });
  app.use(crms.router);
  const reset = () => {
    resetWorld(world);
    crms.begin();
    faults.clear();
    modes.set({ mode: 'honest' });
  };
  const { quiet = false, rate = 6, desk = { url: webhookBaseUrl } } = options;
  const pace = { isOn: !quiet, rate };
  const crowd = startCrowd({ world, platformOf, url: () => url, seed, pace });
  const control = {
    ...{ world, platformOf, phones, faults, url: () => url, reset, defaultWebhookUrl },
  };
  const stream = createStream(world, createStatus(control, crowd, desk));
  const more = Router().use(liveRouter({ ...control, stream, crowd, desk }));
  more.use(
    '/model',
    modelControl(world, modes, () => url),
  );
  more.use(crms.control);
  app.use('/sandbox', controlRouter(control, more));
  app.use(pageRouter());
  const openDay = () => {
    if (!options.openingDay) return;
    const isDeskUp = () =>
      fetch(`${desk.url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    const day = startOpeningDay(control, { ...options.openingDay, seed, isDeskUp });
    stops.push(() => {
      day.close();
    });
  };

  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, app);
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  openDay();

  return {
    url,
    async close() {
      crowd.close();
      stream.close();
      for (const stop of stops) stop();
      phones.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await delivery.close();
      await crms.close();
      store.close();
    },
  };
}
