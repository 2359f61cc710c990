/** Both CRMs: their routers, their control, and what they tell the desk. */
import { Router } from 'express';
import type { Faults } from '../faults.ts';
import { hubspotAccount } from '../hubspot/account.ts';
import { hubspotRouter } from '../hubspot/router.ts';
import { hubspotSide } from '../hubspot/side.ts';
import { signed as signedByHubspot } from '../hubspot/sign.ts';
import { salesforceOrg } from '../salesforce/org.ts';
import { salesforceRouter } from '../salesforce/router.ts';
import { salesforceSide } from '../salesforce/side.ts';
import { signed as signedBySalesforce } from '../salesforce/sign.ts';
import type { World } from '../world.ts';
import { crmControl } from './control.ts';
import { startCourier } from './courier.ts';

export interface CrmParts {
  world: World;
  faults: Faults;
  limits: boolean;
  now: () => number;
  url: () => string;
  clockFactor: number;
}

export interface RunningCrms {
  /** At `/hubspot` and `/salesforce`. */
  router: Router;
  /** Below `/sandbox`. */
  control: Router;
  /** After a reset. */
  begin(): void;
  close(): Promise<void>;
}

export function startCrms({ world, faults, limits, now, url, clockFactor }: CrmParts): RunningCrms {
  const router = Router();
  router.use('/hubspot', hubspotRouter({ world, faults, limits, now }));
  router.use('/salesforce', salesforceRouter({ world, faults, url: () => `${url()}/salesforce` }));

  const control = Router();
  const sides = [
    hubspotSide(world, () => `${url()}/hubspot`),
    salesforceSide(world, () => `${url()}/salesforce`),
  ];
  for (const side of sides) control.use(`/${side.platform}`, crmControl(world, side));
  const begin = () => {
    for (const side of sides) side.begin();
  };
  begin();

  const shared = { world, faults, clockFactor };
  const stops = [
    startCourier({
      ...{ ...shared, platform: 'hubspot' },
      url: () => hubspotAccount(world).webhookUrl,
      request: (events, to) =>
        signedByHubspot(events, to, hubspotAccount(world).clientSecret, now()),
    }),
    startCourier({
      ...{ ...shared, platform: 'salesforce' },
      url: () => salesforceOrg(world).webhookUrl,
      request: (changes) => signedBySalesforce(changes, salesforceOrg(world).webhookSecret, now()),
    }),
  ];
  return {
    ...{ router, control, begin },
    async close() {
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}
