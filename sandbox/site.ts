import type { Router } from 'express';
import type { Phones } from './chats/phones.ts';
import type { ControlParts } from './control/parts.ts';
import type { Faults } from './faults.ts';
import type { Account, WebhookEvent } from './model.ts';
import type { Platform } from './platform.ts';
import type { World } from './world.ts';

/** What a platform's HTTP interface is made from. */
export interface SiteParts {
  world: World;
  platform: Platform;
  phones: Phones;
  faults: Faults;
  /** The platform's rate limits hold; false for load tests. */
  limits: boolean;
  now: () => number;
  /** With the set probability: waits until the desk has the echo, so that it overtakes the answer to the send. */
  overtake: (echo: WebhookEvent) => Promise<void> | undefined;
  /** Where the account's webhooks go when it names no address itself. */
  defaultWebhookUrl: (account: Account) => string;
  /** The platform's own waiting times are divided by this. */
  clockFactor: number;
}

/** One simulated platform. */
export interface Site {
  platform: (clockFactor: number) => Platform;
  router: (parts: SiteParts) => Router;
  /** What it does without being asked, e.g. checks of webhooks; what it gives ends that. */
  run?: (parts: SiteParts) => () => void;
  /** What only this platform lets people and tests set, below `/sandbox/<platform>`. */
  control?: (parts: ControlParts) => Router;
}
