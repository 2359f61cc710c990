import type { Site } from '../site.ts';
import { runChallenges } from './challenge.ts';
import { xControl } from './control.ts';
import { xPlatform } from './platform.ts';
import { xRouter } from './router.ts';

export const xSite: Site = {
  platform: xPlatform,
  router: xRouter,
  run: runChallenges,
  control: xControl,
};
