import type { Site } from '../site.ts';
import { runChallenges } from './challenge.ts';
import { linkedinControl } from './control.ts';
import { linkedinPlatform } from './platform.ts';
import { linkedinRouter } from './router.ts';

export const linkedinSite: Site = {
  platform: linkedinPlatform,
  router: linkedinRouter,
  run: runChallenges,
  control: linkedinControl,
};
